// case.toml and registers.toml: what is looked at, and which lists of events are complete.
//
// An event has one theatre, by place, else issue, else dyad (methods: spillover and direction); so
// a country, an issue tag or a dyad belongs to one theatre at most.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "entente/base/text.hpp"
#include "entente/world/case_parts.hpp"
#include "entente/world/codes.hpp"
#include "entente/world/toml_text.hpp"

namespace entente {
namespace {

using Kind = TomlNode::Kind;
using Pair = std::pair<std::string, std::string>;

constexpr int kLongestHorizon = 3650;

class CaseToml {
 public:
  CaseToml(TomlReader& reader, CaseChecks& checks) : reader_(reader), checks_(checks) {}

  void read(const TomlNode& root) {
    reader_.only_keys(root,
                      {"name", "title", "summary", "from", "to", "names", "watched", "horizons",
                       "map", "theatre", "data", "source_note", "issues"},
                      "case.toml");
    auto& to = checks_.to;
    to.name = reader_.needed_text(root, "name", "a case");
    if (!to.name.empty() && !valid_case_id(to.name)) {
      reader_.problem(*root.find("name"),
                      fmt::format("\"{}\" is no name for a case", printable(to.name, 60)),
                      "use letters, digits and hyphens");
    }
    to.title = reader_.needed_text(root, "title", "a case");
    to.summary = reader_.text(root, "summary").value_or("");
    for (const auto* key : {"from", "to"}) {
      if (root.find(key) == nullptr) reader_.problem(root, fmt::format("a case needs {}", key));
    }
    to.window = reader_.days(root, "the case's window");
    read_issues(root);
    read_names(root);
    read_watched(root);
    read_horizons(root);
    read_map(root);
    for (const auto* table : reader_.tables(root, "theatre")) read_theatre(*table);
    if (const auto* data = reader_.table(root, "data")) {
      reader_.only_keys(*data, {"ingest"}, "[data]");
      to.ingest = reader_.texts(*data, "ingest");
    }
    for (const auto* table : reader_.tables(root, "source_note")) {
      reader_.only_keys(*table, {"note"}, "a source note");
      to.notes.push_back(reader_.needed_text(*table, "note", "a source note"));
    }
  }

 private:
  /// One tag a key: "arms-transfer".
  void read_issues(const TomlNode& root) {
    const auto* table = reader_.table(root, "issues");
    if (table == nullptr) return;
    for (const auto& entry : table->entries) {
      if (entry.value.kind != Kind::kText) {
        reader_.problem(entry.value, fmt::format("the meaning of {} must be a text", entry.key));
      }
      if (!valid_case_id(entry.key)) {
        reader_.problem(entry.line, entry.column,
                        fmt::format("\"{}\" is no issue tag", printable(entry.key, 60)),
                        "use letters, digits and hyphens");
      }
      checks_.to.issues[entry.key] = entry.value.text;
      tags_.push_back(entry.key);
    }
  }

  void read_names(const TomlNode& root) {
    const auto* table = reader_.table(root, "names");
    if (table == nullptr) return;
    for (const auto& entry : table->entries) {
      if (checks_.find(entry.key) == nullptr) {
        reader_.problem(entry.line, entry.column,
                        fmt::format("\"{}\" is no actor", printable(entry.key, 60)),
                        checks_.actor_hint(entry.key));
      }
      if (entry.value.kind != Kind::kText || entry.value.text.empty()) {
        reader_.problem(entry.value, fmt::format("the name of {} must be a text", entry.key));
      }
      checks_.to.display_names[entry.key] = entry.value.text;
    }
  }

