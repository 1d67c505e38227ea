// entente backtest counts: how good would forecasts of counts and of registers have been?
//
// The methods are forecast/counts/backtest_counts.hpp's and forecast/registers/registers.hpp's.
// What may be said of skill is said by rule: beyond 30 days nothing is claimed; with under 20
// positives nothing is said; a skill that is not above zero is called so.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/forecast/counts/backtest_counts.hpp"
#include "entente/forecast/registers/registers.hpp"
#include "entente/forecast/settle.hpp"
#include "entente/history/acts.hpp"
#include "forecast_base.hpp"
#include "forecast_words.hpp"
#include "stores.hpp"

namespace entente::cli {
namespace {

using forecast::CountBacktest;
using forecast::CountScores;
using forecast::EscalationScores;
using forecast::Forecast;
using forecast::RegisterOutlook;
using forecast::RegisterScores;
using std::chrono::days;

const std::vector<int> kDefaultHorizons = {7, 30};

struct Settled {
  const Forecast* forecast;
  std::optional<bool> happened;
};

struct BackTest {
  std::string provider;           ///< of the counts; empty: none
  bool pseudo_real_time = false;  ///< days of knowledge are assumed for some of its rows
  CountBacktest counts;
  std::optional<RegisterOutlook> registers;
  std::vector<Settled> settled;  ///< forecasts of the case's last day
};

std::string days_ahead(int horizon) {
  return fmt::format("{} ahead", count_of(static_cast<std::uint64_t>(horizon), "day"));
}

// What must be added where an interval rests on too little.
std::string few_origins(std::size_t origins) {
  return fmt::format("; from {} alone, so nothing is claimed.",
                     count_of(static_cast<std::uint64_t>(origins), "origin"));
}

std::string statement_of(const CountScores& s) {
  if (s.n == 0)
    return fmt::format("Counts {}: nothing could be judged.", days_ahead(s.horizon_days));
  if (s.origins < forecast::kFewestOrigins)
    return fmt::format("Counts {}: CRPS beside the best baseline ({}): skill {:.3f}{}",
                       days_ahead(s.horizon_days), s.best_baseline, s.skill,
                       few_origins(s.origins));
  const std::string what =
      fmt::format("Counts {}: CRPS beside the best baseline ({}): {}", days_ahead(s.horizon_days),
                  s.best_baseline, skill_words(s.skill, s.skill_low, s.skill_high));
  return what + (s.horizon_days > kFarthestClaim ? "; reported without a claim." : ".");
}

template <class Scores>
std::string brier_statement(const std::string& what, const Scores& s, double skill) {
  if (!s.judged()) {
    return fmt::format("{}: {} of {} happened; under {} there is no statement.", what,
                       group_digits(s.positives), group_digits(s.n), kFewestPositives);
  }
  return fmt::format("{}: Brier {}.", what, skill_words(skill, s.skill_low, s.skill_high));
}
std::string statement_of(const EscalationScores& s) {
  if (s.judged() && s.origins < forecast::kFewestOrigins)
    return fmt::format("Escalations {}: Brier skill {:.3f}{}", days_ahead(s.horizon_days),
                       s.brier_skill, few_origins(s.origins));
  std::string text =
      brier_statement(fmt::format("Escalations {}", days_ahead(s.horizon_days)), s, s.brier_skill);
  if (s.judged() && s.horizon_days > kFarthestClaim) {
    text.pop_back();
    text += "; reported without a claim.";
  }
  return text;
}
// Skill is claimed by the rule of RegisterScores::above_zero alone.
std::string statement_of(const RegisterScores& s) {
  const std::string name = s.register_key.empty() ? "Registers" : "Register " + s.register_key;
  const std::string what = fmt::format("{} {}", name, days_ahead(s.horizon_days));
  if (!s.judged() || s.held_out.n == 0) return brier_statement(what, s, s.skill);
  const auto& held = s.held_out;
  const std::string late = fmt::format(
      "on the origins from {} on, which chose no setting, {:.3f} ({:.3f} to {:.3f})",
      format_day(forecast::kRegisterSettingsHeldOut), held.skill, held.skill_low, held.skill_high);
  if (s.above_zero() || s.skill_low <= 0) {
    std::string text = brier_statement(what, s, s.skill);
    text.pop_back();
    return fmt::format("{}; {}.", text, late);
  }
  return fmt::format(
      "{}: Brier skill {:.3f} ({:.3f} to {:.3f}); {}: not told apart from zero there, so no skill "
      "is claimed.",
      what, s.skill, s.skill_low, s.skill_high, late);
}

// Without the sums by class and band: those are told one by one.
bool is_sum(const CountScores& s) { return s.quad_class == 0 && s.band.empty(); }

std::vector<std::string> statements_of(const BackTest& test) {
  std::vector<std::string> statements;
  for (const auto& scores : test.counts.by)
    if (is_sum(scores)) statements.push_back(statement_of(scores));
  for (const auto& scores : test.counts.escalation) statements.push_back(statement_of(scores));
  if (test.registers) {
    for (const auto& scores : test.registers->scores)
      if (scores.register_key.empty()) statements.push_back(statement_of(scores));
    if (test.registers->scores.empty())
      statements.emplace_back("The registers are too short to be back-tested.");
  }
  return statements;
}

void write_baselines(Json& json, std::string_view name,
                     const std::map<std::string, double>& baselines) {
  json.key(name).begin_object();
  for (const auto& [baseline, crps] : baselines) json.member(baseline, crps);
  json.end_object();
}

void write_counts(Json& json, const CountScores& s) {
  json.begin_object().member("horizon_days", s.horizon_days).key("quad_class");
  s.quad_class == 0 ? json.null() : json.value(s.quad_class);
  json.key("band").text_or_null(s.band).member("n", s.n);
  json.member("crps", s.crps).member("crps_log", s.crps_log);
  write_baselines(json, "crps_baselines", s.crps_baselines);
  write_baselines(json, "crps_log_baselines", s.crps_log_baselines);
  json.member("log_score", s.log_score).member("pit_coverage_80", s.pit_coverage_80);
  json.member("pit_low", s.pit_low).member("pit_high", s.pit_high);
  json.member("interval_coverage_80", s.interval_coverage_80);
  json.key("best_baseline").text_or_null(s.best_baseline);
  json.member("skill", s.skill).member("skill_low", s.skill_low);
  json.member("skill_high", s.skill_high);
  json.member("claim", s.horizon_days <= kFarthestClaim && s.origins >= forecast::kFewestOrigins)
      .key("statement");
  is_sum(s) ? json.value(statement_of(s)) : json.null();
  json.end_object();
}

void write_escalation(Json& json, const EscalationScores& s) {
  json.begin_object().member("horizon_days", s.horizon_days).member("n", s.n);
  json.member("positives", s.positives).member("brier", s.brier);
  json.member("brier_climatology", s.brier_climatology).key("brier_skill");
  const auto judged = [&](double value) { s.judged() ? json.value(value) : json.null(); };
  judged(s.brier_skill);
  json.key("skill_low");
  judged(s.skill_low);
  json.key("skill_high");
  judged(s.skill_high);
  json.member("claim", s.horizon_days <= kFarthestClaim && s.origins >= forecast::kFewestOrigins)
      .member("statement", statement_of(s));
  json.key("reliability");
  write_reliability(json, s.reliability);
  json.end_object();
}

void write_register(Json& json, const RegisterScores& s) {
  json.begin_object().key("register").text_or_null(s.register_key);
  json.member("horizon_days", s.horizon_days).member("n", s.n).member("positives", s.positives);
  json.member("brier", s.brier).member("brier_climatology", s.brier_climatology).key("skill");
  const auto judged = [&](double value) { s.judged() ? json.value(value) : json.null(); };
  judged(s.skill);
  json.key("skill_low");
  judged(s.skill_low);
  json.key("skill_high");
  judged(s.skill_high);
  json.member("above_zero", s.above_zero()).key("held_out");
  if (s.held_out.n == 0) {
    json.null();
  } else {
    const auto& held = s.held_out;
    json.begin_object().member("n", held.n).member("positives", held.positives);
    json.member("skill", held.skill).member("skill_low", held.skill_low);
    json.member("skill_high", held.skill_high).end_object();
  }
  json.member("statement", statement_of(s)).key("reliability");
  write_reliability(json, s.reliability);
  json.end_object();
}

void write_json(Context& context, const ForecastBase& base, const BackTest& test) {
  const Case* const of_case = base.of_case ? &*base.of_case : nullptr;
  Json json = context.out.document();
  json.begin_object().key("provider").text_or_null(test.provider);
  json.member("pseudo_real_time", test.pseudo_real_time);
  const auto& origins = test.counts.origins;
  json.member("origins", origins.size()).member("dyads", test.counts.dyads).key("first_origin");
  origins.empty() ? json.null() : json.value(origins.front());
  json.key("last_origin");
  origins.empty() ? json.null() : json.value(origins.back());
  json.key("by").begin_array();
  for (const auto& scores : test.counts.by) write_counts(json, scores);
  json.end_array();
  // Of the shortest horizon.
  const auto& escalation = test.counts.escalation;
  const bool any = !escalation.empty() && escalation.front().n > 0;
  json.key("brier");
  any ? json.value(escalation.front().brier) : json.null();
  json.key("brier_skill");
  any&& escalation.front().judged() ? json.value(escalation.front().brier_skill) : json.null();
  json.key("positives");
  any ? json.value(escalation.front().positives) : json.null();
  json.key("escalation").begin_array();
  for (const auto& scores : escalation) write_escalation(json, scores);
  json.end_array().key("registers").begin_array();
  if (test.registers)
    for (const auto& scores : test.registers->scores) write_register(json, scores);
  json.end_array().key("settled_by_outcomes").begin_array();
  for (const auto& [forecast, happened] : test.settled) {
    json.begin_object();
    write_identity(json, *forecast, of_case);
    json.member("outcome", happened);
    const auto s = forecast::settlement_of(*forecast, happened.value_or(false), {}, {});
    json.key("brier");
    happened ? json.value(s.brier) : json.null();
    json.key("log_score");
    happened ? json.value(s.log_score) : json.null();
    json.end_object();
  }
  json.end_array().member("statement", join(statements_of(test), " ")).end_object();
  json.finish();
}

void write_count_table(Context& context, const BackTest& test) {
  Rows rows(context.out);
  std::vector<ResultColumn> columns = {
      {"days", "INTEGER"},     {"class", "VARCHAR"},     {"mean", "VARCHAR"},
      {"n", "UBIGINT"},        {"CRPS", "VARCHAR"},      {"best baseline", "VARCHAR"},
      {"its CRPS", "VARCHAR"}, {"skill", "VARCHAR"},     {"low", "VARCHAR"},
      {"high", "VARCHAR"},     {"log score", "VARCHAR"}, {"PIT 80", "VARCHAR"}};
  rows.header(columns);
  const auto rounded = [](double x) { return cell(fmt::format("{:.4f}", x)); };
  for (const auto& s : test.counts.by) {
    const auto best = s.crps_baselines.find(s.best_baseline);
    rows.row({cell(s.horizon_days), cell(s.quad_class == 0 ? "all" : quad_class_name(s.quad_class)),
              cell(s.band.empty() ? std::string("all") : s.band), cell(s.n), rounded(s.crps),
              cell_or_null(s.best_baseline),
              best == s.crps_baselines.end() ? cell() : rounded(best->second), rounded(s.skill),
              rounded(s.skill_low), rounded(s.skill_high), rounded(s.log_score),
              rounded(s.pit_coverage_80)});
  }
  rows.finish();
}

void write_register_table(Context& context, const BackTest& test) {
  Rows rows(context.out);
  rows.header({{"register", "VARCHAR"},
               {"days", "INTEGER"},
               {"n", "UBIGINT"},
               {"happened", "UBIGINT"},
               {"Brier", "VARCHAR"},
               {"of the past share", "VARCHAR"},
               {"skill", "VARCHAR"},
               {"low", "VARCHAR"},
               {"high", "VARCHAR"}});
  const auto rounded = [](double x) { return cell(fmt::format("{:.4f}", x)); };
  for (const auto& s : test.registers->scores) {
    const auto judged = [&](double x) { return s.judged() ? rounded(x) : cell(); };
    rows.row({cell(s.register_key.empty() ? std::string("all") : s.register_key),
              cell(s.horizon_days), cell(s.n), cell(s.positives), rounded(s.brier),
              rounded(s.brier_climatology), judged(s.skill), judged(s.skill_low),
              judged(s.skill_high)});
  }
  rows.finish();
}

void write_table(Context& context, const ForecastBase& base, const BackTest& test) {
  Output& out = context.out;
  const bool counts = !test.counts.by.empty();
  const bool registers = test.registers && !test.registers->scores.empty();
  if (counts) write_count_table(context, test);
  // One table is all that a CSV file holds.
  if (registers && (!counts || out.format() == Format::kTable)) write_register_table(context, test);
  if (out.format() == Format::kCsv) return;
  const Case* const of_case = base.of_case ? &*base.of_case : nullptr;
  if (counts) {
    const auto& origins = test.counts.origins;
    out.print(fmt::format("{}, {} from {} to {}, {}\n", clean(test.provider),
                          count_of(origins.size(), "origin"), format_day(origins.front()),
                          format_day(origins.back()), count_of(test.counts.dyads, "dyad")));
    if (test.pseudo_real_time) {
      out.print(
          "days of knowledge are assumed for some rows: a back-test in pseudo real time, not of "
          "what anyone knew\n");
    }
  }
  for (const auto& statement : statements_of(test)) out.print(statement + "\n");
  for (const auto& [forecast, happened] : test.settled) {
    out.print(fmt::format("{}; {}\n", line_of(*forecast, of_case),
                          !happened   ? "the outcomes cannot tell"
                          : *happened ? "it happened"
                                      : "it did not happen"));
  }
}

Result<void> count_backtest(Context& context, const EventLog& log, BackTest& test) {
  forecast::CountBacktestOptions options;
  ENTENTE_TRY(const std::vector<int> given, horizons_given(context));
  options.horizons = given.empty() ? kDefaultHorizons : given;
  options.from = context.values.day("from");
  const Day first = day_from_number(log.first_day);
  const Day last = first + days{static_cast<int>(log.volume.size()) - 1};
  if (options.from && (*options.from < first || *options.from >= last)) {
    return fail(ErrorCode::kUsage,
                fmt::format("--from {} lies outside the data", format_day(*options.from)),
                fmt::format("the days of {} are {} to {}", log.provider, format_day(first),
                            format_day(last)));
  }
  options.origins = static_cast<std::size_t>(context.values.number("origins").value_or(0));
  options.settings.seed = static_cast<std::uint64_t>(context.values.number("seed").value_or(1));
  const ProgressSink progress = context.out.progress();
  options.progress = [&](std::size_t done, std::size_t all) {
    if (progress) progress({"origins", done, 0, done, all});
    return true;
  };
  auto counts = forecast::backtest_counts(log, options);
  context.out.end_progress();
  if (!counts) return fail(counts.error());
  test.provider = log.provider;
  test.counts = std::move(*counts);
  return {};
}

Result<void> register_backtest(Context& context, ForecastBase& base, BackTest& test) {
  const Case& of_case = *base.of_case;
  ENTENTE_TRY(std::vector<int> horizons, horizons_given(context));
  if (horizons.empty()) horizons = of_case.horizons;
  if (horizons.empty()) horizons = kDefaultHorizons;
  const Day last = of_case.window.to - days{1};
  const Day origin = std::min(last, context.values.day("as-of").value_or(last));
  ENTENTE_TRY(const std::vector<Act> acts, read_acts(base.own_rows->duck()));
  test.registers = forecast::forecast_registers(of_case, acts, origin, horizons);
  Case known = of_case;
  if (const auto as_of = context.values.day("as-of"))
    std::erase_if(known.outcomes, [&](const Outcome& o) { return o.day > *as_of; });
  for (const auto& f : test.registers->forecasts) {
    const bool due = f.due() <= context.values.day("as-of").value_or(context.environment.today);
    test.settled.push_back({&f, due ? forecast::settle_register(f, known, acts) : std::nullopt});
  }
  return {};
}

Result<BackTest> backtest(Context& context, ForecastBase& base) {
  BackTest test;
  ENTENTE_TRY(const std::optional<EventLog> log, read_log(context, base));
  if (!log && (!base.of_case || !base.machine.empty())) return fail(no_machine_data(context, base));
  if (log) {
    ENTENTE_CHECK(count_backtest(context, *log, test));
    ENTENTE_TRY(test.pseudo_real_time,
                days_assumed(base.events().duck(), forecast::log_filter_of(log->provider)));
    return test;
  }
  for (const char* const option : {"from", "origins"}) {
    if (context.values.given(option)) {
      return fail(ErrorCode::kUsage,
                  fmt::format("--{} is for machine-coded acts, and the case has none", option),
                  "registers are judged over their own years");
    }
  }
  ENTENTE_CHECK(register_backtest(context, base, test));
  if (test.registers->forecasts.empty()) {
    return fail(ErrorCode::kBadData,
                "the case has no machine-coded acts and no complete register of two years or more",
                "--store DIR names a store with machine-coded acts");
  }
  return test;
}

}  // namespace

Result<int> run_backtest_counts(Context& context) {
  if (!context.values.given("case") && !context.values.given("store")) {
    return fail(ErrorCode::kUsage, "backtest counts needs --case CASE or --store DIR",
                "entente backtest counts --help");
  }
  ENTENTE_CHECK(horizons_given(context));
  ENTENTE_TRY(const auto base, open_forecast_base(context));
  RunNote note(context, base->machine.empty() ? base->own : base->machine,
               base->of_case ? &*base->of_case : nullptr, base->own);
  const auto test = backtest(context, *base);
  note.ended(test);
  if (!test) return fail(test.error());
  if (context.out.json()) {
    write_json(context, *base, *test);
  } else {
    write_table(context, *base, *test);
  }
  return 0;
}

}  // namespace entente::cli
