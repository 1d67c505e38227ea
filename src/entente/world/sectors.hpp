#pragma once
// Which listed sectors make an act an act of state (data/sectors.csv). Internal to this module.
//
// ICEWS lists every sector an actor has had: one that speaks for the state decides whatever else is
// listed; "Government" decides unless a barring one (police, judges, parliament, local, provincial)
// stands beside it. GDELT gives types in order and the first decides.

#include <string>
#include <string_view>
#include <vector>

namespace entente {

struct SectorReading {
  bool listed = false;     ///< any sector at all
  bool speaks = false;     ///< for the state
  std::string_view group;  ///< executive, military, parliament, party, media ...; empty: none
  bool operator==(const SectorReading&) const = default;
};

/// ICEWS sector names, split at commas that no blank follows.
SectorReading read_icews_sectors(std::string_view sectors);
/// CAMEO actor types ("GOV,MIL" or "GOV;MIL"): the first one that is not empty.
SectorReading read_actor_types(std::string_view types);
/// Whether these three letters are a CAMEO actor type.
bool is_actor_type(std::string_view code);

}  // namespace entente