  /// A list of pairs of parties, each pair two different ones.
  std::vector<std::pair<Pair, const TomlNode*>> pairs(const TomlNode& table, std::string_view key) {
    std::vector<std::pair<Pair, const TomlNode*>> found;
    const auto* list = reader_.list(table, key);
    if (list == nullptr) return found;
    for (const auto& item : list->items) {
      const bool two = item.kind == Kind::kArray && item.items.size() == 2 &&
                       item.items[0].kind == Kind::kText && item.items[1].kind == Kind::kText;
      if (!two) {
        reader_.problem(item, fmt::format("{} is a list of pairs of actors", key),
                        "write [[\"PRK\", \"RUS\"], [\"JPN\", \"RUS\"]]");
        continue;
      }
      const bool good = party(item.items[0]) && party(item.items[1]);
      if (item.items[0].text == item.items[1].text) {
        reader_.problem(item, fmt::format("{} is paired with itself", item.items[0].text));
      } else if (good) {
        found.push_back({{item.items[0].text, item.items[1].text}, &item});
      }
    }
    return found;
  }

  bool party(const TomlNode& node) {
    const auto* actor = checks_.find(node.text);
    if (actor == nullptr) {
      reader_.problem(node, fmt::format("\"{}\" is no actor", printable(node.text, 60)),
                      checks_.actor_hint(node.text));
      return false;
    }
    if (checks_.is_party(*actor)) return true;
    reader_.problem(
        node,
        fmt::format("{} is of kind {} and no party of dyads", actor->key, name_of(actor->kind)),
        "name its state, or set stands_alone = true for an organisation");
    return false;
  }

  void read_watched(const TomlNode& root) {
    for (auto& [pair, node] : pairs(root, "watched")) {
      auto& watched = checks_.to.watched;
      const Pair other{pair.second, pair.first};
      if (std::find(watched.begin(), watched.end(), pair) != watched.end() ||
          std::find(watched.begin(), watched.end(), other) != watched.end()) {
        reader_.problem(*node, fmt::format("{} and {} are watched twice", pair.first, pair.second));
      }
      watched.push_back(pair);
    }
  }

  void read_horizons(const TomlNode& root) {
    const auto* list = reader_.list(root, "horizons");
    if (list == nullptr) return;
    for (const auto& item : list->items) {
      if (item.kind != Kind::kInteger || item.integer < 1 || item.integer > kLongestHorizon) {
        reader_.problem(item,
                        fmt::format("a horizon is a number of days, 1 to {}", kLongestHorizon));
      } else {
        checks_.to.horizons.push_back(static_cast<int>(item.integer));
      }
    }
  }

  /// Numbers in ranges; nothing where the list has another length or one is out of range.
  std::optional<std::vector<double>> numbers(const TomlNode& list,
                                             const std::vector<std::pair<double, double>>& ranges,
                                             std::string_view form) {
    std::vector<double> values;
    bool good = list.kind == Kind::kArray && list.items.size() == ranges.size();
    for (std::size_t i = 0; good && i < ranges.size(); ++i) {
      const auto& item = list.items[i];
      good = (item.kind == Kind::kInteger || item.kind == Kind::kNumber) &&
             std::isfinite(item.number) && ranges[i].first <= item.number &&
             item.number <= ranges[i].second;
      values.push_back(item.number);
    }
    if (good) return values;
    reader_.problem(list, fmt::format("expected {}", form),
                    "latitudes are -90 to 90, longitudes -180 to 180");
    return std::nullopt;
  }

  void read_map(const TomlNode& root) {
    const auto* map = reader_.table(root, "map");
    if (map == nullptr) return;
    reader_.only_keys(*map, {"centre", "radius_degrees"}, "[map]");
    if (const auto* centre = reader_.list(*map, "centre")) {
      if (const auto values = numbers(*centre, {{-180, 180}, {-90, 90}}, "[longitude, latitude]")) {
        checks_.to.map_centre = {values->at(0), values->at(1)};
      }
    }
    if (const auto radius = reader_.number(*map, "radius_degrees")) {
      if (!(*radius > 0 && *radius <= 180)) {
        reader_.problem(*map->find("radius_degrees"), "radius_degrees must be over 0, at most 180");
      }
      checks_.to.map_radius_degrees = *radius;
    }
  }

