// toml++ behind one door. Its parser states some of what it expects of the input as assertions
// ("[[[" breaks one), and release builds turn those into promises to the compiler; here they are
// always checked and end as one more mistake in the text.

#include "entente/world/toml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace {
struct BrokenToml {};
[[noreturn]] void broken_toml() { throw BrokenToml(); }
}  // namespace

#undef NDEBUG
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(expression) ((expression) ? void() : broken_toml())
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

#include "entente/base/text.hpp"

namespace entente {
namespace {

using Kind = TomlNode::Kind;

TomlNode convert(const toml::node& node);

std::uint64_t line_of(const toml::source_region& region) { return region.begin.line; }
std::uint64_t column_of(const toml::source_region& region) { return region.begin.column; }

void convert_table(const toml::table& table, TomlNode& to) {
  to.kind = Kind::kTable;
  for (const auto& [key, value] : table) {
    TomlEntry entry{std::string(key.str()), line_of(key.source()), column_of(key.source()),
                    convert(value)};
    to.entries.push_back(std::move(entry));
  }
  std::stable_sort(to.entries.begin(), to.entries.end(), [](const auto& a, const auto& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
}

TomlNode convert(const toml::node& node) {
  TomlNode to;
  to.line = line_of(node.source());
  to.column = column_of(node.source());
  if (const auto* table = node.as_table()) {
    convert_table(*table, to);
  } else if (const auto* array = node.as_array()) {
    to.kind = Kind::kArray;
    for (const auto& item : *array) to.items.push_back(convert(item));
  } else if (const auto* text = node.as_string()) {
    to.kind = Kind::kText;
    to.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    to.kind = Kind::kInteger;
    to.integer = integer->get();
    to.number = static_cast<double>(to.integer);
  } else if (const auto* number = node.as_floating_point()) {
    to.kind = Kind::kNumber;
    to.number = number->get();
  } else if (const auto* flag = node.as_boolean()) {
    to.kind = Kind::kFlag;
    to.flag = flag->get();
  } else if (const auto* date = node.as_date()) {
    to.kind = Kind::kDay;
    const auto& value = date->get();
    to.day = std::chrono::year{value.year} / value.month / value.day;
  } else {
    to.kind = Kind::kOther;
  }
  return to;
}

/// toml++ limits nested lists, not the parts of a dotted key, each of which is one more table
/// inside another; freeing a hundred thousand of those would exhaust the stack. Gives the line of a
/// key that is too deep, else 0. Texts and comments are passed over.
std::uint64_t line_of_deep_key(std::string_view text) {
  constexpr int kMostParts = 32;
  std::uint64_t line = 1;
  int dots = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      const bool triple = text.substr(i, 3) == std::string(3, c);
      const std::string end(triple ? 3 : 1, c);
      i += end.size();
      for (; i < text.size() && text.substr(i, end.size()) != end; ++i) {
        if (text[i] == '\\' && c == '"') ++i;
        if (i < text.size() && text[i] == '\n') {
          ++line;
          if (!triple) break;
        }
      }
      if (i < text.size() && text[i] != '\n') i += end.size() - 1;
    } else if (c == '#') {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (c == '.') {
      if (++dots > kMostParts) return line;
    } else if (c == '\n' || c == ',' || c == '=' || c == '[' || c == ']' || c == '{' || c == '}') {
      dots = 0;
      if (c == '\n') ++line;
    }
  }
  return 0;
}

}  // namespace

const TomlNode* TomlNode::find(std::string_view key) const {
  for (const auto& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string_view name_of(TomlNode::Kind kind) {
  constexpr std::array<std::string_view, 8> kNames = {
      "a table",           "a list", "a text", "a whole number", "a number", "true or false",
      "a day (no quotes)", "a time"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Result<TomlNode> parse_toml(std::string_view text, const std::string& file) {
  if (const auto at = first_invalid_utf8(text)) {
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*at), '\n');
    return fail(ErrorCode::kBadData, "the file is not valid UTF-8", "save the file as UTF-8",
                {file, static_cast<std::uint64_t>(line), 0});
  }
  if (const auto line = line_of_deep_key(text); line != 0) {
    return fail(ErrorCode::kBadData, "a dotted key has too many parts", "", {file, line, 0});
  }
  const std::string help = "see https://toml.io for the format";
  try {
    const toml::table table = toml::parse(text);
    TomlNode root;
    convert_table(table, root);
    root.line = root.column = 1;
    return root;
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::kBadData, fmt::format("not valid TOML: {}", error.description()), help,
                {file, line_of(error.source()), column_of(error.source())});
  } catch (const BrokenToml&) {
    return fail(ErrorCode::kBadData, "not valid TOML", help, {file, 0, 0});
  }
}

void TomlReader::problem(const TomlNode& at, std::string message, std::string help) {
  problem(at.line, at.column, std::move(message), std::move(help));
}

void TomlReader::problem(std::uint64_t line, std::uint64_t column, std::string message,
                         std::string help) {
  problems_.push_back(
      {ErrorCode::kBadData, std::move(message), {file_, line, column}, std::move(help)});
}

void TomlReader::only_keys(const TomlNode& table, std::initializer_list<std::string_view> keys,
                           std::string_view what) {
  const std::vector<std::string> known(keys.begin(), keys.end());
  for (const auto& entry : table.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const auto near = nearest(entry.key, known);
    problem(entry.line, entry.column,
            fmt::format("{} has no key \"{}\"", what, printable(entry.key, 60)),
            near ? fmt::format("did you mean \"{}\"?", *near)
                 : fmt::format("its keys are {}", join(known, ", ")));
  }
}

const TomlNode* TomlReader::of_kind(const TomlNode& table, std::string_view key, Kind kind) {
  const auto* node = table.find(key);
  if (node == nullptr || node->kind == kind) return node;
  problem(*node, fmt::format("{} must be {}, not {}", key, name_of(kind), name_of(node->kind)),
          kind == Kind::kDay ? "write a day as 2017-01-31, without quotes" : "");
  return nullptr;
}

std::optional<std::string> TomlReader::text(const TomlNode& table, std::string_view key) {
  const auto* node = of_kind(table, key, Kind::kText);
  if (node == nullptr) return std::nullopt;
  return node->text;
}

std::optional<Day> TomlReader::day(const TomlNode& table, std::string_view key) {
  const auto* node = of_kind(table, key, Kind::kDay);
  if (node == nullptr) return std::nullopt;
  return node->day;
}

std::optional<bool> TomlReader::flag(const TomlNode& table, std::string_view key) {
  const auto* node = of_kind(table, key, Kind::kFlag);
  if (node == nullptr) return std::nullopt;
  return node->flag;
}

std::optional<double> TomlReader::number(const TomlNode& table, std::string_view key) {
  const auto* node = table.find(key);
  if (node != nullptr && node->kind == Kind::kInteger) return node->number;
  node = of_kind(table, key, Kind::kNumber);
  if (node == nullptr) return std::nullopt;
  return node->number;
}

std::string TomlReader::needed_text(const TomlNode& table, std::string_view key,
                                    std::string_view what) {
  const auto* node = table.find(key);
  auto value = text(table, key).value_or("");
  if (node == nullptr || (node->kind == Kind::kText && value.empty())) {
    problem(node == nullptr ? table : *node, fmt::format("{} needs {}", what, key));
  }
  return value;
}

DayRange TomlReader::days(const TomlNode& table, std::string_view what) {
  DayRange range{day(table, "from").value_or(kFirstDay), day(table, "to").value_or(kLastDay)};
  if (range.empty()) {
    problem(table,
            fmt::format("{} ends before it begins: from {} to {}", what, format_day(range.from),
                        format_day(range.to)),
            "`to` is the first day after the last");
  }
  return range;
}

std::vector<std::string> TomlReader::texts(const TomlNode& table, std::string_view key) {
  std::vector<std::string> values;
  const auto* node = list(table, key);
  if (node == nullptr) return values;
  for (const auto& item : node->items) {
    if (item.kind == Kind::kText) {
      values.push_back(item.text);
    } else {
      problem(item, fmt::format("{} is a list of texts, not of {}", key, name_of(item.kind)));
    }
  }
  return values;
}

std::vector<const TomlNode*> TomlReader::tables(const TomlNode& table, std::string_view key) {
  std::vector<const TomlNode*> found;
  const auto* node = table.find(key);
  if (node == nullptr) return found;
  if (node->kind == Kind::kTable) {
    found.push_back(node);
  } else if (node->kind == Kind::kArray) {
    for (const auto& item : node->items) {
      if (item.kind == Kind::kTable) {
        found.push_back(&item);
      } else {
        problem(item, fmt::format("{} is a list of tables, not of {}", key, name_of(item.kind)));
      }
    }
  } else {
    problem(*node, fmt::format("{} must be written [[{}]]", key, key));
  }
  return found;
}

const TomlNode* TomlReader::list(const TomlNode& table, std::string_view key) {
  return of_kind(table, key, Kind::kArray);
}
const TomlNode* TomlReader::table(const TomlNode& table, std::string_view key) {
  return of_kind(table, key, Kind::kTable);
}

}  // namespace entente
