#include "entente/history/event_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "entente/base/hash.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/events/store.hpp"

namespace entente {
namespace {

const char* const kInsert =
    "INSERT INTO canonical_events (provider, day, source, target, root, intensity, issues, "
    "theatre)";

Duck made_views(const std::string& events, const std::string& coverage) {
  auto duck = Duck::open({});
  EXPECT_TRUE(duck);
  const auto run = [&](const std::string& sql) {
    const auto done = duck->run(sql);
    EXPECT_TRUE(done) << done.error().message;
  };
  run("CREATE TABLE canonical_events (provider VARCHAR, day DATE, source VARCHAR, target VARCHAR, "
      "root UTINYINT, intensity DOUBLE, issues VARCHAR[], theatre VARCHAR, "
      "sampling VARCHAR DEFAULT 'machine', quad_class UTINYINT, known_day DATE)");
  run("CREATE TABLE coverage (provider VARCHAR, day DATE, cross_border BIGINT, status VARCHAR)");
  if (!events.empty()) run(std::string(kInsert) + " VALUES " + events);
  if (!coverage.empty()) run("INSERT INTO coverage VALUES " + coverage);
  return std::move(*duck);
}

const char* const kEvents =
    "('p', '2018-01-03', 'RUS', 'USA', 19, -10, ['war'], 'east'),"
    "('p', '2018-01-01', 'USA', 'RUS', 4, 1, ['talks', 'war'], NULL),"
    "('p', '2018-01-01', 'CHN', 'RUS', NULL, NULL, NULL, 'east'),"
    "('p', '2018-01-01', 'CHN', 'RUS', NULL, 2.5, [], NULL),"
    "('p', '2018-01-05', 'NATO', 'RUS', 12, 'NaN', ['talks'], 'north'),"
    "('q', '2018-01-01', 'JPN', 'USA', 4, 1, [], NULL),"
    "('curated', '2018-01-01', 'JPN', 'USA', 4, 1, [], NULL)";
const char* const kCoverage =
    "('p', '2018-01-01', 40, 'observed'), ('p', '2018-01-02', 3, 'missing'),"
    "('p', '2018-01-04', 50, 'observed'), ('p', '2018-01-03', 45, 'observed'),"
    "('q', '2017-01-01', 9, 'observed')";

TEST(EventLog, DaysAssumedOfTheProvidersAsked) {
  Duck duck = made_views("", "");
  ASSERT_TRUE(duck.run("CREATE TABLE raw (provider VARCHAR, known_basis VARCHAR)"));
  ASSERT_TRUE(duck.run("INSERT INTO raw VALUES ('p', 'given'), ('q', 'assumed'), ('p', 'given')"));
  const auto assumed = [&](const LogFilter& filter) {
    const auto found = days_assumed(duck, filter);
    EXPECT_TRUE(found) << found.error().message;
    return found.value_or(false);
  };
  EXPECT_FALSE(assumed({.provider = "p"}));
  EXPECT_TRUE(assumed({.provider = "q"}));
  EXPECT_TRUE(assumed({.provider = "p", .earlier = "q"}));
}

TEST(EventLog, ColumnsInOrder) {
  Duck duck = made_views(kEvents, kCoverage);
  const auto log = read_event_log(duck, {"p", "", ""});
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->actors, (std::vector<std::string>{"CHN", "NATO", "RUS", "USA"}));
  EXPECT_EQ(log->dyads, (std::vector<EventLog::Dyad>{{0, 2}, {1, 2}, {2, 3}, {3, 2}}));
  const std::int32_t first = day_number(*parse_iso_day("2018-01-01"));
  EXPECT_EQ(log->day, (std::vector<std::int32_t>{first, first, first, first + 2, first + 4}));
  EXPECT_EQ(log->dyad, (std::vector<std::uint32_t>{0, 0, 3, 2, 1}));
  EXPECT_EQ(log->root, (std::vector<std::uint8_t>{0, 0, 4, 19, 12}));
  EXPECT_EQ(log->intensity[0], 2.5F);
  EXPECT_TRUE(std::isnan(log->intensity[1]));
  EXPECT_TRUE(std::isnan(log->intensity[4]));
  EXPECT_TRUE(log->outside.empty());
  // The fifth day has an event and no coverage: not observed.
  EXPECT_EQ(log->first_day, first);
  EXPECT_EQ(log->volume, (std::vector<std::uint32_t>{40, 3, 45, 50, 0}));
  EXPECT_EQ(log->observed, (std::vector<std::uint8_t>{1, 0, 1, 1, 0}));
  EXPECT_EQ(log->find("NATO", "RUS"), 1);
  EXPECT_EQ(log->find("RUS", "NATO"), -1);
  EXPECT_EQ(log->find("RUS", "XXX"), -1);
  EXPECT_EQ(log->find_actor("USA"), 3);
}

TEST(EventLog, AFilterTakesActsAndLeavesTheVolume) {
  Duck duck = made_views(kEvents, kCoverage);
  const auto war = read_event_log(duck, {"p", "war", ""});
  ASSERT_TRUE(war);
  EXPECT_EQ(war->root, (std::vector<std::uint8_t>{4, 19}));
  EXPECT_EQ(war->outside.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(war->outside, {}, &EventLog::Outside::day));
  EXPECT_EQ(war->volume, (std::vector<std::uint32_t>{40, 3, 45, 50, 0}));
  EXPECT_EQ(read_event_log(duck, {"p", "war", "east"})->root, (std::vector<std::uint8_t>{19}));
  EXPECT_EQ(read_event_log(duck, {"p", "", "east"})->size(), 2U);
  const auto none = read_event_log(duck, {"p", "it's", ""});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->size(), 0U);
  EXPECT_EQ(none->outside.size(), 5U);
}

