// entente score: settles registered forecasts that have come due, once.
//
// Of forecasts about acts the answer is counted in the log of the forecast's own provider; of
// registers it comes from the register or the case's outcomes. A forecast that cannot be settled
// stays open, with the reason. Those registered after the fact are settled too, but told apart and
// never counted. With --as-of it is a dry run: what would be settled by what was known on that day
// is told, and nothing is written.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/forecast/registers/registers.hpp"
#include "entente/forecast/settle.hpp"
#include "entente/history/acts.hpp"
#include "forecast_base.hpp"
#include "forecast_words.hpp"
#include "series.hpp"
#include "stores.hpp"

namespace entente::cli {
namespace {

using forecast::Answer;
using forecast::Forecast;
using forecast::ForecastKind;
using forecast::Registered;
using forecast::Unanswered;

class Settler {
 public:
  Settler(Context& context, ForecastBase& base)
      : base_(base),
        limit_(std::min(context.environment.today,
                        context.values.day("as-of").value_or(context.environment.today))) {
    if (!base_.of_case) return;
    // An outcome is known on its day at the earliest.
    of_case_ = *base_.of_case;
    std::erase_if(of_case_->outcomes, [&](const Outcome& o) { return o.day > limit_; });
  }

  Result<Answer> answer(const Registered& registered) {
    const Forecast& f = registered.forecast;
    if (f.due() > limit_) return Answer{Unanswered::kNotDue, false, {}};
    if (f.kind == ForecastKind::kRegister) return of_register(registered);
    ENTENTE_TRY(const EventLog* const log, log_of(f.provider));
    if (log == nullptr) return Answer{Unanswered::kNoData, false, {}};
    const auto [waiting, first] = waiting_.try_emplace(f.provider, 0);
    if (first) waiting->second = forecast::days_of_waiting(*log);
    return forecast::answer_from_log(f, *log, waiting->second);
  }

 private:
  Result<Answer> of_register(const Registered& registered) {
    const Answer none{Unanswered::kNoData, false, {}};
    if (!of_case_ || input_of(registered, "case") != of_case_->name) return none;
    if (std::ranges::find(of_case_->registers, registered.forecast.type, &Register::key) ==
        of_case_->registers.end())
      return none;
    if (!acts_) {
      ENTENTE_TRY(acts_, read_acts(base_.own_rows->duck()));
    }
    const auto happened = forecast::settle_register(registered.forecast, *of_case_, *acts_);
    if (!happened) return Answer{Unanswered::kNotKnown, false, {}};
    return Answer{Unanswered::kNone, *happened, {}};
  }

  // The log of that provider, read once; null where there is none.
  Result<const EventLog*> log_of(const std::string& provider) {
    const auto known = logs_.find(provider);
    if (known != logs_.end()) return known->second ? &*known->second : nullptr;
    auto log = read_event_log(base_.events().duck(), forecast::log_filter_of(provider));
    if (!log && log.error().code != ErrorCode::kNotFound) return fail(log.error());
    auto& kept = logs_[provider];
    if (log) kept = std::move(*log);
    return kept ? &*kept : nullptr;
  }

  ForecastBase& base_;
  Day limit_;
  std::optional<Case> of_case_;
  std::optional<std::vector<Act>> acts_;
  std::map<std::string, std::optional<EventLog>> logs_;
  std::map<std::string, int> waiting_;  ///< days, by provider
};

struct Scored {
  /// Settled now, with --all earlier too; by the last day asked about.
  std::vector<Registered> listed;
  std::size_t fresh = 0;  ///< settled now
  std::map<Unanswered, std::size_t> open;
  std::size_t before = 0;  ///< settled earlier
  std::vector<Registered> all;
  bool dry = false;  ///< nothing was written
  std::size_t late_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(all, &Registered::after_the_fact));
  }
  std::size_t open_count() const {
    std::size_t n = 0;
    for (const auto& [reason, count] : open) n += count;
    return n;
  }
};

