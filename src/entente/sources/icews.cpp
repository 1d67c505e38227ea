// ICEWS event files: the daily releases and the yearly files.
//
// TAB separated with a header, no quoting. Daily files leave a missing value empty, some yearly
// ones write NA. Event ids repeat across days, so a row is named by its id and its day. A daily
// file's name says when it was released; the yearly files do not say when a row became known.

#include "entente/sources/fields.hpp"
#include "entente/sources/providers.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

struct Layout {
  Column id, day, source, source_sectors, source_country, code, intensity;
  Column target, target_sectors, target_country, story, country, latitude, longitude;
};

Result<Layout> layout_of(const Header& header, const std::string& file) {
  Layout layout;
  ENTENTE_TRY(layout.id, header.need({"Event ID"}, file));
  ENTENTE_TRY(layout.day, header.need({"Event Date"}, file));
  ENTENTE_TRY(layout.source, header.need({"Source Name"}, file));
  ENTENTE_TRY(layout.target, header.need({"Target Name"}, file));
  ENTENTE_TRY(layout.code, header.need({"CAMEO Code"}, file));
  ENTENTE_TRY(layout.source_country, header.need({"Source Country"}, file));
  ENTENTE_TRY(layout.target_country, header.need({"Target Country"}, file));
  layout.source_sectors = header.find({"Source Sectors"});
  layout.target_sectors = header.find({"Target Sectors"});
  layout.intensity = header.find({"Intensity"});
  layout.story = header.find({"Story ID"});
  layout.country = header.find({"Country"});
  layout.latitude = header.find({"Latitude"});
  layout.longitude = header.find({"Longitude"});
  return layout;
}

class IcewsSource final : public Source {
 public:
  std::string_view provider() const override { return "icews"; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    RecordReader records(lines, sink, '\t', Quotes::kNone);
    ENTENTE_TRY(const Header header, read_header(records, lines));
    ENTENTE_TRY(const Layout layout, layout_of(header, context.input_name));
    const std::optional<Day> released =
        context.recorded_day ? context.recorded_day : day_of_name(context.input_name);
    const LatestDay latest(context, released);
    Fields fields("NA");
    const EventRow start = row_of(*this, DayBasis::kPublication, released);
    return read_rows(records, header, fields, start, sink,
                     [&](EventRow& row) { read_row(layout, fields, latest, row); });
  }

 private:
  void read_row(const Layout& layout, Fields& fields, const LatestDay& latest, EventRow& row) {
    const std::string_view id = fields.whole_id(layout.id);
    row.day = row.day_last = fields.day(layout.day, DayFormat::kIso);
    fields.not_after(layout.day, row.day, latest);
    row.action = fields.cameo_code(layout.code);
    row.root = cameo_root(row.action);
    if (row.root == 0) {
      fields.fault(layout.code,
                   "CAMEO Code must begin with a root from 01 to 20; a leading zero "
                   "lost in a spreadsheet gives others");
    }
    row.quad_class = quad_class_icews(row.root);
    row.intensity = fields.number(layout.intensity);
    row.source_raw = fields.text(layout.source);
    row.source_sectors = fields.text(layout.source_sectors);
    row.source_country = countries_.iso3(fields.text(layout.source_country));
    row.target_raw = fields.text(layout.target);
    row.target_sectors = fields.text(layout.target_sectors);
    row.target_country = countries_.iso3(fields.text(layout.target_country));
    row.country = countries_.iso3(fields.text(layout.country));
    row.story_id = fields.text(layout.story);
    fields.place(layout.latitude, layout.longitude, row);
    if (!fields.ok()) return;
    id_.assign(id);
    id_ += '@';
    id_ += format_day(row.day);
    row.provider_id = id_;
  }

  CountryNames countries_;
  std::string id_;
};

}  // namespace

std::unique_ptr<Source> make_icews() { return std::make_unique<IcewsSource>(); }

}  // namespace entente