// When an event could be known is kept as a lag: none given is never in time, one before the day
// itself is the day.
TEST(EventLog, QuadClassesAndWhatWasKnownWhen) {
  Duck duck = made_views(
      "('p', '2018-01-01', 'A', 'B', 4, 1, NULL, NULL), ('p', '2018-01-02', 'A', 'B', 4, 1, NULL, "
      "NULL), ('p', '2018-01-03', 'A', 'B', 19, 1, NULL, NULL)",
      "");
  ASSERT_TRUE(
      duck.run("UPDATE canonical_events SET known_day = day + 3, quad_class = 1 WHERE "
               "day = '2018-01-01'"));
  ASSERT_TRUE(
      duck.run("UPDATE canonical_events SET known_day = day - 3, quad_class = 4 WHERE "
               "day = '2018-01-02'"));
  const auto log = read_event_log(duck, {.provider = "p"});
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->quad, (std::vector<std::uint8_t>{1, 4, 0}));
  EXPECT_EQ(log->known_lag, (std::vector<std::uint16_t>{3, 0, kLateLag}));
}

// Two providers of one family are one log, no day from both: p up to its last day, then q.
TEST(EventLog, AFamilyIsJoinedAtTheLastDayOfTheEarlierOne) {
  EXPECT_EQ(with_family("quads", {"gdelt1", "icews", "quads"}).provider, "icews");
  EXPECT_EQ(with_family("icews", {"icews", "quads"}).earlier, "quads");
  EXPECT_EQ(with_family("quads", {"quads", "gdelt1"}).provider, "quads");
  EXPECT_EQ(with_family("gdelt1", {"icews", "quads", "gdelt1"}).earlier, "");
  Duck duck = made_views(std::string(kEvents) +
                             ", ('q', '2018-01-06', 'JPN', 'USA', 12, 1, [], NULL),"
                             "('q', '2018-01-05', 'JPN', 'USA', 13, 1, [], NULL)",
                         std::string(kCoverage) + ", ('q', '2018-01-06', 7, 'observed')");
  const auto log = read_event_log(duck, {.provider = "q", .earlier = "p"});
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->root, (std::vector<std::uint8_t>{0, 0, 4, 19, 12, 12}));
  EXPECT_EQ(log->volume, (std::vector<std::uint32_t>{40, 3, 45, 50, 0, 7}));
  EXPECT_EQ(log->provider, "p and q");
  const auto alone = read_event_log(duck, {.provider = "q", .earlier = "not there"});
  ASSERT_TRUE(alone) << alone.error().message;
  EXPECT_EQ(alone->size(), 3U);
}

TEST(EventLog, ProvidersAndTheOneThatIsNotThere) {
  Duck duck = made_views(kEvents, kCoverage);
  EXPECT_EQ(*providers_by_size(duck), (std::vector<std::string>{"p", "q"}));
  const auto log = read_event_log(duck, {"x", "", ""});
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, ErrorCode::kNotFound);
  Duck empty = made_views("", "");
  EXPECT_TRUE(providers_by_size(empty)->empty());
}

// A file that an author picked, by its mapping, is no provider to measure; among rows of another
// sampling its rows are no acts, within a filter or outside it.
TEST(EventLog, PickedRowsAreNeverCounted) {
  Duck duck = made_views(kEvents, kCoverage);
  ASSERT_TRUE(
      duck.run("UPDATE canonical_events SET sampling = 'purposive' WHERE provider = 'q' OR "
               "source = 'NATO'"));
  ASSERT_TRUE(duck.run("UPDATE canonical_events SET sampling = 'register' WHERE source = 'CHN'"));
  EXPECT_EQ(*providers_by_size(duck), std::vector<std::string>{"p"});
  const auto picked = read_event_log(duck, {"q", "", ""});
  ASSERT_FALSE(picked);
  EXPECT_EQ(picked.error().code, ErrorCode::kNotFound);
  const auto log = read_event_log(duck, {"p", "war", ""});
  ASSERT_TRUE(log);
  EXPECT_EQ(log->actors, (std::vector<std::string>{"CHN", "RUS", "USA"}));
  EXPECT_EQ(log->root, (std::vector<std::uint8_t>{4, 19}));
  EXPECT_EQ(log->outside.size(), 2U);
}

