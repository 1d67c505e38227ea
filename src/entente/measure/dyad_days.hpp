#pragma once
// The view dyad_days: measure's series in SQL, made when a query first asks for it.

#include <string>

#include "entente/base/result.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/world/case.hpp"

namespace entente {

/// Makes the table dyad_days in the snapshot's database: columns provider, source, target, day,
/// half_life_days, cooperation, cooperation_low, cooperation_high, conflict, conflict_low,
/// conflict_high, stance, stance_low, stance_high, stance_raw, conflict_share, salience, events;
/// null where none. Every provider; half-life 90. With a case: its watched pairs, both ways, every
/// day from the provider's first to its last; without one: each dyad on the days on which it acted.
/// An empty table where there are no machine-coded events; `events` is null on a missing day. To
/// be called before Snapshot::admit, after which nothing can be made.
Result<void> make_dyad_days(Snapshot& snapshot, const Case* of_case);

/// Whether the query names the view (whole word, any case).
bool names_dyad_days(const std::string& sql);

}  // namespace entente
