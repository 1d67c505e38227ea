// measures.toml: what the brief of a case measures besides its watched pairs.
//
// Every table names registers, issues and parties of the case itself, so that a case about another
// region asks its own questions without a line of code. Mistakes come all at once, as elsewhere.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "entente/base/text.hpp"
#include "entente/world/case_parts.hpp"
#include "entente/world/ontology.hpp"
#include "entente/world/toml_text.hpp"

namespace entente {
namespace {

constexpr std::size_t kMostQuestions = 40;
constexpr double kLongestHalfLife = 3650;

class MeasuresToml {
 public:
  MeasuresToml(TomlReader& reader, CaseChecks& checks) : reader_(reader), checks_(checks) {
    for (const auto& [tag, meaning] : checks.to.issues) tags_.push_back(tag);
    for (const auto& entry : checks.to.registers) registers_.push_back(entry.key);
  }

  void read(const TomlNode& root) {
    reader_.only_keys(
        root, {"half_lives", "order", "wait", "flow", "regime", "wedge", "track", "monthly"},
        "measures.toml");
    read_half_lives(root);
    Questions& to = checks_.to.questions;
    each(root, "order", {"focal", "registers"}, [&](const TomlNode& table, const Named& named) {
      to.orders.push_back(
          {named.key, named.name, party(table, "focal"), registers(table, "registers")});
    });
    each(root, "wait", {"registers", "until", "at_source"},
         [&](const TomlNode& table, const Named& named) {
           to.waits.push_back({named.key, named.name, registers(table, "registers"),
                               registers(table, "until"),
                               reader_.flag(table, "at_source").value_or(false)});
         });
    each(root, "flow", {"issues", "actions"}, [&](const TomlNode& table, const Named& named) {
      auto actions = codes(table, "actions", false);
      if (actions.empty()) actions = {"06", "07"};
      to.flows.push_back({named.key, named.name, issues(table, "issues", true), actions});
    });
    each(root, "regime", {"register", "measures", "leave_out", "members"},
         [&](const TomlNode& table, const Named& named) {
           const auto found = registers(table, "register");
           to.regimes.push_back({named.key, named.name, found.empty() ? "" : found.front(),
                                 codes(table, "measures", true), issues(table, "leave_out", false),
                                 parties(table, "members")});
         });
    each(root, "wedge", {"third", "a", "b", "from", "to"},
         [&](const TomlNode& table, const Named& named) {
           for (const auto* key : {"from", "to"}) {
             if (table.find(key) == nullptr)
               reader_.problem(table, fmt::format("the wedge {} needs {}", named.key, key),
                               "the span in which the tie of the two soured");
           }
           to.wedges.push_back({named.key, named.name, party(table, "third"), party(table, "a"),
                                party(table, "b"), reader_.days(table, "a wedge's span")});
         });
    each(root, "track", {"a", "b", "issues"}, [&](const TomlNode& table, const Named& named) {
      different(table, {"a", "b"});
      to.tracks.push_back({named.key, named.name, party(table, "a"), party(table, "b"),
                           issues(table, "issues", true)});
    });
    each(root, "monthly", {"registers"}, [&](const TomlNode& table, const Named& named) {
      to.monthly.push_back({named.key, named.name, registers(table, "registers")});
    });
  }

 private:
  struct Named {
    std::string key, name;
  };

  template <class Add>
  void each(const TomlNode& root, std::string_view kind, const std::vector<std::string_view>& keys,
            Add&& add) {
    const std::string what = fmt::format("[[{}]]", kind);
    std::size_t count = 0;
    for (const auto* table : reader_.tables(root, kind)) {
      if (++count > kMostQuestions) {
        reader_.problem(*table, fmt::format("more than {} tables {}", kMostQuestions, what));
        return;
      }
      for (const auto& entry : table->entries) known_key(entry, keys, what);
      Named named;
      named.key = reader_.needed_text(*table, "id", what);
      named.name = reader_.text(*table, "name").value_or(named.key);
      if (!named.key.empty() && !valid_case_id(named.key)) {
        reader_.problem(*table->find("id"),
                        fmt::format("\"{}\" is no id", printable(named.key, 60)),
                        "use letters, digits and hyphens");
      }
      if (!ids_.insert(fmt::format("{}/{}", kind, named.key)).second)
        reader_.problem(*table, fmt::format("{} {} stands twice", what, named.key));
      add(*table, named);
    }
  }

  void known_key(const TomlEntry& entry, const std::vector<std::string_view>& keys,
                 const std::string& what) {
    if (entry.key == "id" || entry.key == "name" ||
        std::ranges::find(keys, entry.key) != keys.end())
      return;
    std::vector<std::string> known{"id", "name"};
    for (const auto key : keys) known.emplace_back(key);
    const auto near = nearest(entry.key.substr(0, 100), known);
    reader_.problem(
        entry.line, entry.column,
        fmt::format("{} has no key \"{}\"", what, printable(entry.key, 60)),
        near ? fmt::format("did you mean \"{}\"?", *near) : "the keys are " + join(known, ", "));
  }

