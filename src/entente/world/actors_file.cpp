// Reading an actors.toml: [[actor]] and [[role]] tables, all mistakes at once.
//
// Two passes: actors first, since parents and roles may name actors that stand further down; then
// what connects them. Aliases are compared over all days at the end, since a name may pass from one
// actor to another but never mean two at once.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "entente/base/text.hpp"
#include "entente/world/actors.hpp"
#include "entente/world/tables.hpp"
#include "entente/world/toml_text.hpp"

namespace entente {
namespace {

constexpr std::size_t kLongestId = 100;

bool valid_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !id.empty() && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), fits);
}

bool overlap(const DayRange& a, const DayRange& b) { return a.from < b.to && b.from < a.to; }

}  // namespace

class ActorsFile {
 public:
  ActorsFile(World& world, TomlReader& reader) : world_(world), reader_(reader) {
    for (const auto& actor : world_.actors_) keys_.push_back(actor.key);
  }

  void read(const TomlNode& root) {
    reader_.only_keys(root, {"actor", "role"}, "an actors file");
    for (const auto* table : reader_.tables(root, "actor")) read_actor(*table);
    for (const auto& [child, node] : parents_) check_parent(child, *node);
    for (const auto* table : reader_.tables(root, "role")) read_role(*table);
    check_roles();
    check_aliases();
  }

 private:
  std::string hint_for(const std::string& key) const {
    const auto near = nearest_key(key, keys_);
    return near ? fmt::format("did you mean \"{}\"?", *near)
                : std::string("add an [[actor]] with this id");
  }

  void read_actor(const TomlNode& table) {
    reader_.only_keys(
        table,
        {"id", "kind", "name", "parent", "aliases", "codes", "stands_alone", "speaks_for_state"},
        "an actor");
    const auto id = reader_.needed_text(table, "id", "an actor");
    if (id.empty()) return;
    const auto& id_node = *table.find("id");
    if (!valid_id(id)) {
      reader_.problem(id_node, fmt::format("\"{}\" is no id", printable(id, 60)),
                      "use letters, digits and hyphens");
      return;
    }
    if (!seen_.insert(id).second) {
      reader_.problem(id_node, fmt::format("the actor {} stands twice in this file", id),
                      "join the two tables, or rename one");
      return;
    }
    places_[id] = &table;
    const auto known = world_.id_of(id);
    if (!known) {
      for (const auto& key : keys_) {
        if (ascii_lower(key) == ascii_lower(id)) {
          reader_.problem(id_node,
                          fmt::format("the actor {} differs from {} in case only", id, key),
                          fmt::format("write \"{}\" to add to it", key));
          return;
        }
      }
    }
    const auto kind = read_kind(table, known);
    if (!kind) return;
    Actor actor;
    if (known) actor = world_.actor(*known);
    actor.key = id;
    actor.kind = *kind;
    if (auto name = reader_.text(table, "name")) actor.name = *name;
    if (actor.name.empty()) reader_.problem(table, fmt::format("the actor {} needs a name", id));
    if (auto parent = reader_.text(table, "parent")) actor.parent = *parent;
    read_aliases(table, actor);
    read_codes(table, actor);
    actor.stands_alone = reader_.flag(table, "stands_alone").value_or(actor.stands_alone);
    if (actor.stands_alone && *kind != ActorKind::kOrganisation && *kind != ActorKind::kGroup) {
      reader_.problem(*table.find("stands_alone"),
                      fmt::format("{} is of kind {} and cannot stand alone", id, name_of(*kind)),
                      "only organisations and groups stand alone");
      actor.stands_alone = false;
    }
    actor.speaks_for_state =
        reader_.flag(table, "speaks_for_state").value_or(actor.speaks_for_state);
    if (table.find("parent") != nullptr) parents_.emplace_back(id, table.find("parent"));
    if (known) {
      world_.actors_[known->value() - 1] = std::move(actor);
    } else {
      world_.put(std::move(actor));
      keys_.push_back(id);
    }
  }

