// entente measure: what one party does toward another, over time, with intervals.
//
// From machine-coded events: one pass over the events of one provider (measure/dyads.hpp), told as
// it goes. From a case alone: its complete registers by month (measure/registers.hpp), since rows
// that an author picked may be shown and never counted. The columns are the same in both, so that a
// script reads one form; what does not apply is null.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/measure/registers.hpp"
#include "series.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

using std::chrono::days;

struct Plan {
  std::vector<double> half_lives;
  std::string by;  ///< day, week, month, year
  std::vector<NamedDyad> wanted;
  DayRange range{kFirstDay, kLastDay};
  ChosenProvider provider;
  std::vector<std::string> notes;
};

constexpr std::string_view kColumns[] = {"source",
                                         "target",
                                         "day",
                                         "cooperation",
                                         "cooperation_low",
                                         "cooperation_high",
                                         "conflict",
                                         "conflict_low",
                                         "conflict_high",
                                         "stance",
                                         "stance_low",
                                         "stance_high",
                                         "stance_raw",
                                         "conflict_share",
                                         "conflict_share_low",
                                         "conflict_share_high",
                                         "salience",
                                         "events",
                                         "half_life_days",
                                         "provider",
                                         "sampling",
                                         "thin"};
constexpr std::string_view kRegisterColumns[] = {"register", "events_per_year",
                                                 "events_per_year_low", "events_per_year_high"};

std::string_view type_of(std::string_view column) {
  for (const std::string_view text : {"source", "target", "provider", "sampling", "register"}) {
    if (column == text) return "VARCHAR";
  }
  if (column == "day") return "DATE";
  if (column == "events") return "UINTEGER";
  return column == "thin" ? "BOOLEAN" : "DOUBLE";
}

// The document as JSON or CSV, row by row.
class Series {
 public:
  Series(Output& out, const Plan& plan, bool of_registers)
      : out_(out), json_([&out](std::string_view piece) { out.print(piece); }), rows_(out) {
    for (const auto column : kColumns) columns_.emplace_back(column);
    if (of_registers)
      for (const auto column : kRegisterColumns) columns_.emplace_back(column);
    if (!out_.json()) {
      std::vector<ResultColumn> header;
      for (const auto& name : columns_) header.push_back({name, std::string(type_of(name))});
      rows_.header(header);
      for (const auto& note : plan.notes) out_.note(note);
      return;
    }
    json_.begin_object().key("provider");
    json_.text_or_null(of_registers ? "curated" : std::string_view(plan.provider.name));
    json_.member("level", kMeasureLevel);
    json_.member("unit", of_registers ? kRegisterUnit : kRateUnit);
    json_.member("sampling", of_registers ? "register" : "machine").member("by", plan.by);
    json_.key("half_lives").begin_array();
    for (const double half_life : plan.half_lives) json_.value(half_life);
    json_.end_array().key("alternatives").begin_array();
    for (const auto& other : plan.provider.others) json_.value(other);
    json_.end_array().key("notes").begin_array();
    for (const auto& note : plan.notes) json_.value(note);
    json_.end_array().key("series").begin_array();
  }

  /// Cells by name; a column that is not named is null.
  void row(const NamedCells& cells) {
    if (out_.closed()) return;
    std::vector<Value> values(columns_.size());
    for (const auto& [name, value] : cells) {
      const auto at = std::ranges::find(columns_, name);
      if (at != columns_.end()) values[static_cast<std::size_t>(at - columns_.begin())] = value;
    }
    if (!out_.json()) {
      rows_.row(values);
      return;
    }
    json_.begin_object();
    for (std::size_t i = 0; i < columns_.size(); ++i) json_.member(columns_[i], values[i]);
    json_.end_object();
  }

  void finish() {
    if (!out_.json()) {
      rows_.finish();
      return;
    }
    json_.end_array().end_object();
    json_.finish();
  }

 private:
  Output& out_;
  Json json_;
  Rows rows_;
  std::vector<std::string> columns_;
};

