// ACLED exports: CSV with a header and quotes; columns by name, so both layouts (before and after
// June 2023) are read.
//
// A day may stand for its week or its month: time_precision 2 and 3. `timestamp` (Unix seconds)
// says when the row was last changed, which is the day it was recorded. Actors are names; the
// country columns are the place's.

#include <fmt/format.h>

#include <array>

#include "entente/base/text.hpp"
#include "entente/sources/fields.hpp"
#include "entente/sources/providers.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

struct Layout {
  Column id, day, precision, type, sub_type, actor1, actor2, inter1, inter2;
  Column country, latitude, longitude, timestamp;
};

Result<Layout> layout_of(const Header& header, const std::string& file) {
  Layout layout;
  ENTENTE_TRY(layout.id, header.need({"event_id_cnty"}, file));
  ENTENTE_TRY(layout.day, header.need({"event_date"}, file));
  ENTENTE_TRY(layout.sub_type, header.need({"sub_event_type"}, file));
  ENTENTE_TRY(layout.actor1, header.need({"actor1"}, file));
  ENTENTE_TRY(layout.actor2, header.need({"actor2"}, file));
  ENTENTE_TRY(layout.country, header.need({"country"}, file));
  layout.precision = header.find({"time_precision"});
  layout.inter1 = header.find({"inter1"});
  layout.inter2 = header.find({"inter2"});
  layout.latitude = header.find({"latitude"});
  layout.longitude = header.find({"longitude"});
  layout.timestamp = header.find({"timestamp"});
  return layout;
}

// "30 April 2022", as ACLED's own export page writes days.
std::optional<Day> parse_long_day(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  const auto parts = split(text, ' ');
  if (parts.size() != 3 || parts[2].size() != 4) return std::nullopt;
  const auto day = parse_int(parts[0]);
  const auto year = parse_int(parts[2]);
  const std::string month = ascii_lower(parts[1]);
  if (!day || !year || *day < 1 || *day > 31 || *year < 1) return std::nullopt;
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i] != month) continue;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                           std::chrono::month{i + 1},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (date.ok()) return Day{date};
  }
  return std::nullopt;
}

class AcledSource final : public Source {
 public:
  std::string_view provider() const override { return "acled"; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    RecordReader records(lines, sink, ',', Quotes::kDouble);
    ENTENTE_TRY(const Header header, read_header(records, lines));
    ENTENTE_TRY(const Layout layout, layout_of(header, context.input_name));
    const LatestDay latest(context, context.recorded_day);
    Fields fields;
    const EventRow start = row_of(*this, DayBasis::kLocal, context.recorded_day);
    return read_rows(records, header, fields, start, sink,
                     [&](EventRow& row) { read_row(layout, fields, latest, row); });
  }

 private:
  void read_row(const Layout& layout, Fields& fields, const LatestDay& latest, EventRow& row) {
    row.provider_id = fields.required(layout.id);
    read_day(layout, fields, latest, row);
    read_timestamp(layout, fields, row);
    const std::string_view sub_type = fields.required(layout.sub_type);
    action_.assign("acled:");
    action_ += sub_type;
    row.action = action_;
    const ActClass act = acled_class(sub_type);
    row.root = act.root;
    row.quad_class = act.quad_class;
    row.source_raw = fields.text(layout.actor1);
    row.source_sectors = fields.text(layout.inter1);
    row.target_raw = fields.text(layout.actor2);
    row.target_sectors = fields.text(layout.inter2);
    row.country = countries_.iso3(fields.text(layout.country));
    fields.place(layout.latitude, layout.longitude, row);
  }

  static void read_day(const Layout& layout, Fields& fields, const LatestDay& latest,
                       EventRow& row) {
    if (const auto day = parse_long_day(fields.text(layout.day))) {
      row.day = *day;
    } else {
      row.day = fields.day(layout.day, DayFormat::kIso);
    }
    fields.not_after(layout.day, row.day, latest);
    row.day_last = row.day;
    switch (fields.count(layout.precision, 1, 3, 1)) {
      case 2:
        row.day_last = row.day + std::chrono::days{6};
        break;
      case 3: {
        const std::chrono::year_month_day date{row.day};
        row.day_last = Day{date.year() / date.month() / std::chrono::last};
        row.day = month_start(row.day);
        break;
      }
      default:
        break;
    }
  }

  static void read_timestamp(const Layout& layout, Fields& fields, EventRow& row) {
    const std::string_view text = fields.text(layout.timestamp);
    if (text.empty()) return;
    const auto seconds = parse_int(text);
    // 1 January 1990 to the end of 9999: ACLED is younger, and a Day is no larger.
    if (seconds && *seconds >= 631152000 && *seconds <= 253402300799) {
      row.recorded_day = RecordedDay(std::chrono::floor<std::chrono::days>(
          std::chrono::sys_seconds{std::chrono::seconds{*seconds}}));
      return;
    }
    fields.fault(
        layout.timestamp,
        fmt::format("timestamp must be seconds since 1970, got \"{}\"{}", printable(text, 40),
                    looks_rounded(text) ? ": a spreadsheet has changed this file" : ""));
  }

  CountryNames countries_;
  std::string action_;
};

}  // namespace

std::unique_ptr<Source> make_acled() { return std::make_unique<AcledSource>(); }

}  // namespace entente
