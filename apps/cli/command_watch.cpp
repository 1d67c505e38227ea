// entente watch: is a threshold passed? For cron: the exit status says.
//
// The status of a threshold that is past is one that no failure has, so that a full disk rings no
// bell. A threshold is past where the whole interval lies past it, so that a few reports more do
// not ring a bell; --point judges the estimate itself. Where a measure rests on too few events
// nothing can be told, and that is said, not taken for quiet. Judged on the last observed day, or
// the last one on or before --as-of.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/measure/registers.hpp"
#include "series.hpp"
#include "stores.hpp"
#include "table.hpp"
#include "threshold.hpp"

namespace entente::cli {
namespace {

constexpr int kPastStatus = 6;

using std::chrono::days;
using Measure = Threshold::Measure;

enum class State { kPast, kNotPast, kCannotTell };

struct Judged {
  Threshold threshold;
  std::optional<Day> day;
  std::optional<double> value;
  std::optional<Interval> interval;  ///< absent for plain counts
  double half_life = kDefaultHalfLife;
  State state = State::kCannotTell;
  std::string reason;  ///< why it cannot be told
  std::string unit;
};

std::string_view word_of(State state) {
  if (state == State::kPast) return "past";
  return state == State::kNotPast ? "not past" : "cannot tell";
}
std::string_view key_of(State state) {
  if (state == State::kPast) return "past";
  return state == State::kNotPast ? "not_past" : "cannot_tell";
}

// By the bound that is nearer to the threshold, or by the estimate.
void judge(Judged& judged, bool thin, bool point) {
  if (!judged.value) return;
  if (thin && !point) {
    judged.reason = "too few";
    return;
  }
  double decides = *judged.value;
  if (!point && judged.interval)
    decides = judged.threshold.above ? judged.interval->low : judged.interval->high;
  judged.state = is_past(judged.threshold, decides) ? State::kPast : State::kNotPast;
}

std::string_view unit_of(Measure measure) {
  switch (measure) {
    case Measure::kCooperation:
    case Measure::kConflict:
      return kRateUnit;
    case Measure::kStance:
      return "points from the provider's mean";
    case Measure::kShare:
      return "share of conflict";
    case Measure::kEvents:
      return "acts on the day";
    case Measure::kRegister:
      return kRegisterUnit;
  }
  return {};
}

// The last observed day on or before the one that is looked back from.
std::optional<Day> judged_day(const EventLog& log, std::optional<Day> as_of) {
  for (std::size_t i = log.observed.size(); i-- > 0;) {
    const Day day = day_from_number(log.first_day + static_cast<int>(i));
    if (log.observed[i] != 0 && (!as_of || day <= *as_of)) return day;
  }
  return std::nullopt;
}

void judge_machine(std::vector<Judged>& all, const EventLog& log, std::optional<Day> as_of,
                   bool point) {
  const auto day = judged_day(log, as_of);
  if (!day) {
    for (auto& judged : all)
      if (judged.threshold.measure != Measure::kRegister) judged.reason = "no data";
    return;
  }
  MeasureOptions options;
  options.half_lives = {all.front().half_life};
  options.days = {*day, *day + days{1}};
  options.which = MeasureDays::kEvery;
  for (const auto& judged : all)
    if (judged.threshold.measure != Measure::kRegister)
      options.wanted.push_back(*judged.threshold.dyad);
  if (options.wanted.empty()) return;
  measure_dyads(log, options, [&](const DyadDay& row) {
    const DyadMeasures m = measures_of(row.sums);
    for (auto& judged : all) {
      const auto& t = judged.threshold;
      if (t.measure == Measure::kRegister || t.dyad->first != row.source ||
          t.dyad->second != row.target)
        continue;
      judged.day = day;
      judged.reason = "no data";
      if (t.measure == Measure::kEvents) {
        judged.value = row.sums.events;
        judge(judged, false, point);
        continue;
      }
      std::optional<Estimate> estimate = m.cooperation;
      double effective = m.effective_cooperation;
      if (t.measure == Measure::kConflict) {
        estimate = m.conflict;
        effective = m.effective_conflict;
      } else if (t.measure != Measure::kCooperation) {
        estimate = t.measure == Measure::kStance ? m.stance : m.conflict_share;
        effective = m.effective_cooperation + m.effective_conflict;
        if (!estimate) judged.reason = "too few";
      }
      if (!estimate) continue;
      judged.value = estimate->value;
      judged.interval = estimate->interval;
      judge(judged, effective < kFewestEffective, point);
    }
  });
}

Result<void> judge_register(Judged& judged, const Case& of_case, const std::vector<Act>& acts,
                            std::optional<Day> as_of, bool point) {
  const auto& t = judged.threshold;
  const auto found = std::ranges::find(of_case.registers, t.register_key, &Register::key);
  if (found == of_case.registers.end()) {
    std::vector<std::string> keys;
    for (const auto& entry : of_case.registers) keys.push_back(entry.key);
    const auto near = nearest(t.register_key, keys);
    return fail(ErrorCode::kUsage,
                fmt::format("the case has no register {}", printable(t.register_key)),
                near ? fmt::format("did you mean {}?", *near) : "there is: " + join(keys, ", "));
  }
  if (!found->complete) {
    judged.reason = "the register is not complete";
    return {};
  }
  std::vector<Act> of_register;
  for (const auto& act : t.dyad ? acts_of_dyad(acts, *t.dyad) : acts)
    if (act.in_register() && act.register_key == t.register_key) of_register.push_back(act);
  DayRange range{found->days.from, std::min(found->days.to, of_case.window.to)};
  if (as_of) range.to = std::min(range.to, *as_of + days{1});
  const auto rates = register_rates(of_register, *found, range, judged.half_life);
  judged.reason = "no data";
  if (rates.empty()) return {};
  const auto& rate = rates.back();
  judged.day = rate.day;
  judged.value = rate.events_per_year;
  judged.interval = rate.interval;
  judge(judged, rate.effective < kFewestEffective, point);
  return {};
}

void print_judged(Output& out, const std::vector<Judged>& all, const ChosenProvider& provider,
                  bool point) {
  if (out.json()) {
    Json json = out.document();
    json.begin_object().key("provider").text_or_null(provider.name);
    json.member("level", kMeasureLevel).member("judged_by", point ? "point" : "interval");
    json.key("thresholds").begin_array();
    for (const auto& j : all) {
      const auto& t = j.threshold;
      json.begin_object().member("threshold", t.text);
      json.key("source").text_or_null(t.dyad ? std::string_view(t.dyad->first) : "");
      json.key("target").text_or_null(t.dyad ? std::string_view(t.dyad->second) : "");
      static constexpr std::string_view kNames[] = {"cooperation",    "conflict", "stance",
                                                    "conflict_share", "events",   "register"};
      json.member("measure", kNames[static_cast<std::size_t>(t.measure)]);
      json.key("register").text_or_null(t.register_key);
      json.member("comparison", t.above ? "above" : "below").member("number", t.number);
      json.member("day", j.day).member("value", j.value).key("low");
      j.interval ? json.value(j.interval->low) : json.null();
      json.key("high");
      j.interval ? json.value(j.interval->high) : json.null();
      json.member("unit", j.unit).member("half_life_days", j.half_life);
      json.member("state", key_of(j.state)).member("past", j.state == State::kPast);
      json.key("reason").text_or_null(j.state == State::kCannotTell ? std::string_view(j.reason)
                                                                    : "");
      json.end_object();
    }
    json.end_array().end_object();
    json.finish();
    return;
  }
  if (out.format() == Format::kCsv) {
    RowSet set;
    set.columns = {{"threshold", "VARCHAR"}, {"day", "DATE"},      {"value", "DOUBLE"},
                   {"low", "DOUBLE"},        {"high", "DOUBLE"},   {"unit", "VARCHAR"},
                   {"state", "VARCHAR"},     {"reason", "VARCHAR"}};
    for (const auto& j : all) {
      set.rows.push_back({cell(j.threshold.text), cell(j.day), cell(j.value),
                          j.interval ? cell(j.interval->low) : cell(),
                          j.interval ? cell(j.interval->high) : cell(), cell(j.unit),
                          cell(key_of(j.state)),
                          cell_or_null(j.state == State::kCannotTell ? j.reason : "")});
    }
    print_set(out, set);
    return;
  }
  for (const auto& j : all) {
    std::string line = clean(j.threshold.text) + ": " + std::string(word_of(j.state));
    if (j.state == State::kCannotTell) line += fmt::format(" ({})", j.reason);
    if (j.value) {
      line += ", ";
      line +=
          j.interval ? words_of(Estimate{*j.value, *j.interval}) : fmt::format("{:.0f}", *j.value);
      line += " " + j.unit;
    }
    if (j.day) line += fmt::format(" on {}", format_day(*j.day));
    out.print(line + "\n");
  }
}

Result<std::vector<Judged>> judge_all(Context& context, OpenStore& open, ChosenProvider& provider) {
  const auto texts = context.values.texts("threshold");
  const auto half_lives = half_lives_of(context.values);
  if (half_lives.size() > 1)
    return fail(ErrorCode::kUsage, "watch judges by one half-life", "run it once for each");
  std::vector<Judged> all;
  bool registers = false;
  bool rates = false;
  for (const auto& text : texts) {
    Judged judged;
    ENTENTE_TRY(judged.threshold,
                parse_threshold(open.of_case ? open.of_case->world : open.world, text));
    judged.half_life = half_lives.front();
    judged.unit = unit_of(judged.threshold.measure);
    const bool of_register = judged.threshold.measure == Measure::kRegister;
    registers = registers || of_register;
    rates = rates || !of_register;
    all.push_back(std::move(judged));
  }
  const auto as_of = context.values.day("as-of");
  const bool point = context.values.flag("point");
  Duck& duck = open.snapshot->duck();
  if (rates) {
    ENTENTE_TRY(provider, choose_provider(context, duck));
    for (auto& judged : all) judged.reason = "no machine-coded data";
    if (!provider.name.empty()) {
      ENTENTE_TRY(const EventLog log, read_event_log(duck, {.provider = provider.name}));
      judge_machine(all, log, as_of, point);
    }
  }
  if (!registers) return all;
  if (!open.of_case) {
    return fail(ErrorCode::kUsage, "registers are a case's: name the case",
                "entente watch CASE --threshold ...");
  }
  // The case's rows lie in its own store, whatever store the rates come from.
  std::optional<Snapshot> own;
  if (context.values.given("store")) {
    ENTENTE_TRY(const std::string folder, case_store_folder(context, *open.of_case));
    ENTENTE_TRY(Snapshot opened,
                open_snapshot(context, folder, open.of_case->world, &*open.of_case));
    own.emplace(std::move(opened));
  }
  ENTENTE_TRY(const std::vector<Act> acts, read_acts(own ? own->duck() : duck));
  for (auto& judged : all) {
    if (judged.threshold.measure == Measure::kRegister)
      ENTENTE_CHECK(judge_register(judged, *open.of_case, acts, as_of, point));
  }
  return all;
}

}  // namespace

Result<int> run_watch(Context& context) {
  ENTENTE_CHECK(take_case_operand(context));
  if (!context.values.given("threshold")) {
    return fail(ErrorCode::kUsage, "watch needs --threshold WORDS",
                "for example: --threshold \"PRK,KOR conflict above 5\"");
  }
  ENTENTE_TRY(const auto open, open_store(context));
  RunNote note(context, *open);
  ChosenProvider provider;
  const auto all = judge_all(context, *open, provider);
  note.ended(all);
  if (!all) return fail(all.error());
  print_judged(context.out, *all, provider, context.values.flag("point"));
  const bool past =
      std::ranges::any_of(*all, [](const Judged& judged) { return judged.state == State::kPast; });
  return past ? kPastStatus : 0;
}

}  // namespace entente::cli
