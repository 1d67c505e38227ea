#pragma once
// TOML texts as plain values with places.
//
// toml++ is named in toml_text.cpp alone: it is heavy to compile and its exceptions must not
// travel. TomlReader is how the files of a case are checked: each accessor reports what is wrong
// and goes on with a neutral value, so that one pass finds all mistakes.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"

namespace entente {

struct TomlEntry;

struct TomlNode {
  enum class Kind : std::uint8_t {
    kTable,
    kArray,
    kText,
    kInteger,
    kNumber,
    kFlag,
    kDay,
    kOther  ///< times and moments
  };
  Kind kind = Kind::kTable;
  std::string text;
  std::int64_t integer = 0;
  double number = 0;  ///< also set for integers
  bool flag = false;
  Day day{};
  std::vector<TomlNode> items;     ///< of an array
  std::vector<TomlEntry> entries;  ///< of a table, in the file's order
  std::uint64_t line = 0, column = 0;

  const TomlNode* find(std::string_view key) const;
};

struct TomlEntry {
  std::string key;
  std::uint64_t line = 0, column = 0;  ///< of the key
  TomlNode value;
};

/// "a table", "a list" ...: for messages.
std::string_view name_of(TomlNode::Kind kind);

/// The whole text as a table, or the first mistake with its place.
Result<TomlNode> parse_toml(std::string_view text, const std::string& file);

class TomlReader {
 public:
  TomlReader(std::string file, Problems& problems) : file_(std::move(file)), problems_(problems) {}

  void problem(const TomlNode& at, std::string message, std::string help = {});
  void problem(std::uint64_t line, std::uint64_t column, std::string message,
               std::string help = {});

  /// Keys other than these are problems; misspelt ones get a hint.
  void only_keys(const TomlNode& table, std::initializer_list<std::string_view> keys,
                 std::string_view what);
  /// Each gives nothing where the key is absent; a value of another kind is a problem.
  std::optional<std::string> text(const TomlNode& table, std::string_view key);
  std::optional<Day> day(const TomlNode& table, std::string_view key);
  std::optional<bool> flag(const TomlNode& table, std::string_view key);
  std::optional<double> number(const TomlNode& table, std::string_view key);
  /// As text(), but absent or empty is a problem ("" is given back).
  std::string needed_text(const TomlNode& table, std::string_view key, std::string_view what);
  /// [from, to) from the keys `from` and `to`, open where absent; empty ranges are problems.
  DayRange days(const TomlNode& table, std::string_view what);
  /// A list of texts; absent gives none.
  std::vector<std::string> texts(const TomlNode& table, std::string_view key);
  /// The tables of an array of tables, or of one table written alone.
  std::vector<const TomlNode*> tables(const TomlNode& table, std::string_view key);
  /// The list or table of that key where it is one.
  const TomlNode* list(const TomlNode& table, std::string_view key);
  const TomlNode* table(const TomlNode& table, std::string_view key);

  const std::string& file() const { return file_; }

 private:
  const TomlNode* of_kind(const TomlNode& table, std::string_view key, TomlNode::Kind kind);

  std::string file_;
  Problems& problems_;
};

}  // namespace entente
