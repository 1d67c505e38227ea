#pragma once
// Who the raw actors of a store are: the derived table `resolution`.
//
// One row a (key, period): key is the parts' source_key or target_key. Built from the distinct raw
// actors of a snapshot by world's Resolver, kept in derived/<hash>/ under a hash of the world and
// the parts, and built again whenever either changes, so that a better alias file never rewrites
// history. Columns: key, from_day, to_day, actor, code, state_act, sector, resolved_by.

#include <string>
#include <vector>

#include "entente/base/files.hpp"
#include "entente/base/result.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/duck.hpp"
#include "entente/world/actors.hpp"

namespace entente {

/// Makes the table `resolution` in `duck`, from the cache or anew; needs the view `raw`.
Result<void> make_resolution(Duck& duck, const files::Path& store,
                             const std::vector<PartRecord>& parts, const World& world);

}  // namespace entente
