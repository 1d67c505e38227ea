// See mapping.hpp.

#include "entente/sources/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "entente/base/text.hpp"
#include "entente/sources/source.hpp"
#include "entente/world/ontology.hpp"
#include "entente/world/toml_text.hpp"

namespace entente {

namespace {

constexpr std::array<std::string_view, 12> kMonthNames = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};

constexpr std::array<std::pair<std::string_view, CountrySystem>, 7> kSystems = {
    {{"iso3", CountrySystem::kIso3},
     {"iso2", CountrySystem::kIso2},
     {"fips", CountrySystem::kFips},
     {"cameo", CountrySystem::kCameo},
     {"cow", CountrySystem::kCow},
     {"gw", CountrySystem::kGw},
     {"name", CountrySystem::kName}}};

bool is_provider_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

// A number of `least` to `most` digits at the front of the text, which loses it.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < most && digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + (text[digits++] - '0');
  }
  if (digits < least) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

std::optional<int> take_month_name(std::string_view& text) {
  const std::string name = ascii_lower(text.substr(0, 3));
  const auto found = std::find(kMonthNames.begin(), kMonthNames.end(), name);
  if (found == kMonthNames.end()) return std::nullopt;
  text.remove_prefix(3);
  return static_cast<int>(found - kMonthNames.begin()) + 1;
}

class MappingReader {
 public:
  MappingReader(const TomlNode& root, TomlReader& reader) : root_(root), reader_(reader) {}

  Mapping read() {
    reader_.only_keys(
        root_,
        {"provider", "separator", "quotes", "header", "missing", "day_basis", "sampling",
         "register", "id", "day", "source", "target", "action", "place", "values", "texts"},
        "a mapping");
    read_table_form();
    read_collection();
    mapping_.id = column(root_, "id");
    read_days();
    if (const TomlNode* const node = reader_.table(root_, "source"))
      read_actor(*node, mapping_.source);
    if (const TomlNode* const node = reader_.table(root_, "target"))
      read_actor(*node, mapping_.target);
    need_actor("source", mapping_.source);
    need_actor("target", mapping_.target);
    read_action();
    read_rest();
    return std::move(mapping_);
  }

 private:
  void read_table_form() {
    if (const auto separator = reader_.text(root_, "separator")) {
      if (separator->size() == 1 &&
          std::string_view(",;\t|").find(*separator) != std::string_view::npos) {
        mapping_.separator = separator->front();
      } else {
        problem(root_, "separator", R"(a separator is ",", ";", "|" or "\t")");
      }
    }
    mapping_.quotes = reader_.flag(root_, "quotes").value_or(mapping_.separator != '\t');
    mapping_.header = reader_.flag(root_, "header").value_or(true);
    mapping_.missing = reader_.text(root_, "missing").value_or("");
  }

  void read_collection() {
    mapping_.provider = reader_.needed_text(root_, "provider", "a mapping");
    if (!mapping_.provider.empty()) {
      if (!is_provider_name(mapping_.provider)) {
        problem(root_, "provider",
                "a provider's name is small letters, digits and _, and begins with a letter");
      }
      for (const Format& format : formats()) {
        if (format.name == mapping_.provider) {
          problem(root_, "provider",
                  fmt::format("\"{}\" is the name of a built-in format", format.name));
        }
      }
    }
    if (const auto basis = reader_.text(root_, "day_basis")) {
      if (*basis == "local") {
        mapping_.day_basis = DayBasis::kLocal;
      } else if (*basis == "utc") {
        mapping_.day_basis = DayBasis::kUtc;
      } else if (*basis != "publication") {
        problem(root_, "day_basis", "day_basis is local, utc or publication");
      }
    }
    if (const auto text = reader_.text(root_, "sampling")) {
      if (const auto sampling = sampling_from(*text)) {
        mapping_.sampling = *sampling;
      } else {
        problem(root_, "sampling", "sampling is register, machine or purposive");
      }
    }
    mapping_.register_id = reader_.text(root_, "register").value_or("");
    if (mapping_.sampling == Sampling::kRegister && mapping_.register_id.empty()) {
      problem(root_, "sampling", "sampling is register, but no register is named");
    }
  }

  void read_days() {
    const TomlNode* const day = reader_.table(root_, "day");
    if (day == nullptr) {
      if (root_.find("day") == nullptr)
        reader_.problem(1, 0, "a mapping needs a table [day] with a column");
      return;
    }
    reader_.only_keys(*day, {"column", "format", "last", "recorded", "known"}, "day");
    mapping_.day = column(*day, "column");
    mapping_.day_last = column(*day, "last");
    mapping_.day_recorded = column(*day, "recorded");
    mapping_.day_known = column(*day, "known");
    if (day->find("column") == nullptr) reader_.problem(*day, "[day] needs a column");
    const std::string format = reader_.text(*day, "format").value_or("YYYY-MM-DD");
    mapping_.day_format = DayPattern::from(format);
    if (!mapping_.day_format) {
      problem(*day, "format", fmt::format("\"{}\" is no way to write a day", printable(format, 40)),
              "use YYYY, MM or M or MON, DD or D, such as DD.MM.YYYY");
    }
  }

