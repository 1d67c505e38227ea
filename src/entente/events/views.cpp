#include "entente/events/views.hpp"

#include <fmt/format.h>

#include "entente/events/derived.hpp"
#include "entente/events/duck.hpp"

namespace entente {
namespace {

std::string one_of(const std::string& column, const std::vector<std::string>& values) {
  std::string list;
  for (const auto& value : values) {
    if (!list.empty()) list += ", ";
    list += sql_quote(value);
  }
  return fmt::format("{} IN ({})", column, list);
}

// An event has one theatre: by place, else by issue, else the dyad's home theatre. A dyad that no
// theatre claims (Russia and the United States) has none without a place.
std::string theatre_expression(const Case* of_case) {
  if (of_case == nullptr || of_case->theatres.empty()) return "CAST(NULL AS VARCHAR)";
  std::string place, issue, dyad;
  for (const auto& theatre : of_case->theatres) {
    const auto then = " THEN " + sql_quote(theatre.key);
    for (const auto& box : theatre.boxes) {
      place += fmt::format(" WHEN latitude BETWEEN {} AND {} AND longitude BETWEEN {} AND {}{}",
                           box.latitude_min, box.latitude_max, box.longitude_min, box.longitude_max,
                           then);
    }
  }
  for (const auto& theatre : of_case->theatres) {
    const auto then = " THEN " + sql_quote(theatre.key);
    if (!theatre.countries.empty()) place += " WHEN " + one_of("country", theatre.countries) + then;
    for (const auto& tag : theatre.issues)
      issue += fmt::format(" WHEN list_contains(issues, {}){}", sql_quote(tag), then);
    for (const auto& [a, b] : theatre.dyads) {
      dyad += fmt::format(
          " WHEN (source_code = {0} AND target_code = {1}) OR (source_code = {1} AND target_code = "
          "{0}){2}",
          sql_quote(a), sql_quote(b), then);
    }
  }
  return fmt::format("CASE{}{}{} ELSE NULL END", place, issue, dyad);
}

// The columns of one side's resolution.
std::string side(const std::string& s) {
  return fmt::format(
      "nullif({0}.actor, 0) AS {1}, {0}.code AS {1}_code, coalesce({0}.state_act, false) AS "
      "{1}_state_act, "
      "{0}.sector AS {1}_sector, coalesce({0}.resolved_by, 'nothing') AS {1}_resolved_by",
      s, s == "rs" ? "source" : "target");
}

// The commonest quad class of a group, the lowest of equals: mode(x ORDER BY x) by four counts. It
// would keep a list a group, which cost more than all else in reading five million events.
std::string commonest_class() {
  std::string most, which;
  for (int cls = 1; cls <= 4; ++cls) {
    const std::string n = fmt::format("count(*) FILTER (WHERE quad_class = {})", cls);
    most += (cls == 1 ? "" : ", ") + n;
    which += fmt::format(" WHEN {} THEN {}", n, cls);
  }
  return fmt::format("CAST(CASE greatest({}) WHEN 0 THEN min(quad_class){} END AS UTINYINT)", most,
                     which);
}

// One canonical event a key; `sector` adds the source's sector to the key.
std::string canonical_select(bool sector, const std::string& where) {
  return fmt::format(R"sql(
SELECT provider, day, source_code AS source, target_code AS target, root,{0}
  {3} AS quad_class,
  mode(action ORDER BY action) AS action,
  -- Summed as whole millionths: the same bytes in any order, at a fifth of the cost of sorting.
  sum(TRY_CAST(round(intensity * 1e6) AS BIGINT))::DOUBLE /
    count(TRY_CAST(round(intensity * 1e6) AS BIGINT)) / 1e6 AS intensity,
  count(*) AS rows_merged,
  min(occasion_id) AS occasion_id,
  mode(theatre ORDER BY theatre) FILTER (WHERE theatre IS NOT NULL) AS theatre,
  list_sort(list_distinct(flatten(list(issues) FILTER (WHERE issues IS NOT NULL)))) AS issues,
  -- A register's row stays one, whatever an author picked beside it.
  coalesce(min(sampling) FILTER (WHERE sampling = 'register'), min(sampling)) AS sampling,
  min(register) AS register,
  min(known_day) AS known_day
FROM events
WHERE is_current AND source_code IS NOT NULL AND target_code IS NOT NULL AND source_code <> target_code{1}
GROUP BY provider, day, source_code, target_code, root,{2} CASE WHEN root IS NULL THEN action END
)sql",
                     sector ? " source_sector AS sector," : "", where,
                     sector ? " source_sector," : "", commonest_class());
}

}  // namespace

