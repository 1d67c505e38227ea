// Distribution functions of counts, and proper scores of them.
//
// Poisson and negative binomial probabilities are built outward from the mode by the ratio of
// neighbours, p(k + 1)/p(k) = (k + size)/(k + 1) * mean/(mean + size), and divided by their sum:
// nothing under- or overflows at any mean, and no gamma function is needed. The tail is left off
// where a geometric bound of it falls under 1e-10 of the whole. Scores are sums over the steps of
// the distribution function (count_distribution.hpp names their sources), so that each part of a
// mixture costs no more than its length.

#include "entente/forecast/counts/count_distribution.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace entente::forecast {
namespace {

constexpr double kTail = 1e-10;
constexpr double kLeastProbability = 1e-9;

// log(k + 2) - log(k + 1), the steps of log(1 + count).
const std::vector<double>& log_steps() {
  static const std::vector<double> steps = [] {
    std::vector<double> made(CountDistribution::kLongest);
    for (std::size_t k = 0; k < made.size(); ++k)
      made[k] = std::log1p(1.0 / (static_cast<double>(k) + 1));
    return made;
  }();
  return steps;
}

// Cumulative sums of p, from 0 to 1; `dispersion` is 1/size, 0 for Poisson.
std::vector<double> cumulative_of(double mean, double dispersion) {
  if (!(mean > 0)) return {1.0};
  const double scale = 1 + mean * dispersion;  // mean/(mean + size) = mean dispersion/scale
  const auto ratio = [&](double k) { return (k * dispersion + 1) * mean / ((k + 1) * scale); };
  const double limit = mean * dispersion / scale;
  const double longest = CountDistribution::kLongest;
  const double peak = std::clamp(std::floor(mean - scale), 0.0, longest - 1);
  const auto mode = static_cast<std::size_t>(peak);
  std::vector<double> p(mode + 1);
  p[mode] = 1;
  double sum = 1;
  for (std::size_t k = mode; k > 0; --k) {
    p[k - 1] = p[k] / ratio(static_cast<double>(k - 1));
    sum += p[k - 1];
  }
  while (p.size() < CountDistribution::kLongest) {
    const double step = ratio(static_cast<double>(p.size() - 1));
    const double bound = std::max(step, limit);  // no later ratio is greater
    if (bound < 1 && p.back() * bound / (1 - bound) < kTail * sum) break;
    p.push_back(p.back() * step);
    sum += p.back();
  }
  double total = 0;
  for (double& x : p) {
    total += x / sum;
    x = std::min(total, 1.0);
  }
  p.back() = 1;
  return p;
}

}  // namespace

CountDistribution CountDistribution::negative_binomial(double mean, double size) {
  assert(mean >= 0 && size > 0);
  CountDistribution made;
  made.cumulative_ = cumulative_of(mean, 1 / size);
  return made;
}

CountDistribution CountDistribution::poisson(double mean) {
  assert(mean >= 0);
  CountDistribution made;
  made.cumulative_ = cumulative_of(mean, 0);
  return made;
}

CountDistribution CountDistribution::sample(std::span<const std::uint32_t> counts) {
  assert(!counts.empty());
  const std::uint32_t greatest =
      std::min(*std::max_element(counts.begin(), counts.end()), kLongest - 1);
  CountDistribution made;
  made.cumulative_.assign(greatest + std::size_t{1}, 0.0);
  for (const std::uint32_t count : counts) made.cumulative_[std::min(count, greatest)] += 1;
  double seen = 0;
  for (double& x : made.cumulative_) {
    seen += x;
    x = seen / static_cast<double>(counts.size());
  }
  return made;
}

CountDistribution CountDistribution::mixture(std::span<const Part> parts) {
  double whole = 0;
  std::size_t length = 1;
  for (const Part& part : parts) {
    if (!(part.weight > 0)) continue;
    whole += part.weight;
    length = std::max(length, part.distribution->cumulative_.size());
  }
  assert(whole > 0);
  CountDistribution made;
  made.cumulative_.assign(length, 0.0);
  for (const Part& part : parts) {
    if (!(part.weight > 0)) continue;
    const std::vector<double>& other = part.distribution->cumulative_;
    const double weight = part.weight / whole;
    for (std::size_t k = 0; k < other.size(); ++k) made.cumulative_[k] += weight * other[k];
    for (std::size_t k = other.size(); k < length; ++k) made.cumulative_[k] += weight;
  }
  for (double& x : made.cumulative_) x = std::min(x, 1.0);
  made.cumulative_.back() = 1;
  return made;
}

double CountDistribution::below_or_at(std::int64_t k) const {
  if (k < 0) return 0;
  return static_cast<std::size_t>(k) < cumulative_.size() ? cumulative_[static_cast<std::size_t>(k)]
                                                          : 1.0;
}

double CountDistribution::probability(std::int64_t k) const {
  return below_or_at(k) - below_or_at(k - 1);
}

double CountDistribution::mean() const {
  double sum = 0;
  for (const double x : cumulative_) sum += 1 - x;
  return sum;
}

std::uint32_t CountDistribution::quantile(double p) const {
  const auto at = std::lower_bound(cumulative_.begin(), cumulative_.end(), p);
  const auto last = cumulative_.end() - 1;
  return static_cast<std::uint32_t>(std::min(at, last) - cumulative_.begin());
}

double CountDistribution::crps(std::uint32_t observed) const {
  const std::size_t below = std::min<std::size_t>(observed, cumulative_.size());
  double sum = static_cast<double>(observed - below);
  for (std::size_t k = 0; k < below; ++k) sum += cumulative_[k] * cumulative_[k];
  for (std::size_t k = below; k < cumulative_.size(); ++k)
    sum += (1 - cumulative_[k]) * (1 - cumulative_[k]);
  return sum;
}

double CountDistribution::crps_log(std::uint32_t observed) const {
  const std::vector<double>& step = log_steps();
  const std::size_t below = std::min<std::size_t>(observed, cumulative_.size());
  double sum = std::log1p(static_cast<double>(observed)) - std::log1p(static_cast<double>(below));
  for (std::size_t k = 0; k < below; ++k) sum += step[k] * cumulative_[k] * cumulative_[k];
  for (std::size_t k = below; k < cumulative_.size(); ++k)
    sum += step[k] * (1 - cumulative_[k]) * (1 - cumulative_[k]);
  return sum;
}

double CountDistribution::log_score(std::uint32_t observed) const {
  return -std::log(std::max(probability(observed), kLeastProbability));
}

double CountDistribution::pit(std::uint32_t observed, double uniform) const {
  const double below = below_or_at(static_cast<std::int64_t>(observed) - 1);
  return below + uniform * (below_or_at(observed) - below);
}

}  // namespace entente::forecast