  void read_actor(const TomlNode& table, MappedActor& actor) {
    reader_.only_keys(table, {"column", "constant", "name", "sectors", "country", "country_system"},
                      "an actor");
    actor.column = column(table, "column");
    actor.constant = reader_.text(table, "constant").value_or("");
    actor.name = column(table, "name");
    actor.sectors = column(table, "sectors");
    actor.country = country(table);
  }

  void need_actor(std::string_view key, const MappedActor& actor) {
    const TomlNode* const table = root_.find(key);
    if (table == nullptr) {
      reader_.problem(1, 0, fmt::format("a mapping needs a table [{}]", key));
    } else if (actor.column.mapped() == !actor.constant.empty() &&
               table->kind == TomlNode::Kind::kTable) {
      reader_.problem(*table, fmt::format("[{}] needs either a column or a constant", key));
    }
  }

  void read_action() {
    const TomlNode* const action = reader_.table(root_, "action");
    if (action == nullptr) {
      if (root_.find("action") == nullptr)
        reader_.problem(1, 0, "a mapping needs a table [action]");
      return;
    }
    reader_.only_keys(*action, {"column", "constant", "table", "otherwise", "action_system"},
                      "action");
    if (const auto system = reader_.text(*action, "action_system")) {
      mapping_.own_actions = *system == "own";
      if (*system != "own" && *system != "cameo") {
        problem(*action, "action_system", "action_system is cameo (or PLOVER) or own");
      }
    }
    mapping_.action = column(*action, "column");
    mapping_.action_constant = reader_.text(*action, "constant").value_or("");
    mapping_.action_otherwise = reader_.text(*action, "otherwise").value_or("");
    if (mapping_.action.mapped() == !mapping_.action_constant.empty()) {
      reader_.problem(*action, "[action] needs either a column or a constant");
    }
    for (const std::string_view key : {"constant", "otherwise"}) {
      const TomlNode* const node = action->find(key);
      if (key == "constant" && action->find("table") != nullptr) continue;
      if (node != nullptr && node->kind == TomlNode::Kind::kText) check_action(*node, node->text);
    }
    if (const TomlNode* const table = reader_.table(*action, "table")) {
      for (const TomlEntry& entry : table->entries) {
        if (entry.value.kind == TomlNode::Kind::kText && !entry.value.text.empty()) {
          mapping_.action_table[entry.key] = entry.value.text;
          check_action(entry.value, entry.value.text);
        } else {
          reader_.problem(entry.value, "an action is a text, such as \"040\"",
                          "put the code in quotes");
        }
      }
    }
  }

  // A constant's own value is checked only where no table translates it.
  void check_action(const TomlNode& node, const std::string& action) {
    if (mapping_.own_actions || action.empty()) return;
    const std::string fault = fault_of_action(action);
    if (!fault.empty()) reader_.problem(node, fault);
  }

  void read_rest() {
    if (const TomlNode* const place = reader_.table(root_, "place")) {
      reader_.only_keys(*place, {"country", "country_system", "latitude", "longitude"}, "place");
      mapping_.country = country(*place);
      mapping_.latitude = column(*place, "latitude");
      mapping_.longitude = column(*place, "longitude");
      if (mapping_.latitude.mapped() != mapping_.longitude.mapped()) {
        reader_.problem(*place, "[place] needs both latitude and longitude, or neither");
      }
    }
    if (const TomlNode* const values = reader_.table(root_, "values")) {
      reader_.only_keys(*values, {"intensity", "weight"}, "values");
      mapping_.intensity = column(*values, "intensity");
      mapping_.weight = column(*values, "weight");
    }
    if (const TomlNode* const texts = reader_.table(root_, "texts")) {
      reader_.only_keys(*texts, {"story", "sentence", "citation", "claimant", "issues", "grade"},
                        "texts");
      mapping_.story = column(*texts, "story");
      mapping_.sentence = column(*texts, "sentence");
      mapping_.citation = column(*texts, "citation");
      mapping_.claimant = column(*texts, "claimant");
      mapping_.issues = column(*texts, "issues");
      mapping_.grade = column(*texts, "grade");
    }
  }

  MappedCountry country(const TomlNode& table) {
    MappedCountry country{column(table, "country")};
    const auto text = reader_.text(table, "country_system");
    if (!text) return country;
    const auto* const found =
        std::find_if(kSystems.begin(), kSystems.end(),
                     [&](const auto& system) { return system.first == *text; });
    if (found == kSystems.end()) {
      problem(table, "country_system",
              "a country system is iso3, iso2, fips, cameo, cow, gw or name");
    } else {
      country.system = found->second;
    }
    return country;
  }

