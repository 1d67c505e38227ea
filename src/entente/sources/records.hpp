#pragma once
// Records of delimited text: sound lines, already split.
//
// Every table that providers publish is lines of fields. What can be wrong with a line before its
// fields mean anything (too long, NUL bytes, invalid UTF-8, a quote that never closes) is the same
// for all of them, so it is found here and goes to the sink as a reject, and a provider only sees
// records that are sound. TAB lines without quotes are split in one pass that also looks for NUL
// and non-ASCII bytes; comma forms follow RFC 4180, quoted line ends included.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/csv.hpp"
#include "entente/base/result.hpp"
#include "entente/sources/source.hpp"

namespace entente {

/// A quoted field may go over at most this many lines (and over --max-line-bytes in all).
inline constexpr std::size_t kMaxLinesOfRecord = 1000;

enum class Quotes : bool { kNone, kDouble };

class RecordReader {
 public:
  RecordReader(LineReader& lines, RowSink& sink, char separator, Quotes quotes);

  /// The next sound record; empty lines are passed over. False at the end of the input, or when the
  /// sink wants no more.
  Result<bool> next();

  std::span<const std::string_view> fields() const { return {fields_.data(), fields_.size()}; }
  std::string_view text() const { return text_; }  ///< the whole record
  std::uint64_t line() const { return line_; }     ///< where it begins
  char separator() const { return separator_; }

 private:
  Result<bool> join_lines();
  void split_plain();

  LineReader& lines_;
  RowSink& sink_;
  char separator_;
  Quotes quotes_;
  CsvSplitter splitter_;
  std::vector<std::string_view> fields_;
  std::string_view text_;
  std::string joined_;  // a record over several lines
  std::uint64_t line_ = 0;
  bool saw_nul_ = false;
  bool saw_non_ascii_ = false;
};

/// Why the bytes of a line cannot be read; empty where they can. A line that is too long names the
/// option that limits it.
std::string fault_of_bytes(const Line& line, const InputLimits& limits);

/// The text of a line without a byte order mark, if it is the first.
std::string_view without_bom(const Line& line);

}  // namespace entente
