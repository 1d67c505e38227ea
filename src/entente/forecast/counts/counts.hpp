#pragma once
// How many acts of a kind will there be? A predictive distribution for each directed dyad, quad
// class and horizon, and from it the risk of escalation.
//
// Fitted at an origin from what was known at the end of that day (EventLog::known_lag) and nothing
// later. docs/methods/counts.md has the model, its sources, what paid and what did not.

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/forecast/counts/count_distribution.hpp"
#include "entente/forecast/forecast.hpp"
#include "entente/history/event_log.hpp"

namespace entente::forecast {

/// A directed dyad whose counts are asked for; one that the log never saw is a dyad without
/// history.
using NamedDyad = std::pair<std::string, std::string>;

struct CountSettings {
  std::size_t most_dyads = 1000;     ///< of the training pool: those with most events at the origin
  std::uint32_t fewest_events = 20;  ///< a dyad with fewer known events is not in the pool
  std::uint64_t seed = 1;
};

struct CountForecast {
  Forecast forecast;  ///< kind kCount; `count` is set, evidence left to the caller
  CountDistribution distribution;
};
/// What would be an escalation of a dyad: more acts of material conflict than the 90th percentile
/// of its own spans of `horizon_days` known so far (the last 52 weeks at most), and at least 1.
/// docs/methods/counts.md says why.
struct EscalationForecast {
  Forecast forecast;  ///< kind kEscalation, level set
};

/// That level, from the counts of the dyad's own spans.
std::uint32_t escalation_level(std::span<const std::uint32_t> windows);
/// The share of spans with more than `level`; 0 without any.
double share_above(std::span<const std::uint32_t> windows, std::uint32_t level);

struct CountOutlook {
  Day origin{};
  std::vector<CountForecast> counts;            ///< by (dyad as asked, quad class, horizon)
  std::vector<EscalationForecast> escalations;  ///< by (dyad as asked, horizon)
};

/// Forecasts for `dyads` (any, pooled with the whole log's), classes 1 to 4, each horizon.
/// kBadData where fewer days are known before the origin than the longest horizon needs twice.
Result<CountOutlook> forecast_counts(const EventLog& log, Day origin, std::span<const int> horizons,
                                     std::span<const NamedDyad> dyads,
                                     const CountSettings& settings = {});

}  // namespace entente::forecast
