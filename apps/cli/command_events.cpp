// entente events: a list of events, the newest last.

#include <fmt/format.h>

#include "commands.hpp"
#include "parties.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

constexpr std::int64_t kRowsOnATerminal = 100;

Result<std::string> condition(const Values& values, const World& world) {
  std::string where = "is_current";
  if (values.given("dyad")) {
    ENTENTE_TRY(const NamedDyad dyad, dyad_of(world, values.text("dyad"), "--dyad"));
    where += fmt::format(" AND source_code = {} AND target_code = {}", sql_quote(dyad.first),
                         sql_quote(dyad.second));
  }
  ENTENTE_TRY(const DayRange days, days_of(values));
  if (values.given("from")) where += fmt::format(" AND day >= DATE '{}'", format_day(days.from));
  if (values.given("to")) where += fmt::format(" AND day < DATE '{}'", format_day(days.to));
  return where;
}

}  // namespace

Result<int> run_events(Context& context) {
  ENTENTE_TRY(const auto open, open_store(context));
  ENTENTE_TRY(const std::string where,
              condition(context.values, open->of_case ? open->of_case->world : open->world));
  Duck& duck = open->snapshot->duck();
  Output& out = context.out;
  std::optional<std::int64_t> limit = context.values.number("limit");
  const bool cut_for_terminal =
      !limit && out.format() == Format::kTable && context.environment.output_is_terminal;
  if (cut_for_terminal) limit = kRowsOnATerminal;
  // The newest of them, told in the order of days.
  const std::string order = "day, provider, event_id, revision";
  const std::string newest = "day DESC, provider DESC, event_id DESC, revision DESC";
  std::string columns =
      "event_id, provider, provider_id, day, source_code AS source, target_code AS target, "
      "source_raw, "
      "target_raw, action, root, quad_class, intensity, theatre, sentence, file, line";
  if (out.format() == Format::kTable) {
    columns =
        "event_id, provider, day, coalesce(source_code, '?' || coalesce(source_raw, '')) AS "
        "source, "
        "coalesce(target_code, '?' || coalesce(target_raw, '')) AS target, action, quad_class, "
        "theatre, sentence";
  }
  const std::string rows = limit
                               ? fmt::format("(SELECT * FROM events WHERE {} ORDER BY {} LIMIT {})",
                                             where, newest, *limit)
                               : fmt::format("(SELECT * FROM events WHERE {})", where);
  const std::string sql = fmt::format("SELECT {} FROM {} AS e ORDER BY {}", columns, rows, order);
  if (out.json()) {
    ENTENTE_TRY(const RowSet set, query(duck, "events", sql));
    print_set(out, set);
    return 0;
  }
  Rows table(out);
  ENTENTE_CHECK(duck.rows(
      sql,
      [&](const std::vector<ResultColumn>& header) -> Result<void> {
        table.header(header);
        return {};
      },
      [&](const std::vector<Value>& row) -> Result<void> {
        table.row(row);
        if (out.closed()) return fail(ErrorCode::kInterrupted, "the reader has gone");
        return {};
      }));
  table.finish();
  if (cut_for_terminal && table.count() == static_cast<std::uint64_t>(kRowsOnATerminal)) {
    out.note(fmt::format("the newest {} rows; --limit N for more", kRowsOnATerminal));
  }
  return 0;
}

}  // namespace entente::cli
