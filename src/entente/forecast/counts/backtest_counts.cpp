// Rolling origins: forecast, wait, judge.
//
// Dyads and classes are chosen by what was known at the first origin and stay. At each origin the
// model and the baselines see the state of knowledge of that day alone (count_history.hpp); what
// came is read from the log as it stands at the end. A window of which less than four fifths was
// observed judges nothing; in the others a missing day adds nothing, for all methods alike.

#include "entente/forecast/counts/backtest_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "entente/base/hash.hpp"
#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"
#include "entente/forecast/counts/count_model.hpp"
#include "entente/forecast/counts/count_scores.hpp"
#include "entente/history/first_told.hpp"

namespace entente::forecast {
namespace {

constexpr int kApart = 7;

// What came, as the log tells in the end.
class Truth {
 public:
  Truth(const EventLog& log, const std::vector<EventLog::Dyad>& dyads) : log_(log) {
    std::vector<std::uint32_t> own(log.dyads.size(), kNoActor);
    for (std::uint32_t i = 0; i < dyads.size(); ++i)
      if (const std::int64_t at = log.find(dyads[i].source, dyads[i].target); at >= 0)
        own[static_cast<std::size_t>(at)] = i;
    days_.resize(dyads.size() * kClasses);
    for (std::size_t i = 0; i < log.size(); ++i)
      if (own[log.dyad[i]] != kNoActor && log.quad[i] >= 1 && log.quad[i] <= kClasses)
        days_[own[log.dyad[i]] * kClasses + log.quad[i] - 1].push_back(log.day[i]);
  }
  std::uint32_t count(std::size_t cell, std::int32_t from, std::int32_t to) const {
    const auto& days = days_[cell];
    return static_cast<std::uint32_t>(std::ranges::upper_bound(days, to) -
                                      std::ranges::lower_bound(days, from));
  }
  /// Whether enough of the days was observed, and all of them lie within the log.
  bool judges(std::int32_t from, std::int32_t to) const {
    int seen = 0;
    const auto end = log_.first_day + static_cast<std::int32_t>(log_.observed.size());
    if (to >= end) return false;
    for (std::int32_t t = std::max(from, log_.first_day); t <= to; ++t)
      seen += log_.observed[static_cast<std::size_t>(t - log_.first_day)] != 0 ? 1 : 0;
    return seen >= kLeastObserved * (to - from + 1);
  }

