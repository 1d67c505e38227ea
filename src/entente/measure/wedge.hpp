#pragma once
// The wedge: what a third party does toward each of two while their tie sours.
//
// On machine-coded events: rates of the third party's cooperation and conflict toward each, and of
// the two toward each other, within the span against the span of equal length before it. On curated
// acts: the acts themselves, by kind, never a rate.

#include <optional>
#include <string>
#include <vector>

#include "entente/history/acts.hpp"
#include "entente/history/event_log.hpp"
#include "entente/measure/change.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct WedgeSide {
  std::string source, target;
  /// Curated acts in the span. One that says the same of both sides (a meeting) belongs to both
  /// directions, once an occasion.
  std::uint32_t cooperation = 0, conflict = 0, neutral = 0;
  std::vector<const Act*> acts;
  std::optional<DyadChange> change;  ///< where a log is given
};
struct Wedge {
  std::vector<WedgeSide> sides;  ///< third->a, third->b, a->b, b->a
};
/// `log` may be null; 0 < level < 1.
Wedge wedge(const std::vector<Act>& acts, const EventLog* log, const Questions::Wedge& question,
            double level);

}  // namespace entente