Result<Scored> score(Context& context, ForecastBase& base) {
  Scored scored;
  scored.dry = context.values.given("as-of");
  ENTENTE_TRY(scored.all, read_ledger(base));
  Settler settler(context, base);
  std::vector<std::pair<std::string, forecast::Settlement>> fresh;
  const std::string now = scored.dry ? "" : now_text();
  for (auto& registered : scored.all) {
    if (registered.settlement) {
      ++scored.before;
      if (context.values.flag("all")) scored.listed.push_back(registered);
      continue;
    }
    ENTENTE_TRY(const Answer answer, settler.answer(registered));
    if (answer.unanswered != Unanswered::kNone) {
      ++scored.open[answer.unanswered];
      continue;
    }
    registered.settlement =
        forecast::settlement_of(registered.forecast, answer.happened, answer.count, now);
    fresh.emplace_back(registered.forecast.id, *registered.settlement);
    scored.listed.push_back(registered);
  }
  scored.fresh = fresh.size();
  std::ranges::stable_sort(scored.listed, {}, [](const Registered& one) {
    const Forecast& f = one.forecast;
    return std::tuple(f.due(), f.horizon_days, f.kind, f.source, f.target, f.type);
  });
  if (fresh.empty() || scored.dry) return scored;
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_writing(base.ledger()));
  ENTENTE_CHECK(forecast::settle(catalogue, fresh));
  return scored;
}

// What all settled forecasts together say of probabilities kept: those registered beforehand, or
// those registered after the fact.
struct Overall {
  forecast::Reliability reliability;
  double brier_climatology = 0;
  std::string statement;
};

Overall overall_of(const std::vector<Registered>& all, bool late) {
  Overall overall;
  overall.reliability = late ? forecast::reliability_after_the_fact(all)
                             : forecast::reliability_of(std::span<const Registered>(all));
  const auto& r = overall.reliability;
  if (r.n == 0) {
    const bool any = std::ranges::any_of(all, [](const auto& one) { return !!one.settlement; });
    if (!late) {
      overall.statement = any ? "No forecast that was registered beforehand has been settled yet."
                              : "No forecast has been settled yet.";
    }
    return overall;
  }
  for (const auto& one : all) {
    if (!one.settlement || one.after_the_fact() != late) continue;
    const double off = one.forecast.climatology - (one.settlement->happened ? 1 : 0);
    overall.brier_climatology += off * off / static_cast<double>(r.n);
  }
  if (late) {
    overall.statement = fmt::format(
        "Registered after the fact: shown, not counted: {} of {} happened, Brier score {:.4f}, "
        "that "
        "of the past shares alone {:.4f}.",
        group_digits(r.happened), count_of(r.n, "settled forecast"), r.brier,
        overall.brier_climatology);
    return overall;
  }
  if (r.happened < kFewestPositives) {
    overall.statement =
        fmt::format("{} of {} happened: under {} nothing is said of skill.",
                    group_digits(r.happened), count_of(r.n, "settled forecast"), kFewestPositives);
    return overall;
  }
  overall.statement = fmt::format(
      "Over {} the Brier score is {:.4f}, that of the past shares alone {:.4f}: {}.",
      count_of(r.n, "settled forecast"), r.brier, overall.brier_climatology,
      r.brier < overall.brier_climatology ? "the forecasts' is the lower"
                                          : "the forecasts' is not the lower, which is no skill");
  return overall;
}

void write_json(Context& context, const Case* of_case, const Scored& scored) {
  Json json = context.out.document();
  json.begin_object().member("dry_run", scored.dry).key("settled").begin_array();
  for (const auto& one : scored.listed) {
    const auto& s = *one.settlement;
    json.begin_object();
    write_identity(json, one.forecast, of_case);
    json.member("registered_at", one.registered_at);
    json.member("after_the_fact", one.after_the_fact()).key("settled_at");
    json.text_or_null(s.settled_at);
    json.member("outcome", s.happened).member("count", s.count);
    json.member("brier", s.brier).member("log_score", s.log_score).end_object();
  }
  json.end_array().key("open").begin_object().member("n", scored.open_count());
  for (const auto reason : {Unanswered::kNotDue, Unanswered::kNotKnown, Unanswered::kDaysMissing,
                            Unanswered::kNoData}) {
    const auto found = scored.open.find(reason);
    json.member(forecast::name_of(reason), found == scored.open.end() ? 0 : found->second);
  }
  json.end_object().member("settled_before", scored.before);
  json.member("registered", scored.all.size());
  const auto write_overall = [&](const Overall& overall) {
    json.key("reliability");
    write_reliability(json, overall.reliability);
    json.key("brier_climatology");
    overall.reliability.n == 0 ? json.null() : json.value(overall.brier_climatology);
    json.key("statement").text_or_null(overall.statement);
  };
  write_overall(overall_of(scored.all, false));
  json.key("after_the_fact").begin_object().member("registered", scored.late_count());
  write_overall(overall_of(scored.all, true));
  json.end_object().end_object();
  json.finish();
}

