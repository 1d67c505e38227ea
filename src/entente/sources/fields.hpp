#pragma once
// Fields of a record, checked: the words in which every provider describes its layout.
//
// A provider names its columns once (by place or by header) and then reads a row as a list of
// fields: a day, a number, a place, a country. The first field that cannot be read is the row's
// fault: it is kept with its column and what was expected, and all later checks of the row are
// passed over. Nothing here allocates for a good row.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/sources/records.hpp"
#include "entente/sources/source.hpp"
#include "entente/world/codes.hpp"

namespace entente {

/// A column: its place in a record (from 0) and its name for messages.
struct Column {
  static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);
  std::size_t at = kAbsent;
  std::string_view name;
  bool present() const { return at != kAbsent; }
};

/// The header of a table. Names match without regard to case, blanks, underscores and dots.
class Header {
 public:
  explicit Header(const RecordReader& record);
  /// The first of `names` that the header has; absent (with the first name) otherwise. Names are
  /// literals, or live as long as the columns.
  Column find(std::initializer_list<std::string_view> names) const;
  /// The same; a column that is missing is an error that names it.
  Result<Column> need(std::initializer_list<std::string_view> names, const std::string& file) const;
  std::size_t size() const { return names_.size(); }
  const std::string& text() const { return text_; }  ///< the line as it stands
  /// The width alone, for tables without a header.
  Header without_text() const {
    Header width = *this;
    width.text_.clear();
    return width;
  }

 private:
  std::vector<std::string> names_;
  std::string text_;
};

/// Reads the first record as the header. An empty input is an error. Files that people write may
/// have lines that begin with '#' before it.
enum class Comments : bool { kNone, kBeforeHeader };
Result<Header> read_header(RecordReader& records, const LineReader& lines,
                           Comments comments = Comments::kNone);

/// How a day is written.
enum class DayFormat : std::uint8_t {
  kIso,         ///< 2024-03-01
  kIsoOrTime,   ///< 2024-03-01, a time of day after it is passed over
  kCompact,     ///< 20240301
  kCompactTime  ///< 20240301 or 20240301083000
};

/// The last day that a row of this input may carry: the file's own date, or the run's, plus 2 days.
struct LatestDay {
  Day own{};
  bool of_file = false;
  LatestDay(const SourceContext& context, std::optional<Day> file_day);
  bool allows(Day day) const { return day <= own + std::chrono::days{2}; }
  std::string reason(Day day) const;
};

/// The day that a file's name begins with ("20181004-icews-events.tab"), without its folder and
/// archive.
std::optional<Day> day_of_name(std::string_view input_name);

/// "7.19E+08": a number that a spreadsheet has rounded.
bool looks_rounded(std::string_view text);
/// "01/02/2018", "3/1/24", "1-Mar-18": a day as a spreadsheet writes it.
bool looks_like_spreadsheet_day(std::string_view text);

class Fields {
 public:
  /// `missing`: what stands for a missing value besides nothing ("NA", "NULL"); may be empty.
  explicit Fields(std::string_view missing = {}) : missing_(missing) {}

  void begin(const RecordReader& record);

  /// The field without blanks at its ends; empty where it is missing or the record has no such
  /// column.
  std::string_view text(const Column& column) const;
  /// The same, and a fault if it is empty.
  std::string_view required(const Column& column);
  Day day(const Column& column, DayFormat format);
  /// As day(), but nothing where the field is empty.
  std::optional<Day> optional_day(const Column& column, DayFormat format);
  void not_after(const Column& column, Day day, const LatestDay& latest);
  /// A finite number; kMissing where the field is empty.
  double number(const Column& column);
  /// A whole number from `least` to `most`; `otherwise` where the field is empty.
  std::uint32_t count(const Column& column, std::uint32_t least, std::uint32_t most,
                      std::uint32_t otherwise);
  /// Digits only, and at least one.
  std::string_view whole_id(const Column& column);
  /// Both coordinates, or neither where one is empty; within their ranges.
  void place(const Column& latitude, const Column& longitude, EventRow& row);
  /// A CAMEO code that needs at least three digits.
  std::string_view cameo_code(const Column& column);

