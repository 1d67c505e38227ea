// The formats, in the order in which they are tried, and the files that are refused by name.
//
// A format is known by the shape of its first lines: names in a header, or, for files without one,
// the number of columns and what stands in a few of them. Names of files are only a hint, used
// where the content says nothing (an empty slice). GDELT's mentions and knowledge graph and UCDP's
// country-year file look like event files to a user who downloaded them with the events, so they
// are recognised as what they are.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "entente/base/csv.hpp"
#include "entente/base/text.hpp"
#include "entente/sources/providers.hpp"

namespace entente {

namespace {

constexpr std::size_t kLinesLookedAt = 20;

// The first lines of an input, as recognition needs them. The last one may be cut off.
std::vector<std::string_view> first_lines(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (!head.empty() && lines.size() < kLinesLookedAt) {
    const auto end = head.find('\n');
    std::string_view line = head.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
    if (end == std::string_view::npos) break;
    head.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<std::string> fields_of(std::string_view line, char separator) {
  CsvSplitter splitter;
  std::vector<std::string_view> fields;
  if (separator == '\t' || splitter.split(line, separator, fields) != CsvState::kComplete) {
    fields = split(line, separator);
  }
  return {fields.begin(), fields.end()};
}

bool digits(std::string_view text, std::size_t count) {
  return text.size() == count &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string base_name(std::string_view input_name) {
  const auto at = input_name.find_last_of("!/");
  return ascii_lower(at == std::string_view::npos ? input_name : input_name.substr(at + 1));
}

// The names in the first line (comments before it passed over), as headers are compared.
class HeadNames {
 public:
  explicit HeadNames(std::string_view head) {
    for (const std::string_view line : first_lines(head)) {
      if (line.starts_with('#')) continue;
      const char separator = line.find('\t') != std::string_view::npos ? '\t' : ',';
      tabs_ = separator == '\t';
      for (const std::string& field : fields_of(line, separator)) {
        std::string name;
        for (const char c : ascii_lower(trim(field))) {
          if (c != ' ' && c != '_' && c != '.' && c != '"') name += c;
        }
        names_.push_back(std::move(name));
      }
      return;
    }
  }
  bool has(std::initializer_list<std::string_view> wanted) const {
    return std::all_of(wanted.begin(), wanted.end(), [&](std::string_view name) {
      return std::find(names_.begin(), names_.end(), name) != names_.end();
    });
  }
  bool tabs() const { return tabs_; }

 private:
  std::vector<std::string> names_;
  bool tabs_ = false;
};

// Whether one of the first lines has so many columns and looks like a GDELT event.
bool has_gdelt_rows(std::string_view head, std::initializer_list<std::size_t> widths) {
  for (const std::string_view line : first_lines(head)) {
    for (const char separator : {'\t', ','}) {
      const auto fields = fields_of(line, separator);
      if (std::find(widths.begin(), widths.end(), fields.size()) == widths.end()) continue;
      const std::string_view id = trim(fields[0]);
      if (!id.empty() && id.front() >= '0' && id.front() <= '9') return true;
    }
  }
  return false;
}

bool named_like_gdelt(std::string_view head, std::string_view input_name,
                      std::size_t digits_of_name) {
  if (!first_lines(head).empty()) return false;
  const std::string name = base_name(input_name);
  return name.find("export.csv") != std::string::npos &&
         digits(name.substr(0, name.find('.')), digits_of_name);
}

bool is_gdelt2(std::string_view head, std::string_view input_name) {
  const HeadNames names(head);
  if (names.has({"globaleventid", "sqldate", "eventcode", "actiongeoadm2code"})) return true;
  return has_gdelt_rows(head, {61}) || named_like_gdelt(head, input_name, 14);
}

bool is_gdelt1(std::string_view head, std::string_view input_name) {
  const HeadNames names(head);
  if (names.has({"globaleventid", "sqldate", "eventcode"})) return true;
  return has_gdelt_rows(head, {57, 58}) || named_like_gdelt(head, input_name, 8);
}

bool is_gdelt_reduced(std::string_view head, std::string_view) {
  return HeadNames(head).has({"date", "source", "target", "cameocode", "numevents"});
}

bool is_icews(std::string_view head, std::string_view) {
  return HeadNames(head).has({"eventid", "eventdate", "sourcename", "targetname", "cameocode"});
}

bool is_polecat(std::string_view head, std::string_view) {
  return HeadNames(head).has({"eventid", "eventdate", "eventtype", "actorname", "recipientname"});
}

bool is_plover(std::string_view head, std::string_view) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const auto at = head.find_first_not_of(" \t\r\n[");
  return at != std::string_view::npos && head[at] == '{';
}

bool is_acled(std::string_view head, std::string_view) {
  return HeadNames(head).has({"eventidcnty", "eventdate", "subeventtype", "actor1"});
}

bool is_ucdp_dyadic(std::string_view head, std::string_view) {
  const HeadNames names(head);
  return names.has({"dyadid", "year"}) &&
         (names.has({"sidea", "sideb"}) || names.has({"sideaname", "sidebname"})) &&
         !names.has({"datestart"});
}

bool is_ucdp_ged(std::string_view head, std::string_view) {
  return HeadNames(head).has({"id", "typeofviolence", "sidea", "sideb", "datestart"});
}

bool is_curated(std::string_view head, std::string_view) {
  return HeadNames(head).has({"id", "day", "source", "target", "action", "sampling", "citation"});
}

// Four or five whole numbers with blanks between them.
bool is_quads(std::string_view head, std::string_view) {
  const auto lines = first_lines(head);
  if (lines.empty()) return false;
  std::size_t numbers = 0;
  std::string_view rest = lines.front();
  for (;;) {
    const auto begin = rest.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    rest.remove_prefix(begin);
    const auto end = std::min(rest.find_first_of(" \t"), rest.size());
    if (!parse_int(rest.substr(0, end))) return false;
    rest.remove_prefix(end);
    ++numbers;
  }
  return numbers == 4 || numbers == 5;
}

bool never(std::string_view, std::string_view) { return false; }

// "csv" needs a mapping, which --mapping gives; see mapped_source.
class UnmappedSource final : public Source {
 public:
  std::string_view provider() const override { return "csv"; }
  Result<void> read(LineReader&, const SourceContext& context, RowSink&) override {
    return fail(ErrorCode::kUsage, "a CSV file needs a mapping that says what its columns are",
                "give --mapping FILE.toml (docs/formats/csv.md)", {context.input_name, 0, 0});
  }
};

// What the input is if it is known and holds no events; empty otherwise.
std::string_view known_non_events(std::string_view head) {
  const HeadNames names(head);
  if (names.has({"countryidcy", "yearcy"})) return "UCDP's country-year file of organised violence";
  if (names.has({"globaleventid", "mentiontimedate"})) return "a GDELT 2.0 mentions file";
  if (names.has({"gkgrecordid"})) return "a GDELT 2.0 knowledge graph (GKG) file";
  if (names.has({"date", "numarts", "themes", "cameoeventids"}))
    return "a GDELT 1.0 knowledge graph (GKG) file";
  for (const std::string_view line : first_lines(head)) {
    const auto fields = split(line, '\t');
    if (fields.size() == 16 && digits(fields[1], 14) && digits(fields[2], 14))
      return "a GDELT 2.0 mentions file";
    const bool stamped =
        fields[0].size() > 15 && digits(fields[0].substr(0, 14), 14) && fields[0][14] == '-';
    // Lines of the knowledge graph are long: the last one seen may be cut.
    if (stamped && fields.size() > 4 && fields.size() <= 27 && digits(fields[1], 14)) {
      return "a GDELT 2.0 knowledge graph (GKG) file";
    }
    if (fields.size() == 11 && digits(fields[0], 8) && parse_int(fields[1])) {
      return "a GDELT 1.0 knowledge graph (GKG) file";
    }
  }
  return {};
}

std::unique_ptr<Source> make_gdelt1() { return make_gdelt(GdeltVersion::k1); }
std::unique_ptr<Source> make_gdelt2() { return make_gdelt(GdeltVersion::k2); }
std::unique_ptr<Source> make_unmapped() { return std::make_unique<UnmappedSource>(); }

std::string list_of_formats() {
  std::vector<std::string> names;
  for (const Format& format : formats()) names.emplace_back(format.name);
  return join(names, ", ");
}

}  // namespace

const std::vector<Format>& formats() {
  static const std::vector<Format> all = {
      {"gdelt2", "GDELT 2.0 fifteen-minute export (61 columns)", is_gdelt2, make_gdelt2},
      {"gdelt1", "GDELT 1.0 daily export (57 or 58 columns; BigQuery's comma form)", is_gdelt1,
       make_gdelt1},
      {"gdelt1-reduced", "GDELT 1.0 reduced master file (17 columns)", is_gdelt_reduced,
       make_gdelt_reduced},
      {"icews", "ICEWS daily or yearly .tab (20 columns)", is_icews, make_icews},
      {"polecat", "POLECAT ngecEvents text (by header)", is_polecat, make_polecat},
      {"plover", "PLOVER JSON objects, one after another", is_plover, make_plover},
      {"acled", "ACLED CSV export (by header)", is_acled, make_acled},
      {"ucdp_ged", "UCDP Georeferenced Event Dataset CSV (by header)", is_ucdp_ged, make_ucdp_ged},
      {"ucdp_dyadic", "UCDP dyadic or non-state CSV (by header)", is_ucdp_dyadic, make_ucdp_dyadic},
      {"curated", "a case's events.csv", is_curated, make_curated},
      {"quads", "temporal knowledge graph quads: subject relation object time", is_quads,
       make_quads},
      {"csv", "any CSV or TSV, with --mapping FILE", never, make_unmapped},
  };
  return all;
}

Result<std::unique_ptr<Source>> source_for(std::string_view head, std::string_view input_name,
                                           std::string_view format) {
  const Place place{std::string(input_name), 0, 0};
  if (format != "csv") {
    if (const std::string_view what = known_non_events(head); !what.empty()) {
      return fail(ErrorCode::kBadData, fmt::format("this is {}: not events", what),
                  "ingest the provider's event files instead", place);
    }
  }
  if (!format.empty()) {
    for (const Format& known : formats()) {
      if (known.name == format) return known.make();
    }
    std::vector<std::string> names;
    for (const Format& known : formats()) names.emplace_back(known.name);
    const auto close = nearest(format, names);
    return fail(ErrorCode::kUsage, fmt::format("no format is called \"{}\"", printable(format, 40)),
                close ? fmt::format("did you mean {}?", *close)
                      : fmt::format("the formats are {}", list_of_formats()));
  }
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
    return fail(ErrorCode::kBadData, "the file is UTF-16 text, as spreadsheets write it",
                "take the file as the provider gave it, or save it as UTF-8", place);
  }
  for (const Format& known : formats()) {
    if (known.recognise(head, input_name)) return known.make();
  }
  if (first_lines(head).empty()) {
    return fail(ErrorCode::kBadData, "the input is empty", {}, place);
  }
  return fail(ErrorCode::kBadData, "the format is not recognised",
              fmt::format("give --format ({}) or --mapping FILE.toml", list_of_formats()), place);
}

}  // namespace entente
