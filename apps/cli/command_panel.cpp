// entente panel: directed dyads by day, week, month or year, as scholars merge them with other
// data.
//
// One row a dyad and period, quiet ones too, with the country codes in use in the field (ISO 3166-1
// alpha-3, Correlates of War, Gleditsch & Ward 1999) as they were on the period's last day. The
// rows go to a new file beside the target, which takes its place once it is whole; Parquet is made
// by DuckDB from the same rows.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "attribution.hpp"
#include "commands.hpp"
#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "entente/measure/panel.hpp"
#include "entente/world/codes.hpp"
#include "row_file.hpp"
#include "series.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

using std::chrono::days;

Period period_of(const std::string& by) {
  if (by == "day") return Period::kDay;
  if (by == "week") return Period::kWeek;
  return by == "year" ? Period::kYear : Period::kMonth;
}

std::vector<ResultColumn> columns() {
  std::vector<ResultColumn> list = {
      {"provider", "VARCHAR"},      {"source", "VARCHAR"},     {"target", "VARCHAR"},
      {"source_iso3", "VARCHAR"},   {"source_cow", "INTEGER"}, {"source_gw", "INTEGER"},
      {"target_iso3", "VARCHAR"},   {"target_cow", "INTEGER"}, {"target_gw", "INTEGER"},
      {"period", "VARCHAR"},        {"first_day", "DATE"},     {"last_day", "DATE"},
      {"observed_days", "UINTEGER"}};
  for (const auto* const name :
       {"events", "cooperation_events", "conflict_events", "neutral_events"})
    list.push_back({name, "UINTEGER"});
  list.push_back({"exposure", "DOUBLE"});
  for (const auto& [name, value] : cells_of(DyadMeasures{}))
    list.push_back({std::string(name), "DOUBLE"});
  list.push_back({"half_life_days", "DOUBLE"});
  list.push_back({"thin", "BOOLEAN"});
  return list;
}

// ISO alpha-3, COW and GW of a state on that day; three nulls for what is no state.
void add_codes(std::vector<Value>& cells, const std::string& party, Day day) {
  const State* const state = find_state(Iso3{party});
  const bool member = state != nullptr && state->member.contains(day);
  cells.push_back(state != nullptr ? cell(party) : cell());
  cells.push_back(member && state->cow ? cell(state->cow->value) : cell());
  cells.push_back(member && state->gw ? cell(state->gw->value) : cell());
}

std::vector<Value> cells_of_row(const PanelRow& row, const std::string& provider,
                                const std::string& by, double half_life) {
  const Day last = row.to - days{1};
  std::vector<Value> cells = {cell(provider), cell(row.source), cell(row.target)};
  add_codes(cells, row.source, last);
  add_codes(cells, row.target, last);
  cells.push_back(cell(by));
  cells.push_back(cell(row.from));
  cells.push_back(cell(last));
  cells.push_back(cell(row.observed_days));
  const bool observed = row.observed_days > 0;
  for (const auto count : {row.events, row.cooperation, row.conflict, row.neutral})
    cells.push_back(observed ? cell(count) : cell());
  cells.push_back(observed ? cell(row.exposure) : cell());
  for (const auto& [name, value] : cells_of(row.measures)) cells.push_back(value);
  cells.push_back(cell(half_life));
  cells.push_back(cell(row.measures.thin()));
  return cells;
}

struct Wanted {
  std::string by, format, file;
  ChosenProvider provider;
  std::vector<NamedDyad> dyads;
  std::vector<double> half_lives;
  DayRange range{};
};

Result<std::uint64_t> write_panel(Output& out, const EventLog& log, const Wanted& wanted,
                                  const std::string& file) {
  const std::string form = wanted.format == "jsonl" ? "jsonl" : "csv";
  ENTENTE_TRY(RowFile rows, RowFile::create(out, form, file));
  ENTENTE_CHECK(rows.header(columns()));
  Result<void> written;
  if (!wanted.range.empty()) {
    for (const double half_life : wanted.half_lives) {
      panel(log, period_of(wanted.by), wanted.range, half_life, wanted.dyads,
            [&](const PanelRow& row) {
              if (written)
                written = rows.row(cells_of_row(row, wanted.provider.name, wanted.by, half_life));
            });
      if (!written) return fail(written.error());
    }
  }
  ENTENTE_CHECK(rows.finish());
  return rows.rows();
}

