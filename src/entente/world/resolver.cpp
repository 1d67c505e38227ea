// Who acted: from a provider's codes and names to actors, over all days.
//
// Everything that does not depend on the day is read once from the raw columns; then the days on
// which an answer may change (aliases that begin or end, roles, membership, learned names) cut time
// into periods, the first day of each is resolved, and equal neighbours are joined. So one function
// answers for one day, and the periods cannot disagree with it. Cost: the number of cuts (a
// handful) times a few hash lookups.

#include "entente/world/resolver.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "entente/base/text.hpp"
#include "entente/world/codes.hpp"
#include "entente/world/sectors.hpp"
#include "entente/world/tables.hpp"

namespace entente {
namespace {

/// A learned name serves this many days before it was first and after it was last seen: offices and
/// countries of persons are not carried over further than a year.
constexpr std::chrono::days kNear{366};

enum class Family { kIcews, kGdelt, kPlover, kUcdp, kAcled, kCurated, kOther };

Family family_of(std::string_view provider) {
  if (provider == "icews" || provider == "quads") return Family::kIcews;
  if (provider.starts_with("gdelt")) return Family::kGdelt;
  if (provider == "plover" || provider == "polecat") return Family::kPlover;
  if (provider.starts_with("ucdp")) return Family::kUcdp;
  if (provider == "acled") return Family::kAcled;
  if (provider == "curated") return Family::kCurated;
  return Family::kOther;
}

/// Lists of temporal-knowledge-graph entities write blanks as underscores.
std::string plain_name(std::string_view raw) {
  std::string name(trim(raw));
  if (name.find(' ') == std::string::npos) std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// The text in the brackets at a name's end: "Police (India)" gives "India".
std::string_view in_brackets(std::string_view name) {
  if (!name.ends_with(')')) return {};
  int depth = 0;
  for (std::size_t i = name.size(); i-- > 0;) {
    if (name[i] == ')') ++depth;
    if (name[i] == '(' && --depth == 0) {
      return i == 0 ? std::string_view() : trim(name.substr(i + 1, name.size() - i - 2));
    }
  }
  return {};
}

/// What a raw actor says on any day.
struct Reading {
  Family family = Family::kOther;
  std::string name;        ///< as written, blanks for underscores
  std::string inner;       ///< in the name's brackets
  ActorId code_actor;      ///< state or organisation that a code names
  bool bare_code = false;  ///< the code is a country and nothing more
  ActorId column_state;    ///< of the provider's country column
  SectorReading sectors;
  bool says_state = false;  ///< the name itself says a government or armed force
  std::string_view said_sector;
};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

std::string ascii_upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

/// Whether the raw text is a code of that very state, in any code system. Only asked beside the
/// state that the provider's country column gives, so that FIPS GM and ISO GM are not confused.
bool is_code_of(std::string_view raw, std::string_view iso3) {
  const auto* const state = find_state(Iso3{iso3});
  if (state == nullptr || raw.empty()) return false;
  const std::string code = ascii_upper(raw);
  const auto same = [&](const State* found) { return found == state; };
  if (same(find_state(Iso3{code})) || same(find_state(Iso2{code})) ||
      same(find_state(Fips{code})) || same(find_state(CameoCountry{code}))) {
    return true;
  }
  const auto number = parse_int(raw);
  if (!number || *number < 0 || *number > 9999) return false;
  return same(find_state(CowNumber{static_cast<int>(*number)})) ||
         same(find_state(GwNumber{static_cast<int>(*number)}));
}

}  // namespace

std::string_view name_of(ResolvedBy by) {
  constexpr std::array<std::string_view, 6> kNames = {
      "nothing", "code", "alias", "name_with_country", "country_column", "learned_name"};
  return kNames.at(static_cast<std::size_t>(by));
}

struct Resolver::Index {
  struct Use {
    ActorId actor;
    DayRange days;
  };
  struct Learned {
    SectorReading sectors;
    ActorId country;
    Day first, last;
  };
  const World& world;
  TextMap<std::vector<Use>> aliases;
  TextMap<ActorId> organisation_codes;
  TextMap<std::vector<Learned>> learned;

