// See outlooks.hpp.
//
// The origin of forecasts about acts is the last day on which the log came to know about as much
// as usual, never later than --as-of: a day without data would ask about days that nobody could
// have known of. A register's is the last day of the case's window.

#include "outlooks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/text.hpp"
#include "entente/forecast/evidence.hpp"
#include "entente/forecast/settle.hpp"
#include "entente/history/acts.hpp"
#include "parties.hpp"

namespace entente::cli {
namespace {

using forecast::Forecast;
using forecast::ForecastKind;
using forecast::NamedDyad;
using std::chrono::days;

constexpr std::size_t kMostActive = 40;  // directed dyads where none are named
constexpr int kDefaultActHorizon = 7;

// The dyads with most events known in the year before the origin, most first; of `actor`, or all.
std::vector<NamedDyad> most_active(const EventLog& log, Day origin, const std::string& actor) {
  const int end = day_number(origin), begin = end - kFarthestHorizon;
  std::vector<std::uint64_t> counts(log.dyads.size(), 0);
  for (std::size_t i = 0; i < log.size() && log.day[i] <= end; ++i)
    if (log.day[i] > begin && log.day[i] + log.known_lag[i] <= end) ++counts[log.dyad[i]];
  std::vector<std::uint32_t> order;
  for (std::uint32_t d = 0; d < counts.size(); ++d) {
    const auto& dyad = log.dyads[d];
    if (counts[d] > 0 &&
        (actor.empty() || log.actors[dyad.source] == actor || log.actors[dyad.target] == actor))
      order.push_back(d);
  }
  std::ranges::stable_sort(order, std::greater<>{}, [&](std::uint32_t d) { return counts[d]; });
  order.resize(std::min(order.size(), kMostActive));
  std::vector<NamedDyad> dyads;
  for (const std::uint32_t d : order)
    dyads.emplace_back(log.actors[log.dyads[d].source], log.actors[log.dyads[d].target]);
  return dyads;
}

std::vector<NamedDyad> dyads_asked(const ForecastBase& base, const ForecastQuestion& question,
                                   const EventLog& log, Day origin) {
  std::vector<NamedDyad> dyads;
  const auto both_ways = [&](const NamedDyad& dyad) {
    dyads.push_back(dyad);
    dyads.emplace_back(dyad.second, dyad.first);
  };
  if (question.dyad) {
    both_ways(*question.dyad);
  } else if (!question.actor.empty()) {
    return most_active(log, origin, question.actor);
  } else if (base.of_case && !base.of_case->watched.empty()) {
    for (const auto& pair : base.of_case->watched) both_ways(pair);
  } else {
    return most_active(log, origin, {});
  }
  return dyads;
}

// Whether any act from the one toward the other was known by then.
bool has_history(const EventLog& log, const NamedDyad& dyad, Day origin) {
  const std::int64_t d = log.find(dyad.first, dyad.second);
  if (d < 0) return false;
  for (std::size_t i = 0; i < log.size() && log.day[i] <= day_number(origin); ++i) {
    if (log.dyad[i] == static_cast<std::uint32_t>(d) &&
        log.day[i] + log.known_lag[i] <= day_number(origin))
      return true;
  }
  return false;
}

std::uint64_t seed_of(const Context& context) {
  return static_cast<std::uint64_t>(context.values.number("seed").value_or(1));
}

class Maker {
 public:
  Maker(Context& context, ForecastBase& base, const ForecastQuestion& question)
      : context_(context), base_(base), question_(question) {}

  Result<Outlooks> make() {
    const bool wants_log = question_.wants(ForecastKind::kAct) ||
                           question_.wants(ForecastKind::kCount) ||
                           question_.wants(ForecastKind::kEscalation);
    if (wants_log) ENTENTE_CHECK(from_log());
    if (question_.wants(ForecastKind::kRegister)) ENTENTE_CHECK(from_registers());
    if (out_.lists.empty() && first_missing_) return fail(*first_missing_);
    if (out_.lists.empty()) {
      return fail(ErrorCode::kNotFound, "there is nothing to forecast here",
                  "entente forecast --help says what is forecast from what");
    }
    ENTENTE_CHECK(finish());
    return std::move(out_);
  }

 private:
  // An outlook that too little is known for is told, and the others are made.
  Result<void> cannot(std::string_view kind, int horizon, const Error& error) {
    if (error.code != ErrorCode::kBadData) return fail(error);
    if (!first_missing_) first_missing_ = error;
    out_.missing.push_back({std::string(kind), horizon, error.message});
    return {};
  }