std::string events_view(const Case* of_case) {
  return fmt::format(R"sql(
CREATE VIEW events AS
WITH joined AS (
  SELECT r.*, {0}, {1}, b.id AS batch, b.file AS file, g.grade AS later_grade, m.story_id AS meeting,
    coalesce(v.newest = r.revision AND NOT v.deleted, NOT r.deleted) AS is_current
  FROM raw r
  LEFT JOIN resolution rs ON rs.key = r.source_key AND r.day >= rs.from_day AND r.day < rs.to_day
  LEFT JOIN resolution rt ON rt.key = r.target_key AND r.day >= rt.from_day AND r.day < rt.to_day
  LEFT JOIN revised v ON v.event_id = r.event_id
  LEFT JOIN batches b ON b.number = r.batch_number
  LEFT JOIN current_grades g ON g.event = r.provider_id AND r.provider = 'curated'
  LEFT JOIN meetings m ON m.provider = r.provider AND m.day = r.day AND m.story_id = r.story_id
  WHERE NOT r.deleted
), tagged AS (
  SELECT * REPLACE (CASE WHEN issues IS NULL THEN [] ELSE string_split(issues, ';') END AS issues),
    CASE WHEN occasion IS NOT NULL THEN provider || ':' || occasion
         WHEN source_code IS NULL OR target_code IS NULL OR NOT {3} THEN NULL
         WHEN meeting IS NOT NULL THEN concat_ws(':', provider, day, meeting)
         ELSE concat_ws(':', provider, day, least(source_code, target_code), greatest(source_code, target_code), root)
    END AS occasion_id
  FROM joined
)
SELECT event_id, provider, provider_id, revision, day, day_last, day_basis,
  coalesce(recorded_day, CASE WHEN known_basis = 'given' THEN known_day END) AS recorded_day,
  known_day, known_basis, source_raw, target_raw, source_name, target_name, source_sectors, target_sectors,
  source_country, target_country, source, target, source_code, target_code,
  source_state_act, target_state_act, source_sector, target_sector, source_resolved_by, target_resolved_by,
  action, root, quad_class, intensity, weight, country, latitude, longitude, story_id, occasion_id,
  sampling, register, issues, {2} AS theatre, claimant, sentence, citation,
  coalesce(later_grade, grade) AS grade,
  batch, batch_number, file, line, is_current
FROM tagged
)sql",
                     side("rs"), side("rt"), theatre_expression(of_case), kSymmetricAct);
}

std::string canonical_all_view() {
  return "CREATE VIEW canonical_events_all AS " + canonical_select(true, "");
}

std::string canonical_view() {
  return "CREATE VIEW canonical_events AS " +
         canonical_select(false, " AND source_state_act AND target_state_act");
}

std::string coverage_view() {
  // Rows of a year or a month say nothing of a day. A day is missing where notes say so, where the
  // provider has no row, or where it has under a quarter of the median of the same weekday in the
  // 28 days before.
  return R"sql(
CREATE VIEW coverage AS
WITH daily AS (
  SELECT provider, day, sum(n)::BIGINT AS rows FROM (
    SELECT provider, day, count(*) AS n FROM events
    WHERE is_current AND provider <> 'curated' AND day_last - day < 28 GROUP BY ALL
    UNION ALL SELECT provider, day, sum(rows) FROM volumes GROUP BY ALL) GROUP BY ALL
), crossing AS (
  SELECT provider, day, sum(n)::BIGINT AS cross_border FROM (
    SELECT provider, day, count(*) AS n FROM canonical_events GROUP BY ALL
    UNION ALL SELECT provider, day, count(*) FROM (
      SELECT DISTINCT provider, day, source_country, target_country, root FROM volumes
      WHERE source_country <> target_country) GROUP BY ALL) GROUP BY ALL
), span AS (
  SELECT provider, CAST(unnest(generate_series(min(day), max(day), INTERVAL 1 DAY)) AS DATE) AS day FROM daily GROUP BY provider
), counted AS (
  SELECT provider, day, coalesce(rows, 0) AS rows, coalesce(cross_border, 0) AS cross_border
  FROM span LEFT JOIN daily USING (provider, day) LEFT JOIN crossing USING (provider, day)
), usual AS (
  SELECT *, (SELECT median(e.rows) FROM counted e WHERE e.provider = c.provider AND e.rows > 0
             AND e.day IN (c.day - 7, c.day - 14, c.day - 21, c.day - 28)) AS usual
  FROM counted c
)
SELECT u.provider, u.day, u.rows, u.cross_border,
  CASE WHEN n.kind = 'missing' OR u.rows = 0 OR u.rows < 0.25 * u.usual THEN 'missing' ELSE 'observed' END AS status,
  n.note
FROM usual u
LEFT JOIN (SELECT c.provider, c.day, 'missing' AS kind, min(m.note) AS note FROM counted c JOIN coverage_notes m
             ON m.provider = c.provider AND m.kind = 'missing' AND c.day >= m.from_day AND c.day < m.to_day GROUP BY ALL) n
  ON n.provider = u.provider AND n.day = u.day
)sql";
}

}  // namespace entente
