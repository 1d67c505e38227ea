#pragma once
// What changed between two spans of time, and by how much.
//
// Ratio of two rates: log ratio, normal with variance phi (1/n1 + 1/n2), silent where a span has
// under 10 events (too_few). phi is the dyad's own as the measures have it on the last day of the
// later span (dispersion.hpp), at least 1. Conflict share: difference, normal with the two
// variances added, each p (1 - p) phi/n at p = (k + 1)/(n + 2); absent under 10 decided acts on
// either side.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/history/event_log.hpp"
#include "entente/measure/dyads.hpp"

namespace entente {

inline constexpr std::uint64_t kFewestCounted = 10;

struct RateChange {
  std::uint64_t before = 0, after = 0;     ///< events
  double rate_before = 0, rate_after = 0;  ///< per unit of exposure
  double phi = 1;
  std::optional<double> ratio;  ///< absent where too few
  Interval interval;            ///< of the ratio
};
/// Counts and exposures of two spans; exposures over 0; 0 < level < 1.
RateChange rate_change(std::uint64_t before, double exposure_before, std::uint64_t after,
                       double exposure_after, double phi, double level);

/// One directed dyad, before and after a day, from a log.
struct DyadChange {
  std::string source, target;
  RateChange cooperation, conflict;
  std::optional<Estimate> share_difference;  ///< conflict share after minus before
};
/// For each wanted dyad: [split - span, split) against [split, split + span), observed days only.
std::vector<DyadChange> dyad_changes(const EventLog& log,
                                     const std::vector<std::pair<std::string, std::string>>& dyads,
                                     Day split, int span_days, double level);

}  // namespace entente
