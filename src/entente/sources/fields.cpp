// See fields.hpp. The wording of every field's fault is here, so that all providers say the same
// thing in the same words, and so that a file which a spreadsheet has changed is called that.

#include "entente/sources/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "entente/base/text.hpp"

namespace entente {

namespace {

constexpr std::size_t kKeptOfReject = 4096;
constexpr std::size_t kShownOfField = 60;
constexpr std::size_t kMaxRememberedNames = 4096;
constexpr std::string_view kTakeOriginal =
    "a spreadsheet has changed this file: take it as the provider gave it";

std::string normal_name(std::string_view name) {
  std::string normal;
  for (const char c : ascii_lower(trim(name))) {
    if (c != ' ' && c != '_' && c != '.') normal += c;
  }
  return normal;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

std::string shown(std::string_view text) {
  return text.empty() ? std::string("nothing") : "\"" + printable(text, kShownOfField) + "\"";
}

std::string_view written(DayFormat format) {
  switch (format) {
    case DayFormat::kIso:
    case DayFormat::kIsoOrTime:
      return "YYYY-MM-DD";
    case DayFormat::kCompact:
      return "YYYYMMDD";
    case DayFormat::kCompactTime:
      return "YYYYMMDD or YYYYMMDDHHMMSS";
  }
  return {};
}

std::optional<Day> parse_day(std::string_view text, DayFormat format) {
  switch (format) {
    case DayFormat::kIso:
      return parse_iso_day(text);
    case DayFormat::kIsoOrTime:
      if (text.size() > 10 && (text[10] == ' ' || text[10] == 'T')) text = text.substr(0, 10);
      return parse_iso_day(text);
    case DayFormat::kCompact:
      return parse_compact_day(text);
    case DayFormat::kCompactTime:
      if (text.size() == 14 && all_digits(text)) text = text.substr(0, 8);
      return parse_compact_day(text);
  }
  return std::nullopt;
}

}  // namespace

Header::Header(const RecordReader& record) : text_(record.text()) {
  for (const std::string_view name : record.fields()) names_.push_back(normal_name(name));
}

Column Header::find(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    const auto found = std::find(names_.begin(), names_.end(), normal_name(name));
    if (found != names_.end()) return {static_cast<std::size_t>(found - names_.begin()), name};
  }
  return {Column::kAbsent, *names.begin()};
}

Result<Column> Header::need(std::initializer_list<std::string_view> names,
                            const std::string& file) const {
  const Column column = find(names);
  if (column.present()) return column;
  return fail(ErrorCode::kBadData, fmt::format("the header has no column \"{}\"", column.name),
              "keep the provider's header line as it is", {file, 1, 0});
}

Result<Header> read_header(RecordReader& records, const LineReader& lines, Comments comments) {
  for (;;) {
    ENTENTE_TRY(const bool found, records.next());
    if (!found) {
      return fail(ErrorCode::kBadData, "there is no header line", {}, {lines.name(), 1, 0});
    }
    if (comments == Comments::kNone || !records.text().starts_with('#')) return Header(records);
  }
}

LatestDay::LatestDay(const SourceContext& context, std::optional<Day> file_day)
    : own(file_day ? *file_day : context.today), of_file(file_day.has_value()) {}

std::string LatestDay::reason(Day day) const {
  return fmt::format("day {} is more than 2 days after {} {}", format_day(day),
                     of_file ? "the file's own date" : "the day of this run", format_day(own));
}

std::optional<Day> day_of_name(std::string_view input_name) {
  if (const auto at = input_name.find_last_of("!/"); at != std::string_view::npos) {
    input_name.remove_prefix(at + 1);
  }
  std::size_t digits = 0;
  while (digits < input_name.size() && is_digit(input_name[digits])) ++digits;
  if (digits != 8 && digits != 14) return std::nullopt;
  return parse_compact_day(input_name.substr(0, 8));
}

bool looks_rounded(std::string_view text) {
  const auto e = text.find_first_of("eE");
  if (e == std::string_view::npos || e == 0 || e + 1 >= text.size()) return false;
  const std::string_view mantissa = text.substr(0, e);
  std::string_view exponent = text.substr(e + 1);
  if (exponent.front() == '+' || exponent.front() == '-') exponent.remove_prefix(1);
  return is_digit(mantissa.front()) && !exponent.empty() && all_digits(exponent) &&
         std::all_of(mantissa.begin(), mantissa.end(),
                     [](char c) { return is_digit(c) || c == '.' || c == ','; });
}

bool looks_like_spreadsheet_day(std::string_view text) {
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  for (std::size_t begin = 0;;) {
    const auto end = text.find_first_of("/-.", begin);
    if (count == parts.size()) return false;
    parts[count++] = text.substr(begin, end == std::string_view::npos ? end : end - begin);
    if (end == std::string_view::npos) break;
    begin = end + 1;
  }
  if (count != 3) return false;
  const auto is_number = [](std::string_view part, std::size_t most) {
    return !part.empty() && part.size() <= most && all_digits(part);
  };
  const bool is_month = is_number(parts[1], 2) ||
                        (parts[1].size() == 3 && !is_digit(parts[1][0]) && !is_digit(parts[1][1]));
  if (!is_month || !is_number(parts[0], 4) || !is_number(parts[2], 4)) return false;
  return parts[0].size() <= 2 || text[4] == '/';
}

void Fields::begin(const RecordReader& record) {
  record_ = &record;
  fields_ = record.fields();
  reason_.clear();
  column_ = {};
}

std::string_view Fields::text(const Column& column) const {
  if (column.at >= fields_.size()) return {};
  std::string_view value = fields_[column.at];
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
  if (!missing_.empty() && value == missing_) return {};
  return value;
}

bool Fields::width_is(std::size_t expected) {
  if (fields_.size() == expected) return true;
  fault({}, fmt::format("{} columns expected, got {}", expected, fields_.size()));
  return false;
}

void Fields::fault(const Column& column, std::string reason) {
  if (!ok()) return;
  column_ = column.name;
  reason_ = std::move(reason);
}

bool Fields::reject(RowSink& sink) const {
  return sink.reject({record_->line(), column_, reason_, record_->text().substr(0, kKeptOfReject)});
}

std::string_view Fields::required(const Column& column) {
  const std::string_view value = text(column);
  if (value.empty()) fault(column, fmt::format("{} is empty", column.name));
  return value;
}

std::optional<Day> Fields::optional_day(const Column& column, DayFormat format) {
  const std::string_view value = text(column);
  if (value.empty()) return std::nullopt;
  const auto parsed = parse_day(value, format);
  if (!parsed && ok()) {
    if (looks_like_spreadsheet_day(value) || looks_rounded(value)) {
      fault(column, fmt::format("day must be {}, got {}: {}", written(format), shown(value),
                                kTakeOriginal));
    } else {
      fault(column, fmt::format("day must be {}, got {}", written(format), shown(value)));
    }
  }
  return parsed;
}

Day Fields::day(const Column& column, DayFormat format) {
  if (text(column).empty()) {
    if (ok()) fault(column, fmt::format("day must be {}, got nothing", written(format)));
    return {};
  }
  return optional_day(column, format).value_or(Day{});
}

void Fields::not_after(const Column& column, Day day, const LatestDay& latest) {
  if (ok() && !latest.allows(day)) fault(column, latest.reason(day));
}

double Fields::number(const Column& column) {
  const std::string_view value = text(column);
  if (value.empty()) return kMissing;
  double parsed = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
  if (error == std::errc{} && end == value.data() + value.size() && std::isfinite(parsed)) {
    return parsed;
  }
  if (ok()) fault(column, fmt::format("{} must be a number, got {}", column.name, shown(value)));
  return kMissing;
}

std::uint32_t Fields::count(const Column& column, std::uint32_t least, std::uint32_t most,
                            std::uint32_t otherwise) {
  const std::string_view value = text(column);
  if (value.empty()) return otherwise;
  std::uint32_t parsed = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
  if (error == std::errc{} && end == value.data() + value.size() && parsed >= least &&
      parsed <= most) {
    return parsed;
  }
  if (ok()) {
    fault(column, fmt::format("{} must be a whole number from {} to {}, got {}", column.name, least,
                              most, shown(value)));
  }
  return otherwise;
}

std::string_view Fields::whole_id(const Column& column) {
  const std::string_view value = text(column);
  if ((value.empty() || !all_digits(value)) && ok()) {
    if (looks_rounded(value)) {
      fault(column, fmt::format("{} must be a whole number, got {}: {}", column.name, shown(value),
                                kTakeOriginal));
    } else {
      fault(column, fmt::format("{} must be a whole number, got {}", column.name, shown(value)));
    }
  }
  return value;
}

double Fields::coordinate(const Column& column, double limit) {
  const double value = number(column);
  if (std::abs(value) > limit && ok()) {
    fault(column, fmt::format("{} must lie from -{} to {}, got {}", column.name, limit, limit,
                              shown(text(column))));
  }
  return value;
}

void Fields::place(const Column& latitude, const Column& longitude, EventRow& row) {
  const double north = coordinate(latitude, 90);
  const double east = coordinate(longitude, 180);
  if (std::isnan(north) || std::isnan(east)) return;
  row.latitude = north;
  row.longitude = east;
}

std::string_view Fields::cameo_code(const Column& column) {
  const std::string_view value = required(column);
  if (!value.empty() && value.size() < 3 && all_digits(value) && ok()) {
    fault(column, fmt::format("{} needs three digits or more, got {}, which has lost its leading "
                              "zero: {}",
                              column.name, shown(value), kTakeOriginal));
  }
  return value;
}

std::string_view CountryNames::iso3(std::string_view name) {
  if (name.empty()) return {};
  if (const auto found = known_.find(name); found != known_.end()) return found->second;
  const State* const state = find_state_by_name(name);
  const std::string_view iso3 = state == nullptr ? std::string_view{} : state->iso3.text;
  if (known_.size() < kMaxRememberedNames) known_.emplace(name, iso3);
  return iso3;
}

std::string_view IsoCountry::iso3(const Column& column, Fields& fields) {
  const std::string_view code = fields.text(column);
  if (code.empty()) return {};
  const std::string_view iso3 = codes_.iso3(code);
  if (iso3.empty() && fields.ok())
    fields.fault(column, fault_of_country(column.name, "ISO 3166 alpha-3", code));
  return iso3;
}

std::string fault_of_country(std::string_view column, std::string_view system,
                             std::string_view code) {
  const State* const fips = find_state(Fips{code});
  if (fips != nullptr) {
    return fmt::format("{} must be {}, got \"{}\", which looks like FIPS 10-4 ({})", column, system,
                       printable(code, kShownOfField), fips->name);
  }
  return fmt::format("{} must be {}, got \"{}\"", column, system, printable(code, kShownOfField));
}

EventRow row_of(const Source& source, DayBasis basis, std::optional<Day> recorded) {
  EventRow row;
  row.provider = source.provider();
  row.day_basis = basis;
  if (recorded) row.recorded_day = RecordedDay(*recorded);
  return row;
}

std::string_view join_codes(std::string& buffer, std::initializer_list<std::string_view> codes) {
  std::string_view only;
  std::size_t count = 0;
  for (const std::string_view code : codes) {
    if (code.empty()) continue;
    if (count == 0) {
      only = code;
    } else {
      if (count == 1) buffer.assign(only);
      buffer += ',';
      buffer += code;
    }
    ++count;
  }
  return count < 2 ? only : std::string_view(buffer);
}

}  // namespace entente