void write_csv(Context& context, const Case* of_case, const Scored& scored) {
  RowSet set;
  set.columns = {{"id", "VARCHAR"},           {"kind", "VARCHAR"},
                 {"source", "VARCHAR"},       {"target", "VARCHAR"},
                 {"type", "VARCHAR"},         {"type_name", "VARCHAR"},
                 {"origin", "DATE"},          {"due", "DATE"},
                 {"horizon_days", "INTEGER"}, {"probability", "DOUBLE"},
                 {"words", "VARCHAR"},        {"outcome", "BOOLEAN"},
                 {"count", "UINTEGER"},       {"brier", "DOUBLE"},
                 {"log_score", "DOUBLE"},     {"after_the_fact", "BOOLEAN"}};
  for (const auto& one : scored.listed) {
    const Forecast& f = one.forecast;
    const auto& s = *one.settlement;
    set.rows.push_back({cell(f.id), cell(forecast::name_of(f.kind)), cell_or_null(f.source),
                        cell_or_null(f.target), cell(f.type), cell(subject_of(f, of_case)),
                        cell(f.origin), cell(f.due()), cell(f.horizon_days), cell(f.probability),
                        cell(forecast::word_of(f.probability)), cell(s.happened), cell(s.count),
                        cell(s.brier), cell(s.log_score), cell(one.after_the_fact())});
  }
  print_set(context.out, set);
}

std::string_view words_for(Unanswered reason) {
  switch (reason) {
    case Unanswered::kNotDue:
      return "not yet due";
    case Unanswered::kNotKnown:
      return "the data end too early to tell";
    case Unanswered::kDaysMissing:
      return "days asked about have no data";
    case Unanswered::kNoData:
      return "of another case, or of a provider that is not here";
    case Unanswered::kNone:
      break;
  }
  return {};
}

void write_text(Context& context, const Case* of_case, const Scored& scored) {
  Output& out = context.out;
  for (const auto& one : scored.listed) {
    const Forecast& f = one.forecast;
    const auto& s = *one.settlement;
    std::string line = fmt::format("{}, {} to {}: said {}, {}; {}", question_of(f, of_case),
                                   format_day(f.origin + std::chrono::days{1}), format_day(f.due()),
                                   forecast::word_of(f.probability), percent(f.probability),
                                   s.happened ? "it happened" : "it did not happen");
    if (s.count) line += fmt::format(" ({})", count_of(*s.count, "act"));
    out.print(line + fmt::format("; Brier {:.3f}{}\n", s.brier,
                                 one.after_the_fact() ? "; registered after the fact" : ""));
  }
  if (scored.all.empty()) {
    out.print("no forecast has been registered yet: entente forecast --save registers them\n");
    return;
  }
  if (scored.fresh == 0) {
    out.print("nothing new has come due\n");
  } else if (scored.dry) {
    out.print(fmt::format("a dry run: {} would be settled, and nothing was written\n",
                          count_of(scored.fresh, "forecast")));
  }
  for (const auto& [reason, count] : scored.open)
    out.print(fmt::format("{} open: {}\n", group_digits(count), words_for(reason)));
  for (const bool late : {false, true}) {
    const Overall overall = overall_of(scored.all, late);
    if (overall.statement.empty()) continue;
    out.print(overall.statement + "\n");
    for (const auto& bin : overall.reliability.bins) {
      out.print(fmt::format("  {}: {} of {} happened ({:.0f} to {:.0f} %)\n",
                            forecast::word_of(bin.mean_probability), group_digits(bin.happened),
                            group_digits(bin.n), 100 * bin.observed.low, 100 * bin.observed.high));
    }
  }
  if (const std::size_t late = scored.late_count(); late > 0) {
    out.print(fmt::format(
        "{} of {} registered after the fact: on a day when the days asked about had begun to pass; "
        "a track record is made of the others alone\n",
        group_digits(late), count_of(scored.all.size(), "forecast")));
  }
}

}  // namespace

Result<int> run_score(Context& context) {
  ENTENTE_CHECK(take_case_operand(context));
  ENTENTE_TRY(const auto base, open_forecast_base(context));
  std::optional<RunNote> note;  // a dry run leaves none
  if (!context.values.given("as-of"))
    note.emplace(context, base->ledger(), base->of_case ? &*base->of_case : nullptr, base->own);
  auto scored = score(context, *base);
  // Another score may have settled some meanwhile: then all are looked at again.
  if (!scored && scored.error().code == ErrorCode::kFailure) scored = score(context, *base);
  if (note) note->ended(scored);
  if (!scored) return fail(scored.error());
  const Case* const of_case = base->of_case ? &*base->of_case : nullptr;
  if (context.out.json()) {
    write_json(context, of_case, *scored);
  } else if (context.out.format() == Format::kCsv) {
    write_csv(context, of_case, *scored);
  } else {
    write_text(context, of_case, *scored);
  }
  return 0;
}

}  // namespace entente::cli