// Acts of each dyad since the last row that was given out, and whether any of those days was
// observed. Rows come by day, so that one pass over the log beside the measures is enough.
class PeriodCounts {
 public:
  PeriodCounts(const EventLog& log, DayRange range)
      : log_(log), counts_(log.dyads.size(), 0), day_(day_number(range.from) - 1) {
    while (next_ < log_.size() && log_.day[next_] <= day_) ++next_;
  }
  void advance(std::int32_t day) {
    if (day == day_) return;
    std::ranges::fill(counts_, 0);
    observed_ = 0;
    for (std::int32_t d = day_ + 1; d <= day; ++d) {
      const auto at = static_cast<std::size_t>(d - log_.first_day);
      const bool seen = at < log_.observed.size() && log_.observed[at] != 0;
      observed_ += seen ? 1 : 0;
      for (; next_ < log_.size() && log_.day[next_] == d; ++next_)
        if (seen) ++counts_[log_.dyad[next_]];
    }
    day_ = day;
  }
  /// Null where no day of the period was observed.
  Value events(std::int64_t dyad) const {
    if (observed_ == 0) return cell();
    return cell(dyad < 0 ? 0U : counts_[static_cast<std::size_t>(dyad)]);
  }

 private:
  const EventLog& log_;
  std::vector<std::uint32_t> counts_;
  std::int32_t day_;
  std::size_t next_ = 0;
  std::uint32_t observed_ = 0;
};

Result<Plan> plan_of(Context& context, const OpenStore& open) {
  Plan plan;
  plan.half_lives = half_lives_of(context.values);
  ENTENTE_TRY(plan.range, days_of(context.values));
  ENTENTE_TRY(plan.wanted, wanted_dyads(context, open));
  plan.by = context.values.text("by");
  if (plan.by.empty()) {
    const bool for_people = context.out.format() == Format::kTable;
    plan.by = context.values.given("dyad") || !for_people ? "day" : "month";
  }
  return plan;
}

MeasureDays days_given(const Plan& plan) {
  if (plan.by == "week") return MeasureDays::kWeekly;
  if (plan.by == "month") return MeasureDays::kMonthly;
  if (plan.by == "year") return MeasureDays::kYearly;
  return plan.wanted.empty() ? MeasureDays::kActive : MeasureDays::kEvery;
}

// A table a dyad: headed in words, a row a period.
class Tables {
 public:
  Tables(Output& out, const Plan& plan) : out_(out), plan_(plan) {}

  void row(const DyadDay& row, const DyadMeasures& m, const Value& events) {
    std::string day = format_day(day_from_number(row.day));
    if (plan_.by == "month") day.resize(7);
    if (plan_.by == "year") day.resize(4);
    std::vector<Value> cells = {cell(day)};
    if (plan_.half_lives.size() > 1) cells.push_back(cell(fmt::format("{:g}", row.half_life_days)));
    for (const auto& text : {words_of(m.cooperation), words_of(m.conflict), words_of(m.stance),
                             words_of(m.conflict_share, true)})
      cells.push_back(cell(text));
    cells.push_back(m.salience ? cell(fmt::format("{:.0f} %", 100 * *m.salience))
                               : cell("no data"));
    cells.push_back(events.kind == Value::Kind::kNull ? cell("no data") : events);
    cells.push_back(cell(m.thin() ? "few" : ""));
    tables_[{std::string(row.source), std::string(row.target)}].push_back(std::move(cells));
  }

  void finish() {
    std::vector<ResultColumn> header = {{plan_.by, "DOUBLE"}};
    if (plan_.half_lives.size() > 1) header.push_back({"half-life", "DOUBLE"});
    // Figures are never cut to fit; a terminal too narrow gets a line a value.
    for (const char* name :
         {"cooperation", "conflict", "stance", "conflict share", "salience", "events"})
      header.push_back({name, "DOUBLE"});
    header.push_back({"", "VARCHAR"});
    out_.print(
        fmt::format("{}: {}; half-life {} days; {:.0f} % intervals.\nStance is relative to the "
                    "provider's mean. "
                    "\"few\": too few events to say much.\n",
                    clean(plan_.provider.name), kRateUnit, half_lives(), 100 * kMeasureLevel));
    for (const auto& [dyad, rows] : tables_) {
      out_.print(fmt::format("\n{} toward {}\n", clean(dyad.first), clean(dyad.second)));
      Rows table(out_);
      table.header(header);
      for (const auto& row : rows) table.row(row);
      table.finish();
    }
  }

 private:
  std::string half_lives() const {
    std::vector<std::string> texts;
    for (const double half_life : plan_.half_lives) texts.push_back(fmt::format("{:g}", half_life));
    return join(texts, ", ");
  }
  Output& out_;
  const Plan& plan_;
  std::map<NamedDyad, std::vector<std::vector<Value>>> tables_;
};

