#pragma once
// A predictive distribution of a count, and how it is scored.
//
// Kept as its distribution function F(0), F(1), ... up to the first k whose tail is under 1e-9 (at
// most kLongest; the last entry is 1). Scores:
//   CRPS  sum over k of (F(k) - 1[y <= k])^2 (Matheson & Winkler 1976), of counts, and of
//         log(1 + count) with the steps log(k + 2) - log(k + 1) as weights;
//   log   -ln P(y), P floored at 1e-9;
//   PIT   F(y - 1) + u (F(y) - F(y - 1)) with u uniform (Czado, Gneiting & Held 2009).

#include <cstdint>
#include <span>
#include <vector>

namespace entente::forecast {

class CountDistribution {
 public:
  static constexpr std::uint32_t kLongest = 1 << 14;

  /// mean >= 0, size > 0: variance mean + mean^2/size; mean 0 is a certain 0.
  static CountDistribution negative_binomial(double mean, double size);
  static CountDistribution poisson(double mean);
  /// Each of the counts equally likely; not empty.
  static CountDistribution sample(std::span<const std::uint32_t> counts);
  /// Linear pool (Stone 1961) of parts with weights >= 0, not all 0.
  struct Part {
    double weight;
    const CountDistribution* distribution;
  };
  static CountDistribution mixture(std::span<const Part> parts);

  double below_or_at(std::int64_t k) const;  ///< F(k); 0 for k < 0
  double probability(std::int64_t k) const;  ///< P(k)
  double more_than(std::int64_t k) const { return 1 - below_or_at(k); }
  double mean() const;
  /// The least k with F(k) >= p, 0 < p < 1.
  std::uint32_t quantile(double p) const;
  double crps(std::uint32_t observed) const;
  double crps_log(std::uint32_t observed) const;
  double log_score(std::uint32_t observed) const;
  double pit(std::uint32_t observed, double uniform) const;

 private:
  std::vector<double> cumulative_{1.0};  ///< F(0), F(1), ...; the last is 1; at first a certain 0
};

}  // namespace entente::forecast
