// UCDP: the dyadic and non-state sets (a row is a dyad in a year) and the Georeferenced Event
// Dataset (GED; a row is an event of one or more days).
//
// Dyad years are not daily events: their day is 1 January of the year and their last day 31
// December. The type is written `ucdp:dyadic:N` (type of conflict), `ucdp:nonstate:N` (level of
// organisation, column org) or `ucdp:ged:N` (type of violence). States are Gleditsch-Ward numbers.
// UCDP's files do not say when a row became known: --recorded-day gives the release's day. The GED
// part is written from the documented columns; no real file was seen.

#include <fmt/format.h>

#include "entente/base/text.hpp"
#include "entente/sources/fields.hpp"
#include "entente/sources/providers.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

struct Layout {
  Column id, year, first_day, last_day, type;
  std::string_view type_prefix;
  Column side_a, side_b, country_a, country_b;
  Column country_number, country_name, latitude, longitude, story, intensity;
};

Result<Layout> layout_of_dyads(const Header& header, const std::string& file) {
  Layout layout;
  ENTENTE_TRY(layout.id, header.need({"dyad_id"}, file));
  ENTENTE_TRY(layout.year, header.need({"year"}, file));
  ENTENTE_TRY(layout.side_a, header.need({"side_a", "side_a_name"}, file));
  ENTENTE_TRY(layout.side_b, header.need({"side_b", "side_b_name"}, file));
  layout.type = header.find({"type_of_conflict"});
  layout.type_prefix = "dyadic:";
  if (!layout.type.present()) {
    ENTENTE_TRY(layout.type, header.need({"org"}, file));
    layout.type_prefix = "nonstate:";
  }
  layout.country_a = header.find({"gwno_a"});
  layout.country_b = header.find({"gwno_b"});
  layout.country_number = header.find({"gwno_loc", "gwno_location"});
  layout.country_name = header.find({"location"});
  layout.intensity = header.find({"intensity_level"});
  return layout;
}

Result<Layout> layout_of_events(const Header& header, const std::string& file) {
  Layout layout;
  ENTENTE_TRY(layout.id, header.need({"id"}, file));
  ENTENTE_TRY(layout.first_day, header.need({"date_start"}, file));
  ENTENTE_TRY(layout.last_day, header.need({"date_end"}, file));
  ENTENTE_TRY(layout.type, header.need({"type_of_violence"}, file));
  layout.type_prefix = "ged:";
  ENTENTE_TRY(layout.side_a, header.need({"side_a"}, file));
  ENTENTE_TRY(layout.side_b, header.need({"side_b"}, file));
  layout.country_a = header.find({"gwnoa"});
  layout.country_b = header.find({"gwnob"});
  layout.country_number = header.find({"country_id"});
  layout.country_name = header.find({"country"});
  layout.latitude = header.find({"latitude"});
  layout.longitude = header.find({"longitude"});
  layout.story = header.find({"source_article"});
  return layout;
}

class UcdpSource final : public Source {
 public:
  explicit UcdpSource(bool dyads) : dyads_(dyads) {}

  std::string_view provider() const override { return dyads_ ? "ucdp_dyadic" : "ucdp_ged"; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    RecordReader records(lines, sink, ',', Quotes::kDouble);
    ENTENTE_TRY(const Header header, read_header(records, lines));
    ENTENTE_TRY(const Layout layout, dyads_ ? layout_of_dyads(header, context.input_name)
                                            : layout_of_events(header, context.input_name));
    const LatestDay latest(context, context.recorded_day);
    Fields fields;
    const EventRow start = row_of(*this, DayBasis::kLocal, context.recorded_day);
    return read_rows(records, header, fields, start, sink, [&](EventRow& row) {
      read_row(layout, fields, row);
      fields.not_after(dyads_ ? layout.year : layout.first_day, row.day, latest);
    });
  }

 private:
  void read_row(const Layout& layout, Fields& fields, EventRow& row) {
    if (dyads_) {
      read_year(layout, fields, row);
    } else {
      read_days(layout, fields, row);
    }
    const std::string_view type = fields.required(layout.type);
    action_.assign("ucdp:");
    action_ += layout.type_prefix;
    action_ += type;
    row.action = action_;
    const ActClass act = ucdp_class(std::string_view(action_).substr(5));
    row.root = act.root;
    row.quad_class = act.quad_class;
    row.source_raw = fields.text(layout.side_a);
    row.target_raw = fields.text(layout.side_b);
    row.source_country = state_of(fields.text(layout.country_a));
    row.target_country = state_of(fields.text(layout.country_b));
    row.country = state_of(fields.text(layout.country_number));
    if (row.country.empty()) row.country = names_.iso3(fields.text(layout.country_name));
    row.intensity = fields.number(layout.intensity);
    row.story_id = fields.text(layout.story);
    fields.place(layout.latitude, layout.longitude, row);
  }

  void read_year(const Layout& layout, Fields& fields, EventRow& row) {
    const std::string_view id = fields.whole_id(layout.id);
    fields.required(layout.year);
    const auto number = static_cast<int>(fields.count(layout.year, 1900, 9998, 1900));
    const std::chrono::year year{number};
    row.day = Day{year / 1 / 1};
    row.day_last = Day{year / 12 / 31};
    id_.assign(id);
    id_ += '@';
    id_ += std::to_string(number);
    row.provider_id = id_;
  }

  static void read_days(const Layout& layout, Fields& fields, EventRow& row) {
    row.provider_id = fields.whole_id(layout.id);
    row.day = fields.day(layout.first_day, DayFormat::kIsoOrTime);
    row.day_last = fields.optional_day(layout.last_day, DayFormat::kIsoOrTime).value_or(row.day);
    if (row.day_last < row.day) {
      fields.fault(layout.last_day, fmt::format("date_end {} is before date_start {}",
                                                format_day(row.day_last), format_day(row.day)));
    }
  }

  // One Gleditsch-Ward number; several ("365, 369") are no one state.
  static std::string_view state_of(std::string_view text) {
    const auto number = parse_int(text);
    if (!number || *number < 1 || *number > 9999) return {};
    const State* const state = find_state(GwNumber{static_cast<int>(*number)});
    return state == nullptr ? std::string_view{} : state->iso3.text;
  }

  bool dyads_;
  CountryNames names_;
  std::string action_, id_;
};

}  // namespace

std::unique_ptr<Source> make_ucdp_dyadic() { return std::make_unique<UcdpSource>(true); }
std::unique_ptr<Source> make_ucdp_ged() { return std::make_unique<UcdpSource>(false); }

}  // namespace entente