  Result<void> from_log() {
    ENTENTE_TRY(const std::optional<EventLog> log, read_log(context_, base_));
    const auto known = log ? forecast::last_well_known_day(*log) : std::nullopt;
    if (!known) {
      const Error none = no_machine_data(context_, base_);
      if (question_.needs_log() || !base_.of_case) return fail(none);
      if (!base_.machine.empty()) context_.out.warn(none.message);
      return {};
    }
    const Day origin = std::min(*known, context_.values.day("as-of").value_or(*known));
    out_.provider = log->provider;
    out_.log_origin = origin;
    const auto dyads = dyads_asked(base_, question_, *log, origin);
    if (dyads.empty() && !question_.actor.empty()) {
      return fail(ErrorCode::kNotFound,
                  fmt::format("no act from or toward {} is on record by {}", clean(question_.actor),
                              format_day(origin)),
                  "the view canonical_events has all that are");
    }
    for (const auto& dyad : dyads)
      if (!has_history(*log, dyad, origin)) out_.without_history.push_back(dyad);
    ENTENTE_CHECK(acts(*log, origin, dyads));
    ENTENTE_CHECK(counts(*log, origin, dyads));
    ENTENTE_TRY(out_.pseudo_real_time,
                days_assumed(base_.events().duck(), forecast::log_filter_of(log->provider)));
    return {};
  }

  Result<void> acts(const EventLog& log, Day origin, const std::vector<NamedDyad>& dyads) {
    if (!question_.wants(ForecastKind::kAct)) return {};
    forecast::ActSettings settings;
    settings.seed = seed_of(context_);
    const std::vector<int> horizons =
        question_.horizons.empty() ? std::vector<int>{kDefaultActHorizon} : question_.horizons;
    for (const int horizon : horizons) {
      auto outlook = forecast::forecast_acts(log, origin, horizon, dyads, settings);
      if (!outlook) {
        ENTENTE_CHECK(cannot("act", horizon, outlook.error()));
        continue;
      }
      out_.lists.push_back({ForecastKind::kAct, horizon, std::move(outlook->forecasts),
                            std::move(outlook->reliability)});
    }
    return {};
  }

  Result<void> counts(const EventLog& log, Day origin, const std::vector<NamedDyad>& dyads) {
    const bool wants_counts = question_.wants(ForecastKind::kCount);
    const bool wants_escalations = question_.wants(ForecastKind::kEscalation);
    if (!wants_counts && !wants_escalations) return {};
    forecast::CountSettings settings;
    settings.seed = seed_of(context_);
    // A log that is too short for the longest horizon may do for the others.
    std::vector<int> horizons = horizons_or_default();
    std::vector<std::pair<int, Error>> too_long;
    std::optional<forecast::CountOutlook> outlook;
    while (!horizons.empty() && !outlook) {
      auto made = forecast::forecast_counts(log, origin, horizons, dyads, settings);
      if (made) {
        outlook = std::move(*made);
      } else {
        if (made.error().code != ErrorCode::kBadData) return fail(made.error());
        too_long.emplace_back(horizons.back(), made.error());
        horizons.pop_back();
      }
    }
    std::map<int, std::vector<Forecast>> escalations, counted;
    if (outlook) {
      for (auto& e : outlook->escalations)
        escalations[e.forecast.horizon_days].push_back(std::move(e.forecast));
      for (auto& c : outlook->counts)
        counted[c.forecast.horizon_days].push_back(std::move(c.forecast));
    }
    const auto add = [&](ForecastKind kind, std::map<int, std::vector<Forecast>>& of,
                         auto greatness) {
      for (auto& [horizon, list] : of) {
        std::ranges::stable_sort(list, std::greater<>{}, greatness);
        out_.lists.push_back({kind, horizon, std::move(list), {}});
      }
    };
    if (wants_escalations) {
      add(ForecastKind::kEscalation, escalations, [](const Forecast& f) { return f.probability; });
    }
    if (wants_counts) {
      add(ForecastKind::kCount, counted,
          [](const Forecast& f) { return f.count ? f.count->mean : 0; });
    }
    for (auto at = too_long.rbegin(); at != too_long.rend(); ++at) {
      if (wants_escalations) ENTENTE_CHECK(cannot("escalation", at->first, at->second));
      if (wants_counts) ENTENTE_CHECK(cannot("count", at->first, at->second));
    }
    return {};
  }