  /// A fault of the row as a whole where the record has another number of fields.
  bool width_is(std::size_t expected);

  bool ok() const { return reason_.empty(); }
  /// Only the first fault of a row is kept.
  void fault(const Column& column, std::string reason);
  /// Gives the fault to the sink; false when the sink wants no more.
  bool reject(RowSink& sink) const;

 private:
  double coordinate(const Column& column, double limit);

  std::string_view missing_;
  std::span<const std::string_view> fields_;
  const RecordReader* record_ = nullptr;
  std::string_view column_;
  std::string reason_;
};

/// Country codes of one system to ISO alpha-3; what was looked up once is found in a small table.
/// Regions, seas and unknown codes give nothing.
template <class CodeType>
class CountryCodes {
 public:
  std::string_view iso3(std::string_view code) {
    const std::size_t slot = slot_of(code);
    if (slot == kNoSlot) return look_up(code);
    std::uint16_t& answer = slots_[slot];
    if (answer == 0) {
      answers_.push_back(look_up(code));
      answer = static_cast<std::uint16_t>(answers_.size());
    }
    return answers_[answer - 1U];
  }

 private:
  static constexpr std::size_t kNoSlot = static_cast<std::size_t>(-1);

  static std::string_view look_up(std::string_view code) {
    if (code.empty()) return {};
    const State* const state = find_state(CodeType{code});
    return state == nullptr ? std::string_view{} : state->iso3.text;
  }
  // Two or three capital letters have a slot each.
  static std::size_t slot_of(std::string_view code) {
    if (code.size() < 2 || code.size() > 3) return kNoSlot;
    std::size_t slot = 0;
    for (const char c : code) {
      if (c < 'A' || c > 'Z') return kNoSlot;
      slot = slot * 27 + static_cast<std::size_t>(c - 'A' + 1);
    }
    return slot;
  }

  static constexpr std::size_t kSlots = std::size_t{27} * 27 * 27;
  std::vector<std::uint16_t> slots_ = std::vector<std::uint16_t>(kSlots);  // 1 + index of answer
  std::vector<std::string_view> answers_;
};

/// Country names to ISO alpha-3; names that are not found give nothing.
class CountryNames {
 public:
  std::string_view iso3(std::string_view name);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, std::string_view, Hash, std::equal_to<>> known_;
};

/// Why a code is none of its system; says so where FIPS 10-4 knows it.
std::string fault_of_country(std::string_view column, std::string_view system,
                             std::string_view code);

/// A column that must hold ISO alpha-3 codes. A code that is none is a fault, which says so where
/// it is a FIPS 10-4 code.
class IsoCountry {
 public:
  std::string_view iso3(const Column& column, Fields& fields);

 private:
  CountryCodes<Iso3> codes_;
};

/// What all rows of an input share: provider, basis of the day, and the day on which the input was
/// recorded where that is known.
EventRow row_of(const Source& source, DayBasis basis, std::optional<Day> recorded);

/// Reads the rows of a table with a header: each is `start` with its line, filled by
/// `read_row(row)` from `fields`, and goes to the sink or, if a field is at fault, to the rejects.
/// Rows of another width are rejected; a header that comes again (files put one behind the other)
/// is passed over.
template <class ReadRow>
Result<void> read_rows(RecordReader& records, const Header& header, Fields& fields,
                       const EventRow& start, RowSink& sink, const ReadRow& read_row) {
  for (;;) {
    ENTENTE_TRY(const bool more, records.next());
    if (!more) return {};
    if (records.text() == header.text()) continue;
    fields.begin(records);
    EventRow row = start;
    row.line = records.line();
    if (fields.width_is(header.size())) read_row(row);
    if (!(fields.ok() ? sink.row(row) : fields.reject(sink))) return {};
  }
}

/// Joined by commas, empty ones left out; the buffer is used only where there are two or more.
std::string_view join_codes(std::string& buffer, std::initializer_list<std::string_view> codes);

}  // namespace entente
