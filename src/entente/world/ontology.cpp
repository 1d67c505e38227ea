// Acts: tables of codes, types and texts, read once and kept for as long as the program runs.

#include "entente/world/ontology.hpp"

#include <array>
#include <embedded_world.hpp>
#include <unordered_map>
#include <vector>

#include "entente/base/text.hpp"
#include "entente/world/tables.hpp"

namespace entente {
namespace {

constexpr std::uint8_t kRoots = 20;

/// Small whole numbers; empty is 0, anything past `limit` stops the program.
std::uint8_t small(const DataTable& table, const CsvRow& row, std::size_t column, int limit) {
  const int value = table.integer(row, column).value_or(0);
  if (value < 0 || value > limit) table.broken(row, "a root or quad class is out of range");
  return static_cast<std::uint8_t>(value);
}

struct CameoTable {
  DataTable table{
      embedded::cameo_csv(), "cameo.csv", {"code", "label", "goldstein_gdelt", "goldstein_icews"}};
  std::vector<CameoAct> acts;
  std::unordered_map<std::string_view, std::size_t> by_code;

  CameoTable() {
    for (const auto& row : table.rows()) {
      if (cameo_root(row.fields[0]) == 0) table.broken(row, "a code has no root");
      if (!by_code.emplace(row.fields[0], acts.size()).second) table.broken(row, "a code twice");
      acts.push_back({row.fields[0], row.fields[1], table.number(row, 2), table.number(row, 3)});
    }
  }
};

const CameoTable& cameo_table() {
  static const CameoTable kTable;
  return kTable;
}

struct QuadClasses {
  std::array<std::uint8_t, kRoots + 1> gdelt{}, icews{};

  QuadClasses() {
    const DataTable table(embedded::quad_classes_csv(), "quad_classes.csv",
                          {"root", "gdelt", "icews"});
    for (const auto& row : table.rows()) {
      const auto root = small(table, row, 0, kRoots);
      gdelt.at(root) = small(table, row, 1, 4);
      icews.at(root) = small(table, row, 2, 4);
      if (root == 0 || gdelt.at(root) == 0 || icews.at(root) == 0) table.broken(row, "a gap");
    }
  }
};

const QuadClasses& quad_classes() {
  static const QuadClasses kClasses;
  return kClasses;
}

using Classes = TextMap<ActClass>;

Classes read_classes(const DataTable& table, std::size_t root_column) {
  Classes classes;
  for (const auto& row : table.rows()) {
    const ActClass value{small(table, row, root_column, kRoots),
                         small(table, row, root_column + 1, 4)};
    if (!classes.emplace(ascii_lower(row.fields[0]), value).second) table.broken(row, "twice");
  }
  return classes;
}

/// By type; a provider's prefix ("acled:") is passed over, letters' case too.
ActClass class_of(const Classes& classes, std::string_view prefix, std::string_view type) {
  if (type.starts_with(prefix)) type.remove_prefix(prefix.size());
  const auto at = classes.find(ascii_lower(type));
  return at == classes.end() ? ActClass{} : at->second;
}

/// Letters and digits of a text in lower case: "Make_statement" and "Make statement" are one.
std::string act_key(std::string_view text) {
  std::string key;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      key += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      key += c;
    }
  }
  return key;
}

struct EventTexts {
  DataTable table{embedded::icews_event_texts_csv(), "icews_event_texts.csv", {"code", "text"}};
  TextMap<std::string_view> by_text;

  EventTexts() {
    for (const auto& row : table.rows()) {
      const auto* act = find_cameo(row.fields[0]);
      if (act == nullptr) table.broken(row, "the code is not in cameo.csv");
      const auto [at, added] = by_text.emplace(act_key(row.fields[1]), act->code);
      if (!added && at->second != act->code) table.broken(row, "one text has two codes");
    }
  }
};

}  // namespace

const CameoAct* find_cameo(std::string_view code) {
  const auto& table = cameo_table();
  const auto at = table.by_code.find(code);
  return at == table.by_code.end() ? nullptr : &table.acts[at->second];
}

const std::vector<CameoAct>& cameo_acts() { return cameo_table().acts; }

std::uint8_t cameo_root(std::string_view code) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (code.size() < 2 || !digit(code[0]) || !digit(code[1])) return 0;
  const int root = (code[0] - '0') * 10 + (code[1] - '0');
  return root <= kRoots ? static_cast<std::uint8_t>(root) : std::uint8_t{0};
}

std::uint8_t quad_class_gdelt(std::uint8_t root) {
  return root <= kRoots ? quad_classes().gdelt[root] : std::uint8_t{0};
}
std::uint8_t quad_class_icews(std::uint8_t root) {
  return root <= kRoots ? quad_classes().icews[root] : std::uint8_t{0};
}

ActKind act_kind(std::uint8_t root) {
  if (root >= 3 && root <= 8) return ActKind::kCooperation;
  if (root >= 9 && root <= kRoots) return ActKind::kConflict;
  return ActKind::kNeutral;
}

std::string_view name_of(ActKind kind) {
  switch (kind) {
    case ActKind::kCooperation:
      return "cooperation";
    case ActKind::kConflict:
      return "conflict";
    case ActKind::kNeutral:
      break;
  }
  return "neutral";
}

bool is_symmetric(std::string_view cameo_code) {
  return cameo_code == "036" || cameo_code == "057" || cameo_code.starts_with("04");
}

ActClass plover_class(std::string_view type) {
  static const DataTable kTable(embedded::plover_csv(), "plover.csv",
                                {"type", "kind", "label", "root", "quad_class", "cooperation"});
  static const Classes kClasses = read_classes(kTable, 3);
  const auto whole = class_of(kClasses, "plover:", type);
  if (whole.root != 0 || whole.quad_class != 0) return whole;
  return class_of(kClasses, "plover:", type.substr(0, type.find('/')));
}

ActClass acled_class(std::string_view sub_event_type) {
  static const DataTable kTable(embedded::acled_csv(), "acled.csv",
                                {"sub_event_type", "root", "quad_class", "intensity_label"});
  static const Classes kClasses = read_classes(kTable, 1);
  return class_of(kClasses, "acled:", sub_event_type);
}

ActClass ucdp_class(std::string_view type) {
  static const DataTable kTable(embedded::ucdp_csv(), "ucdp.csv", {"type", "root", "quad_class"});
  static const Classes kClasses = read_classes(kTable, 1);
  return class_of(kClasses, "ucdp:", type);
}

std::optional<std::string_view> cameo_of_event_text(std::string_view text) {
  static const EventTexts kTexts;
  const auto at = kTexts.by_text.find(act_key(text));
  if (at == kTexts.by_text.end()) return std::nullopt;
  return at->second;
}

}  // namespace entente
