#pragma once
// Intervals: each with its level, each from a named distribution.

#include <cstdint>

namespace entente {

struct Interval {
  double low = 0, high = 0;
};

/// The normal quantile, 0 < p < 1.
double normal_quantile(double p);
/// Equal-tailed interval of Gamma(shape, rate): shape > 0, rate > 0, 0 < level < 1.
Interval gamma_interval(double shape, double rate, double level);
/// Clopper & Pearson (1934) for k of n, 0 <= k <= n; n = 0 gives [0, 1].
Interval exact_share(std::uint64_t k, std::uint64_t n, double level);
/// Wilson (1927) at n/effect trials, effect >= 1 a design effect; n > 0.
Interval wilson_share(double k, double n, double effect, double level);

}  // namespace entente
