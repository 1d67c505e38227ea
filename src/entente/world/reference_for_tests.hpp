#pragma once
// Reading the folder of reference tables, which tests use in place and which may be missing.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/csv.hpp"
#include "entente/base/text.hpp"

namespace entente {

inline constexpr std::string_view kNoReference =
    "skipped: the folder of reference tables is missing (set ENTENTE_SHARED)";

inline std::optional<std::string> read_text(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// ENTENTE_SHARED, else the folder `shared` beside the source tree.
inline std::string shared_folder() {
  if (const char* folder = std::getenv("ENTENTE_SHARED"); folder != nullptr) return folder;
  return std::string(ENTENTE_SOURCE_DIR) + "/../shared";
}

struct ReferenceTable : CsvTable {
  /// A cell by its column's name; the column must be there.
  const std::string& cell(const CsvRow& row, std::string_view column) const {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (header[i] == column) return row.fields[i];
    }
    std::abort();
  }
};

/// A CSV file of data/reference; bytes that are not UTF-8 are read as '?'.
inline std::optional<ReferenceTable> reference_table(const std::string& file) {
  auto text = read_text(shared_folder() + "/data/reference/" + file);
  if (!text) return std::nullopt;
  for (std::size_t from = 0;
       const auto at = first_invalid_utf8(std::string_view(*text).substr(from));) {
    from += *at;
    (*text)[from] = '?';
  }
  Problems problems;
  ReferenceTable table{parse_csv(*text, file, problems)};
  return table;
}

/// The tab-separated lines of a file of data/reference; none if it is missing.
inline std::vector<std::vector<std::string>> reference_lines(const std::string& file) {
  std::vector<std::vector<std::string>> rows;
  const auto text = read_text(shared_folder() + "/data/reference/" + file);
  if (!text) return rows;
  for (const auto line : split(*text, '\n')) {
    const auto record = trim(line);
    if (record.empty()) continue;
    auto& row = rows.emplace_back();
    for (const auto field : split(record, '\t')) row.emplace_back(trim(field));
  }
  return rows;
}

}  // namespace entente
