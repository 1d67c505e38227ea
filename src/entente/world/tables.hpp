#pragma once
// The tables that come with the program (data/*.csv), inside the program.
//
// They are our own, so a table that does not parse is a broken invariant: the program stops with
// the file and line. Internal to this module.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "entente/base/csv.hpp"

namespace entente {

/// One embedded table, its header checked against the columns asked for.
class DataTable {
 public:
  /// Stops the program if the text is not a table with exactly these columns.
  DataTable(std::string_view text, std::string name, const std::vector<std::string>& columns);

  const std::vector<CsvRow>& rows() const { return table_.rows; }
  /// Stops the program with the row's place.
  [[noreturn]] void broken(const CsvRow& row, std::string_view what) const;
  /// Whole numbers and decimals; empty cells give nothing, anything else stops the program.
  std::optional<int> integer(const CsvRow& row, std::size_t column) const;
  std::optional<double> number(const CsvRow& row, std::size_t column) const;
  std::optional<std::chrono::sys_days> day(const CsvRow& row, std::size_t column) const;
  /// The parts of a list cell (';' between them); an empty cell has none.
  static std::vector<std::string_view> list(const CsvRow& row, std::size_t column);

 private:
  std::string name_;
  CsvTable table_;
};

/// A name as lookups compare it: ASCII letters in lower case, blanks at the ends and runs of blanks
/// inside reduced.
std::string folded_name(std::string_view name);

/// The key that was most likely meant: equal but for case, else the nearest in spelling; for words
/// of up to four letters only one letter off.
std::optional<std::string> nearest_key(std::string_view word, const std::vector<std::string>& keys);

/// Lets maps with string keys be searched by string_view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

}  // namespace entente
