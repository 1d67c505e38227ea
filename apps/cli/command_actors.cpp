// entente actors resolve: which raw actors were found in a store, or what single names resolve to.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/world/resolver.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

constexpr std::int64_t kRowsOfATable = 30;
constexpr double kWarnShare = 0.10;

// Every raw actor on either side with its rows: one row a (provider, raw, name, country, state).
constexpr std::string_view kSides = R"sql(
CREATE TEMP TABLE sides AS
WITH said AS (
  SELECT provider, source_raw AS raw, source_name AS name, source_country AS country, source AS actor,
    source_code AS code, source_resolved_by AS found_by FROM events WHERE is_current
  UNION ALL
  SELECT provider, target_raw, target_name, target_country, target, target_code, target_resolved_by FROM events WHERE is_current
)
SELECT provider, raw, name, country, actor, code, found_by, count(*) AS rows FROM said WHERE raw IS NOT NULL GROUP BY ALL
)sql";

Result<void> warn_watched(Context& context, Duck& duck, const Case& of_case) {
  std::set<std::string> watched;
  for (const auto& [a, b] : of_case.watched) {
    watched.insert(a);
    watched.insert(b);
  }
  const std::vector<std::string> list(watched.begin(), watched.end());
  if (list.empty()) return {};
  ENTENTE_TRY(
      const RowSet set,
      query(duck, "",
            fmt::format("SELECT provider, country, sum(rows)::BIGINT AS rows, "
                        "coalesce(sum(rows) FILTER (code IS NULL), 0)::BIGINT AS lost FROM sides "
                        "WHERE list_contains({}, country) GROUP BY ALL ORDER BY ALL",
                        sql_list(list))));
  for (const auto& row : set.rows) {
    const auto rows = static_cast<double>(row[2].integer);
    const auto lost = static_cast<double>(row[3].integer);
    if (lost > kWarnShare * rows) {
      context.out.warn(fmt::format(
          "{}: {:.0f} % of the {} for {} have no known actor", row[0].text, 100 * lost / rows,
          count_of(static_cast<std::uint64_t>(row[2].integer), "actor cell"), row[1].text));
    }
  }
  return {};
}

Result<int> resolve_store(Context& context) {
  ENTENTE_TRY(const auto open, open_store(context));
  Duck& duck = open->snapshot->duck();
  Output& out = context.out;
  std::string sides(kSides);
  if (context.values.given("provider")) {
    sides.insert(sides.rfind(" GROUP BY"),
                 " AND provider = " + sql_quote(context.values.text("provider")));
  }
  if (context.values.given("provider")) {
    const std::string provider = context.values.text("provider");
    ENTENTE_TRY(const RowSet known,
                query(duck, "", "SELECT DISTINCT provider FROM events ORDER BY provider"));
    std::vector<std::string> names;
    for (const auto& row : known.rows) names.push_back(row[0].text);
    if (std::ranges::find(names, provider) == names.end()) {
      return fail(ErrorCode::kUsage,
                  fmt::format("the store has no rows of a provider {}", printable(provider)),
                  names.empty() ? "it has no rows at all" : "it has: " + join(names, ", "));
    }
  }
  ENTENTE_CHECK(duck.run(sides));
  std::optional<std::int64_t> limit = context.values.number("limit");
  if (!limit && out.format() == Format::kTable) limit = kRowsOfATable;
  const std::string cut = limit ? fmt::format(" LIMIT {}", *limit) : "";
  const std::string order = " ORDER BY rows DESC, provider, raw, name, country";
  ENTENTE_TRY(const RowSet shares,
              query(duck, "providers",
                    "SELECT provider, sum(rows)::BIGINT AS rows, coalesce(sum(rows) FILTER (code "
                    "IS NOT NULL), 0)::BIGINT AS resolved, "
                    "coalesce(sum(rows) FILTER (code IS NOT NULL), 0) / sum(rows) AS share, "
                    "count(*) AS distinct_actors "
                    "FROM sides GROUP BY provider ORDER BY provider"));
  ENTENTE_TRY(const RowSet lost,
              query(duck, "unresolved",
                    "SELECT raw, sum(rows)::BIGINT AS rows, provider, name, country FROM sides "
                    "WHERE code IS NULL AND actor IS NULL GROUP BY ALL" +
                        order + cut));
  RowSet found;
  if (out.json()) {
    ENTENTE_TRY(
        found,
        query(
            duck, "resolved",
            "SELECT s.raw, sum(s.rows)::BIGINT AS rows, s.provider, s.name, s.country, a.key AS "
            "actor, "
            "s.code AS state, s.found_by AS resolved_by FROM sides s LEFT JOIN actors a ON a.id = "
            "s.actor "
            "WHERE s.code IS NOT NULL OR s.actor IS NOT NULL GROUP BY ALL"
            " ORDER BY rows DESC, s.provider, s.raw, s.name, s.country, actor, state, resolved_by" +
                cut));
    Json json = out.document();
    json.begin_object();
    for (const RowSet* const set : {&shares, static_cast<const RowSet*>(&found), &lost}) {
      json.key(set->name);
      write_objects(json, *set);
    }
    json.end_object();
    json.finish();
  } else if (out.format() == Format::kCsv) {
    print_set(out, lost);
  } else {
    print_set(out, shares);
    ENTENTE_TRY(const std::int64_t stateless,
                duck.number("SELECT count(DISTINCT actor) FROM sides WHERE code IS NULL AND actor "
                            "IS NOT NULL"));
    const std::string without = stateless == 0
                                    ? std::string()
                                    : fmt::format("{} found, but without a state on that day.\n",
                                                  count_of(static_cast<std::uint64_t>(stateless),
                                                           "actor was", "actors were"));
    out.print("\n" + without +
              (!lost.rows.empty() ? "Not resolved, most frequent first\n"
               : stateless == 0   ? "All actors were resolved.\n"
                                  : "No other actor is unresolved.\n"));
    if (!lost.rows.empty()) print_set(out, lost);
  }
  if (open->of_case) ENTENTE_CHECK(warn_watched(context, duck, *open->of_case));
  return 0;
}