  Result<void> from_registers() {
    if (!base_.of_case) {
      if (question_.kinds.empty()) return {};
      return fail(ErrorCode::kUsage, "registers are a case's: name the case",
                  "entente forecast CASE --kind register");
    }
    const Case& of_case = *base_.of_case;
    const Day last = of_case.window.to - days{1};
    const Day origin = std::min(last, context_.values.day("as-of").value_or(last));
    const auto none = [&](const std::string& why) {
      return cannot("register", horizons_or_default().front(),
                    Error{ErrorCode::kBadData, why, {}, {}});
    };
    if (origin < of_case.window.from)
      return none(fmt::format("the case begins after {}", format_day(origin)));
    ENTENTE_TRY(const std::vector<Act> acts, read_acts(base_.own_rows->duck()));
    forecast::RegisterOutlook outlook =
        forecast::forecast_registers(of_case, acts, origin, horizons_or_default());
    if (outlook.forecasts.empty()) {
      return none(fmt::format("no complete register of the case has two years of days by {}",
                              format_day(origin)));
    }
    out_.register_origin = origin;
    std::map<int, std::vector<Forecast>> by_horizon;
    for (auto& f : outlook.forecasts) by_horizon[f.horizon_days].push_back(std::move(f));
    for (auto& [horizon, list] : by_horizon) {
      std::ranges::stable_sort(list, std::greater<>{}, &Forecast::probability);
      forecast::Reliability reliability;
      for (const auto& scores : outlook.scores)
        if (scores.register_key.empty() && scores.horizon_days == horizon)
          reliability = scores.reliability;
      out_.lists.push_back(
          {ForecastKind::kRegister, horizon, std::move(list), std::move(reliability)});
    }
    return {};
  }

  std::vector<int> horizons_or_default() const {
    if (!question_.horizons.empty()) return question_.horizons;
    return forecast::horizons_of(base_.of_case ? *base_.of_case : Case{});
  }

  Result<void> finish() {
    ENTENTE_TRY(const std::vector<forecast::Registered> registered, read_ledger(base_));
    std::vector<Forecast*> of_log;
    for (auto& list : out_.lists) {
      for (auto& f : list.forecasts) {
        if (f.kind != ForecastKind::kRegister) of_log.push_back(&f);
        forecast::TrackRecord settled = forecast::track_record(registered, f);
        if (settled.n == 0) continue;
        if (settled.n >= forecast::kFewestSettled || f.track.n == 0) f.track = settled;
        out_.settled.emplace(f.id, std::move(settled));
      }
    }
    if (of_log.empty()) return {};
    return forecast::add_evidence(base_.events().duck(), of_log);
  }

  Context& context_;
  ForecastBase& base_;
  const ForecastQuestion& question_;
  Outlooks out_;
  std::optional<Error> first_missing_;
};

}  // namespace

bool ForecastQuestion::wants(ForecastKind kind) const {
  if (!kinds.empty()) return std::ranges::find(kinds, kind) != kinds.end();
  return kind != ForecastKind::kRegister || (!dyad && actor.empty());
}

bool ForecastQuestion::needs_log() const {
  return dyad || !actor.empty() ||
         std::ranges::any_of(kinds, [](ForecastKind k) { return k != ForecastKind::kRegister; });
}

Result<ForecastQuestion> forecast_question(const Context& context, const ForecastBase& base) {
  ForecastQuestion question;
  ENTENTE_TRY(question.horizons, horizons_given(context));
  for (const auto& name : context.values.texts("kind"))
    if (const auto kind = forecast::forecast_kind(name)) question.kinds.push_back(*kind);
  const bool dyad = context.values.given("dyad"), actor = context.values.given("actor");
  if (dyad && actor) {
    return fail(ErrorCode::kUsage, "--dyad and --actor are two questions", "ask one of them");
  }
  if (dyad) {
    ENTENTE_TRY(question.dyad, dyad_of(base.actors(), context.values.text("dyad"), "--dyad"));
    if (question.dyad->first == question.dyad->second) {
      return fail(ErrorCode::kUsage, fmt::format("--dyad: {} is named twice", question.dyad->first),
                  "a dyad has two different parties");
    }
  }
  if (actor) {
    ENTENTE_TRY(question.actor,
                party_of(base.actors(), trim(context.values.text("actor")), "--actor"));
  }
  return question;
}

Result<Outlooks> make_outlooks(Context& context, ForecastBase& base,
                               const ForecastQuestion& question) {
  return Maker(context, base, question).make();
}

}  // namespace entente::cli
