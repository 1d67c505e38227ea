#include "entente/measure/dyad_days.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "entente/base/hash.hpp"
#include "entente/events/store.hpp"

namespace entente {
namespace {

// Ten days; Russia acts on the US on the first and the last, China on Japan every day; the eighth
// day has no row at all.
std::string made_store(const std::string& name, bool with_rows) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / ("entente-dyad-days-" + name);
  std::filesystem::remove_all(folder);
  auto writer = StoreWriter::open(folder.string(), {});
  EXPECT_TRUE(writer);
  writer->begin_batch({"made", "testing", "testing", "", ""});
  int id = 0;
  const auto put = [&](int day, const char* source, const char* target) {
    const std::string row_id = std::to_string(++id);
    EventRow row;
    row.provider = "testing";
    row.provider_id = row_id;
    row.day = row.day_last = *parse_iso_day("2018-01-01") + std::chrono::days{day};
    row.source_raw = row.source_country = source;
    row.target_raw = row.target_country = target;
    row.action = "040";
    row.root = 4;
    row.intensity = 1.0;
    EXPECT_TRUE(writer->add(row));
  };
  for (int day = 0; with_rows && day < 10; ++day) {
    if (day == 7) continue;
    put(day, "CHN", "JPN");
    if (day == 0 || day == 9) put(day, "RUS", "USA");
  }
  EXPECT_TRUE(writer->end_batch(sha256_hex("made")));
  EXPECT_TRUE(writer->finish());
  return folder.string();
}

std::int64_t number(Snapshot& snapshot, const std::string& sql) {
  const auto found = snapshot.duck().number(sql);
  EXPECT_TRUE(found) << found.error().message;
  return found.value_or(-1);
}

TEST(DyadDays, WithoutACaseTheDaysOfEachDyadsActs) {
  const World world = World::built_in();
  auto snapshot = Snapshot::open(made_store("all", true), world, nullptr, {});
  ASSERT_TRUE(snapshot);
  ASSERT_TRUE(make_dyad_days(*snapshot, nullptr));
  EXPECT_EQ(number(*snapshot, "SELECT count(*) FROM dyad_days"), 11);
  EXPECT_EQ(number(*snapshot,
                   "SELECT count(*) FROM dyad_days WHERE source = 'RUS' AND target = "
                   "'USA' AND provider = 'testing' AND half_life_days = 90 AND events = "
                   "1 AND cooperation BETWEEN cooperation_low AND cooperation_high"),
            2);
  // Asked again it is made again, not twice.
  ASSERT_TRUE(make_dyad_days(*snapshot, nullptr));
  EXPECT_EQ(number(*snapshot, "SELECT count(*) FROM dyad_days"), 11);
  const std::string query = "SELECT source FROM dyad_days";
  EXPECT_TRUE(snapshot->admit(query));
  EXPECT_EQ(number(*snapshot, "SELECT count(*) FROM dyad_days WHERE day = DATE '2018-01-10'"), 2);
}

TEST(DyadDays, WithACaseTheWatchedPairsEveryDay) {
  const World world = World::built_in();
  Case watched;
  watched.watched = {{"USA", "RUS"}, {"PRK", "KOR"}};
  auto snapshot = Snapshot::open(made_store("case", true), world, nullptr, {});
  ASSERT_TRUE(snapshot);
  ASSERT_TRUE(make_dyad_days(*snapshot, &watched));
  EXPECT_EQ(number(*snapshot, "SELECT count(*) FROM dyad_days"), 40);
  EXPECT_EQ(number(*snapshot, "SELECT count(DISTINCT (source, target)) FROM dyad_days"), 4);
  EXPECT_EQ(number(*snapshot, "SELECT count(*) FROM dyad_days WHERE events > 0"), 2);
  // A day without data has no count, and pairs never seen have neither stance nor share.
  EXPECT_EQ(number(*snapshot, "SELECT count(*) FROM dyad_days WHERE events IS NULL"), 4);
  EXPECT_EQ(number(*snapshot,
                   "SELECT count(*) FROM dyad_days WHERE source = 'PRK' AND stance IS "
                   "NULL AND conflict_share IS NULL AND cooperation_high > 0"),
            10);
}

TEST(DyadDays, NothingMachineCodedGivesAnEmptyTable) {
  const World world = World::built_in();
  auto snapshot = Snapshot::open(made_store("empty", false), world, nullptr, {});
  ASSERT_TRUE(snapshot);
  ASSERT_TRUE(make_dyad_days(*snapshot, nullptr));
  EXPECT_EQ(number(*snapshot, "SELECT count(*) FROM dyad_days WHERE day > DATE '2000-01-01'"), 0);
}

TEST(DyadDays, IsNamedAsAWholeWordInAnyCase) {
  EXPECT_TRUE(names_dyad_days("SELECT * FROM dyad_days"));
  EXPECT_TRUE(names_dyad_days("select d.day from \"Dyad_Days\" d"));
  EXPECT_TRUE(names_dyad_days("SELECT my_dyad_days, DYAD_DAYS.day"));
  EXPECT_FALSE(names_dyad_days("SELECT * FROM my_dyad_days, dyad_days2"));
  EXPECT_FALSE(names_dyad_days(""));
}

}  // namespace
}  // namespace entente
