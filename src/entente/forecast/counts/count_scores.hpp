#pragma once
// From judged forecasts of counts to scores: means per dyad, skill with its interval, PIT, risks.
//
// Intervals come from the moving-block bootstrap over origins (block_bootstrap.hpp).

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "entente/forecast/counts/backtest_counts.hpp"
#include "entente/forecast/counts/count_baselines.hpp"

namespace entente::forecast {

/// One forecast of a count and what came.
struct JudgedCount {
  std::uint32_t origin = 0, dyad = 0;  ///< number of the origin, of the dyad
  std::uint8_t cls = 0;                ///< 0 to 3
  std::uint8_t horizon = 0;            ///< into the options' horizons
  std::uint8_t band = 0;               ///< of the predicted mean
  bool inside = false;                 ///< q10 <= y <= q90
  float pit = 0;                       ///< randomised
  double crps = 0, crps_log = 0, log_score = 0;
  std::array<double, kBaselines.size()> base{}, base_log{};
};

struct JudgedRisk {
  std::uint32_t origin = 0;
  std::uint8_t horizon = 0;
  double probability = 0, climatology = 0;
  bool happened = false;
};

/// All scores of a back-test. `origins_apart`: days between two origins.
void score_counts(std::span<const JudgedCount> counts, std::span<const JudgedRisk> risks,
                  std::span<const int> horizons, int origins_apart, std::uint64_t seed,
                  CountBacktest& result);

}  // namespace entente::forecast
