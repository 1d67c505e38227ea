// Temporal knowledge graphs: lines of "subject relation object time", all whole numbers.
//
// Numbers become names by two files beside the input, entity2id.txt and relation2id.txt (lines of
// name, TAB, number). Times count hours or days from a first day that the files do not state: it is
// given by --origin, or known for the public ICEWS sets by their folder's name. Times that are all
// multiples of 24 are hours; one that is not, later on, ends the reading rather than misplacing
// days. Rows have no ids and say nothing of when they became known. Relation names are ICEWS event
// texts where they can be, and then become CAMEO codes.

#include <fmt/format.h>

#include <filesystem>

#include "entente/base/text.hpp"
#include "entente/sources/fields.hpp"
#include "entente/sources/providers.hpp"
#include "entente/sources/quad_lines.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

constexpr std::size_t kKeptOfReject = 4096;

using Names = std::vector<std::string>;

// Where the names are missing, what to do about it.
Result<Names> names_of(const std::filesystem::path& file) {
  auto names = read_quad_names(file.string());
  if (names) return names;
  Error error = std::move(names).error();
  if (error.help.empty()) error.help = "the names stand beside the quads, or give --names FOLDER";
  return fail(std::move(error));
}

std::filesystem::path folder_of(const SourceContext& context) {
  if (!context.quads_names.empty()) return context.quads_names;
  const std::string_view name = context.input_name;
  return std::filesystem::path(name.substr(0, name.find('!'))).parent_path();
}

// Public sets whose first day is documented.
std::optional<Day> origin_of_set(const std::filesystem::path& folder) {
  using std::chrono::year;
  const std::string set = folder.filename().string();
  if (set == "ICEWS14") return Day{year{2014} / 1 / 1};
  if (set == "ICEWS18") return Day{year{2018} / 1 / 1};
  if (set == "ICEWS05-15") return Day{year{2005} / 1 / 1};
  return std::nullopt;
}

// Hours where every time is a multiple of 24 and one is not 0.
std::string_view unit_of_times(std::string_view head) {
  bool seen = false;
  const auto whole_lines = head.rfind('\n');
  if (whole_lines != std::string_view::npos) head = head.substr(0, whole_lines);
  for (const std::string_view line : split(head, '\n')) {
    const QuadLine quad = quad_line(trim(line));
    if (quad.count < 4 || quad.numbers[3] == 0) continue;
    if (quad.numbers[3] % 24 != 0) return "days";
    seen = true;
  }
  return seen ? "hours" : "";
}

class QuadsSource final : public Source {
 public:
  std::string_view provider() const override { return "quads"; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    const std::filesystem::path folder = folder_of(context);
    ENTENTE_CHECK(set_clock(lines, context, folder));
    ENTENTE_TRY(entities_, names_of(folder / "entity2id.txt"));
    ENTENTE_TRY(relations_, names_of(folder / "relation2id.txt"));
    set_actions();
    const LatestDay latest(context, context.recorded_day);
    const EventRow start = row_of(*this, DayBasis::kPublication, context.recorded_day);
    for (;;) {
      Line line;
      ENTENTE_TRY(const bool more, lines.next(line));
      if (!more) return {};
      const std::string_view text = without_bom(line);
      if (trim(text).empty()) continue;
      EventRow row = start;
      row.line = line.number;
      column_ = {};
      std::string reason = fault_of_bytes({text, line.number, line.too_long}, lines.limits());
      if (reason.empty()) {
        const QuadLine quad = quad_line(text);
        if (unit_guessed_ && quad.count > 3 && quad.numbers[3] % 24 != 0) {
          return fail(ErrorCode::kBadData,
                      fmt::format("the times looked like hours, but {} is no whole number of days",
                                  quad.numbers[3]),
                      "give --unit hours or --unit days", {lines.name(), line.number, 0});
        }
        reason = read_row(quad, latest, row);
      }
      const bool go_on =
          reason.empty()
              ? sink.row(row)
              : sink.reject({line.number, column_, reason, text.substr(0, kKeptOfReject)});
      if (!go_on) return {};
    }
  }

 private:
  Result<void> set_clock(LineReader& lines, const SourceContext& context,
                         const std::filesystem::path& folder) {
    const auto origin = context.quads_origin ? context.quads_origin : origin_of_set(folder);
    const Place place{context.input_name, 0, 0};
    if (!origin) {
      return fail(ErrorCode::kUsage, "the day of time 0 is not known for these quads",
                  "give --origin YYYY-MM-DD", place);
    }
    origin_ = *origin;
    ENTENTE_TRY(const std::string_view head, lines.peek());
    std::string_view unit = context.quads_unit;
    if (unit.empty()) {
      unit = unit_of_times(head);
      unit_guessed_ = unit == "hours";
      if (unit.empty()) unit = "days";
    }
    if (unit != "hours" && unit != "days") {
      return fail(ErrorCode::kUsage,
                  fmt::format("a time unit is hours or days, not \"{}\"", printable(unit, 40)), {},
                  place);
    }
    steps_a_day_ = unit == "hours" ? 24 : 1;
    return {};
  }

  void set_actions() {
    actions_.clear();
    for (const std::string& relation : relations_) {
      const auto code = cameo_of_event_text(relation);
      actions_.push_back(code ? std::string(*code) : relation);
    }
  }

  static const std::string* name_at(const Names& names, std::int64_t number) {
    if (number < 0 || static_cast<std::size_t>(number) >= names.size()) return nullptr;
    const std::string& name = names[static_cast<std::size_t>(number)];
    return name.empty() ? nullptr : &name;
  }

  // Empty where all is well.
  std::string read_row(const QuadLine& quad, const LatestDay& latest, EventRow& row) {
    if (!quad.wrong.empty()) {
      return fmt::format("whole numbers expected, got \"{}\"", printable(quad.wrong, 60));
    }
    if (quad.count != 4 && quad.count != 5) {
      return fmt::format("4 or 5 numbers expected, got {}",
                         quad.count == quad.numbers.size() ? "more" : std::to_string(quad.count));
    }
    const auto missing = [&](std::string_view column, std::int64_t number, std::string_view file) {
      column_ = column;
      return fmt::format("{} {} has no name in {}", column, number, file);
    };
    const std::int64_t subject = quad.numbers[0], relation = quad.numbers[1];
    const std::int64_t object = quad.numbers[2], time = quad.numbers[3];
    const std::string* const source = name_at(entities_, subject);
    const std::string* const target = name_at(entities_, object);
    const std::string* const action = name_at(actions_, relation);
    if (source == nullptr) return missing("subject", subject, "entity2id.txt");
    if (action == nullptr) return missing("relation", relation, "relation2id.txt");
    if (target == nullptr) return missing("object", object, "entity2id.txt");
    const std::int64_t days = time / steps_a_day_;
    column_ = "time";
    if (time < 0 || days > (kLastDay - origin_).count()) {
      return fmt::format("time {} gives no day before the year 10000", time);
    }
    row.day = row.day_last = origin_ + std::chrono::days{static_cast<int>(days)};
    if (!latest.allows(row.day)) return latest.reason(row.day);
    row.source_raw = *source;
    row.target_raw = *target;
    row.action = *action;
    row.root = cameo_root(row.action);
    row.quad_class = quad_class_icews(row.root);
    return {};
  }

  Names entities_, relations_, actions_;
  Day origin_{};
  std::int64_t steps_a_day_ = 1;
  bool unit_guessed_ = false;
  std::string_view column_;
};

}  // namespace

std::unique_ptr<Source> make_quads() { return std::make_unique<QuadsSource>(); }

}  // namespace entente