  Index(const World& the_world, const std::vector<LearnedName>& names) : world(the_world) {
    for (std::uint32_t i = 0; i < world.actors().size(); ++i) {
      const ActorId id{i + 1};
      const auto& actor = world.actors()[i];
      // A state's names mean it at all times; whether it acts that day is its membership's matter.
      aliases[folded_name(actor.name)].push_back({id, {kFirstDay, kLastDay}});
      for (const auto& alias : actor.aliases) {
        aliases[folded_name(alias.name)].push_back({id, alias.days});
      }
      const auto code = actor.codes.find("cameo");
      if (actor.kind == ActorKind::kState || code == actor.codes.end()) continue;
      for (const auto part : split(code->second, ';')) {
        organisation_codes.emplace(std::string(trim(part)), id);
      }
    }
    for (const auto& name : names) learn(name);
    for (auto& [name, list] : learned) {
      std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
        return std::tie(a.first, a.last, a.country, a.sectors.group) <
               std::tie(b.first, b.last, b.country, b.sectors.group);
      });
    }
  }

  /// Lists of the same sectors in another order, and others that read alike, are one.
  void learn(const LearnedName& name) {
    const auto sectors = read_icews_sectors(name.sectors);
    auto& list = learned[folded_name(plain_name(name.name))];
    for (auto& known : list) {
      if (known.country == state_of(name.country) && known.sectors == sectors) {
        known.first = std::min(known.first, name.first);
        known.last = std::max(known.last, name.last);
        return;
      }
    }
    list.push_back({sectors, state_of(name.country), name.first, name.last});
  }

  ActorId alias_at(std::string_view folded, Day day) const {
    const auto at = aliases.find(folded);
    if (at == aliases.end()) return {};
    for (const auto& use : at->second) {
      if (use.days.contains(day)) return use.actor;
    }
    return {};
  }

  const std::vector<Use>* uses_of(std::string_view folded) const {
    const auto at = aliases.find(folded);
    return at == aliases.end() ? nullptr : &at->second;
  }

  ActorId state_of(std::string_view iso3) const {
    const auto id = world.id_of(iso3);
    return id && world.actor(*id).kind == ActorKind::kState ? *id : ActorId{};
  }

  ActorId cameo_state(std::string_view code) const {
    const auto* state = find_state(CameoCountry{code});
    return state == nullptr ? ActorId{} : state_of(state->iso3.text);
  }

  Reading read(const RawActor& raw) const;
  void read_gdelt(std::string_view code, const RawActor& raw, Reading& reading) const;
  const Learned* learned_at(std::string_view folded, Day day) const;
  Resolution at_day(const Reading& reading, Day day) const;
  void by_known_actor(ActorId actor, const Reading& reading, ActorId column, Day day,
                      Resolution& to) const;
  bool by_code(const Reading& reading, Day day, Resolution& to) const;
  void by_state(ActorId state, ResolvedBy by, const Reading& reading, Day day,
                Resolution& to) const;
  std::set<Day> cuts(const Reading& reading) const;
};

// GDELT composes an actor's code of three-letter parts: country or organisation first ("CHNMIL",
// "IGOUNO"), or a kind of body and then its country ("MNCCHE"). The country column repeats the
// country but is empty for a few.
void Resolver::Index::read_gdelt(std::string_view code, const RawActor& raw,
                                 Reading& reading) const {
  reading.bare_code = cameo_state(code).value() != 0;
  reading.code_actor = reading.column_state;
  std::vector<std::string_view> parts;
  for (std::size_t i = 0; i + 3 <= code.size(); i += 3) parts.push_back(code.substr(i, 3));
  if (reading.code_actor.value() == 0 && !parts.empty()) {
    reading.code_actor = cameo_state(parts[0]);
    if (reading.code_actor.value() == 0 && parts.size() > 1 && parts[0] == "MNC") {
      reading.code_actor = cameo_state(parts[1]);
    }
  }
  for (const auto part : parts) {
    if (reading.code_actor.value() != 0) break;
    const auto at = organisation_codes.find(part);
    if (at != organisation_codes.end()) reading.code_actor = at->second;
  }
  reading.sectors = read_actor_types(raw.sectors);
  if (!reading.sectors.listed) {
    for (const auto part : parts) {
      if (is_actor_type(part)) {
        reading.sectors = read_actor_types(part);
        break;
      }
    }
  }
}

