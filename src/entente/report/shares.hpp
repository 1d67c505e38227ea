#pragma once
// Conflict shares with intervals that stay honest when acts come in bursts.
//
// News acts cluster: a quarrel fills a week. The variance of a share is therefore taken over weeks
// (ratio estimator; Cochran 1977, section 2.11), turned into a design effect against independent
// acts, and the interval is Wilson's (1927) at the effective number of acts. The effect used is
// never below 1 nor below the median over all dyads, so that a dyad with few acts is not taken for
// calm.

#include <cstdint>
#include <vector>

namespace entente {

struct WeekCounts {
  std::int64_t conflict = 0;
  std::int64_t decided = 0;  ///< cooperation and conflict
};

struct Share {
  double value = 0;          ///< conflict over decided, 0 to 1
  double low = 0, high = 1;  ///< 95 % interval
};

/// Variance over weeks by that of independent acts; 1 where it cannot be told (under two weeks, or
/// a share of 0 or 1).
double design_effect(const std::vector<WeekCounts>& weeks);

/// `effect` >= 1 divides the number of acts. decided > 0.
Share share_with_interval(std::int64_t conflict, std::int64_t decided, double effect);

}  // namespace entente
