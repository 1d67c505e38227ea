// GDELT event files: 1.0 daily exports and the historical back file, and 2.0 fifteen-minute
// exports.
//
// 1.0 has 57 columns (up to 31 March 2013) or 58 (SOURCEURL added); users concatenate files, so
// both may stand in one. 2.0 has 61: each geographic block gained a column. As published they are
// TAB separated without header or quotes; from BigQuery they come comma separated with both. The
// columns are the same, so one reader serves all, given a layout. Actor countries are CAMEO codes,
// places are FIPS 10-4: two code lists in one row. Sources: the column lists named in
// docs/formats/README.md.

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "entente/base/text.hpp"
#include "entente/sources/fields.hpp"
#include "entente/sources/providers.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

struct ActorColumns {
  Column code, name, country, type1, type2, type3;
};

struct Layout {
  Column id, day;
  ActorColumns actor1, actor2;
  Column code, base, root, quad_class, goldstein, mentions;
  Column country, latitude, longitude, added, url;
  std::size_t fields_least = 0, fields_most = 0;
};

// The published order. Geographic blocks begin after column 35 and are seven (1.0) or eight (2.0)
// columns wide; the place of the action is the third.
Layout published_layout(GdeltVersion version) {
  const bool two = version == GdeltVersion::k2;
  const std::size_t block = two ? 8 : 7;
  const std::size_t place = 35 + 2 * block;
  const std::size_t coordinates = place + (two ? 5 : 4);
  const std::size_t end = 35 + 3 * block;
  return {{0, "GLOBALEVENTID"},
          {1, "SQLDATE"},
          {{5, "Actor1Code"},
           {6, "Actor1Name"},
           {7, "Actor1CountryCode"},
           {12, "Actor1Type1Code"},
           {13, "Actor1Type2Code"},
           {14, "Actor1Type3Code"}},
          {{15, "Actor2Code"},
           {16, "Actor2Name"},
           {17, "Actor2CountryCode"},
           {22, "Actor2Type1Code"},
           {23, "Actor2Type2Code"},
           {24, "Actor2Type3Code"}},
          {26, "EventCode"},
          {27, "EventBaseCode"},
          {28, "EventRootCode"},
          {29, "QuadClass"},
          {30, "GoldsteinScale"},
          {31, "NumMentions"},
          {place + 2, "ActionGeo_CountryCode"},
          {coordinates, "ActionGeo_Lat"},
          {coordinates + 1, "ActionGeo_Long"},
          {end, "DATEADDED"},
          {end + 1, "SOURCEURL"},
          end + (two ? 2 : 1),
          end + 2};
}

ActorColumns actor_columns(const Header& header, bool first) {
  const auto find = [&](std::string_view one, std::string_view two) {
    return header.find({first ? one : two});
  };
  return {find("Actor1Code", "Actor2Code"),
          find("Actor1Name", "Actor2Name"),
          find("Actor1CountryCode", "Actor2CountryCode"),
          find("Actor1Type1Code", "Actor2Type1Code"),
          find("Actor1Type2Code", "Actor2Type2Code"),
          find("Actor1Type3Code", "Actor2Type3Code")};
}

Result<Layout> layout_of(const Header& header, const std::string& file) {
  Layout layout;
  ENTENTE_TRY(layout.id, header.need({"GLOBALEVENTID"}, file));
  ENTENTE_TRY(layout.day, header.need({"SQLDATE"}, file));
  ENTENTE_TRY(layout.code, header.need({"EventCode"}, file));
  layout.actor1 = actor_columns(header, true);
  layout.actor2 = actor_columns(header, false);
  for (const Column& column :
       {layout.actor1.code, layout.actor1.country, layout.actor2.code, layout.actor2.country}) {
    ENTENTE_CHECK(header.need({column.name}, file));
  }
  layout.base = header.find({"EventBaseCode"});
  layout.root = header.find({"EventRootCode"});
  layout.quad_class = header.find({"QuadClass"});
  layout.goldstein = header.find({"GoldsteinScale"});
  layout.mentions = header.find({"NumMentions"});
  layout.country = header.find({"ActionGeo_CountryCode"});
  layout.latitude = header.find({"ActionGeo_Lat"});
  layout.longitude = header.find({"ActionGeo_Long"});
  layout.added = header.find({"DATEADDED"});
  layout.url = header.find({"SOURCEURL"});
  layout.fields_least = layout.fields_most = header.size();
  return layout;
}

class GdeltSource final : public Source {
 public:
  explicit GdeltSource(GdeltVersion version) : version_(version) {}

