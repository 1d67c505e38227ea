// A case's events.csv: events picked or listed by an author, each with its citation.
//
// The rows carry what no machine coder gives: the day on which the event could be known (the
// citation's), how the row came to be in the collection (sampling), who claims it, one plain
// sentence. Checking the file against the rest of the case (actors, registers, issue tags) is the
// case's business; here a row must only make sense by itself. Actions are CAMEO codes or PLOVER
// types; the quad class is that of the CAMEO convention.

#include <fmt/format.h>

#include "entente/base/text.hpp"
#include "entente/sources/fields.hpp"
#include "entente/sources/providers.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

struct Layout {
  Column id, day, day_last, known_day, source, target, action, issues, country, latitude, longitude;
  Column grade, claimant, occasion, sampling, register_id, sentence, citation;
};

Result<Layout> layout_of(const Header& header, const std::string& file) {
  Layout layout;
  ENTENTE_TRY(layout.id, header.need({"id"}, file));
  ENTENTE_TRY(layout.day, header.need({"day"}, file));
  ENTENTE_TRY(layout.known_day, header.need({"known_day"}, file));
  ENTENTE_TRY(layout.source, header.need({"source"}, file));
  ENTENTE_TRY(layout.target, header.need({"target"}, file));
  ENTENTE_TRY(layout.action, header.need({"action"}, file));
  ENTENTE_TRY(layout.sampling, header.need({"sampling"}, file));
  ENTENTE_TRY(layout.citation, header.need({"citation"}, file));
  layout.day_last = header.find({"day_last"});
  layout.issues = header.find({"issues"});
  layout.country = header.find({"country"});
  layout.latitude = header.find({"latitude"});
  layout.longitude = header.find({"longitude"});
  layout.grade = header.find({"grade"});
  layout.claimant = header.find({"claimant"});
  layout.occasion = header.find({"occasion"});
  layout.register_id = header.find({"register"});
  layout.sentence = header.find({"sentence"});
  return layout;
}

class CuratedSource final : public Source {
 public:
  std::string_view provider() const override { return "curated"; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    RecordReader records(lines, sink, ',', Quotes::kDouble);
    ENTENTE_TRY(const Header header, read_header(records, lines, Comments::kBeforeHeader));
    ENTENTE_TRY(const Layout layout, layout_of(header, context.input_name));
    const LatestDay latest(context, {});
    Fields fields;
    const EventRow start = row_of(*this, DayBasis::kLocal, {});
    return read_rows(records, header, fields, start, sink,
                     [&](EventRow& row) { read_row(layout, fields, latest, row); });
  }

 private:
  void read_row(const Layout& layout, Fields& fields, const LatestDay& latest, EventRow& row) {
    row.provider_id = fields.required(layout.id);
    row.day = fields.day(layout.day, DayFormat::kIso);
    row.day_last = fields.optional_day(layout.day_last, DayFormat::kIso).value_or(row.day);
    if (row.day_last < row.day) fields.fault(layout.day_last, "day_last is before day");
    row.known_day = fields.day(layout.known_day, DayFormat::kIso);
    if (*row.known_day < row.day) {
      fields.fault(layout.known_day, "known_day is before day: nobody knew of it yet");
    }
    fields.not_after(layout.day, row.day, latest);
    row.source_raw = fields.required(layout.source);
    row.target_raw = fields.text(layout.target);
    read_action(layout, fields, row);
    row.issues = fields.text(layout.issues);
    row.country = country_.iso3(layout.country, fields);
    fields.place(layout.latitude, layout.longitude, row);
    row.grade = fields.text(layout.grade);
    row.claimant = fields.text(layout.claimant);
    row.occasion = fields.text(layout.occasion);
    read_sampling(layout, fields, row);
    row.sentence = fields.text(layout.sentence);
    row.citation = fields.required(layout.citation);
  }

  static void read_action(const Layout& layout, Fields& fields, EventRow& row) {
    row.action = fields.required(layout.action);
    row.root = cameo_root(row.action);
    row.quad_class = quad_class_icews(row.root);
    if (row.root != 0) return;
    const ActClass act = plover_class(row.action);
    row.root = act.root;
    row.quad_class = act.quad_class;
    if (row.root == 0) {
      fields.fault(layout.action, fmt::format("\"{}\" is neither a CAMEO code nor a PLOVER type",
                                              printable(row.action, 60)));
    }
  }

  static void read_sampling(const Layout& layout, Fields& fields, EventRow& row) {
    const std::string_view text = fields.required(layout.sampling);
    const auto sampling = sampling_from(text);
    if (!sampling) {
      fields.fault(layout.sampling,
                   fmt::format("sampling must be register, machine or purposive, got \"{}\"",
                               printable(text, 60)));
      return;
    }
    row.sampling = *sampling;
    row.register_id = fields.text(layout.register_id);
    if (row.sampling == Sampling::kRegister && row.register_id.empty()) {
      fields.fault(layout.register_id, "sampling is register, but no register is named");
    }
  }

  IsoCountry country_;
};

}  // namespace

std::unique_ptr<Source> make_curated() { return std::make_unique<CuratedSource>(); }

}  // namespace entente
