// Forecasts of counts at one origin: the pool is chosen, the model taught, the dyads asked.
//
// The pool is the log's busiest dyads as known at the origin, so that a case of a few dyads rests
// on all that the provider tells; what else is asked for changes no forecast. Origins a week apart,
// back to the log's first days, teach it. See count_model.hpp.

#include "entente/forecast/counts/counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "entente/base/hash.hpp"
#include "entente/base/parallel.hpp"
#include "entente/forecast/counts/count_model.hpp"
#include "entente/forecast/reliability.hpp"
#include "entente/history/first_told.hpp"

namespace entente::forecast {
namespace {

constexpr int kLongestSilence = 28;
constexpr int kWeeksTaught = 52;
constexpr std::size_t kMostStatistics = 6;

std::uint32_t actor_number(const EventLog& log, const std::string& code) {
  const std::int64_t at = log.find_actor(code);
  return at < 0 ? kNoActor : static_cast<std::uint32_t>(at);
}

// A digest of the rows that were known: it is the same whatever came later.
std::string basis_of(const EventLog& log, std::int32_t origin, const CountSettings& settings) {
  std::vector<std::uint64_t> names(log.dyads.size());
  for (std::size_t d = 0; d < names.size(); ++d) names[d] = name_hash(log, log.dyads[d]);
  std::uint64_t state = hash_combine(settings.most_dyads, settings.fewest_events);
  for (std::size_t i = 0; i < log.size(); ++i) {
    if (log.day[i] + log.known_lag[i] > origin) continue;
    state = hash_combine(state, names[log.dyad[i]]);
    state = hash_combine(state, static_cast<std::uint64_t>(log.day[i]) << 8 | log.quad[i]);
  }
  return hex64(state);
}

CountSummary summary_of(const CountDistribution& distribution) {
  return {.mean = distribution.mean(),
          .q05 = distribution.quantile(0.05),
          .q10 = distribution.quantile(0.10),
          .q25 = distribution.quantile(0.25),
          .q50 = distribution.quantile(0.50),
          .q75 = distribution.quantile(0.75),
          .q90 = distribution.quantile(0.90),
          .q95 = distribution.quantile(0.95)};
}

// From how forecasts like it fared at the last taught origins, widened to hold this one.
void set_interval(Forecast& forecast, const Isotonic& past) {
  forecast.low = forecast.high = forecast.probability;
  if (past.empty()) {
    forecast.low = 0;
    forecast.high = 1;
    return;
  }
  const Interval interval = past.interval(forecast.probability);
  forecast.low = std::min(forecast.low, interval.low);
  forecast.high = std::max(forecast.high, interval.high);
}

std::vector<Statistic> statistics_of(const CountPrediction& made) {
  std::vector<Statistic> all = made.others;
  for (std::size_t j = 1; j < made.effects.size(); ++j)
    if (CountPanel::told_as(j) == j)
      all.push_back(
          {CountPanel::names()[j], CountPanel::value(j, made.statistics[j]), made.effects[j]});
  std::stable_sort(all.begin(), all.end(), [](const Statistic& a, const Statistic& b) {
    return std::abs(a.effect) > std::abs(b.effect);
  });
  if (all.size() > kMostStatistics) all.resize(kMostStatistics);
  return all;
}

}  // namespace

std::uint32_t escalation_level(std::span<const std::uint32_t> windows) {
  if (windows.empty()) return 1;
  return std::max(1U, CountDistribution::sample(windows).quantile(0.9));
}

double share_above(std::span<const std::uint32_t> windows, std::uint32_t level) {
  if (windows.empty()) return 0;
  const auto above = std::ranges::count_if(windows, [&](std::uint32_t n) { return n > level; });
  return static_cast<double>(above) / static_cast<double>(windows.size());
}

Result<CountOutlook> forecast_counts(const EventLog& log, Day origin, std::span<const int> horizons,
                                     std::span<const NamedDyad> dyads,
                                     const CountSettings& settings) {
  const int longest = horizons.empty() ? 0 : std::ranges::max(horizons);
  if (horizons.empty() || std::ranges::min(horizons) < 1 || longest > kFarthestHorizon)
    return fail(ErrorCode::kUsage, fmt::format("horizons must be 1 to {} days", kFarthestHorizon));
  if (log.size() == 0) return fail(ErrorCode::kBadData, "no events to forecast from");
  const std::int32_t now = day_number(origin);
  if (now > log.day.back() + kLongestSilence)
    return fail(ErrorCode::kBadData,
                fmt::format("{}: no events in the {} days before {}", log.provider, kLongestSilence,
                            format_day(origin)),
                fmt::format("the last event is of {}; forecast from there",
                            format_day(day_from_number(log.day.back()))));

  const auto told = first_told(log, now, log.day.front());
  if (!told)
    return fail(ErrorCode::kBadData,
                fmt::format("{}: nothing is known on {}", log.provider, format_day(origin)));
  const std::int32_t first = told->day;
  std::vector<EventLog::Dyad> asked;
  for (const NamedDyad& dyad : dyads)
    asked.push_back({actor_number(log, dyad.first), actor_number(log, dyad.second)});
  std::vector<std::int32_t> days;
  const std::int32_t back = 7 * (kWeeksTaught + longest / 7 + 2);
  for (std::int32_t day = now; day >= std::max(first, now - back); day -= 7) days.push_back(day);
  std::ranges::reverse(days);

  const CountPool pool =
      pool_of(log, now, now - first + 1, settings.most_dyads, settings.fewest_events);
  const CountPanel panel(log, pool, asked, days);
  const std::size_t state = panel.states().size() - 1;
  const KnownCounts known(panel, state);
  const int there = known.observed(first, now);
  if (there < 2 * longest)
    return fail(ErrorCode::kBadData,
                fmt::format("{}: {} days are known before {}, {} are needed to forecast {} days",
                            log.provider, there, format_day(origin), 2 * longest, longest));
  if (now - known.state().last > kLongestSilence)
    return fail(ErrorCode::kBadData,
                fmt::format("{}: too little is known of the {} days before {}", log.provider,
                            kLongestSilence, format_day(origin)));
  const CountModel model(known, horizons);
  for (std::size_t h = 0; h < horizons.size(); ++h)
    if (model.taught(h) == 0)
      return fail(
          ErrorCode::kBadData,
          fmt::format("{}: no past spans of {} days of dyads with {} events or more were "
                      "known on {} to learn from",
                      log.provider, horizons[h], settings.fewest_events, format_day(origin)));
  const std::string basis = basis_of(log, now, settings);

  std::vector<Isotonic> any, risks;
  for (std::size_t h = 0; h < horizons.size(); ++h) {
    for (std::size_t cls = 0; cls < kClasses; ++cls) any.emplace_back(model.past_any(h, cls));
    risks.emplace_back(model.past_risks(h));
  }

  CountOutlook outlook;
  outlook.origin = origin;
  outlook.counts.resize(dyads.size() * kClasses * horizons.size());
  outlook.escalations.resize(dyads.size() * horizons.size());
  parallel_for(dyads.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t dyad = panel.dyad(asked[i]);
      for (std::size_t cls = 0; cls < kClasses; ++cls) {
        const std::size_t cell = dyad * kClasses + cls;
        for (std::size_t h = 0; h < horizons.size(); ++h) {
          CountPrediction made = model.predict(cell, h, true);
          CountForecast& counts = outlook.counts[(i * kClasses + cls) * horizons.size() + h];
          Forecast& f = counts.forecast;
          f.kind = ForecastKind::kCount;
          f.source = dyads[i].first;
          f.target = dyads[i].second;
          f.type = std::to_string(cls + 1);
          f.provider = log.provider;
          f.origin = origin;
          f.horizon_days = horizons[h];
          const auto windows = known.windows(cell, known.state().last, horizons[h]);
          f.climatology = share_above(windows, 0);
          f.statistics = statistics_of(made);
          f.count = summary_of(made.distribution);
          f.probability = made.distribution.more_than(0);
          set_interval(f, any[h * kClasses + cls]);
          if (cls + 1 == kClasses) {
            Forecast& risk = outlook.escalations[i * horizons.size() + h].forecast;
            risk = f;
            risk.count.reset();
            risk.kind = ForecastKind::kEscalation;
            risk.level = escalation_level(windows);
            risk.climatology = share_above(windows, risk.level);
            risk.probability = made.distribution.more_than(risk.level);
            set_interval(risk, risks[h]);
            risk.id = forecast_id(risk, basis);
          }
          f.id = forecast_id(f, basis);
          counts.distribution = std::move(made.distribution);
        }
      }
    }
  });
  return outlook;
}

}  // namespace entente::forecast
