// POLECAT (ngecEvents*.txt): PLOVER events of 2018 and later, TAB separated with a header.
//
// Columns are found by name, since public lists of them differ by one (Intensity). The event type
// is a PLOVER word; root and quad class come from our table of types and modes unless the row's own
// quad code is given. Written from the documented columns; no real file was seen.

#include "entente/base/text.hpp"
#include "entente/sources/fields.hpp"
#include "entente/sources/providers.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

struct ActorColumns {
  Column name, raw_name, country, sectors;
};

struct Layout {
  Column id, day, type, mode, intensity, quad, published;
  ActorColumns actor, recipient;
  Column country, latitude, longitude;
};

Result<Layout> layout_of(const Header& header, const std::string& file) {
  Layout layout;
  ENTENTE_TRY(layout.id, header.need({"Event ID"}, file));
  ENTENTE_TRY(layout.day, header.need({"Event Date"}, file));
  ENTENTE_TRY(layout.type, header.need({"Event Type"}, file));
  ENTENTE_TRY(layout.actor.name, header.need({"Actor Name"}, file));
  ENTENTE_TRY(layout.actor.country, header.need({"Actor Country"}, file));
  ENTENTE_TRY(layout.recipient.name, header.need({"Recipient Name"}, file));
  ENTENTE_TRY(layout.recipient.country, header.need({"Recipient Country"}, file));
  layout.actor.raw_name = header.find({"Actor Name Raw"});
  layout.actor.sectors = header.find({"Actor Sectors", "Primary Actor Sector"});
  layout.recipient.raw_name = header.find({"Recipient Name Raw"});
  layout.recipient.sectors = header.find({"Recipient Sectors", "Primary Recipient Sector"});
  layout.mode = header.find({"Event Mode"});
  layout.intensity = header.find({"Intensity", "Event Intensity"});
  layout.quad = header.find({"Quad Code"});
  layout.published = header.find({"Publication Date"});
  layout.country = header.find({"Country"});
  layout.latitude = header.find({"Latitude"});
  layout.longitude = header.find({"Longitude"});
  return layout;
}

// "3", "Q3" or "VERBAL CONFLICT"; 0 where it is none of these.
std::uint8_t quad_of(std::string_view text) {
  if (text.size() == 2 && (text[0] == 'Q' || text[0] == 'q')) text.remove_prefix(1);
  if (text.size() == 1 && text[0] >= '1' && text[0] <= '4') {
    return static_cast<std::uint8_t>(text[0] - '0');
  }
  std::string words;
  for (const char c : ascii_lower(text)) {
    if (c >= 'a' && c <= 'z') words += c;
  }
  if (words == "verbalcooperation") return 1;
  if (words == "materialcooperation") return 2;
  if (words == "verbalconflict") return 3;
  if (words == "materialconflict") return 4;
  return 0;
}

class PolecatSource final : public Source {
 public:
  std::string_view provider() const override { return "polecat"; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    RecordReader records(lines, sink, '\t', Quotes::kNone);
    ENTENTE_TRY(const Header header, read_header(records, lines));
    ENTENTE_TRY(const Layout layout, layout_of(header, context.input_name));
    const LatestDay latest(context, context.recorded_day);
    Fields fields("NA");
    const EventRow start = row_of(*this, DayBasis::kPublication, context.recorded_day);
    return read_rows(records, header, fields, start, sink,
                     [&](EventRow& row) { read_row(layout, fields, latest, row); });
  }

 private:
  void read_row(const Layout& layout, Fields& fields, const LatestDay& latest, EventRow& row) {
    row.provider_id = fields.required(layout.id);
    row.day = row.day_last = fields.day(layout.day, DayFormat::kIsoOrTime);
    fields.not_after(layout.day, row.day, latest);
    if (const auto day = fields.optional_day(layout.published, DayFormat::kIsoOrTime)) {
      row.recorded_day = RecordedDay(*day);
    }
    row.action = fields.required(layout.type);
    const ActClass act = class_of(row.action, fields.text(layout.mode));
    row.root = act.root;
    row.quad_class = quad_of(fields.text(layout.quad));
    if (row.quad_class == 0) row.quad_class = act.quad_class;
    row.intensity = fields.number(layout.intensity);
    row.source_raw = name_of_actor(fields, layout.actor);
    row.source_sectors = fields.text(layout.actor.sectors);
    row.source_country = country_of(fields.text(layout.actor.country));
    row.target_raw = name_of_actor(fields, layout.recipient);
    row.target_sectors = fields.text(layout.recipient.sectors);
    row.target_country = country_of(fields.text(layout.recipient.country));
    row.country = country_of(fields.text(layout.country));
    fields.place(layout.latitude, layout.longitude, row);
  }

  static std::string_view name_of_actor(const Fields& fields, const ActorColumns& actor) {
    const std::string_view name = fields.text(actor.name);
    return name.empty() ? fields.text(actor.raw_name) : name;
  }

  // ISO alpha-3, or a name. Several states joined by ";" are no one state.
  std::string_view country_of(std::string_view text) {
    const std::string_view iso3 = codes_.iso3(text);
    return iso3.empty() ? names_.iso3(text) : iso3;
  }

  ActClass class_of(std::string_view type, std::string_view mode) {
    if (!mode.empty()) {
      key_.assign(type);
      key_ += '/';
      key_ += mode;
      if (const ActClass act = plover_class(key_); act.root != 0) return act;
    }
    return plover_class(type);
  }

  CountryCodes<Iso3> codes_;
  CountryNames names_;
  std::string key_;
};

}  // namespace

std::unique_ptr<Source> make_polecat() { return std::make_unique<PolecatSource>(); }

}  // namespace entente