Result<void> to_parquet(Duck& duck, const std::string& csv, const std::string& parquet) {
  std::string types;
  for (const auto& column : columns()) {
    types += fmt::format("{}{}: {}", types.empty() ? "" : ", ", sql_quote(column.name),
                         sql_quote(column.type));
  }
  ENTENTE_CHECK(duck.run(
      fmt::format("COPY (SELECT * FROM read_csv({}, header = true, delim = ',', nullstr = '', "
                  "columns = {{{}}})) TO {} (FORMAT parquet, COMPRESSION zstd)",
                  sql_quote(csv), types, sql_quote(parquet))));
  return files::sync_file(parquet);
}

Result<std::uint64_t> write_whole(Context& context, Duck& duck, const EventLog& log,
                                  const Wanted& wanted) {
  if (wanted.file == "-") return write_panel(context.out, log, wanted, wanted.file);
  const std::string beside = fmt::format("{}.{}.part", wanted.file, ::getpid());
  const std::string csv = beside + ".csv";
  const bool parquet = wanted.format == "parquet";
  auto rows = [&]() -> Result<std::uint64_t> {
    ENTENTE_TRY(const std::uint64_t count,
                write_panel(context.out, log, wanted, parquet ? csv : beside));
    if (parquet) ENTENTE_CHECK(to_parquet(duck, csv, beside));
    ENTENTE_CHECK(files::move_file(beside, wanted.file));
    ENTENTE_TRY(const std::string text, attribution_csv(duck, wanted.provider.name));
    ENTENTE_CHECK(files::replace_file(wanted.file + ".attribution.csv", text));
    return count;
  }();
  std::error_code error;
  std::filesystem::remove(csv, error);
  if (!rows) std::filesystem::remove(beside, error);
  return rows;
}

Result<std::uint64_t> run_in(Context& context, OpenStore& open, Wanted& wanted) {
  Duck& duck = open.snapshot->duck();
  ENTENTE_TRY(const DayRange asked, days_of(context.values));
  ENTENTE_TRY(wanted.dyads, wanted_dyads(context, open));
  ENTENTE_TRY(wanted.provider, choose_provider(context, duck));
  if (wanted.provider.name.empty()) {
    return fail(ErrorCode::kNotFound, "there are no machine-coded acts between states here",
                open.of_case
                    ? "give a store with --store DIR; entente measure CASE counts registers"
                    : "entente ingest or entente fetch brings them");
  }
  ENTENTE_TRY(const EventLog log, read_event_log(duck, {.provider = wanted.provider.name}));
  wanted.range = days_in(log, asked);
  if (wanted.range.empty()) {
    context.out.note(fmt::format("no data in these days: {} has {}", wanted.provider.name,
                                 days_text(days_in(log, {kFirstDay, kLastDay}))));
  }
  return write_whole(context, duck, log, wanted);
}

}  // namespace

Result<int> run_panel(Context& context) {
  ENTENTE_CHECK(take_case_operand(context));
  Wanted wanted;
  wanted.file = context.values.text("output");
  if (wanted.file.empty())
    return fail(ErrorCode::kUsage, "panel needs -o FILE (or -o - for standard output)");
  ENTENTE_TRY(wanted.format, wanted_format(context.values, wanted.file));
  if (wanted.file == "-" && context.out.json())
    return fail(ErrorCode::kUsage, "--json and -o - both want standard output");
  if (wanted.file != "-") ENTENTE_CHECK(need_place_for(wanted.file));
  wanted.by = context.values.given("by") ? context.values.text("by") : "month";
  wanted.half_lives = half_lives_of(context.values);
  ENTENTE_TRY(const auto open, open_store(context));
  RunNote note(context, *open);
  const auto rows = run_in(context, *open, wanted);
  note.ended(rows);
  if (!rows) return fail(rows.error());
  if (wanted.file == "-") return 0;
  if (context.out.json()) {
    Json json = context.out.document();
    json.begin_object().member("file", wanted.file).member("format", wanted.format);
    json.member("rows", *rows).member("provider", wanted.provider.name).member("by", wanted.by);
    json.member("attribution", wanted.file + ".attribution.csv").end_object();
    json.finish();
    return 0;
  }
  context.out.print(fmt::format("{}: {} of {}\n{}: whose data it is\n", clean(wanted.file),
                                count_of(*rows, "row"), clean(wanted.provider.name),
                                clean(wanted.file + ".attribution.csv")));
  return 0;
}

}  // namespace entente::cli
