#pragma once
// Rows as a person, a spreadsheet or a program reads them.

#include <optional>
#include <string>
#include <vector>

#include "output.hpp"

namespace entente::cli {

/// Cells made by hand, for tables that no query gives.
Value cell();
Value cell(std::string_view text);
inline Value cell(const char* text) { return cell(std::string_view(text)); }
inline Value cell(const std::string& text) { return cell(std::string_view(text)); }
Value cell(bool value);
Value cell(double value);
Value cell(Day day);
template <std::integral T>
requires(!std::same_as<T, bool>) Value cell(T value) {
  Value v;
  if constexpr (std::is_signed_v<T>) {
    v.kind = Value::Kind::kInteger;
    v.integer = value;
  } else {
    v.kind = Value::Kind::kUnsigned;
    v.natural = value;
  }
  return v;
}
template <class T>
Value cell(const std::optional<T>& value) {
  return value ? cell(*value) : cell();
}
/// Empty text is null.
Value cell_or_null(std::string_view text);

/// Takes rows one by one and writes them as the output's format says: an aligned table, CSV
/// (RFC 4180, null empty), or JSON: `{"columns": [...], "rows": [[...]]}`.
class Rows {
 public:
  explicit Rows(Output& out);
  void header(const std::vector<ResultColumn>& columns);
  void row(const std::vector<Value>& values);
  /// Ends the document.
  void finish();
  std::uint64_t count() const { return count_; }

 private:
  void csv_row(const std::vector<Value>& values);
  void measure();
  void table_row(const std::vector<std::string>& texts, const std::vector<bool>& right);
  void flush_waiting();

  Output& out_;
  Json json_;
  std::vector<ResultColumn> columns_;
  std::vector<std::vector<std::string>> waiting_;  ///< the first rows, whose widths are looked at
  std::vector<std::size_t> widths_;
  std::vector<bool> right_;
  bool measured_ = false;
  bool as_records_ = false;  ///< too wide for the terminal: one line a value
  std::uint64_t count_ = 0;
};

/// A whole result that is not streamed: a table or CSV, or in JSON a list of objects as member
/// `name` of the document.
struct RowSet {
  std::string name;
  std::vector<ResultColumn> columns;
  std::vector<std::vector<Value>> rows;
};
/// As the list `[{column: value, ...}]`.
void write_objects(Json& json, const RowSet& set);
/// `{name: [...]}` with --json, else the table.
void print_set(Output& out, const RowSet& set);

/// The cell's text in CSV: null is empty.
std::string csv_text(const Value& value);

}  // namespace entente::cli
