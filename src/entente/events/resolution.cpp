#include "entente/events/resolution.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "entente/base/hash.hpp"
#include "entente/events/memory_table.hpp"
#include "entente/world/resolver.hpp"

namespace entente {
namespace {

constexpr int kResolutionVersion = 1;  // goes up when resolution's code changes its answers

std::string cache_name(const std::vector<PartRecord>& parts, const World& world) {
  std::uint64_t hash = hash_combine(world.fingerprint(), kResolutionVersion);
  for (const auto& part : parts)
    hash = hash_combine(hash, xxh64(part.provider + "/" + part.month + "/" + part.name));
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

Result<void> build(Duck& duck, const World& world) {
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

// A cache is a convenience: what cannot be written is built again next time.
void keep(Duck& duck, const files::Path& folder) {
  const files::Path file = folder / "resolution.parquet";
  files::Path beside = file;
  beside += fmt::format(".{}", ::getpid());
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return;
  if (duck.run(fmt::format("COPY resolution TO {} (FORMAT parquet)", sql_quote(beside.string())))) {
    std::filesystem::rename(beside, file, error);
  }
  if (error) std::filesystem::remove(beside, error);
  for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path(), error)) {
    std::error_code ignored;
    if (entry.path() != folder) std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace

Result<void> make_resolution(Duck& duck, const files::Path& store,
                             const std::vector<PartRecord>& parts, const World& world) {
  const files::Path folder = store / "derived" / cache_name(parts, world);
  const files::Path file = folder / "resolution.parquet";
  if (std::filesystem::exists(file)) {
    if (duck.run(fmt::format("CREATE TABLE resolution AS SELECT * FROM read_parquet({})",
                             sql_quote(file.string()))))
      return {};
    ENTENTE_CHECK(duck.run("DROP TABLE IF EXISTS resolution"));
  }
  ENTENTE_CHECK(build(duck, world));
  if (!parts.empty()) keep(duck, folder);
  return {};
}

}  // namespace entente
