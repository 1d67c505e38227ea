// See table.hpp. A table's widths come from its first rows, so that a long result can stream; a
// later, longer cell only pushes its own line. Where a terminal is too narrow, long texts are cut,
// and past that each row becomes a block of lines.

#include "table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/csv.hpp"
#include "entente/base/text.hpp"

namespace entente::cli {
namespace {

constexpr std::size_t kRowsMeasured = 500;
constexpr std::size_t kLeastCut = 12;  // a text column is not cut below this

bool numeric(std::string_view type) {
  static constexpr std::string_view kTypes[] = {"TINYINT",  "SMALLINT",  "INTEGER",  "BIGINT",
                                                "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
                                                "HUGEINT",  "UHUGEINT",  "FLOAT",    "DOUBLE"};
  return type.starts_with("DECIMAL") || std::ranges::find(kTypes, type) != std::end(kTypes);
}

std::string table_text(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
      return "";
    case Value::Kind::kReal:
      return fmt::format("{:.6g}", value.real);
    case Value::Kind::kText:
    case Value::Kind::kNumber:
      return clean(value.text);
    default:
      return clean(json_text(value));
  }
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t has = display_width(text);
  const std::string blanks(has < width ? width - has : 0, ' ');
  return right ? blanks + text : text + blanks;
}

// At most `width` columns, the cut marked.
std::string cut_to(const std::string& text, std::size_t width) {
  if (display_width(text) <= width) return text;
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
    const std::string with = out + text.substr(at, next - at);
    if (display_width(with) + 1 > width) break;
    out = with;
    at = next;
  }
  return out + "…";
}

}  // namespace

Value cell() { return {}; }
Value cell(std::string_view text) {
  Value v;
  v.kind = Value::Kind::kText;
  v.text = text;
  return v;
}
Value cell(bool value) {
  Value v;
  v.kind = Value::Kind::kBoolean;
  v.boolean = value;
  return v;
}
Value cell(double value) {
  Value v;
  v.kind = Value::Kind::kReal;
  v.real = value;
  return v;
}
Value cell(Day day) { return cell(format_day(day)); }
Value cell_or_null(std::string_view text) { return text.empty() ? cell() : cell(text); }

std::string csv_text(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
      return "";
    case Value::Kind::kReal:
      return fmt::format("{}", value.real);
    case Value::Kind::kText:
    case Value::Kind::kNumber:
      return value.text;
    default:
      return json_text(value);
  }
}

Rows::Rows(Output& out) : out_(out), json_([&out](std::string_view piece) { out.print(piece); }) {}

void Rows::header(const std::vector<ResultColumn>& columns) {
  columns_ = columns;
  if (out_.json()) {
    json_.begin_object().key("columns").begin_array();
    for (const auto& column : columns_) {
      json_.begin_object().member("name", column.name).member("type", column.type).end_object();
    }
    json_.end_array().key("rows").begin_array();
    return;
  }
  std::vector<Value> names;
  for (const auto& column : columns_) {
    names.push_back(cell(column.name));
    right_.push_back(numeric(column.type));
  }
  if (out_.format() == Format::kCsv) csv_row(names);
}

void Rows::csv_row(const std::vector<Value>& values) {
  std::string line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != 0) line += ',';
    line += csv_field(csv_text(values[i]));
  }
  // A line with nothing on it would be no row at all.
  if (values.size() == 1 && line.empty()) line = "\"\"";
  out_.print(line + "\r\n");
}

void Rows::row(const std::vector<Value>& values) {
  ++count_;
  if (out_.json()) {
    json_.begin_array();
    for (const auto& value : values) json_.value(value);
    json_.end_array();
    return;
  }
  if (out_.format() == Format::kCsv) {
    csv_row(values);
    return;
  }
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const auto& value : values) texts.push_back(table_text(value));
  if (measured_) {
    table_row(texts, right_);
    return;
  }
  waiting_.push_back(std::move(texts));
  if (waiting_.size() == kRowsMeasured) flush_waiting();
}

void Rows::measure() {
  measured_ = true;
  widths_.clear();
  for (const auto& column : columns_) widths_.push_back(display_width(clean(column.name)));
  for (const auto& row : waiting_) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths_[i] = std::max(widths_[i], display_width(row[i]));
  }
  if (out_.width() == 0) return;
  std::size_t all = widths_.empty() ? 0 : 2 * (widths_.size() - 1);
  for (const auto width : widths_) all += width;
  while (all > out_.width()) {
    std::size_t widest = widths_.size();
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      const bool can_shrink = !right_[i] && widths_[i] > kLeastCut;
      if (can_shrink && (widest == widths_.size() || widths_[i] > widths_[widest])) widest = i;
    }
    if (widest == widths_.size()) {
      as_records_ = true;
      return;
    }
    --widths_[widest];
    --all;
  }
}

void Rows::table_row(const std::vector<std::string>& texts, const std::vector<bool>& right) {
  std::string line;
  if (as_records_) {
    std::size_t name_width = 0;
    for (const auto& column : columns_)
      name_width = std::max(name_width, display_width(column.name));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      line += padded(clean(columns_[i].name), name_width, false) + "  " + texts[i] + "\n";
    }
    out_.print(line + "\n");
    return;
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) line += "  ";
    const bool last = i + 1 == texts.size();
    const std::string text = out_.width() == 0 ? texts[i] : cut_to(texts[i], widths_[i]);
    line += last && !right[i] ? text : padded(text, widths_[i], right[i]);
  }
  while (line.ends_with(' ')) line.pop_back();
  out_.print(line + "\n");
}

void Rows::flush_waiting() {
  if (measured_) return;
  measure();
  if (!as_records_) {
    std::vector<std::string> names, rules;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      names.push_back(clean(columns_[i].name));
      rules.emplace_back(widths_[i], '-');
    }
    table_row(names, right_);
    table_row(rules, right_);
  }
  for (const auto& row : waiting_) table_row(row, right_);
  waiting_.clear();
}

void Rows::finish() {
  if (out_.json()) {
    json_.end_array().end_object();
    json_.finish();
  } else if (out_.format() == Format::kTable && !columns_.empty()) {
    flush_waiting();
  }
}

void write_objects(Json& json, const RowSet& set) {
  json.begin_array();
  for (const auto& row : set.rows) {
    json.begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) json.member(set.columns[i].name, row[i]);
    json.end_object();
  }
  json.end_array();
}

void print_set(Output& out, const RowSet& set) {
  if (out.json()) {
    Json json = out.document();
    json.begin_object().key(set.name);
    write_objects(json, set);
    json.end_object();
    json.finish();
    return;
  }
  Rows rows(out);
  rows.header(set.columns);
  for (const auto& row : set.rows) rows.row(row);
  rows.finish();
}

}  // namespace entente::cli