Result<int> resolve_names(Context& context) {
  std::optional<Case> of_case;
  World built_in;
  if (context.values.given("case")) {
    ENTENTE_TRY(of_case, open_case(context, context.values.text("case")));
  } else if (context.values.given("store")) {
    ENTENTE_TRY(built_in, store_world(context.values.text("store")));
  } else {
    built_in = World::built_in();
  }
  const World& world = of_case ? of_case->world : built_in;
  const Resolver resolver(world);
  RowSet found;
  RowSet lost;
  found.name = "resolved";
  found.columns = {{"raw", "VARCHAR"},       {"rows", "BIGINT"},
                   {"actor", "VARCHAR"},     {"name", "VARCHAR"},
                   {"state", "VARCHAR"},     {"sector", "VARCHAR"},
                   {"state_act", "BOOLEAN"}, {"resolved_by", "VARCHAR"},
                   {"from", "DATE"},         {"to", "DATE"}};
  lost.name = "unresolved";
  lost.columns = {{"raw", "VARCHAR"}, {"rows", "BIGINT"}};
  for (const auto& name : context.operands) {
    if (!valid_utf8(name))
      return fail(ErrorCode::kUsage, fmt::format("\"{}\" is not UTF-8", printable(name)));
    const RawActor raw{context.values.text("provider"), name, name, "", ""};
    std::vector<Resolution> periods;
    if (const auto day = context.values.day("day")) {
      periods.push_back(resolver.resolve_at(raw, *day));
    } else {
      periods = resolver.resolve(raw);
    }
    std::erase_if(periods, [](const Resolution& r) { return r.by == ResolvedBy::kNothing; });
    if (periods.empty()) lost.rows.push_back({cell(name), cell()});
    for (const auto& r : periods) {
      const bool known = r.actor.value() != 0;
      found.rows.push_back({cell(name), cell(), known ? cell(world.actor(r.actor).key) : cell(),
                            known ? cell(world.actor(r.actor).name) : cell(),
                            cell_or_null(r.affiliation), cell_or_null(r.sector), cell(r.state_act),
                            cell(name_of(r.by)),
                            r.days.from <= kFirstDay ? cell() : cell(r.days.from),
                            r.days.to >= kLastDay ? cell() : cell(r.days.to)});
    }
  }
  Output& out = context.out;
  if (out.json()) {
    Json json = out.document();
    json.begin_object().key("resolved");
    write_objects(json, found);
    json.key("unresolved");
    write_objects(json, lost);
    json.end_object();
    json.finish();
    return 0;
  }
  if (!found.rows.empty() || out.format() == Format::kCsv) print_set(out, found);
  for (const auto& row : lost.rows) out.note("not found: " + row[0].text);
  return 0;
}

}  // namespace

Result<int> run_actors_resolve(Context& context) {
  return context.operands.empty() ? resolve_store(context) : resolve_names(context);
}

}  // namespace entente::cli