Result<void> measure_machine(Context& context, Duck& duck, Plan& plan) {
  std::optional<EventLog> log;
  if (!plan.provider.name.empty()) {
    ENTENTE_TRY(log, read_event_log(duck, {.provider = plan.provider.name}));
  }
  DayRange range{};
  if (!log) {
    plan.notes.emplace_back("No data: the store holds no machine-coded acts between states.");
  } else {
    const DayRange all = days_in(*log, {kFirstDay, kLastDay});
    range = days_in(*log, plan.range);
    if (range.empty()) {
      plan.notes.push_back(
          fmt::format("No data in these days: {} has {}.", plan.provider.name, days_text(all)));
    }
    for (const auto& [source, target] : plan.wanted) {
      if (log->find(source, target) >= 0) continue;
      plan.notes.push_back(
          fmt::format("{} never acted toward {} in {} ({}): its rates rest on what "
                      "others do.",
                      source, target, plan.provider.name, days_text(all)));
    }
    if (plan.by == "day" && plan.wanted.empty())
      plan.notes.emplace_back("All dyads are told on the days on which they acted.");
  }
  if (!plan.provider.others.empty()) {
    plan.notes.push_back(fmt::format("Also in this store, never added up: {} (--provider NAME).",
                                     join(plan.provider.others, ", ")));
  }
  Output& out = context.out;
  const bool for_people = out.format() == Format::kTable;
  std::optional<Series> series;
  if (!for_people) series.emplace(out, plan, false);
  Tables tables(out, plan);
  if (log && !range.empty()) {
    MeasureOptions options;
    options.half_lives = plan.half_lives;
    options.days = range;
    options.which = days_given(plan);
    options.wanted = plan.wanted;
    PeriodCounts counts(*log, range);
    const bool by_day = plan.by == "day";
    measure_dyads(*log, options, [&](const DyadDay& row) {
      const DyadMeasures m = measures_of(row.sums);
      Value events = row.sums.observed ? cell(row.sums.events) : cell();
      if (!by_day) {
        counts.advance(row.day);
        events = counts.events(log->find(row.source, row.target));
      }
      if (for_people) {
        tables.row(row, m, events);
        return;
      }
      NamedCells cells = cells_of(m);
      cells.emplace_back("source", cell(row.source));
      cells.emplace_back("target", cell(row.target));
      cells.emplace_back("day", cell(day_from_number(row.day)));
      cells.emplace_back("events", events);
      cells.emplace_back("half_life_days", cell(row.half_life_days));
      cells.emplace_back("provider", cell(plan.provider.name));
      cells.emplace_back("sampling", cell("machine"));
      cells.emplace_back("thin", cell(m.thin()));
      series->row(cells);
    });
  }
  if (series) {
    series->finish();
    return {};
  }
  if (log && !range.empty()) tables.finish();
  for (const auto& note : plan.notes) out.print(clean(note) + "\n");
  return {};
}

// One register, whole or of one dyad.
struct Counted {
  const Register* of = nullptr;
  std::optional<NamedDyad> dyad;
  std::vector<Act> acts;
};

std::vector<Counted> counted_registers(const Case& of_case, const std::vector<Act>& acts,
                                       const std::optional<NamedDyad>& dyad,
                                       const std::string& only, Plan& plan) {
  std::vector<Counted> list;
  std::vector<std::string> unfinished;
  for (const auto& entry : of_case.registers) {
    if (!only.empty() && entry.key != only) continue;
    if (!entry.complete) {
      unfinished.push_back(entry.key);
      continue;
    }
    Counted counted{&entry, dyad, {}};
    for (const auto& act : dyad ? acts_of_dyad(acts, *dyad) : acts)
      if (act.in_register() && act.register_key == entry.key) counted.acts.push_back(act);
    if (!dyad || !counted.acts.empty()) list.push_back(std::move(counted));
  }
  plan.notes.emplace_back(kPickedRows);
  if (!unfinished.empty()) {
    plan.notes.push_back(
        fmt::format("Not counted, since not complete: {}.", join(unfinished, ", ")));
  }
  if (list.empty()) {
    plan.notes.push_back(dyad ? fmt::format("No complete register of the case holds an act from {} "
                                            "to {}: no data.",
                                            dyad->first, dyad->second)
                              : "The case has no complete register to count: no data.");
  }
  return list;
}

