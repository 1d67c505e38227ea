#include "entente/events/derived.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

#include "entente/base/hash.hpp"
#include "entente/events/memory_table.hpp"
#include "entente/world/resolver.hpp"

namespace entente {
namespace {

constexpr int kDerivedVersion = 2;  // goes up when the code changes its answers
constexpr std::size_t kCaches = 8;  // as many are kept

std::string cache_name(const std::vector<PartRecord>& parts, const World& world,
                       const std::string& hides) {
  std::uint64_t hash =
      hash_combine(hash_combine(world.fingerprint(), kDerivedVersion), xxh64(hides));
  for (const auto& part : parts) {
    hash = hash_combine(hash, xxh64(part.provider + "/" + part.month + "/" + part.name));
  }
  return hex64(hash);
}

// Names with the sectors and countries that ICEWS's own columns give them: what a row that has
// names alone (quads) is resolved by.
Result<std::vector<LearnedName>> learn_names(Duck& duck) {
  std::vector<LearnedName> names;
  const auto collect = [&](const std::string& side) {
    return duck.chunks(
        fmt::format(
            "SELECT {0}_raw, coalesce({0}_sectors, ''), coalesce({0}_country, ''), min(day), "
            "max(day) FROM raw "
            "WHERE provider = 'icews' AND {0}_raw IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            side),
        [&](const ChunkReader& chunk) -> Result<void> {
          for (std::size_t i = 0; i < chunk.size(); ++i) {
            names.push_back({std::string(chunk.text(0, i)), std::string(chunk.text(1, i)),
                             std::string(chunk.text(2, i)),
                             day_from_number(chunk.data<std::int32_t>(3)[i]),
                             day_from_number(chunk.data<std::int32_t>(4)[i])});
          }
          return {};
        });
  };
  ENTENTE_CHECK(collect("source"));
  ENTENTE_CHECK(collect("target"));
  return names;
}

Result<void> build_resolution(Duck& duck, const World& world) {
  std::vector<LearnedName> learned;
  ENTENTE_TRY(
      const std::int64_t quads,
      duck.number("SELECT count(*) FROM (SELECT 1 FROM raw WHERE provider = 'quads' LIMIT 1)"));
  if (quads != 0) {
    ENTENTE_TRY(learned, learn_names(duck));
  }
  const Resolver resolver(world, learned);
  using enum ColumnType;
  MemoryTable table({{"key", kUInt64},
                     {"from_day", kDate},
                     {"to_day", kDate},
                     {"actor", kUInt32},
                     {"code", kText},
                     {"state_act", kBoolean},
                     {"sector", kText},
                     {"resolved_by", kText}});
  const std::string query =
      "SELECT key, any_value(provider), any_value(raw), any_value(name), any_value(sectors), "
      "any_value(country) FROM ("
      "SELECT source_key AS key, provider, source_raw AS raw, source_name AS name, source_sectors "
      "AS sectors, source_country AS country FROM raw "
      "UNION ALL SELECT target_key, provider, target_raw, target_name, target_sectors, "
      "target_country FROM raw) "
      "WHERE raw IS NOT NULL OR country IS NOT NULL GROUP BY key ORDER BY key";
  ENTENTE_CHECK(duck.chunks(query, [&](const ChunkReader& chunk) -> Result<void> {
    const auto text = [&](std::size_t column, std::size_t i) {
      return chunk.valid(column, i) ? std::string(chunk.text(column, i)) : std::string();
    };
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      for (const auto& r :
           resolver.resolve({text(1, i), text(2, i), text(3, i), text(4, i), text(5, i)})) {
        if (r.by == ResolvedBy::kNothing) continue;
        MemoryTable::Cell code;
        if (!r.affiliation.empty()) code = r.affiliation;
        table.add({chunk.data<std::uint64_t>(0)[i], day_number(r.days.from), day_number(r.days.to),
                   r.actor.value(), code, r.state_act, r.sector, std::string(name_of(r.by))});
      }
    }
    return {};
  }));
  return load_table(duck, "resolution", table);
}

// A bilateral meeting has two states. Among three or more, one meeting is told apart from several
// by all pairs being there: k states with k (k - 1) / 2 pairs.
Result<void> build_meetings(Duck& duck) {
  return duck.run(fmt::format(R"sql(
CREATE TABLE meetings AS
WITH acts AS (
  SELECT DISTINCT r.provider, r.day, r.story_id, least(s.code, t.code) AS a, greatest(s.code, t.code) AS b
  FROM raw r
  JOIN resolution s ON s.key = r.source_key AND r.day >= s.from_day AND r.day < s.to_day
  JOIN resolution t ON t.key = r.target_key AND r.day >= t.from_day AND r.day < t.to_day
  WHERE r.story_id IS NOT NULL AND NOT r.deleted AND s.code <> t.code AND {}
), sides AS (
  SELECT provider, day, story_id, a AS state FROM acts UNION SELECT provider, day, story_id, b FROM acts
), sizes AS (
  SELECT provider, day, story_id, count(*) AS pairs FROM acts GROUP BY ALL HAVING count(*) >= 3
)
SELECT provider, day, story_id FROM sizes JOIN sides USING (provider, day, story_id)
GROUP BY provider, day, story_id, pairs HAVING 2 * pairs = count(*) * (count(*) - 1)
ORDER BY ALL
)sql",
                              kSymmetricAct));
}

constexpr const char* kTables[] = {"resolution", "meetings"};

files::Path cache_file(const files::Path& folder, const char* table) {
  return folder / fmt::format("{}.parquet", table);
}

bool load(Duck& duck, const files::Path& folder) {
  for (const char* const table : kTables) {
    const files::Path file = cache_file(folder, table);
    if (!std::filesystem::exists(file)) return false;
    if (!duck.run(fmt::format("CREATE OR REPLACE TABLE {} AS SELECT * FROM read_parquet({})", table,
                              sql_quote(file.string()))))
      return false;
  }
  return true;
}

// Caches of other states of the store beyond the newest few; what DuckDB spills lies beside them
// under another kind of name.
void drop_old_caches(const files::Path& derived) {
  constexpr std::size_t kNameLength = 16;
  std::error_code error;
  std::vector<std::pair<std::filesystem::file_time_type, files::Path>> caches;
  const auto found = files::entries(derived);
  if (!found) return;
  for (const auto& path : *found) {
    if (path.filename().string().size() == kNameLength)
      caches.emplace_back(std::filesystem::last_write_time(path, error), path);
  }
  std::ranges::sort(caches, std::greater<>{});
  for (std::size_t i = kCaches; i < caches.size(); ++i)
    std::filesystem::remove_all(caches[i].second, error);
}

// A cache is a convenience: what cannot be written is built again next time.
void keep(Duck& duck, const files::Path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return;
  for (const char* const table : kTables) {
    const files::Path file = cache_file(folder, table);
    files::Path beside = file;
    beside += fmt::format(".{}", ::getpid());
    const auto written =
        duck.run(fmt::format("COPY {} TO {} (FORMAT parquet)", table, sql_quote(beside.string())));
    if (written) std::filesystem::rename(beside, file, error);
    if (!written || error) std::filesystem::remove(beside, error);
  }
  drop_old_caches(folder.parent_path());
}

}  // namespace

Result<void> make_derived(Duck& duck, const files::Path& store,
                          const std::vector<PartRecord>& parts, const World& world,
                          const std::string& hides) {
  const files::Path folder = store / "derived" / cache_name(parts, world, hides);
  if (load(duck, folder)) return {};
  for (const char* const table : kTables)
    ENTENTE_CHECK(duck.run(fmt::format("DROP TABLE IF EXISTS {}", table)));
  ENTENTE_CHECK(build_resolution(duck, world));
  ENTENTE_CHECK(build_meetings(duck));
  if (!parts.empty()) keep(duck, folder);
  return {};
}

}  // namespace entente
