#pragma once
// Actors: states, agencies, offices, people, organisations, groups; and the world they make up.
//
// A person's act counts for the office held that day and through it for the state; so a role has a
// first day and a day after its last. The built-in world (all states, major organisations) resolves
// any store; a case adds to it; an override file beside a store mends single names.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/id.hpp"
#include "entente/base/result.hpp"

namespace entente {

enum class ActorKind : std::uint8_t { kState, kAgency, kOffice, kPerson, kOrganisation, kGroup };
std::string_view name_of(ActorKind kind);
std::optional<ActorKind> actor_kind_from(std::string_view name);

struct Alias {
  std::string name;
  DayRange days{kFirstDay, kLastDay};
};

struct Actor {
  std::string key;  ///< RUS, NATO, kim-jong-un: unique, stable, what files and output use
  ActorKind kind = ActorKind::kState;
  std::string name;
  std::string parent;  ///< key of the state or body it belongs to; empty: none
  std::vector<Alias> aliases;
  std::map<std::string, std::string> codes;  ///< code system -> code; several with ';' between
  DayRange days{kFirstDay, kLastDay};        ///< it exists: for states the membership, where known
  bool stands_alone = false;                 ///< an organisation that is an actor of dyads
  bool speaks_for_state = false;             ///< agencies and offices: their acts are state acts
};

struct Role {
  std::string person;  ///< actor key
  std::string office;  ///< actor key
  DayRange days{kFirstDay, kLastDay};
};

class World {
 public:
  /// All states with codes and names, major organisations.
  static World built_in();

  /// Adds an actors.toml. An actor that exists is extended (aliases, codes, name, flags). All
  /// mistakes are reported at once; what is right is added all the same.
  void add(std::string_view toml, const std::string& file, Problems& problems);

  const std::vector<Actor>& actors() const { return actors_; }
  const std::vector<Role>& roles() const { return roles_; }
  /// Ids follow the order of actors(), from 1; 0 is nobody.
  const Actor* find(std::string_view key) const;
  const Actor& actor(ActorId id) const { return actors_[id.value() - 1]; }
  std::optional<ActorId> id_of(std::string_view key) const;

  /// The state (ISO alpha-3), or the organisation that stands alone, for which the actor acts on
  /// that day: itself, its parent's, or for a person the office held (its parent where it held
  /// none). Empty: none.
  std::string affiliation(ActorId actor, Day day) const;
  /// Whether its act that day speaks for that affiliation: an act of state, or of an organisation
  /// that stands alone (methods: what is one event).
  bool state_act(ActorId actor, Day day) const;
  /// Whether a person holds any known office that day; false for all others.
  bool in_office(ActorId actor, Day day) const;
  /// Every day on which affiliation() or state_act() of this actor may change, in order.
  std::vector<Day> turning_days(ActorId actor) const;

  /// A hash over everything that resolution depends on; derived tables are keyed by it.
  std::uint64_t fingerprint() const;

 private:
  friend class ActorsFile;
  ActorId put(Actor actor);
  /// The office that counts for a person that day: one that speaks for its state before others,
  /// then in the order of the files; 0 where none is held.
  ActorId office_of(ActorId person, Day day) const;

  std::vector<Actor> actors_;
  std::vector<Role> roles_;
  std::map<std::string, std::uint32_t, std::less<>> by_key_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> roles_of_;  ///< person -> roles_
};

}  // namespace entente