  std::optional<ActorKind> read_kind(const TomlNode& table, std::optional<ActorId> known) {
    const auto text = reader_.text(table, "kind");
    if (!text) {
      if (known) return world_.actor(*known).kind;
      if (table.find("kind") == nullptr) {
        reader_.problem(table, "a new actor needs a kind",
                        "state, agency, office, person, organisation or group");
      }
      return std::nullopt;
    }
    const auto kind = actor_kind_from(*text);
    if (!kind) {
      const std::vector<std::string> kinds = {"state",  "agency",       "office",
                                              "person", "organisation", "group"};
      const auto near = nearest(*text, kinds);
      reader_.problem(
          *table.find("kind"), fmt::format("unknown kind \"{}\"", printable(*text, 40)),
          near ? fmt::format("did you mean \"{}\"?", *near) : "the kinds are " + join(kinds, ", "));
      return std::nullopt;
    }
    if (known && world_.actor(*known).kind != *kind) {
      reader_.problem(*table.find("kind"),
                      fmt::format("{} is known as {}, not {}", world_.actor(*known).key,
                                  name_of(world_.actor(*known).kind), *text));
      return std::nullopt;
    }
    return kind;
  }

  void read_aliases(const TomlNode& table, Actor& actor) {
    const auto* list = reader_.list(table, "aliases");
    if (list == nullptr) return;
    for (const auto& item : list->items) {
      Alias alias;
      if (item.kind == TomlNode::Kind::kText) {
        alias.name = item.text;
      } else if (item.kind == TomlNode::Kind::kTable) {
        reader_.only_keys(item, {"name", "from", "to"}, "an alias");
        alias.name = reader_.needed_text(item, "name", "an alias");
        alias.days = reader_.days(item, "an alias");
      } else {
        reader_.problem(item, "an alias is a text, or { name, from, to }");
        continue;
      }
      if (folded_name(alias.name).empty() || alias.days.empty()) continue;
      alias_places_[{actor.key, folded_name(alias.name)}] = &item;
      const auto same = [&](const Alias& other) {
        return other.name == alias.name && other.days == alias.days;
      };
      if (std::none_of(actor.aliases.begin(), actor.aliases.end(), same)) {
        actor.aliases.push_back(std::move(alias));
      }
    }
  }

  void read_codes(const TomlNode& table, Actor& actor) {
    const auto* codes = reader_.table(table, "codes");
    if (codes == nullptr) return;
    reader_.only_keys(*codes, {"iso2", "iso3", "fips", "cow", "gw", "cameo"}, "codes");
    for (const auto& entry : codes->entries) {
      if (entry.value.kind == TomlNode::Kind::kText) {
        actor.codes[entry.key] = entry.value.text;
      } else {
        reader_.problem(entry.value, fmt::format("the code {} must be a text", entry.key));
      }
    }
  }

  void check_parent(const std::string& child, const TomlNode& node) {
    auto& actor = world_.actors_[world_.id_of(child)->value() - 1];
    if (world_.find(actor.parent) == nullptr) {
      reader_.problem(
          node,
          fmt::format("the parent \"{}\" of {} is no actor", printable(actor.parent, 60), child),
          hint_for(actor.parent));
      actor.parent.clear();
      return;
    }
    std::set<std::string> chain{child};
    for (const Actor* up = world_.find(actor.parent); up != nullptr; up = world_.find(up->parent)) {
      if (!chain.insert(up->key).second) {
        reader_.problem(node, fmt::format("{} is its own parent through {}", child, actor.parent));
        actor.parent.clear();
        return;
      }
    }
  }

  void read_role(const TomlNode& table) {
    reader_.only_keys(table, {"person", "office", "from", "to"}, "a role");
    Role role;
    role.person = reader_.needed_text(table, "person", "a role");
    role.office = reader_.needed_text(table, "office", "a role");
    role.days = reader_.days(table, "a role");
    const auto* person = known_actor(table, "person", role.person);
    const auto* office = known_actor(table, "office", role.office);
    if (person == nullptr || office == nullptr || role.days.empty()) return;
    if (person->kind != ActorKind::kPerson) {
      reader_.problem(*table.find("person"), fmt::format("{} is of kind {}, not a person",
                                                         role.person, name_of(person->kind)));
      return;
    }
    if (office->kind == ActorKind::kPerson || office->kind == ActorKind::kState) {
      reader_.problem(*table.find("office"),
                      fmt::format("{} is of kind {}; a role is held in an office, an agency, an "
                                  "organisation or a group",
                                  role.office, name_of(office->kind)));
      return;
    }
    world_.roles_of_[role.person].push_back(world_.roles_.size());
    role_places_[world_.roles_.size()] = &table;
    world_.roles_.push_back(std::move(role));
  }