  void read_theatre(const TomlNode& table) {
    reader_.only_keys(table, {"id", "name", "countries", "boxes", "issues", "dyads"}, "a theatre");
    Theatre theatre;
    theatre.key = reader_.needed_text(table, "id", "a theatre");
    theatre.name = reader_.text(table, "name").value_or(theatre.key);
    if (!theatre.key.empty() && !valid_case_id(theatre.key)) {
      reader_.problem(*table.find("id"), fmt::format("\"{}\" is no id", printable(theatre.key, 60)),
                      "use letters, digits and hyphens");
    }
    if (!theatre.key.empty() && !theatres_.insert(theatre.key).second) {
      reader_.problem(*table.find("id"), fmt::format("the theatre {} stands twice", theatre.key));
    }
    if (const auto* list = reader_.list(table, "countries")) {
      for (const auto& item : list->items) read_country(item, theatre);
    }
    if (const auto* list = reader_.list(table, "boxes")) {
      for (const auto& item : list->items) read_box(item, theatre);
    }
    if (const auto* list = reader_.list(table, "issues")) {
      for (const auto& item : list->items) read_issue(item, theatre);
    }
    for (auto& [pair, node] : pairs(table, "dyads")) {
      const Pair sorted = std::minmax(pair.first, pair.second);
      belongs(*node, dyads_, sorted, theatre.key,
              fmt::format("the dyad {}, {}", pair.first, pair.second));
      theatre.dyads.push_back(pair);
    }
    checks_.to.theatres.push_back(std::move(theatre));
  }

  template <class Key>
  void belongs(const TomlNode& node, std::map<Key, std::string>& homes, const Key& key,
               const std::string& theatre, const std::string& what) {
    const auto [at, added] = homes.emplace(key, theatre);
    if (added) return;
    reader_.problem(
        node,
        at->second == theatre
            ? fmt::format("{} stands twice in the theatre {}", what, theatre)
            : fmt::format("{} is in two theatres: {} and {}", what, at->second, theatre),
        "an event has one theatre; leave it in one of them");
  }

  void read_country(const TomlNode& item, Theatre& theatre) {
    if (item.kind != Kind::kText || find_state(Iso3{item.text}) == nullptr) {
      std::vector<std::string> codes;
      for (const auto& state : states()) codes.emplace_back(state.iso3.text);
      const auto* named = find_state_by_name(item.text);
      const auto near = named != nullptr ? std::optional<std::string>(named->iso3.text)
                                         : nearest(item.text.substr(0, 10), codes);
      reader_.problem(
          item, fmt::format("\"{}\" is no country (ISO 3166-1 alpha-3)", printable(item.text, 60)),
          near ? fmt::format("did you mean \"{}\"?", *near) : "");
      return;
    }
    belongs(item, countries_, item.text, theatre.key, item.text);
    theatre.countries.push_back(item.text);
  }

  void read_box(const TomlNode& item, Theatre& theatre) {
    const auto values = numbers(item, {{-90, 90}, {-180, 180}, {-90, 90}, {-180, 180}},
                                "[latitude from, longitude from, latitude to, longitude to]");
    if (!values) return;
    const Theatre::Box box{values->at(0), values->at(1), values->at(2), values->at(3)};
    if (!(box.latitude_min < box.latitude_max && box.longitude_min < box.longitude_max)) {
      reader_.problem(item, "a box ends before it begins",
                      "south-west corner first; cut a box at 180 degrees in two");
      return;
    }
    theatre.boxes.push_back(box);
  }

  void read_issue(const TomlNode& item, Theatre& theatre) {
    if (item.kind != Kind::kText || !checks_.to.issues.contains(item.text)) {
      const auto near = nearest(item.text, tags_);
      reader_.problem(item,
                      fmt::format("\"{}\" is no issue tag of this case", printable(item.text, 60)),
                      near ? fmt::format("did you mean \"{}\"?", *near) : "list it under [issues]");
      return;
    }
    belongs(item, issue_homes_, item.text, theatre.key, "the issue " + item.text);
    theatre.issues.push_back(item.text);
  }