 private:
  const EventLog& log_;
  std::vector<std::vector<std::int32_t>> days_;  // by cell, ascending
};

std::int32_t last_observed(const EventLog& log) {
  for (std::size_t i = log.observed.size(); i-- > 0;)
    if (log.observed[i] != 0) return log.first_day + static_cast<std::int32_t>(i);
  return log.first_day - 1;
}

Result<std::vector<std::int32_t>> origins_of(const EventLog& log,
                                             const CountBacktestOptions& options) {
  const std::int32_t last = last_observed(log);
  const auto told = first_told(log, last, log.day.front());
  const std::int32_t first = told ? told->day : log.day.front();
  const int shortest = std::ranges::min(options.horizons);
  const std::int32_t from = options.from ? day_number(*options.from) : first + (last - first) / 2;
  std::vector<std::int32_t> all;
  if (from >= first)
    for (std::int32_t day = from; day + shortest <= last; day += kApart) all.push_back(day);
  if (all.empty())
    return fail(ErrorCode::kBadData,
                fmt::format("{}: no origin from {} on has {} days after it and any before",
                            log.provider, format_day(day_from_number(from)), shortest),
                fmt::format("the log has {} to {}", format_day(day_from_number(first)),
                            format_day(day_from_number(last))));
  if (options.origins == 0 || options.origins >= all.size()) return all;
  std::vector<std::int32_t> some;
  for (std::size_t i = 0; i < options.origins; ++i)
    some.push_back(all[options.origins == 1 ? 0 : i * (all.size() - 1) / (options.origins - 1)]);
  return some;
}

}  // namespace

Result<CountBacktest> backtest_counts(const EventLog& log, const CountBacktestOptions& options) {
  if (options.horizons.empty() || std::ranges::min(options.horizons) < 1 ||
      std::ranges::max(options.horizons) > kFarthestHorizon)
    return fail(ErrorCode::kUsage, fmt::format("horizons must be 1 to {} days", kFarthestHorizon));
  if (log.size() == 0) return fail(ErrorCode::kBadData, "no events to judge forecasts by");
  ENTENTE_TRY(const std::vector<std::int32_t> origins, origins_of(log, options));
  const auto told = first_told(log, origins.front(), log.day.front());
  if (!told)
    return fail(ErrorCode::kBadData, fmt::format("{}: nothing is known on {}", log.provider,
                                                 format_day(day_from_number(origins.front()))));
  const CountPool pool = pool_of(log, origins.front(), origins.front() - told->day + 1,
                                 options.settings.most_dyads, options.settings.fewest_events);
  const std::vector<EventLog::Dyad>& dyads = pool.dyads;
  if (dyads.empty())
    return fail(ErrorCode::kBadData, fmt::format("{}: no dyad had {} events known on {}",
                                                 log.provider, options.settings.fewest_events,
                                                 format_day(day_from_number(origins.front()))));

  std::vector<std::int32_t> days;
  for (std::int32_t day = origins.front(); day >= told->day && day > origins.front() - 3 * 366;
       day -= kApart)
    days.push_back(day);
  std::ranges::reverse(days);
  for (std::int32_t day = origins.front() + kApart; day <= origins.back(); day += kApart)
    days.push_back(day);
  const CountPanel panel(log, pool, dyads, days);
  const Truth truth(log, dyads);

  CountBacktest result;
  result.dyads = dyads.size();
  std::vector<std::uint64_t> names(dyads.size());
  for (std::size_t d = 0; d < dyads.size(); ++d) names[d] = name_hash(log, dyads[d]);
  std::vector<std::size_t> tracked(dyads.size());
  for (std::size_t d = 0; d < dyads.size(); ++d) tracked[d] = panel.dyad(dyads[d]);
  const std::size_t cells = dyads.size() * kClasses;
  std::vector<JudgedCount> counts;
  std::vector<JudgedRisk> risks;
  for (std::size_t o = 0; o < origins.size(); ++o) {
    if (options.progress && !options.progress(o, origins.size()))
      return fail(ErrorCode::kInterrupted, "stopped");
    result.origins.push_back(day_from_number(origins[o]));
    const auto at = std::ranges::lower_bound(panel.states(), origins[o], {}, &KnownState::day);
    const auto state = static_cast<std::size_t>(at - panel.states().begin());
    const KnownCounts known(panel, state);
    const CountModel model(known, options.horizons);
    for (std::size_t h = 0; h < options.horizons.size(); ++h) {
      const int horizon = options.horizons[h];
      const std::int32_t from = origins[o] + 1, to = origins[o] + horizon;
      if (!truth.judges(from, to)) continue;
      const CountBaselines baselines(known, horizon);
      std::vector<JudgedCount> rows(cells);
      std::vector<JudgedRisk> risk_rows(dyads.size());
      parallel_for(cells, 64, [&](std::size_t begin, std::size_t end) {
        for (std::size_t cell = begin; cell < end; ++cell) {
          const std::size_t there = tracked[cell / kClasses] * kClasses + cell % kClasses;
          const std::uint32_t y = truth.count(cell, from, to);
          const CountPrediction made = model.predict(there, h);
          const CountDistribution& p = made.distribution;
          JudgedCount& row = rows[cell];
          row.origin = static_cast<std::uint32_t>(o);
          row.dyad = static_cast<std::uint32_t>(cell / kClasses);
          row.cls = static_cast<std::uint8_t>(cell % kClasses);
          row.horizon = static_cast<std::uint8_t>(h);
          row.band = static_cast<std::uint8_t>(band_of(p.mean()));
          row.inside = p.quantile(0.1) <= y && y <= p.quantile(0.9);
          RandomStream stream(
              options.settings.seed, "count pit",
              hash_combine(names[row.dyad],
                           hash_combine(static_cast<std::uint64_t>(origins[o]),
                                        row.cls * 1000U + static_cast<unsigned>(horizon))));
          row.pit = static_cast<float>(p.pit(y, stream.uniform()));
          row.crps = p.crps(y);
          row.crps_log = p.crps_log(y);
          row.log_score = p.log_score(y);
          const auto plain = baselines.predict(there);
          for (std::size_t b = 0; b < plain.size(); ++b) {
            row.base[b] = plain[b].crps(y);
            row.base_log[b] = plain[b].crps_log(y);
          }
          if (row.cls + std::size_t{1} != kClasses) continue;
          const auto windows = known.windows(there, known.state().last, horizon);
          const std::uint32_t level = escalation_level(windows);
          risk_rows[row.dyad] = {row.origin, row.horizon, p.more_than(level),
                                 share_above(windows, level), y > level};
        }
      });
      counts.insert(counts.end(), rows.begin(), rows.end());
      risks.insert(risks.end(), risk_rows.begin(), risk_rows.end());
    }
  }
  const int apart = origins.size() > 1 ? origins[1] - origins[0] : kApart;
  score_counts(counts, risks, options.horizons, apart, options.settings.seed, result);
  return result;
}

}  // namespace entente::forecast
