#pragma once
// What is derived from a store's rows and kept beside them: who the raw actors are, and which acts
// belong to one meeting.
//
// Table `resolution`: one row a (key, period); key is the parts' source_key or target_key. Built
// from the distinct raw actors of a snapshot by world's Resolver. Columns: key, from_day, to_day,
// actor, code, state_act, sector, resolved_by.
//
// Table `meetings`: (provider, day, story_id) of a report in which three or more states meet, each
// of them with each other: all its symmetric acts are one occasion.
//
// Both are kept in derived/<hash>/ under a hash of the world, the parts and what the snapshot
// hides, and built again whenever one of them changes, so that a better alias file never rewrites
// history.

#include <string>
#include <vector>

#include "entente/base/files.hpp"
#include "entente/base/result.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/duck.hpp"
#include "entente/world/actors.hpp"

namespace entente {

/// Makes both tables in `duck`, from the cache or anew; needs the view `raw`. `hides` says what the
/// snapshot leaves out (as_of, as_of_batch).
Result<void> make_derived(Duck& duck, const files::Path& store,
                          const std::vector<PartRecord>& parts, const World& world,
                          const std::string& hides);

/// The SQL condition under which an act says the same of both sides: 036, 04x, 057.
inline constexpr const char* kSymmetricAct =
    "(action = '036' OR action = '057' OR (root = 4 AND starts_with(action, '04')))";

}  // namespace entente
