#pragma once
// Which acts will there be? The probability that a state does something of a kind (CAMEO root) to
// another at least once within a horizon, calibrated on held-out past days.
//
// Fitted at an origin from what was known at the end of that day and nothing later.
// docs/methods/acts.md has the model, its sources, what paid and what did not.

#include <cstdint>
#include <span>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/forecast/counts/counts.hpp"
#include "entente/forecast/forecast.hpp"
#include "entente/forecast/reliability.hpp"
#include "entente/history/event_log.hpp"

namespace entente::forecast {

struct ActSettings {
  std::size_t most_dyads = 600;  ///< of the training pool: those with most events at the origin
  std::uint64_t seed = 1;
};

struct ActOutlook {
  Day origin{};
  int horizon_days = 7;
  /// Each dyad as asked with each CAMEO root (1 to 20) that it, or its reverse, has ever shown; by
  /// (probability descending, source, target, type). Evidence is left to the caller.
  std::vector<Forecast> forecasts;
  /// On the held-out past days that calibration did not see.
  Reliability reliability;
};

/// kBadData where the log knows too few days before the origin to fit, calibrate and judge.
Result<ActOutlook> forecast_acts(const EventLog& log, Day origin, int horizon_days,
                                 std::span<const NamedDyad> dyads,
                                 const ActSettings& settings = {});

}  // namespace entente::forecast
