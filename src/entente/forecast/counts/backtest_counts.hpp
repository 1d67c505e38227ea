#pragma once
// How good would forecasts of counts have been? Rolling origins over an event log.
//
// At each origin the model of counts.hpp and the five baselines (climatology, last value,
// exponential smoothing, Poisson regression, the dyad's own last weeks as a sample) are made from
// what was known then; the days after it judge them. Dyads are chosen by events before the first
// origin. docs/methods/counts.md has the definitions.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/forecast/counts/counts.hpp"
#include "entente/forecast/reliability.hpp"

namespace entente::forecast {

struct CountBacktestOptions {
  std::vector<int> horizons{7, 30};  ///< days; 90 is reported without a claim
  std::optional<Day> from;           ///< the first origin; else the middle of the log
  std::size_t origins = 0;           ///< at most so many, spread to the end; 0: one a week
  CountSettings settings;
  std::function<bool(std::size_t done, std::size_t all)> progress;  ///< false: stop
};

/// An interval from fewer origins than these says too little for a claim.
inline constexpr std::size_t kFewestOrigins = 8;

struct CountScores {
  int horizon_days = 0;
  int quad_class = 0;  ///< 1 to 4; 0: all
  std::string band;    ///< of the predicted mean: "<0.5", "0.5-5", ">5"; empty: all
  std::uint64_t n = 0;
  std::size_t origins = 0;
  double crps = 0, crps_log = 0, log_score = 0;  ///< mean per dyad, then over dyads
  std::map<std::string, double> crps_baselines, crps_log_baselines;
  double pit_coverage_80 = 0, pit_low = 0, pit_high = 0;  ///< with its interval
  double interval_coverage_80 = 0;                        ///< of the raw central interval
  std::string best_baseline;
  double skill = 0, skill_low = 0, skill_high = 0;  ///< 1 - CRPS / that of the best baseline
};

struct EscalationScores {
  int horizon_days = 0;
  std::uint64_t n = 0, positives = 0;
  std::size_t origins = 0;
  Reliability reliability;
  double brier = 0, brier_climatology = 0, brier_skill = 0, skill_low = 0, skill_high = 0;
  bool judged() const { return positives >= 20; }
};

struct CountBacktest {
  std::vector<Day> origins;
  std::size_t dyads = 0;
  std::vector<CountScores> by;  ///< by (horizon, class, band), the sums first
  std::vector<EscalationScores> escalation;
};

Result<CountBacktest> backtest_counts(const EventLog& log, const CountBacktestOptions& options);

}  // namespace entente::forecast