  void read_half_lives(const TomlNode& root) {
    const auto* list = reader_.list(root, "half_lives");
    if (list == nullptr) return;
    for (const auto& item : list->items) {
      const bool number =
          item.kind == TomlNode::Kind::kInteger || item.kind == TomlNode::Kind::kNumber;
      if (!number || !(item.number > 0 && item.number <= kLongestHalfLife)) {
        reader_.problem(item, fmt::format("a half-life is a number of days, over 0 and at most {}",
                                          kLongestHalfLife));
      } else if (std::ranges::find(checks_.to.questions.half_lives, item.number) !=
                 checks_.to.questions.half_lives.end()) {
        reader_.problem(item, "the same half-life stands twice");
      } else {
        checks_.to.questions.half_lives.push_back(item.number);
      }
    }
  }

  /// The parties of a question are not one another.
  void different(const TomlNode& table, std::initializer_list<std::string_view> keys) {
    std::set<std::string> seen;
    for (const auto key : keys) {
      const auto* node = table.find(key);
      if (node != nullptr && node->kind == TomlNode::Kind::kText && !seen.insert(node->text).second)
        reader_.problem(*node,
                        fmt::format("{} stands twice in one question", printable(node->text)));
    }
  }

  std::string party(const TomlNode& table, std::string_view key) {
    const auto text = reader_.needed_text(table, key, "a question");
    if (!text.empty()) check_party(*table.find(key), text);
    return text;
  }

  void check_party(const TomlNode& node, const std::string& key) {
    const auto* actor = checks_.find(key);
    if (actor == nullptr) {
      reader_.problem(node, fmt::format("\"{}\" is no actor", printable(key, 60)),
                      checks_.actor_hint(key));
    } else if (!checks_.is_party(*actor)) {
      reader_.problem(node, fmt::format("{} is no state and does not stand alone", actor->key),
                      "name its state");
    }
  }

  std::vector<std::string> parties(const TomlNode& table, std::string_view key) {
    const auto found = reader_.texts(table, key);
    if (found.empty())
      reader_.problem(table, fmt::format("{} is missing", key), "a list of states");
    std::set<std::string> seen;
    for (const auto& party : found) {
      check_party(*table.find(key), party);
      if (!seen.insert(party).second)
        reader_.problem(*table.find(key), fmt::format("{} stands twice", printable(party)));
    }
    return found;
  }

  /// A text or a list of texts, each one of `known`.
  std::vector<std::string> chosen(const TomlNode& table, std::string_view key,
                                  const std::vector<std::string>& known, std::string_view what,
                                  bool needed, std::string_view help) {
    std::vector<std::string> found;
    const auto* node = table.find(key);
    if (node != nullptr && node->kind == TomlNode::Kind::kText)
      found.push_back(node->text);
    else
      found = reader_.texts(table, key);
    if (found.empty() && needed)
      reader_.problem(table, fmt::format("{} is missing", key), std::string(help));
    for (const auto& text : found) {
      if (std::ranges::find(known, text) != known.end()) continue;
      const auto near = nearest(text.substr(0, 100), known);
      reader_.problem(*node, fmt::format("\"{}\" is no {} of this case", printable(text, 60), what),
                      near ? fmt::format("did you mean \"{}\"?", *near) : std::string(help));
    }
    return found;
  }

  std::vector<std::string> registers(const TomlNode& table, std::string_view key) {
    return chosen(table, key, registers_, "register", true, "ids of registers.toml");
  }
  std::vector<std::string> issues(const TomlNode& table, std::string_view key, bool needed) {
    return chosen(table, key, tags_, "issue tag", needed, "tags of [issues] in case.toml");
  }

  /// CAMEO codes or their beginnings: two to four digits.
  std::vector<std::string> codes(const TomlNode& table, std::string_view key, bool needed) {
    const auto found = reader_.texts(table, key);
    if (found.empty() && needed)
      reader_.problem(table, fmt::format("{} is missing", key), "CAMEO codes, such as \"163\"");
    for (const auto& code : found) {
      const bool digits = code.size() >= 2 && code.size() <= 4 &&
                          std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
      const bool known = std::ranges::any_of(cameo_acts(), [&](const CameoAct& act) {
        return std::string_view(act.code).starts_with(code);
      });
      if (!digits || !known) {
        reader_.problem(*table.find(key),
                        fmt::format("\"{}\" is no CAMEO code", printable(code, 60)),
                        "two to four digits: \"07\" means all codes that begin so");
      }
    }
    return found;
  }

  TomlReader& reader_;
  CaseChecks& checks_;
  std::vector<std::string> tags_, registers_;
  std::set<std::string> ids_;
};

}  // namespace

void read_measures_toml(std::string_view text, const std::string& file, CaseChecks& checks) {
  auto root = parse_toml(text, file);
  if (!root) {
    checks.problems.push_back(std::move(root).error());
    return;
  }
  TomlReader reader(file, checks.problems);
  MeasuresToml(reader, checks).read(*root);
}

}  // namespace entente
