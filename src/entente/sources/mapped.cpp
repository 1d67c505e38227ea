// Any table of comma- or tab-separated values, read as its mapping says (docs/formats/csv.md).
//
// Country codes are checked against the code system that the mapping names: a code of another
// system is a fault, and one that looks like FIPS 10-4 is called that, since FIPS and ISO give the
// same two letters to different states. Actions become CAMEO codes or PLOVER types, directly or by
// the mapping's table.

#include <fmt/format.h>

#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "entente/sources/fields.hpp"
#include "entente/sources/mapping.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

constexpr std::uint64_t kMaxMappingBytes = 1ULL << 20;

std::string_view name_of(CountrySystem system) {
  switch (system) {
    case CountrySystem::kIso3:
      return "ISO 3166 alpha-3";
    case CountrySystem::kIso2:
      return "ISO 3166 alpha-2";
    case CountrySystem::kFips:
      return "FIPS 10-4";
    case CountrySystem::kCameo:
      return "a CAMEO country code";
    case CountrySystem::kCow:
      return "a Correlates of War number";
    case CountrySystem::kGw:
      return "a Gleditsch-Ward number";
    case CountrySystem::kName:
      return "a country's name";
  }
  return {};
}

struct Country {
  const State* state = nullptr;
  bool known = false;  ///< also of regions and seas, which are no states
};

