#include "entente/world/sectors.hpp"

#include <embedded_world.hpp>

#include "entente/base/text.hpp"
#include "entente/world/tables.hpp"

namespace entente {
namespace {

enum class Rule { kState, kStateUnlessBarred, kBarring, kOther };

struct Sector {
  Rule rule = Rule::kOther;
  std::string group;
};

struct Sectors {
  TextMap<Sector> icews, gdelt;

  Sectors() {
    const DataTable table(embedded::sectors_csv(), "sectors.csv",
                          {"family", "sector", "rule", "group"});
    for (const auto& row : table.rows()) {
      Sector sector{Rule::kOther, row.fields[3]};
      if (row.fields[2] == "state") {
        sector.rule = Rule::kState;
      } else if (row.fields[2] == "state_unless_barred") {
        sector.rule = Rule::kStateUnlessBarred;
      } else if (row.fields[2] == "barring") {
        sector.rule = Rule::kBarring;
      } else if (row.fields[2] != "other") {
        table.broken(row, "unknown rule");
      }
      const auto& name = row.fields[1];
      if (sector.group == "state") {
        const bool military =
            name == "Military" || name == "Defense / Security Ministry" || name == "MIL";
        sector.group = military ? "military" : "executive";
      }
      if (row.fields[0] != "icews" && row.fields[0] != "gdelt") table.broken(row, "unknown family");
      auto& family = row.fields[0] == "icews" ? icews : gdelt;
      if (!family.emplace(name, std::move(sector)).second) table.broken(row, "a sector twice");
    }
  }
};

const Sectors& tables() {
  static const Sectors kSectors;
  return kSectors;
}

/// The next sector of an ICEWS list, taken off its front.
std::string_view next_sector(std::string_view& list) {
  std::size_t at = 0;
  while ((at = list.find(',', at)) != std::string_view::npos) {
    if (at + 1 >= list.size() || list[at + 1] != ' ') break;
    ++at;
  }
  const auto sector = trim(list.substr(0, at));
  list = at == std::string_view::npos ? std::string_view() : list.substr(at + 1);
  return sector;
}

}  // namespace

SectorReading read_icews_sectors(std::string_view sectors) {
  SectorReading reading;
  const Sector* state = nullptr;
  const Sector* government = nullptr;
  const Sector* barring = nullptr;
  const Sector* other = nullptr;
  while (!sectors.empty()) {
    const auto name = next_sector(sectors);
    if (name.empty()) continue;
    reading.listed = true;
    const auto at = tables().icews.find(name);
    if (at == tables().icews.end()) continue;
    const auto& sector = at->second;
    switch (sector.rule) {
      case Rule::kState:
        // An executive office goes before the military, so that the order of the list is nothing.
        if (state == nullptr || sector.group == "executive") state = &sector;
        break;
      case Rule::kStateUnlessBarred:
        government = &sector;
        break;
      case Rule::kBarring:
        if (barring == nullptr || barring->group == "other") barring = &sector;
        break;
      case Rule::kOther:
        if (sector.group != "other" && (other == nullptr || sector.group < other->group)) {
          other = &sector;
        }
        break;
    }
  }
  if (state == nullptr && barring == nullptr) state = government;
  reading.speaks = state != nullptr;
  const Sector* decides = state;
  if (decides == nullptr && barring != nullptr && barring->group != "other") decides = barring;
  if (decides == nullptr) decides = other;
  if (decides != nullptr) {
    reading.group = decides->group;
  } else if (reading.listed) {
    reading.group = "other";
  }
  return reading;
}

SectorReading read_actor_types(std::string_view types) {
  SectorReading reading;
  while (!types.empty()) {
    const auto at = types.find_first_of(",;");
    const auto type = trim(types.substr(0, at));
    types = at == std::string_view::npos ? std::string_view() : types.substr(at + 1);
    if (type.empty()) continue;
    reading.listed = true;
    const auto found = tables().gdelt.find(type);
    if (found == tables().gdelt.end()) {
      reading.group = "other";
    } else {
      reading.speaks = found->second.rule == Rule::kState;
      reading.group = found->second.group;
    }
    return reading;
  }
  return reading;
}

bool is_actor_type(std::string_view code) { return tables().gdelt.contains(code); }

}  // namespace entente