Reading Resolver::Index::read(const RawActor& raw) const {
  Reading reading;
  reading.family = family_of(raw.provider);
  reading.column_state = state_of(raw.country);
  reading.name = plain_name(raw.raw);
  switch (reading.family) {
    case Family::kGdelt:
      read_gdelt(trim(raw.raw), raw, reading);
      reading.name = plain_name(raw.name);
      break;
    case Family::kIcews:
      reading.sectors = read_icews_sectors(raw.sectors);
      break;
    case Family::kPlover:
      if (const auto id = world.id_of(trim(raw.raw))) reading.code_actor = *id;
      reading.sectors = read_actor_types(raw.sectors);
      if (!reading.sectors.speaks) {
        const auto named = read_icews_sectors(raw.sectors);
        if (named.speaks) reading.sectors = named;
      }
      break;
    case Family::kCurated:
      if (const auto id = world.id_of(trim(raw.raw))) reading.code_actor = *id;
      break;
    case Family::kOther:
      if (const auto id = world.id_of(trim(raw.raw))) reading.code_actor = *id;
      reading.sectors = read_icews_sectors(raw.sectors);
      if (!reading.sectors.speaks) {
        const auto types = read_actor_types(raw.sectors);
        if (types.speaks) reading.sectors = types;
      }
      break;
    case Family::kUcdp:
    case Family::kAcled:
      break;
  }
  if (reading.family != Family::kGdelt && reading.family != Family::kIcews) {
    // "Government of X", "Military Forces of X (2000-) Navy": UCDP, ACLED and POLECAT.
    struct Form {
      std::string_view prefix, sector;
      bool speaks;
    };
    constexpr std::array<Form, 3> kForms = {Form{"Government of ", "executive", true},
                                            Form{"Military Forces of ", "military", true},
                                            Form{"Police Forces of ", "police", false}};
    for (const auto& form : kForms) {
      if (!reading.name.starts_with(form.prefix)) continue;
      std::string_view rest = std::string_view(reading.name).substr(form.prefix.size());
      if (rest.starts_with("the ")) rest.remove_prefix(4);
      if (uses_of(folded_name(rest)) == nullptr) rest = trim(rest.substr(0, rest.find('(')));
      if (uses_of(folded_name(rest)) == nullptr) break;
      reading.inner = rest;
      reading.says_state = form.speaks;
      reading.said_sector = form.sector;
      break;
    }
  }
  if (reading.inner.empty()) reading.inner = in_brackets(reading.name);
  if (reading.family != Family::kGdelt && reading.family != Family::kIcews &&
      reading.code_actor.value() == 0) {
    // A code that only repeats the country column is the bare country; types beside it say more.
    const auto code = trim(raw.raw);
    if (reading.column_state.value() != 0) {
      if (!reading.sectors.listed && is_code_of(code, raw.country)) {
        reading.code_actor = reading.column_state;
      }
    } else if (code.size() == 3 && std::all_of(code.begin(), code.end(), is_lower)) {
      reading.code_actor = state_of(ascii_upper(code));
    }
  }
  return reading;
}

const Resolver::Index::Learned* Resolver::Index::learned_at(std::string_view folded,
                                                            Day day) const {
  const auto at = learned.find(folded);
  if (at == learned.end()) return nullptr;
  const Learned* best = nullptr;
  std::chrono::days best_distance{};
  for (const auto& name : at->second) {
    std::chrono::days distance{0};
    if (day < name.first) distance = name.first - day;
    if (name.last < day) distance = day - name.last;
    if (distance > kNear) continue;
    // Among equally near ones the country that is known goes before none, then the longer seen.
    const auto rank = [](const Learned& n) {
      return std::pair(n.country.value() != 0, n.last - n.first);
    };
    if (best == nullptr || distance < best_distance ||
        (distance == best_distance && rank(name) > rank(*best))) {
      best = &name;
      best_distance = distance;
    }
  }
  return best;
}

