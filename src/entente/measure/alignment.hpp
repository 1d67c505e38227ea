#pragma once
// Alignment: who stands with whom, corrected for the agreement that chance alone would give.
//
// Häge (2011), Cohen's form with squared distance: 1 - observed over expected disagreement, the
// expected one from the two actors' own distributions. 1: always alike; 0: as by chance; below 0:
// apart. On stances toward at least five third parties, each other left out; or on recorded votes,
// the unanimous ones left out. Intervals: percentile bootstrap over third parties or votes, keyed
// draws; [value, value] is what agreement without exception gives, and no proof of certainty.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/measure/intervals.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct Alignment {
  std::string a, b;
  /// Absent: too few in common, or one of the two never varied on what they share (the formula is
  /// then 0 whatever the other did, or has no denominator).
  std::optional<double> value;
  Interval interval;         ///< only with a value
  std::uint32_t shared = 0;  ///< votes, or third parties
  std::uint32_t alike = 0;   ///< of these, with the very same vote (or stance)
};

inline constexpr std::uint32_t kFewestThirdParties = 5;
inline constexpr std::uint32_t kFewestVotes = 5;

/// 1 - sum (x_i - y_i)^2 / (1/n sum_ij (x_i - y_j)^2); absent where the denominator is 0 or the
/// lengths are 0.
std::optional<double> chance_corrected_agreement(const std::vector<double>& x,
                                                 const std::vector<double>& y);

/// All pairs of `actors`, a before b in their order. Votes on a decision count where not all of
/// the recorded votes are the same; yes 1, abstain 0, no and veto -1.
std::vector<Alignment> vote_alignment(const std::vector<Tie>& ties,
                                      const std::vector<std::string>& actors, DayRange days,
                                      double level, std::uint64_t seed);

/// stances[source][target]: as DyadMeasures::stance.
using StanceMatrix = std::map<std::string, std::map<std::string, double>>;
std::vector<Alignment> stance_alignment(const StanceMatrix& stances,
                                        const std::vector<std::string>& actors, double level,
                                        std::uint64_t seed);

}  // namespace entente