TEST(EventLog, OddValuesAreReadAsNone) {
  Duck duck = made_views(
      "('p', '0001-01-01', 'A', 'B', 255, 1e300, NULL, NULL),"
      "('p', '0001-01-02', 'A', 'B', 4, '-inf', NULL, NULL), ('p', NULL, 'A', 'B', 4, 1, NULL, "
      "NULL)",
      "('p', '0001-01-01', -5, 'observed'), ('p', '0001-01-02', 9000000000, 'observed')");
  const auto log = read_event_log(duck, {"p", "", ""});
  ASSERT_TRUE(log);
  EXPECT_EQ(log->size(), 2U);
  EXPECT_TRUE(std::isnan(log->intensity[0]) && std::isnan(log->intensity[1]));
  EXPECT_EQ(log->volume, (std::vector<std::uint32_t>{0, 4'294'967'295U}));
}

// So many actors that the dyads are numbered by sorting: 3,000, each on the next, and on the first.
TEST(EventLog, ManyActors) {
  Duck duck = made_views("", "");
  ASSERT_TRUE(duck.run(
      std::string(kInsert) +
      " SELECT 'p', DATE '2018-01-01' + ((i * 7) % 5)::INTEGER, "
      "printf('%04d', i), printf('%04d', CASE WHEN j = 0 THEN 0 ELSE (i + 1) % 3000 END), 4, 1, "
      "[], NULL FROM range(3000) a(i), range(2) b(j) WHERE i > 0"));
  const auto log = read_event_log(duck, {"p", "", ""});
  ASSERT_TRUE(log);
  EXPECT_EQ(log->actors.size(), 3'000U);
  EXPECT_EQ(log->size(), 5'998U);
  EXPECT_EQ(log->dyads.size(), 5'997U);  // the last one's next is the first
  EXPECT_TRUE(std::ranges::is_sorted(log->day));
  for (std::size_t i = 0; i < log->size(); ++i) {
    const auto [source, target] = log->dyads[log->dyad[i]];
    EXPECT_TRUE(target == 0 || target == source + 1);
    EXPECT_EQ(log->day[i] - log->first_day, static_cast<std::int32_t>(source * 7 % 5));
  }
}

// From a store through the views: doubles merged, domestic events dropped, volume as coverage has.
TEST(EventLog, OutOfAStore) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "entente-event-log";
  std::filesystem::remove_all(folder);
  auto writer = StoreWriter::open(folder.string(), {});
  ASSERT_TRUE(writer);
  writer->begin_batch({"made", "testing", "testing", "", ""});
  int id = 0;
  const auto put = [&](const char* day, const char* source, const char* target, std::uint8_t root) {
    const std::string row_id = std::to_string(++id);
    EventRow row;
    row.provider = "testing";
    row.provider_id = row_id;
    row.day = row.day_last = *parse_iso_day(day);
    row.source_raw = row.source_country = source;
    row.target_raw = row.target_country = target;
    row.action = root == 4 ? "040" : "190";
    row.root = root;
    row.intensity = root == 4 ? 1.0 : -10.0;
    ASSERT_TRUE(writer->add(row));
  };
  put("2018-01-01", "RUS", "USA", 4);
  put("2018-01-01", "RUS", "USA", 4);
  put("2018-01-01", "RUS", "RUS", 4);
  put("2018-01-01", "CHN", "USA", 19);
  put("2018-01-03", "RUS", "CHN", 19);
  ASSERT_TRUE(writer->end_batch(sha256_hex("made")));
  ASSERT_TRUE(writer->finish());
  const World world = World::built_in();
  auto snapshot = Snapshot::open(folder.string(), world, nullptr, {});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  const auto log = read_event_log(snapshot->duck(), {"testing", "", ""});
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->actors, (std::vector<std::string>{"CHN", "RUS", "USA"}));
  EXPECT_EQ(log->root, (std::vector<std::uint8_t>{19, 4, 19}));
  EXPECT_EQ(log->volume, (std::vector<std::uint32_t>{2, 0, 1}));
  EXPECT_EQ(log->observed, (std::vector<std::uint8_t>{1, 0, 1}));
}

}  // namespace
}  // namespace entente
