// The likelihood in b, a being what gives the acts seen: sum of y x - Y log(sum of W exp(b x)),
// less the prior's (b - 1)^2/(2 v); by Newton steps.

#include "entente/forecast/counts/first_acts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace entente::forecast {
namespace {

constexpr double kSlopePrior = 4;  // 1/variance of the slope about 1
constexpr double kMostSlope = 3;
constexpr int kSteps = 12;
constexpr double kFewestPairs = 100;  // and windows, for a fit

// Sums over pairs of x^k exp(b x), k = 0, 1, 2.
struct Moments {
  double zero = 0, one = 0, two = 0;

  static Moments of(double x, double b) {
    const double e = std::exp(b * x);
    return {e, x * e, x * x * e};
  }
  void add(const Moments& m, double weight) {
    zero += weight * m.zero;
    one += weight * m.one;
    two += weight * m.two;
  }
};
// Of x + y over all pairs of one of each.
Moments product(const Moments& x, const Moments& y) {
  return {x.zero * y.zero, x.one * y.zero + x.zero * y.one,
          x.two * y.zero + 2 * x.one * y.one + x.zero * y.two};
}

double sum_of(const std::vector<Sums>& actors, std::uint32_t actor) {
  if (actor == kNoActor) return 0;
  double sum = 0;
  for (std::size_t cls = 0; cls < kClasses; ++cls) sum += actors[actor * kClasses + cls][kYear];
  return sum;
}

// One window's actors, and the pairs that had met.
struct Pairs {
  std::vector<Masses> actors;
  std::vector<double> met;  // x
  double weight = 0;

  Moments unmet(double b) const {
    Moments sources, targets, sum;
    for (const Masses& actor : actors) {
      sources.add(Moments::of(actor.source, b), 1);
      targets.add(Moments::of(actor.target, b), 1);
      sum.add(Moments::of(actor.source + actor.target, b), -1);  // none with itself
    }
    sum.add(product(sources, targets), 1);
    for (const double x : met) sum.add(Moments::of(x, b), -1);
    return sum;
  }
  double count() const {
    const auto n = static_cast<double>(actors.size());
    return n * (n - 1) - static_cast<double>(met.size());
  }
};

}  // namespace

std::vector<std::int32_t> first_known_days(const EventLog& log) {
  std::vector<std::int32_t> first(log.dyads.size(), std::numeric_limits<std::int32_t>::max());
  for (std::size_t i = 0; i < log.size(); ++i)
    first[log.dyad[i]] = std::min(first[log.dyad[i]], log.day[i] + log.known_lag[i]);
  return first;
}

Masses masses_of(const KnownState& state, EventLog::Dyad dyad) {
  return {std::log(sum_of(state.sources, dyad.source) + Masses::kAdded),
          std::log(sum_of(state.targets, dyad.target) + Masses::kAdded)};
}

FirstActs fit_first_acts(const EventLog& log, std::span<const std::int32_t> first_known,
                         std::size_t cls, std::span<const TaughtWindow> windows,
                         std::int32_t known) {
  std::vector<Pairs> all;
  double pairs = 0, acts = 0, acts_x = 0;
  FirstActs fit;
  for (const TaughtWindow& window : windows) {
    const KnownState& then = *window.state;
    Pairs here;
    here.weight = window.weight;
    std::vector<Masses> masses(log.actors.size());
    std::vector<char> seen(log.actors.size(), 0);
    for (std::uint32_t a = 0; a < log.actors.size(); ++a) {
      if (!(sum_of(then.sources, a) + sum_of(then.targets, a) > 0)) continue;
      seen[a] = 1;
      masses[a] = masses_of(then, {a, a});
      here.actors.push_back(masses[a]);
    }
    const auto is_pair = [&](EventLog::Dyad dyad) {
      return dyad.source != dyad.target && seen[dyad.source] != 0 && seen[dyad.target] != 0;
    };
    const auto x_of = [&](EventLog::Dyad dyad) {
      return masses[dyad.source].source + masses[dyad.target].target;
    };
    for (std::size_t d = 0; d < first_known.size(); ++d)
      if (first_known[d] <= then.day && is_pair(log.dyads[d]))
        here.met.push_back(x_of(log.dyads[d]));
    const auto begin = std::ranges::lower_bound(log.day, window.from) - log.day.begin();
    for (auto i = static_cast<std::size_t>(begin); i < log.size() && log.day[i] <= window.to; ++i) {
      const EventLog::Dyad dyad = log.dyads[log.dyad[i]];
      if (log.quad[i] != cls + 1 || first_known[log.dyad[i]] <= then.day ||
          log.day[i] + log.known_lag[i] > known || !is_pair(dyad))
        continue;
      acts += 1;
      acts_x += x_of(dyad);
    }
    for (const Masses& actor : here.actors) {
      fit.mean.source += actor.source;
      fit.mean.target += actor.target;
    }
    pairs += here.count();
    all.push_back(std::move(here));
  }
  if (pairs < kFewestPairs) return fit;
  double actors = 0;
  for (const Pairs& here : all) actors += static_cast<double>(here.actors.size());
  fit.mean.source /= actors;
  fit.mean.target /= actors;
  const auto moments = [&](double b) {
    Moments sum;
    for (const Pairs& here : all) sum.add(here.unmet(b), here.weight);
    return sum;
  };
  for (int step = 0; step < kSteps; ++step) {
    const Moments sum = moments(fit.slope);
    const double mean = sum.one / sum.zero, variance = sum.two / sum.zero - mean * mean;
    const double gradient = acts_x - acts * mean - kSlopePrior * (fit.slope - 1);
    fit.slope = std::clamp(fit.slope + gradient / (acts * variance + kSlopePrior), 0.0, kMostSlope);
  }
  fit.constant = std::log((acts + Masses::kAdded) / moments(fit.slope).zero);
  fit.fitted = true;
  return fit;
}

}  // namespace entente::forecast