// Codes are found in small letters too.
std::string upper_of(std::string_view code) {
  std::string upper(code);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

Country country_of(CountrySystem system, std::string_view raw) {
  const std::string code = system == CountrySystem::kName ? std::string(raw) : upper_of(raw);
  const auto of_state = [](const State* state) { return Country{state, state != nullptr}; };
  const auto number = [&] {
    const auto parsed = parse_int(code);
    return parsed && *parsed >= 0 && *parsed <= 9999 ? static_cast<int>(*parsed) : -1;
  };
  switch (system) {
    case CountrySystem::kIso3:
      return of_state(find_state(Iso3{code}));
    case CountrySystem::kIso2:
      return of_state(find_state(Iso2{code}));
    case CountrySystem::kFips: {
      const State* const state = find_state(Fips{code});
      return {state, state != nullptr || is_known_non_state(Fips{code})};
    }
    case CountrySystem::kCameo: {
      const State* const state = find_state(CameoCountry{code});
      return {state, state != nullptr || is_known_non_state(CameoCountry{code})};
    }
    case CountrySystem::kCow:
      return of_state(find_state(CowNumber{number()}));
    case CountrySystem::kGw:
      return of_state(find_state(GwNumber{number()}));
    case CountrySystem::kName:
      return {find_state_by_name(code), true};  // an unknown name is no fault
  }
  return {};
}

struct CountryColumn {
  Column column;
  CountrySystem system = CountrySystem::kIso3;
};

struct ActorColumns {
  Column column, name, sectors;
  CountryColumn country;
};

struct Layout {
  Column id, day, day_last, day_recorded, day_known;
  ActorColumns source, target;
  Column action;
  CountryColumn country;
  Column latitude, longitude, intensity, weight;
  Column story, sentence, citation, claimant, issues, grade;
};

// Finds the mapping's columns in a table; the first that is missing is the error.
class LayoutFinder {
 public:
  LayoutFinder(const Header& header, const std::string& file) : header_(header), file_(file) {}

  Result<Layout> find(const Mapping& mapping) {
    Layout layout;
    layout.id = column(mapping.id, "id");
    layout.day = column(mapping.day, "day");
    layout.day_last = column(mapping.day_last, "last day");
    layout.day_recorded = column(mapping.day_recorded, "recorded day");
    layout.day_known = column(mapping.day_known, "known day");
    layout.source = actor(mapping.source, "source");
    layout.target = actor(mapping.target, "target");
    layout.action = column(mapping.action, "action");
    layout.country = country(mapping.country);
    layout.latitude = column(mapping.latitude, "latitude");
    layout.longitude = column(mapping.longitude, "longitude");
    layout.intensity = column(mapping.intensity, "intensity");
    layout.weight = column(mapping.weight, "weight");
    layout.story = column(mapping.story, "story");
    layout.sentence = column(mapping.sentence, "sentence");
    layout.citation = column(mapping.citation, "citation");
    layout.claimant = column(mapping.claimant, "claimant");
    layout.issues = column(mapping.issues, "issues");
    layout.grade = column(mapping.grade, "grade");
    if (!missing_.empty()) return fail(missing_.front());
    return layout;
  }

 private:
  Column column(const MappedColumn& mapped, std::string_view what) {
    if (mapped.number != 0) {
      if (mapped.number > header_.size()) {
        miss(fmt::format("the table has {} columns, but the mapping names column {}",
                         header_.size(), mapped.number));
      }
      return {mapped.number - 1, what};
    }
    if (mapped.name.empty()) return {Column::kAbsent, what};
    const Column found = header_.find({mapped.name});
    if (!found.present()) miss(fmt::format("the header has no column \"{}\"", mapped.name));
    return found;
  }
  CountryColumn country(const MappedCountry& mapped) {
    return {column(mapped.column, "country"), mapped.system};
  }
  ActorColumns actor(const MappedActor& mapped, std::string_view what) {
    return {column(mapped.column, what), column(mapped.name, what), column(mapped.sectors, what),
            country(mapped.country)};
  }
  void miss(std::string message) {
    Error& error = missing_.emplace_back();
    error.code = ErrorCode::kBadData;
    error.message = std::move(message);
    error.place = {file_, 1, 0};
    error.help = "change the mapping file or the header";
  }

  const Header& header_;
  const std::string& file_;
  Problems missing_;
};

class MappedSource final : public Source {
 public:
  explicit MappedSource(Mapping mapping) : mapping_(std::move(mapping)) {}

  std::string_view provider() const override { return mapping_.provider; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    RecordReader records(lines, sink, mapping_.separator,
                         mapping_.quotes ? Quotes::kDouble : Quotes::kNone);
    EventRow start = row_of(*this, mapping_.day_basis, context.recorded_day);
    start.sampling = mapping_.sampling;
    start.register_id = mapping_.register_id;
    const LatestDay latest(context, context.recorded_day);
    Fields fields(mapping_.missing);
    ENTENTE_TRY(const Header header, read_header(records, lines, Comments::kBeforeHeader));
    ENTENTE_TRY(const Layout layout, LayoutFinder(header, context.input_name).find(mapping_));
    const auto read = [&](EventRow& row) { read_row(layout, fields, latest, row); };
    if (mapping_.header) return read_rows(records, header, fields, start, sink, read);
    // Without a header the first record, which gave the width, is a row itself.
    fields.begin(records);
    EventRow first = start;
    first.line = records.line();
    read(first);
    if (!(fields.ok() ? sink.row(first) : fields.reject(sink))) return {};
    return read_rows(records, header.without_text(), fields, start, sink, read);
  }

 private:
  void read_row(const Layout& layout, Fields& fields, const LatestDay& latest, EventRow& row) {
    row.provider_id = fields.text(layout.id);
    const auto day = read_day(layout.day, fields, true);
    if (!day) return;
    row.day = day->first;
    row.day_last = day->second;
    fields.not_after(layout.day, row.day, latest);
    if (const auto last = read_day(layout.day_last, fields, false)) row.day_last = last->second;
    if (row.day_last < row.day) fields.fault(layout.day_last, "the last day is before the first");
    if (const auto recorded = read_day(layout.day_recorded, fields, false)) {
      row.recorded_day = RecordedDay(recorded->second);
    }
    if (const auto known = read_day(layout.day_known, fields, false)) {
      row.known_day = known->second;
      if (*row.known_day < row.day) {
        fields.fault(layout.day_known, "known day is before day: nobody knew of it yet");
      }
    }
    read_action(layout, fields, row);
    row.source_raw = actor_of(layout.source, mapping_.source, fields);
    row.source_name = fields.text(layout.source.name);
    row.source_sectors = fields.text(layout.source.sectors);
    row.source_country = country(layout.source.country, fields);
    row.target_raw = actor_of(layout.target, mapping_.target, fields);
    row.target_name = fields.text(layout.target.name);
    row.target_sectors = fields.text(layout.target.sectors);
    row.target_country = country(layout.target.country, fields);
    row.country = country(layout.country, fields);
    fields.place(layout.latitude, layout.longitude, row);
    row.intensity = fields.number(layout.intensity);
    row.weight = fields.count(layout.weight, 0, UINT32_MAX, 1);
    row.story_id = fields.text(layout.story);
    row.sentence = fields.text(layout.sentence);
    row.citation = fields.text(layout.citation);
    row.claimant = fields.text(layout.claimant);
    row.issues = fields.text(layout.issues);
    row.grade = fields.text(layout.grade);
  }

  std::optional<std::pair<Day, Day>> read_day(const Column& column, Fields& fields, bool needed) {
    const std::string_view text = fields.text(column);
    if (text.empty() && !needed) return std::nullopt;
    const auto days = mapping_.day_format->parse(text);
    if (!days) {
      fields.fault(column,
                   fmt::format("day must be {}, got {}", mapping_.day_format->text(),
                               text.empty() ? "nothing" : "\"" + printable(text, 60) + "\""));
    }
    return days;
  }

  static std::string_view actor_of(const ActorColumns& columns, const MappedActor& mapped,
                                   const Fields& fields) {
    return mapped.constant.empty() ? fields.text(columns.column)
                                   : std::string_view(mapped.constant);
  }

  void read_action(const Layout& layout, Fields& fields, EventRow& row) const {
    row.action = mapping_.action_constant;
    if (row.action.empty()) row.action = fields.required(layout.action);
    if (!mapping_.action_table.empty()) {
      const auto found = mapping_.action_table.find(row.action);
      if (found != mapping_.action_table.end()) {
        row.action = found->second;
      } else if (!mapping_.action_otherwise.empty()) {
        row.action = mapping_.action_otherwise;
      } else {
        fields.fault(layout.action, fmt::format("the mapping's table has no action \"{}\"",
                                                printable(row.action, 60)));
      }
    }
    if (mapping_.own_actions) return;
    if (std::string fault = fault_of_action(row.action); !row.action.empty() && !fault.empty()) {
      fields.fault(layout.action, std::move(fault));
      return;
    }
    row.root = cameo_root(row.action);
    row.quad_class = quad_class_icews(row.root);
    if (row.root == 0) {
      const ActClass act = plover_class(row.action);
      row.root = act.root;
      row.quad_class = act.quad_class;
    }
  }

  static std::string_view country(const CountryColumn& mapped, Fields& fields) {
    const std::string_view code = fields.text(mapped.column);
    if (code.empty()) return {};
    const Country found = country_of(mapped.system, code);
    if (!found.known && fields.ok()) {
      fields.fault(mapped.column,
                   fault_of_country(mapped.column.name, name_of(mapped.system), code));
    }
    return found.state == nullptr ? std::string_view{} : found.state->iso3.text;
  }

  Mapping mapping_;
};

}  // namespace

std::unique_ptr<Source> make_mapped(Mapping mapping) {
  return std::make_unique<MappedSource>(std::move(mapping));
}

Result<std::unique_ptr<Source>> mapped_source(const std::string& mapping_file) {
  ENTENTE_TRY(const std::string text, files::read_file(mapping_file, kMaxMappingBytes));
  ENTENTE_TRY(Mapping mapping, parse_mapping(text, mapping_file));
  return make_mapped(std::move(mapping));
}

}  // namespace entente