  MappedColumn column(const TomlNode& table, std::string_view key) {
    const TomlNode* const node = table.find(key);
    if (node == nullptr) return {};
    if (node->kind == TomlNode::Kind::kText && !node->text.empty()) {
      if (!mapping_.header) {
        reader_.problem(*node, "without a header a column is a number from 1");
      }
      return {node->text, 0};
    }
    if (node->kind == TomlNode::Kind::kInteger && node->integer >= 1 && node->integer <= 10000) {
      return {{}, static_cast<std::size_t>(node->integer)};
    }
    reader_.problem(*node, "a column is a name from the header or a number from 1");
    return {};
  }

  void problem(const TomlNode& table, std::string_view key, std::string message,
               std::string help = {}) {
    const TomlNode* const node = table.find(key);
    reader_.problem(node == nullptr ? table : *node, std::move(message), std::move(help));
  }

  const TomlNode& root_;
  TomlReader& reader_;
  Mapping mapping_;
};

}  // namespace

std::optional<DayPattern> DayPattern::from(std::string_view pattern) {
  static constexpr std::array<std::pair<std::string_view, Part>, 6> kParts = {
      {{"YYYY", Part::kYear},
       {"MON", Part::kMonthName},
       {"MM", Part::kMonth2},
       {"DD", Part::kDay2},
       {"M", Part::kMonth},
       {"D", Part::kDay}}};
  DayPattern result;
  result.text_ = pattern;
  bool has_year = false;
  while (!pattern.empty()) {
    if (pattern == "*") {
      result.steps_.push_back({Part::kRest, 0});
      break;
    }
    const auto* const part = std::find_if(kParts.begin(), kParts.end(), [&](const auto& known) {
      return pattern.starts_with(known.first);
    });
    if (part == kParts.end()) {
      if (pattern.front() == 'Y') return std::nullopt;
      result.steps_.push_back({Part::kYear, pattern.front()});
      pattern.remove_prefix(1);
      continue;
    }
    const bool day = part->second == Part::kDay || part->second == Part::kDay2;
    bool& has = part->second == Part::kYear ? has_year : day ? result.has_day_ : result.has_month_;
    if (has) return std::nullopt;
    has = true;
    result.steps_.push_back({part->second, 0});
    pattern.remove_prefix(part->first.size());
  }
  if (!has_year || (result.has_day_ && !result.has_month_)) return std::nullopt;
  return result;
}

std::optional<std::pair<Day, Day>> DayPattern::parse(std::string_view text) const {
  int year = 0, month = 1, day = 1;
  for (const Step& step : steps_) {
    if (step.literal != 0) {
      if (text.empty() || text.front() != step.literal) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    if (step.part == Part::kRest) {
      text = {};
      break;
    }
    std::optional<int> number;
    switch (step.part) {
      case Part::kYear:
        number = take_number(text, 4, 4);
        year = number.value_or(0);
        break;
      case Part::kMonth2:
      case Part::kMonth:
        number = take_number(text, step.part == Part::kMonth2 ? 2 : 1, 2);
        month = number.value_or(0);
        break;
      case Part::kMonthName:
        number = take_month_name(text);
        month = number.value_or(0);
        break;
      case Part::kDay2:
      case Part::kDay:
        number = take_number(text, step.part == Part::kDay2 ? 2 : 1, 2);
        day = number.value_or(0);
        break;
      case Part::kRest:
        break;
    }
    if (!number) return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!text.empty() || year < 1 || !date.ok()) return std::nullopt;
  if (has_day_) return std::pair{Day{date}, Day{date}};
  if (has_month_) return std::pair{Day{date}, Day{date.year() / date.month() / std::chrono::last}};
  return std::pair{Day{date}, Day{date.year() / 12 / 31}};
}

std::string fault_of_action(std::string_view action) {
  if (find_cameo(action) != nullptr || plover_class(action).root != 0) return {};
  std::string fault = fmt::format("\"{}\" is no CAMEO code or PLOVER type", printable(action, 60));
  const std::string whole = "0" + std::string(action);
  if (find_cameo(whole) != nullptr) {
    fault += fmt::format("; did a spreadsheet drop the zero of {}?", whole);
  }
  return fault;
}

Result<Mapping> parse_mapping(std::string_view toml, const std::string& file) {
  ENTENTE_TRY(const TomlNode root, parse_toml(toml, file));
  Problems problems;
  TomlReader reader(file, problems);
  Mapping mapping = MappingReader(root, reader).read();
  if (problems.empty()) return mapping;
  Error error = problems.front();
  for (std::size_t i = 1; i < problems.size(); ++i) {
    error.help += fmt::format("{}also line {}: {}", error.help.empty() ? "" : "; ",
                              problems[i].place.line, problems[i].message);
  }
  return fail(std::move(error));
}

}  // namespace entente