  TomlReader& reader_;
  CaseChecks& checks_;
  std::vector<std::string> tags_;
  std::set<std::string> theatres_;
  std::map<std::string, std::string> countries_, issue_homes_;
  std::map<Pair, std::string> dyads_;
};

// Outcomes begin with the first day after the case's window, so a register whose own window ends
// earlier would leave days that no file tells of.
void read_outcomes_to(TomlReader& reader, const TomlNode& table, Register& made,
                      const CaseChecks& checks) {
  made.outcomes_to = reader.day(table, "outcomes_to");
  if (!made.outcomes_to) return;
  const TomlNode& at = *table.find("outcomes_to");
  if (*made.outcomes_to <= made.days.to) {
    reader.problem(at,
                   fmt::format("outcomes_to {} is not after the end of the register's window, {}",
                               format_day(*made.outcomes_to), format_day(made.days.to)),
                   "it is the first day of which outcomes.csv may no longer tell everything");
  }
  if (!made.complete) {
    reader.problem(at, "outcomes_to stands beside a register that is not complete",
                   "leave it out, or write complete = true");
  }
  if (!checks.to.window.empty() && made.days.to < checks.to.window.to) {
    reader.problem(at,
                   fmt::format("no file tells of the days from the end of the register's window, "
                               "{}, to that of the case, {}",
                               format_day(made.days.to), format_day(checks.to.window.to)),
                   "leave outcomes_to out, or let the register's window end with the case's");
  }
}

void read_register(TomlReader& reader, const TomlNode& table, CaseChecks& checks) {
  reader.only_keys(
      table,
      {"id", "name", "kind", "from", "to", "outcomes_to", "actors", "sources", "gaps", "complete"},
      "a register");
  Register made;
  made.key = reader.needed_text(table, "id", "a register");
  made.name = reader.text(table, "name").value_or(made.key);
  made.kind = reader.needed_text(table, "kind", "a register");
  for (const auto* key : {"from", "to"}) {
    if (table.find(key) == nullptr) {
      reader.problem(table, fmt::format("the register {} needs {}", made.key, key),
                     "a register is complete for a window");
    }
  }
  made.days = reader.days(table, "a register's window");
  made.sources = reader.texts(table, "sources");
  made.gaps = reader.texts(table, "gaps");
  made.complete = reader.flag(table, "complete").value_or(false);
  if (made.sources.empty()) reader.problem(table, "a register needs sources");
  read_outcomes_to(reader, table, made, checks);
  if (const auto* list = reader.list(table, "actors")) {
    for (const auto& item : list->items) {
      if (item.kind == Kind::kText && checks.find(item.text) != nullptr) {
        made.actors.push_back(item.text);
        continue;
      }
      reader.problem(item, fmt::format("\"{}\" is no actor", printable(item.text, 60)),
                     checks.actor_hint(item.text));
    }
  }
  if (made.key.empty()) return;
  if (!valid_case_id(made.key)) {
    reader.problem(*table.find("id"), fmt::format("\"{}\" is no id", printable(made.key, 60)),
                   "use letters, digits and hyphens");
  }
  const auto same = [&](const Register& other) { return other.key == made.key; };
  if (std::any_of(checks.to.registers.begin(), checks.to.registers.end(), same)) {
    reader.problem(*table.find("id"), fmt::format("the register {} stands twice", made.key));
    return;
  }
  checks.to.registers.push_back(std::move(made));
}

}  // namespace

void read_case_toml(std::string_view text, const std::string& file, CaseChecks& checks) {
  auto root = parse_toml(text, file);
  if (!root) {
    checks.problems.push_back(std::move(root).error());
    return;
  }
  TomlReader reader(file, checks.problems);
  CaseToml(reader, checks).read(*root);
}

void read_registers_toml(std::string_view text, const std::string& file, CaseChecks& checks) {
  auto root = parse_toml(text, file);
  if (!root) {
    checks.problems.push_back(std::move(root).error());
    return;
  }
  TomlReader reader(file, checks.problems);
  reader.only_keys(*root, {"register"}, "registers.toml");
  for (const auto* table : reader.tables(*root, "register")) read_register(reader, *table, checks);
}

}  // namespace entente
