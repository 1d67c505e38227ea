// entente events: a list of events, the newest last.

#include <fmt/format.h>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/world/tables.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

constexpr std::int64_t kRowsOnATerminal = 100;

// The key of the state or organisation that is meant by a key, a name or an alias.
Result<std::string> side_of(const World& world, std::string_view word) {
  const Actor* found = world.find(word);
  const std::string folded = folded_name(word);
  std::vector<std::string> names;
  for (const auto& actor : world.actors()) {
    const bool has_side = actor.kind == ActorKind::kState || actor.stands_alone;
    const auto is_it = [&](const std::string& name) {
      if (has_side) names.push_back(name);
      return folded_name(name) == folded;
    };
    bool named = is_it(actor.key);
    named = is_it(actor.name) || named;
    for (const auto& alias : actor.aliases) named = is_it(alias.name) || named;
    if (named && (found == nullptr || (has_side && found->key != word))) found = &actor;
  }
  if (found == nullptr) {
    const auto near = nearest(word, names);
    return fail(
        ErrorCode::kUsage, fmt::format("--dyad: there is no actor {}", printable(word)),
        near ? fmt::format("did you mean {}?", *near) : "the view actors lists all keys and names");
  }
  if (found->kind != ActorKind::kState && !found->stands_alone) {
    return fail(ErrorCode::kUsage,
                fmt::format("--dyad: {} is no state and no organisation that acts by itself",
                            printable(word)),
                found->parent.empty() ? "" : fmt::format("it belongs to {}", found->parent));
  }
  return found->key;
}

Result<std::string> condition(const Values& values, const World& world) {
  std::string where = "is_current";
  if (values.given("dyad")) {
    const std::string dyad = values.text("dyad");
    const auto sides = split(dyad, ',');
    if (sides.size() != 2 || trim(sides[0]).empty() || trim(sides[1]).empty()) {
      return fail(ErrorCode::kUsage,
                  fmt::format("--dyad must be two actors, got \"{}\"", printable(dyad)),
                  "for example: --dyad PRK,RUS");
    }
    ENTENTE_TRY(const std::string source, side_of(world, trim(sides[0])));
    ENTENTE_TRY(const std::string target, side_of(world, trim(sides[1])));
    where += fmt::format(" AND source_code = {} AND target_code = {}", sql_quote(source),
                         sql_quote(target));
  }
  const auto from = values.day("from");
  const auto to = values.day("to");
  if (from && to && *to < *from) return fail(ErrorCode::kUsage, "--to lies before --from");
  if (from) where += fmt::format(" AND day >= DATE '{}'", format_day(*from));
  if (to) where += fmt::format(" AND day <= DATE '{}'", format_day(*to));
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