void Resolver::Index::by_state(ActorId state, ResolvedBy by, const Reading& reading, Day day,
                               Resolution& to) const {
  to.actor = state;
  to.by = by;
  to.affiliation = world.affiliation(state, day);
  to.sector = reading.sectors.group;
  to.state_act = reading.sectors.speaks && !to.affiliation.empty();
  if (reading.says_state || !reading.said_sector.empty()) {
    to.sector = reading.said_sector;
    to.state_act = reading.says_state && !to.affiliation.empty();
  }
}

// An actor that the world knows by name. A person in office acts for it whatever the provider's
// country column says; out of office the column and the sectors decide, since a case need not list
// every office a person ever held.
void Resolver::Index::by_known_actor(ActorId id, const Reading& reading, ActorId column, Day day,
                                     Resolution& to) const {
  const auto& actor = world.actor(id);
  to.actor = id;
  to.affiliation = world.affiliation(id, day);
  to.state_act = world.state_act(id, day);
  to.sector = reading.sectors.group;
  const auto from_column = [&] {
    if (to.affiliation.empty() && column.value() != 0) {
      to.affiliation = world.affiliation(column, day);
    }
  };
  switch (actor.kind) {
    case ActorKind::kState:
      to.sector = "state";
      break;
    case ActorKind::kPerson:
      if (!world.in_office(id, day)) {
        from_column();
        to.state_act = reading.sectors.speaks && !to.affiliation.empty();
        break;
      }
      [[fallthrough]];
    case ActorKind::kAgency:
    case ActorKind::kOffice:
      if (to.state_act && !reading.sectors.speaks) to.sector = "executive";
      if (!to.state_act && reading.sectors.speaks) to.sector = "other";
      break;
    case ActorKind::kGroup:
      from_column();
      if (to.sector.empty()) to.sector = "other";
      break;
    case ActorKind::kOrganisation:
      to.sector = "organisation";
      break;
  }
}

bool Resolver::Index::by_code(const Reading& reading, Day day, Resolution& to) const {
  const auto code = reading.code_actor;
  if (code.value() == 0) return false;
  const auto named = alias_at(folded_name(reading.name), day);
  const auto& actor = world.actor(code);
  if (actor.kind != ActorKind::kState || reading.family != Family::kGdelt) {
    // The name beside an organisation's code may say which of its bodies it was.
    const bool finer = named.value() != 0 && reading.family == Family::kGdelt &&
                       world.actor(named).kind == ActorKind::kOrganisation;
    by_known_actor(finer ? named : code, reading, {}, day, to);
    to.by = ResolvedBy::kCode;
    return true;
  }
  by_state(code, ResolvedBy::kCode, reading, day, to);
  if (reading.bare_code) {
    to.sector = "state";
    to.state_act = !to.affiliation.empty();
  }
  // The name beside a state's code may be a person or body of that state.
  if (named.value() == 0 || named == code || to.affiliation.empty()) return true;
  const auto& finer = world.actor(named);
  const auto acts_for = world.affiliation(named, day);
  const bool out_of_office =
      finer.kind == ActorKind::kPerson && acts_for.empty() && !world.in_office(named, day);
  if (acts_for != to.affiliation && !out_of_office) return true;
  to.actor = named;
  if (!to.state_act && world.state_act(named, day)) {
    to.state_act = true;
    to.sector = "executive";
  }
  return true;
}