  std::string_view provider() const override {
    return version_ == GdeltVersion::k2 ? "gdelt2" : "gdelt1";
  }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    ENTENTE_TRY(const std::string_view head, lines.peek());
    const std::string_view first = head.substr(0, head.find('\n'));
    const bool tabs =
        std::count(head.begin(), head.end(), '\t') >= std::count(head.begin(), head.end(), ',');
    RecordReader records(lines, sink, tabs ? '\t' : ',', tabs ? Quotes::kNone : Quotes::kDouble);
    layout_ = published_layout(version_);
    looks_comma_separated_ = !tabs;
    if (ascii_lower(first.substr(0, 40)).find("globaleventid") != std::string::npos) {
      ENTENTE_TRY(const Header header, read_header(records, lines));
      ENTENTE_TRY(layout_, layout_of(header, context.input_name));
      looks_comma_separated_ = false;  // the header was read, so commas are its way
    }
    const LatestDay latest(
        context, context.recorded_day ? context.recorded_day : day_of_name(context.input_name));
    Fields fields;
    const EventRow start = row_of(*this, DayBasis::kPublication, context.recorded_day);
    for (;;) {
      ENTENTE_TRY(const bool more, records.next());
      if (!more) return {};
      fields.begin(records);
      EventRow row = start;
      row.line = records.line();
      read_row(records.fields().size(), fields, latest, row);
      if (!(fields.ok() ? sink.row(row) : fields.reject(sink))) return {};
    }
  }

 private:
  void read_row(std::size_t width, Fields& fields, const LatestDay& latest, EventRow& row) {
    if (width < layout_.fields_least || width > layout_.fields_most) {
      fields.fault({}, width_reason(width));
      return;
    }
    row.provider_id = fields.whole_id(layout_.id);
    row.day = row.day_last = fields.day(layout_.day, DayFormat::kCompact);
    fields.not_after(layout_.day, row.day, latest);
    if (const auto added = fields.optional_day(layout_.added, DayFormat::kCompactTime)) {
      row.recorded_day = RecordedDay(*added);
    }
    read_action(fields, row);
    row.source_raw = fields.text(layout_.actor1.code);
    row.source_name = fields.text(layout_.actor1.name);
    row.source_country = actor_countries_.iso3(fields.text(layout_.actor1.country));
    row.source_sectors = sectors(fields, layout_.actor1, source_sectors_);
    row.target_raw = fields.text(layout_.actor2.code);
    row.target_name = fields.text(layout_.actor2.name);
    row.target_country = actor_countries_.iso3(fields.text(layout_.actor2.country));
    row.target_sectors = sectors(fields, layout_.actor2, target_sectors_);
    row.quad_class = static_cast<std::uint8_t>(fields.count(layout_.quad_class, 1, 4, 0));
    row.intensity = fields.number(layout_.goldstein);
    row.weight = fields.count(layout_.mentions, 0, UINT32_MAX, 1);
    row.country = places_.iso3(fields.text(layout_.country));
    fields.place(layout_.latitude, layout_.longitude, row);
    row.story_id = fields.text(layout_.url);
  }

  // Code, base and root say the same three times, which shows when a spreadsheet took them for
  // numbers: "042", "042", "04" become 42, 42, 4.
  void read_action(Fields& fields, EventRow& row) const {
    row.action = fields.cameo_code(layout_.code);
    const std::string_view root = fields.text(layout_.root);
    const std::string_view base = fields.text(layout_.base);
    row.root = cameo_root(root.empty() ? row.action : root);
    if (!fields.ok()) return;
    const bool root_agrees = root.empty() || (root.size() == 2 && row.action.starts_with(root));
    const bool base_agrees = base.empty() || row.action.starts_with(base);
    if (!root_agrees || !base_agrees) {
      fields.fault(
          layout_.code,
          fmt::format("EventCode \"{}\" does not begin with its {} \"{}\", as happens when "
                      "a spreadsheet has changed the file: take it as the provider gave it",
                      printable(row.action, 20), root_agrees ? "EventBaseCode" : "EventRootCode",
                      printable(root_agrees ? base : root, 20)));
    }
  }

  static std::string_view sectors(const Fields& fields, const ActorColumns& actor,
                                  std::string& buffer) {
    return join_codes(
        buffer, {fields.text(actor.type1), fields.text(actor.type2), fields.text(actor.type3)});
  }

  std::string width_reason(std::size_t width) const {
    const std::string_view hint =
        looks_comma_separated_ ? "; this looks comma-separated; GDELT files use TAB" : "";
    if (layout_.fields_least == layout_.fields_most) {
      return fmt::format("{} columns expected, got {}{}", layout_.fields_most, width, hint);
    }
    return fmt::format("{} or {} columns expected, got {}{}", layout_.fields_least,
                       layout_.fields_most, width, hint);
  }

  GdeltVersion version_;
  Layout layout_;
  bool looks_comma_separated_ = false;
  CountryCodes<CameoCountry> actor_countries_;
  CountryCodes<Fips> places_;
  std::string source_sectors_, target_sectors_;
};

}  // namespace

std::unique_ptr<Source> make_gdelt(GdeltVersion version) {
  return std::make_unique<GdeltSource>(version);
}

}  // namespace entente
