// The reduced GDELT master file (GDELT.MASTERREDUCEDV2), 1979 to 2013: 17 columns with a header.
//
// Rows are sums over reports: one a day, pair of actors and code, with the number of events. There
// are no ids, so a row's content names it, and no country column: the country is taken from the
// first three letters of the CAMEO actor code, where these are a state's. Written from the
// documented columns; no real file was seen.

#include "entente/sources/fields.hpp"
#include "entente/sources/providers.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

struct Layout {
  Column day, source, target, code, events, quad_class, goldstein, latitude, longitude;
};

Result<Layout> layout_of(const Header& header, const std::string& file) {
  Layout layout;
  ENTENTE_TRY(layout.day, header.need({"Date"}, file));
  ENTENTE_TRY(layout.source, header.need({"Source"}, file));
  ENTENTE_TRY(layout.target, header.need({"Target"}, file));
  ENTENTE_TRY(layout.code, header.need({"CAMEOCode"}, file));
  ENTENTE_TRY(layout.events, header.need({"NumEvents"}, file));
  layout.quad_class = header.find({"QuadClass"});
  layout.goldstein = header.find({"Goldstein", "GoldsteinScale"});
  layout.latitude = header.find({"ActionGeoLat"});
  layout.longitude = header.find({"ActionGeoLong"});
  return layout;
}

class GdeltReducedSource final : public Source {
 public:
  std::string_view provider() const override { return "gdelt1"; }
  std::string_view format() const override { return "gdelt1-reduced"; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    RecordReader records(lines, sink, '\t', Quotes::kNone);
    ENTENTE_TRY(const Header header, read_header(records, lines));
    ENTENTE_TRY(const Layout layout, layout_of(header, context.input_name));
    const LatestDay latest(context, context.recorded_day);
    Fields fields;
    const EventRow start = row_of(*this, DayBasis::kPublication, context.recorded_day);
    return read_rows(records, header, fields, start, sink,
                     [&](EventRow& row) { read_row(layout, fields, latest, row); });
  }

 private:
  void read_row(const Layout& layout, Fields& fields, const LatestDay& latest, EventRow& row) {
    row.day = row.day_last = fields.day(layout.day, DayFormat::kCompact);
    fields.not_after(layout.day, row.day, latest);
    row.source_raw = fields.text(layout.source);
    row.source_country = countries_.iso3(row.source_raw.substr(0, 3));
    row.target_raw = fields.text(layout.target);
    row.target_country = countries_.iso3(row.target_raw.substr(0, 3));
    row.action = fields.cameo_code(layout.code);
    row.root = cameo_root(row.action);
    row.quad_class = static_cast<std::uint8_t>(
        fields.count(layout.quad_class, 1, 4, quad_class_gdelt(row.root)));
    row.intensity = fields.number(layout.goldstein);
    row.weight = fields.count(layout.events, 0, UINT32_MAX, 1);
    fields.place(layout.latitude, layout.longitude, row);
  }

  CountryCodes<CameoCountry> countries_;
};

}  // namespace

std::unique_ptr<Source> make_gdelt_reduced() { return std::make_unique<GdeltReducedSource>(); }

}  // namespace entente