Resolution Resolver::Index::at_day(const Reading& reading, Day day) const {
  Resolution to;
  if (by_code(reading, day, to)) return to;
  Reading here = reading;
  ActorId column = reading.column_state;
  bool learned_column = false;
  const auto folded = folded_name(reading.name);
  if (folded.empty() && column.value() == 0) return to;
  if (reading.family == Family::kIcews && !reading.sectors.listed && column.value() == 0) {
    if (const auto* name = learned_at(folded, day)) {
      here.sectors = name->sectors;
      column = name->country;
      learned_column = true;
    }
  }
  // GDELT's coder saw a country's name and gave no country: then it is none.
  const bool states_too = reading.family != Family::kGdelt;
  if (const auto actor = alias_at(folded, day);
      actor.value() != 0 && (states_too || world.actor(actor).kind != ActorKind::kState)) {
    by_known_actor(actor, here, column, day, to);
    to.by = ResolvedBy::kAlias;
    return to;
  }
  if (!here.inner.empty()) {
    if (const auto actor = alias_at(folded_name(here.inner), day); actor.value() != 0) {
      const auto kind = world.actor(actor).kind;
      if (kind == ActorKind::kState) {
        by_state(actor, ResolvedBy::kNameWithCountry, here, day, to);
        return to;
      }
      if (kind == ActorKind::kOrganisation || kind == ActorKind::kGroup) {
        by_known_actor(actor, here, column, day, to);
        to.by = ResolvedBy::kNameWithCountry;
        return to;
      }
    }
  }
  if (column.value() != 0) {
    by_state(column, learned_column ? ResolvedBy::kLearnedName : ResolvedBy::kCountryColumn, here,
             day, to);
    return to;
  }
  to.sector = here.sectors.group;
  return to;
}

std::set<Day> Resolver::Index::cuts(const Reading& reading) const {
  std::set<Day> days{kFirstDay};
  const auto add_actor = [&](ActorId id) {
    if (id.value() == 0) return;
    for (const auto day : world.turning_days(id)) days.insert(day);
  };
  const auto add_name = [&](const std::string& folded) {
    const auto* uses = uses_of(folded);
    if (uses == nullptr) return;
    for (const auto& use : *uses) {
      days.insert(use.days.from);
      days.insert(use.days.to);
      add_actor(use.actor);
    }
  };
  add_actor(reading.code_actor);
  add_actor(reading.column_state);
  const auto folded = folded_name(reading.name);
  add_name(folded);
  if (!reading.inner.empty()) add_name(folded_name(reading.inner));
  if (reading.family == Family::kIcews) {
    const auto at = learned.find(folded);
    if (at != learned.end()) {
      for (const auto& name : at->second) add_actor(name.country);
      // Between two periods the nearer one counts, so the middle between any end and any beginning
      // is a cut as well; both days around it, since an odd gap has its middle between two days.
      for (const auto& a : at->second) {
        for (const auto day : {a.first - kNear, a.first, a.last + std::chrono::days{1},
                               a.last + kNear + std::chrono::days{1}}) {
          days.insert(day);
        }
        for (const auto& b : at->second) {
          if (!(a.last < b.first)) continue;
          const auto middle = a.last + (b.first - a.last) / 2;
          days.insert(middle);
          days.insert(middle + std::chrono::days{1});
        }
      }
    }
  }
  days.erase(days.lower_bound(kLastDay), days.end());
  days.erase(days.begin(), days.lower_bound(kFirstDay));
  return days;
}

Resolver::Resolver(const World& world, const std::vector<LearnedName>& learned)
    : index_(std::make_unique<Index>(world, learned)) {}
Resolver::~Resolver() = default;

std::vector<Resolution> Resolver::resolve(const RawActor& raw) const {
  const auto reading = index_->read(raw);
  std::vector<Resolution> periods;
  for (const auto day : index_->cuts(reading)) {
    auto next = index_->at_day(reading, day);
    next.days = {day, kLastDay};
    if (!periods.empty()) {
      auto& last = periods.back();
      last.days.to = day;
      if (last.actor == next.actor && last.affiliation == next.affiliation &&
          last.state_act == next.state_act && last.sector == next.sector && last.by == next.by) {
        last.days.to = kLastDay;
        continue;
      }
    }
    periods.push_back(std::move(next));
  }
  return periods;
}

Resolution Resolver::resolve_at(const RawActor& raw, Day day) const {
  auto resolution = index_->at_day(index_->read(raw), day);
  resolution.days = {day, day + std::chrono::days{1}};
  return resolution;
}

}  // namespace entente
