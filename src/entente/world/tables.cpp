#include "entente/world/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "entente/base/day.hpp"
#include "entente/base/text.hpp"

namespace entente {
namespace {

[[noreturn]] void stop(const std::string& message) {
  fmt::print(stderr, "broken table inside the program: {}\n", message);
  std::abort();
}

}  // namespace

DataTable::DataTable(std::string_view text, std::string name,
                     const std::vector<std::string>& columns)
    : name_(std::move(name)) {
  Problems problems;
  table_ = parse_csv(text, name_, problems);
  if (!problems.empty()) stop(format_error(problems.front()));
  if (table_.header != columns) {
    stop(fmt::format("{}: the columns are {}, expected {}", name_, join(table_.header, ","),
                     join(columns, ",")));
  }
}

void DataTable::broken(const CsvRow& row, std::string_view what) const {
  stop(fmt::format("{}:{}: {}", name_, row.line, what));
}

std::optional<int> DataTable::integer(const CsvRow& row, std::size_t column) const {
  if (row.fields[column].empty()) return std::nullopt;
  const auto value = parse_int(row.fields[column]);
  if (!value || *value < -1'000'000 || *value > 1'000'000) broken(row, "a whole number is wrong");
  return static_cast<int>(*value);
}

std::optional<double> DataTable::number(const CsvRow& row, std::size_t column) const {
  if (row.fields[column].empty()) return std::nullopt;
  const auto value = parse_double(row.fields[column]);
  if (!value) broken(row, "a number is wrong");
  return value;
}

std::optional<Day> DataTable::day(const CsvRow& row, std::size_t column) const {
  if (row.fields[column].empty()) return std::nullopt;
  const auto value = parse_iso_day(row.fields[column]);
  if (!value) broken(row, "a day is wrong");
  return value;
}

std::vector<std::string_view> DataTable::list(const CsvRow& row, std::size_t column) {
  std::vector<std::string_view> parts;
  if (row.fields[column].empty()) return parts;
  for (const auto part : split(row.fields[column], ';')) {
    if (const auto text = trim(part); !text.empty()) parts.push_back(text);
  }
  return parts;
}

std::string folded_name(std::string_view name) {
  std::string folded;
  folded.reserve(name.size());
  bool blank = false;
  for (const char c : trim(name)) {
    if (c == ' ' || c == '\t') {
      blank = true;
      continue;
    }
    if (blank) folded += ' ';
    blank = false;
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

namespace {

/// Whether one change, insertion or deletion at most leads from one word to the other.
bool one_letter_off(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  return a.size() == b.size()
             ? a.substr(std::min(same + 1, a.size())) == b.substr(std::min(same + 1, b.size()))
             : a.substr(same) == b.substr(same + 1);
}

}  // namespace

std::optional<std::string> nearest_key(std::string_view word,
                                       const std::vector<std::string>& keys) {
  constexpr std::size_t kLongestWord = 100;
  if (word.size() > kLongestWord) return std::nullopt;
  const auto folded = ascii_lower(word);
  const bool is_short = word.size() <= 4;
  std::optional<std::string> close;
  for (const auto& key : keys) {
    if (ascii_lower(key) == folded) return key;
    if (is_short && !close && one_letter_off(folded, ascii_lower(key))) close = key;
  }
  return is_short ? close : nearest(word, keys);
}

}  // namespace entente