  const Actor* known_actor(const TomlNode& table, std::string_view key, const std::string& id) {
    if (id.empty()) return nullptr;
    const auto* actor = world_.find(id);
    if (actor == nullptr) {
      reader_.problem(*table.find(key),
                      fmt::format("the {} \"{}\" of this role is no actor", key, printable(id, 60)),
                      hint_for(id));
    }
    return actor;
  }

  /// An office has one holder a day; an agency may have many members.
  void check_roles() {
    std::map<std::string, std::vector<std::size_t>> by_office;
    for (std::size_t i = 0; i < world_.roles_.size(); ++i) {
      by_office[world_.roles_[i].office].push_back(i);
    }
    for (const auto& [index, table] : role_places_) {
      const auto& role = world_.roles_[index];
      for (const auto other_index : by_office[role.office]) {
        const auto& other = world_.roles_[other_index];
        if (other_index >= index || !overlap(role.days, other.days)) continue;
        const bool same = role.person == other.person;
        if (!same && world_.find(role.office)->kind != ActorKind::kOffice) continue;
        const auto day = format_day(std::max(role.days.from, other.days.from));
        reader_.problem(*table,
                        same ? fmt::format("{} holds {} twice on {}", role.person, role.office, day)
                             : fmt::format("{} and {} both hold {} on {}", other.person,
                                           role.person, role.office, day),
                        "`to` is the first day after the last; co-holders belong in an agency");
      }
    }
  }

  void check_aliases() {
    struct Use {
      std::size_t actor;
      DayRange days;
    };
    std::map<std::string, std::vector<Use>> uses;
    for (std::size_t i = 0; i < world_.actors_.size(); ++i) {
      const auto& actor = world_.actors_[i];
      uses[folded_name(actor.name)].push_back({i, actor.days});
      for (const auto& alias : actor.aliases)
        uses[folded_name(alias.name)].push_back({i, alias.days});
    }
    std::set<std::pair<std::size_t, std::size_t>> told;
    for (const auto& [name, list] : uses) {
      for (std::size_t b = 1; b < list.size(); ++b) {
        for (std::size_t a = 0; a < b; ++a) {
          if (list[a].actor == list[b].actor || !overlap(list[a].days, list[b].days)) continue;
          const auto pair = std::minmax(list[a].actor, list[b].actor);
          const auto& first = world_.actors_[pair.first];
          const auto& second = world_.actors_[pair.second];
          if (!seen_.contains(first.key) && !seen_.contains(second.key)) continue;
          if (!told.insert(pair).second) continue;
          report_ambiguous(name, first, second);
        }
      }
    }
  }

  void report_ambiguous(const std::string& name, const Actor& first, const Actor& second) {
    const auto& mine = seen_.contains(second.key) ? second : first;
    const auto& other = &mine == &second ? first : second;
    const auto alias = alias_places_.find({mine.key, name});
    const auto& place = alias != alias_places_.end() ? *alias->second : *places_.at(mine.key);
    const bool built_in = !seen_.contains(other.key);
    reader_.problem(place,
                    fmt::format("the name \"{}\" of {} also means {}", name, mine.key, other.key),
                    built_in ? fmt::format("write id = \"{}\" to add to the actor that the program "
                                           "brings along, or give the name days",
                                           other.key)
                             : "give the names days that do not overlap, or leave one out");
  }

  World& world_;
  TomlReader& reader_;
  std::vector<std::string> keys_;
  std::set<std::string> seen_;
  std::map<std::string, const TomlNode*> places_;  ///< of the tables of this file's actors
  std::vector<std::pair<std::string, const TomlNode*>> parents_;
  std::map<std::pair<std::string, std::string>, const TomlNode*> alias_places_;
  std::map<std::size_t, const TomlNode*> role_places_;
};

void World::add(std::string_view toml, const std::string& file, Problems& problems) {
  auto root = parse_toml(toml, file);
  if (!root) {
    problems.push_back(std::move(root).error());
    return;
  }
  TomlReader reader(file, problems);
  ActorsFile(*this, reader).read(*root);
}

}  // namespace entente
