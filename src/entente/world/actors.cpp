// The world of actors: what the program brings along, and for whom an actor acts on a day.
//
// An agency or office acts for its parent, a person for the office held that day (S1), a state for
// itself while it is a member of the state system, an organisation for itself where it stands
// alone. Parents are followed upwards; the readers of files refuse cycles, and the walk ends after
// a few steps in any case.

#include "entente/world/actors.hpp"

#include <algorithm>
#include <array>
#include <embedded_world.hpp>
#include <set>

#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "entente/world/codes.hpp"
#include "entente/world/tables.hpp"

namespace entente {
namespace {

constexpr int kDeepestParent = 16;
/// Part of every fingerprint: raised when the rules of resolution change.
constexpr std::uint64_t kRulesVersion = 1;

constexpr std::array<std::string_view, 6> kKindNames = {"state",  "agency",       "office",
                                                        "person", "organisation", "group"};

Actor state_actor(const State& state) {
  Actor actor;
  actor.key = state.iso3.text;
  actor.kind = ActorKind::kState;
  actor.name = state.name;
  actor.days = state.member;
  actor.speaks_for_state = true;
  for (const auto alias : state.aliases)
    actor.aliases.push_back({std::string(alias), {kFirstDay, kLastDay}});
  actor.codes["iso2"] = state.iso2.text;
  actor.codes["iso3"] = state.iso3.text;
  if (state.fips) actor.codes["fips"] = state.fips->text;
  if (state.cow) actor.codes["cow"] = std::to_string(state.cow->value);
  if (state.gw) actor.codes["gw"] = std::to_string(state.gw->value);
  std::vector<std::string> cameo;
  for (const auto code : state.cameo) cameo.emplace_back(code.text);
  if (!cameo.empty()) actor.codes["cameo"] = join(cameo, ";");
  return actor;
}

}  // namespace

std::string_view name_of(ActorKind kind) { return kKindNames.at(static_cast<std::size_t>(kind)); }

std::optional<ActorKind> actor_kind_from(std::string_view name) {
  const auto at = std::find(kKindNames.begin(), kKindNames.end(), name);
  if (at == kKindNames.end()) return std::nullopt;
  return static_cast<ActorKind>(at - kKindNames.begin());
}

World World::built_in() {
  World world;
  for (const auto& state : states()) world.put(state_actor(state));
  const DataTable table(embedded::organisations_csv(), "organisations.csv",
                        {"id", "name", "kind", "cameo", "aliases", "stands_alone"});
  for (const auto& row : table.rows()) {
    Actor actor;
    actor.key = row.fields[0];
    actor.name = row.fields[1];
    const auto kind = actor_kind_from(row.fields[2]);
    if (!kind || world.find(actor.key) != nullptr) table.broken(row, "its kind or id is wrong");
    actor.kind = *kind;
    if (!row.fields[3].empty()) actor.codes["cameo"] = row.fields[3];
    for (const auto alias : DataTable::list(row, 4)) {
      actor.aliases.push_back({std::string(alias), {kFirstDay, kLastDay}});
    }
    actor.stands_alone = row.fields[5] == "true";
    world.put(std::move(actor));
  }
  return world;
}

ActorId World::put(Actor actor) {
  const auto number = static_cast<std::uint32_t>(actors_.size() + 1);
  by_key_.emplace(actor.key, number);
  actors_.push_back(std::move(actor));
  return ActorId{number};
}

const Actor* World::find(std::string_view key) const {
  const auto at = by_key_.find(key);
  return at == by_key_.end() ? nullptr : &actors_[at->second - 1];
}

std::optional<ActorId> World::id_of(std::string_view key) const {
  const auto at = by_key_.find(key);
  if (at == by_key_.end()) return std::nullopt;
  return ActorId{at->second};
}

ActorId World::office_of(ActorId person, Day day) const {
  ActorId held;
  const auto at = roles_of_.find(actor(person).key);
  if (at == roles_of_.end()) return held;
  for (const auto index : at->second) {
    const auto& role = roles_[index];
    if (!role.days.contains(day)) continue;
    const auto office = id_of(role.office);
    if (!office) continue;
    if (held.value() == 0) held = *office;
    if (actor(*office).speaks_for_state) return *office;
  }
  return held;
}

bool World::in_office(ActorId id, Day day) const {
  return actor(id).kind == ActorKind::kPerson && office_of(id, day).value() != 0;
}

std::string World::affiliation(ActorId id, Day day) const {
  for (int step = 0; step < kDeepestParent; ++step) {
    const auto& here = actor(id);
    if (here.kind == ActorKind::kState) return here.days.contains(day) ? here.key : std::string();
    if (here.stands_alone) return here.key;
    if (here.kind == ActorKind::kPerson) {
      if (const auto office = office_of(id, day); office.value() != 0) {
        id = office;
        continue;
      }
    }
    const auto parent = id_of(here.parent);
    if (!parent) break;
    id = *parent;
  }
  return {};
}

bool World::state_act(ActorId id, Day day) const {
  const auto& here = actor(id);
  switch (here.kind) {
    case ActorKind::kState:
      return here.days.contains(day);
    case ActorKind::kOrganisation:
      if (here.stands_alone) return true;
      break;
    case ActorKind::kPerson: {
      const auto office = office_of(id, day);
      return office.value() != 0 && state_act(office, day);
    }
    case ActorKind::kAgency:
    case ActorKind::kOffice:
    case ActorKind::kGroup:
      break;
  }
  return here.speaks_for_state && !affiliation(id, day).empty();
}

std::vector<Day> World::turning_days(ActorId id) const {
  std::set<Day> days;
  std::set<std::uint32_t> seen;
  std::vector<ActorId> open{id};
  while (!open.empty()) {
    const auto next = open.back();
    open.pop_back();
    if (!seen.insert(next.value()).second) continue;
    const auto& here = actor(next);
    days.insert(here.days.from);
    days.insert(here.days.to);
    if (const auto parent = id_of(here.parent)) open.push_back(*parent);
    const auto roles = roles_of_.find(here.key);
    if (roles == roles_of_.end()) continue;
    for (const auto index : roles->second) {
      days.insert(roles_[index].days.from);
      days.insert(roles_[index].days.to);
      if (const auto office = id_of(roles_[index].office)) open.push_back(*office);
    }
  }
  return {days.begin(), days.end()};
}

std::uint64_t World::fingerprint() const {
  std::uint64_t state = hash_combine(xxh64("world"), kRulesVersion);
  state = hash_combine(state, xxh64(embedded::sectors_csv()));
  state = hash_combine(state, xxh64(embedded::states_csv()));
  state = hash_combine(state, xxh64(embedded::country_code_quirks_csv()));
  const auto text = [&](std::string_view value) { state = hash_combine(state, xxh64(value)); };
  const auto range = [&](const DayRange& days) {
    state = hash_combine(state, static_cast<std::uint64_t>(day_number(days.from)));
    state = hash_combine(state, static_cast<std::uint64_t>(day_number(days.to)));
  };
  for (const auto& a : actors_) {
    text(a.key);
    text(a.name);
    text(a.parent);
    state = hash_combine(state, static_cast<std::uint64_t>(a.kind) * 4 +
                                    (a.stands_alone ? 2U : 0U) + (a.speaks_for_state ? 1U : 0U));
    range(a.days);
    state = hash_combine(state, a.aliases.size());
    for (const auto& alias : a.aliases) {
      text(alias.name);
      range(alias.days);
    }
    state = hash_combine(state, a.codes.size());
    for (const auto& [system, code] : a.codes) {
      text(system);
      text(code);
    }
  }
  for (const auto& role : roles_) {
    text(role.person);
    text(role.office);
    range(role.days);
  }
  return state;
}

}  // namespace entente
