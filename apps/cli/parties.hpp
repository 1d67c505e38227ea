#pragma once
// The parties of a dyad as users name them: by key, name or alias.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/world/actors.hpp"
#include "settings.hpp"

namespace entente::cli {

/// From whom, toward whom: keys of states or of organisations that act by themselves.
using NamedDyad = std::pair<std::string, std::string>;

/// The key of the state, or organisation that acts by itself, that is meant by a key, a name or an
/// alias. kUsage with a hint for anything else; `where` names the option in the message.
Result<std::string> party_of(const World& world, std::string_view word, std::string_view where);

/// "PRK,RUS" or "North Korea, Russia". kUsage with a hint for anything else; `where` names the
/// option in the message.
Result<NamedDyad> dyad_of(const World& world, std::string_view text, std::string_view where);

/// --from and --to, both inclusive, as a half-open range; absent ends are open. kUsage where --to
/// lies before --from.
Result<DayRange> days_of(const Values& values);

}  // namespace entente::cli