Result<void> measure_registers(Context& context, Duck& duck, const Case& of_case, Plan& plan) {
  const std::string only = context.values.text("register");
  if (!only.empty() &&
      std::ranges::find(of_case.registers, only, &Register::key) == of_case.registers.end()) {
    std::vector<std::string> keys;
    for (const auto& entry : of_case.registers) keys.push_back(entry.key);
    const auto near = nearest(only, keys);
    return fail(ErrorCode::kUsage, fmt::format("the case has no register {}", printable(only)),
                near ? fmt::format("did you mean {}?", *near) : "there is: " + join(keys, ", "));
  }
  if (context.values.given("by") && plan.by != "month") {
    plan.notes.push_back(fmt::format("Registers are told by month, not by {}.", plan.by));
  }
  plan.by = "month";
  ENTENTE_TRY(const std::vector<Act> acts, read_acts(duck));
  DayRange range = plan.range;
  if (!context.values.given("from")) range.from = std::max(range.from, of_case.window.from);
  range.to = std::min(range.to, of_case.window.to);
  if (const auto as_of = context.values.day("as-of")) {
    range.to = std::min(range.to, *as_of + days{1});
  }
  std::optional<NamedDyad> dyad;
  if (context.values.given("dyad")) dyad = plan.wanted.front();
  std::vector<Counted> list = counted_registers(of_case, acts, dyad, only, plan);
  struct Row {
    const Counted* counted;
    double half_life;
    RegisterRate rate;
    std::uint32_t count;
  };
  std::vector<Row> rows;
  for (const auto& counted : list) {
    std::map<Day, std::uint32_t> months;
    for (const auto& month : by_month(counted.acts, *counted.of, range))
      months[month.month] = month.count;
    for (const double half_life : plan.half_lives) {
      for (const auto& rate : register_rates(counted.acts, *counted.of, range, half_life))
        rows.push_back({&counted, half_life, rate, months[month_start(rate.day)]});
    }
  }
  if (!list.empty() && rows.empty())
    plan.notes.emplace_back("No data in these days: no register's window holds any of them.");
  Output& out = context.out;
  if (out.format() != Format::kTable) {
    Series series(out, plan, true);
    for (const auto& row : rows) {
      NamedCells cells = {{"day", cell(row.rate.day)},
                          {"events", cell(row.count)},
                          {"half_life_days", cell(row.half_life)},
                          {"provider", cell("curated")},
                          {"sampling", cell("register")},
                          {"thin", cell(row.rate.effective < kFewestEffective)},
                          {"register", cell(row.counted->of->key)},
                          {"events_per_year", cell(row.rate.events_per_year)},
                          {"events_per_year_low", cell(row.rate.interval.low)},
                          {"events_per_year_high", cell(row.rate.interval.high)}};
      if (row.counted->dyad) {
        cells.emplace_back("source", cell(row.counted->dyad->first));
        cells.emplace_back("target", cell(row.counted->dyad->second));
      }
      series.row(cells);
    }
    series.finish();
    return {};
  }
  if (!rows.empty()) {
    out.print(
        fmt::format("{}, by month; {:.0f} % intervals. \"few\": too few events to say much.\n",
                    kRegisterUnit, 100 * kMeasureLevel));
  }
  const Counted* last = nullptr;
  std::optional<Rows> table;
  for (const auto& row : rows) {
    if (row.counted != last) {
      if (table) table->finish();
      last = row.counted;
      out.print(fmt::format("\n{} ({})\n", clean(last->of->name), last->of->key));
      table.emplace(out);
      table->header({{"month", "DOUBLE"},
                     {"events", "UINTEGER"},
                     {"events a year", "DOUBLE"},
                     {"half-life", "DOUBLE"},
                     {"", "VARCHAR"}});
    }
    table->row({cell(format_month(row.rate.day)), cell(row.count),
                cell(words_of(Estimate{row.rate.events_per_year, row.rate.interval})),
                cell(fmt::format("{:g}", row.half_life)),
                cell(row.rate.effective < kFewestEffective ? "few" : "")});
  }
  if (table) table->finish();
  for (const auto& note : plan.notes) out.print(clean(note) + "\n");
  return {};
}

}  // namespace

Result<int> run_measure(Context& context) {
  ENTENTE_CHECK(take_case_operand(context));
  const bool of_register = context.values.given("register");
  if (of_register && (context.values.given("store") || context.values.given("provider"))) {
    return fail(ErrorCode::kUsage, "--register counts a case's own rows: give the case alone");
  }
  ENTENTE_TRY(const auto open, open_store(context));
  RunNote note(context, *open);
  const auto done = [&]() -> Result<void> {
    ENTENTE_TRY(Plan plan, plan_of(context, *open));
    Duck& duck = open->snapshot->duck();
    if (!of_register) {
      ENTENTE_TRY(plan.provider, choose_provider(context, duck));
    }
    const bool machine = context.values.given("store") || !plan.provider.name.empty();
    return machine ? measure_machine(context, duck, plan)
                   : measure_registers(context, duck, *open->of_case, plan);
  }();
  note.ended(done);
  if (!done) return fail(done.error());
  return 0;
}

}  // namespace entente::cli
