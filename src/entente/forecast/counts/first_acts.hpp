#pragma once
// How many acts will there be between two that never had any?
//
// Of such pairs there are many more than of all others, and next to none has an act soon. The more
// the source does and the more is done to the target, the likelier (a gravity model: Anderson
// 2011):
//   y ~ Poisson(W exp(a + b x)),  x = log(S + 1/2) + log(T + 1/2),
// S and T being the acts of all kinds by the source and toward the target, decayed with the longest
// half-life, W the window's usual volume in weeks. Fitted to all ordered pairs of known actors that
// had no known act at an origin. Their sums are those of all pairs, which are products of sums over
// actors, less those of the pairs that had met: the cost is that of the latter.

#include <cstdint>
#include <span>
#include <vector>

#include "entente/forecast/counts/count_history.hpp"

namespace entente::forecast {

/// The day on which each dyad of the log was first known; INT32_MAX: never.
std::vector<std::int32_t> first_known_days(const EventLog& log);

/// What is known of the two sides of a pair at a state: log(S + 1/2) and log(T + 1/2).
struct Masses {
  static constexpr double kAdded = 0.5;  ///< acts
  double source = 0, target = 0;
};
Masses masses_of(const KnownState& state, EventLog::Dyad dyad);

struct FirstActs {
  bool fitted = false;  ///< false: hardly any pair had never met
  double constant = 0, slope = 1;
  Masses mean;  ///< of the pairs fitted to

  double log_mean(const Masses& masses, double log_weight) const {
    return log_weight + constant + slope * (masses.source + masses.target);
  }
};

/// The days from..to after a state, and how many weeks of usual volume of them were observed.
struct TaughtWindow {
  const KnownState* state;
  std::int32_t from, to;
  double weight;
};
/// One class (0 to 3), by what was known at the end of `known`.
FirstActs fit_first_acts(const EventLog& log, std::span<const std::int32_t> first_known,
                         std::size_t cls, std::span<const TaughtWindow> windows,
                         std::int32_t known);

}  // namespace entente::forecast
