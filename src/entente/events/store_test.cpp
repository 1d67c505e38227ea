#include "entente/events/store.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

#include "entente/base/hash.hpp"
#include "entente/events/maintain.hpp"
#include "entente/events/snapshot.hpp"

namespace entente {
namespace {

std::string fresh(const std::string& name) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / ("entente-store-" + name);
  std::filesystem::remove_all(folder);
  return folder.string();
}

// A row of an invented provider; id, day and the text that makes its content differ.
struct Row {
  std::string id;
  std::string day;
  std::string story = "s";
  std::string source = "RUS";
  std::string target = "USA";
  std::string action = "040";
  std::optional<std::string> recorded = std::nullopt;
  bool deleted = false;
};

void put(StoreWriter& writer, const Row& row, std::uint64_t line = 1) {
  EventRow event;
  event.provider = "testing";
  event.provider_id = row.id;
  event.day = *parse_iso_day(row.day);
  event.day_last = event.day;
  if (row.recorded) event.recorded_day = RecordedDay(*parse_iso_day(*row.recorded));
  event.source_raw = row.source;
  event.target_raw = row.target;
  event.source_country = row.source;
  event.target_country = row.target;
  event.action = row.action;
  event.root = 4;
  event.quad_class = 1;
  event.intensity = 1.0;
  event.story_id = row.story;
  event.deleted = row.deleted;
  event.line = line;
  ASSERT_TRUE(writer.add(event));
}

void put_batch(StoreWriter& writer, const std::string& name, const std::vector<Row>& rows) {
  writer.begin_batch({name, "testing", "testing", "", ""});
  std::uint64_t line = 0;
  for (const auto& row : rows) put(writer, row, ++line);
  ASSERT_TRUE(writer.end_batch(sha256_hex(name)));
}

StoreWriter opened(const std::string& folder, const StoreSettings& settings = {}) {
  auto writer = StoreWriter::open(folder, settings);
  EXPECT_TRUE(writer) << writer.error().message;
  return std::move(*writer);
}

void write(const std::string& folder,
           const std::vector<std::pair<std::string, std::vector<Row>>>& batches,
           const StoreSettings& settings = {}) {
  StoreWriter writer = opened(folder, settings);
  for (const auto& [name, rows] : batches) put_batch(writer, name, rows);
  const auto done = writer.finish();
  ASSERT_TRUE(done) << done.error().message;
}

std::int64_t count(const std::string& folder, const std::string& query,
                   SnapshotOptions options = {}) {
  const World world = World::built_in();
  auto snapshot = Snapshot::open(folder, world, nullptr, options);
  EXPECT_TRUE(snapshot) << snapshot.error().message;
  if (!snapshot) return -1;
  const auto number = snapshot->duck().number(query);
  EXPECT_TRUE(number) << number.error().message;
  return number.value_or(-1);
}

std::string digest(const std::string& folder) {
  const auto check = check_store(folder);
  EXPECT_TRUE(check);
  EXPECT_TRUE(check->ok) << (check->problems.empty() ? "" : check->problems.front().message);
  return check->digest;
}

TEST(Store, RowsComeBackAsTheyWereGiven) {
  const auto folder = fresh("plain");
  write(folder, {{"a", {{"1", "2018-01-31"}, {"2", "2018-02-01"}, {"3", "2018-02-01"}}}});
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 3);
  EXPECT_EQ(count(folder,
                  "SELECT count(*) FROM events WHERE day = DATE '2018-02-01' AND source_code = "
                  "'RUS' AND target_code = 'USA'"),
            2);
  EXPECT_EQ(
      count(folder,
            "SELECT count(*) FROM events WHERE file = 'a' AND line = 3 AND provider_id = '3'"),
      1);
  EXPECT_EQ(check_store(folder)->parts, 2U);  // one a month
}

TEST(Store, EqualContentIsADuplicateOtherContentARevision) {
  const auto folder = fresh("revisions");
  write(folder,
        {{"a", {{"1", "2018-01-01", "told"}, {"1", "2018-01-01", "told"}, {"2", "2018-01-01"}}},
         {"b", {{"1", "2018-01-01", "told again, otherwise"}, {"2", "2018-01-01"}}}});
  // In the same run, and again in a later one: the newest content is what counts.
  StoreWriter writer = opened(folder);
  put_batch(writer, "c",
            {{"1", "2018-01-01", "told again, otherwise"}, {"1", "2018-01-01", "third"}});
  ASSERT_TRUE(writer.finish());
  const auto ended = writer.ended();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].record.rows_duplicate, 1U);
  EXPECT_EQ(ended[0].record.rows_kept, 1U);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 4);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events WHERE is_current"), 2);
  EXPECT_EQ(count(folder, "SELECT revision FROM events WHERE provider_id = '1' AND is_current"), 2);
  EXPECT_EQ(count(folder,
                  "SELECT count(*) FROM events WHERE is_current AND provider_id = '1' AND story_id "
                  "= 'third'"),
            1);
  // The store as it was after its first two batches.
  SnapshotOptions earlier;
  earlier.as_of_batch = 2;
  EXPECT_EQ(
      count(folder, "SELECT revision FROM events WHERE provider_id = '1' AND is_current", earlier),
      1);
}

TEST(Store, ATombstoneHidesItsRow) {
  const auto folder = fresh("tombstone");
  Row gone{"1", "2018-01-01"};
  gone.deleted = true;
  write(folder, {{"a", {{"1", "2018-01-01"}, {"2", "2018-01-01"}}}, {"b", {gone}}});
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events WHERE is_current"), 1);
  EXPECT_EQ(count(folder, "SELECT sum(rows_merged) FROM canonical_events_all"), 1);
}

TEST(Store, TheSameInputIsKnownAgain) {
  const auto folder = fresh("known");
  write(folder, {{"a", {{"1", "2018-01-01"}}}, {"a", {{"1", "2018-01-01"}}}});
  StoreWriter writer = opened(folder);
  put_batch(writer, "a", {{"1", "2018-01-01"}});
  ASSERT_TRUE(writer.finish());
  EXPECT_TRUE(writer.ended().at(0).skipped);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM batches"), 1);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 1);
}

TEST(Store, AFailedInputDropsOutAndTheOthersStay) {
  const auto folder = fresh("failed");
  StoreWriter writer = opened(folder);
  put_batch(writer, "good", {{"1", "2018-01-01"}});
  writer.begin_batch({"bad", "testing", "testing", "", ""});
  put(writer, {"2", "2018-01-01"});
  writer.reject({7, "day", "no day", "raw"});
  ASSERT_TRUE(writer.fail_batch(""));
  put_batch(writer, "after", {{"3", "2018-01-01"}});
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 2);
  EXPECT_EQ(count(folder,
                  "SELECT count(*) FROM rejects WHERE file = 'bad' AND line = 7 AND column_name = "
                  "'day' AND raw = 'raw'"),
            1);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM batches WHERE status = 'failed'"), 1);
}

TEST(Store, ALargeInputCommitsWholeOrNotAtAll) {
  StoreSettings small;
  small.group_rows = 10;
  std::vector<Row> many;
  for (int i = 0; i < 95; ++i)
    many.push_back({std::to_string(i % 90), "2018-01-01", std::to_string(i % 90)});
  const auto whole = fresh("large");
  write(whole, {{"small", {{"x", "2018-01-01"}}}, {"large", many}, {"last", {{"y", "2018-02-01"}}}},
        small);
  EXPECT_EQ(count(whole, "SELECT count(*) FROM events"), 92);
  EXPECT_EQ(count(whole, "SELECT rows_duplicate FROM batches WHERE file = 'large'"), 5);
  EXPECT_EQ(count(whole, "SELECT rows_kept FROM batches WHERE file = 'large'"), 90);

  const auto failed = fresh("large-failed");
  StoreWriter writer = opened(failed, small);
  put_batch(writer, "small", {{"x", "2018-01-01"}});
  writer.begin_batch({"large", "testing", "testing", "", ""});
  for (const auto& row : many) put(writer, row);
  ASSERT_TRUE(writer.fail_batch(""));
  put_batch(writer, "last", {{"y", "2018-02-01"}});
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(count(failed, "SELECT count(*) FROM events"), 2);
  EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(failed) / "tmp") ||
              check_store(failed)->ok);
}

TEST(Store, DigestKnowsContentAndNothingElse) {
  const std::vector<Row> rows = {{"1", "2018-01-01"}, {"2", "2018-01-05"}, {"3", "2018-03-01"}};
  const auto together = fresh("together");
  write(together, {{"a", rows}});
  const auto apart = fresh("apart");
  write(apart, {{"c", {rows[2]}}});
  write(apart, {{"b", {rows[1]}}});
  write(apart, {{"a", {rows[0]}}});
  EXPECT_EQ(digest(together), digest(apart));
  const auto other = fresh("other");
  write(other, {{"a", {rows[0], rows[1], {"3", "2018-03-01", "other"}}}});
  EXPECT_NE(digest(together), digest(other));
}

TEST(Store, CompactionAndRemovalKeepTheRest) {
  const auto folder = fresh("compact");
  for (int i = 0; i < 5; ++i)
    write(folder,
          {{"f" + std::to_string(i), {{std::to_string(i), "2018-01-0" + std::to_string(i + 1)}}}});
  const std::string before = digest(folder);
  EXPECT_EQ(check_store(folder)->parts, 5U);
  {
    StoreWriter writer = opened(folder);
    EXPECT_EQ(writer.compact(1).value(), 5U);
  }
  EXPECT_EQ(check_store(folder)->parts, 1U);
  EXPECT_EQ(digest(folder), before);
  {
    StoreWriter writer = opened(folder);
    ASSERT_TRUE(writer.remove_batch(3));
    EXPECT_FALSE(writer.remove_batch(3));
    EXPECT_FALSE(writer.remove_batch(99));
  }
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 4);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events WHERE file = 'f2'"), 0);
  // A removed input can come again, and the store is as it was.
  write(folder, {{"f2", {{"2", "2018-01-03"}}}});
  EXPECT_EQ(digest(folder), before);
}

TEST(Store, ReadersKeepTheirStateWhileAWriterWorks) {
  const auto folder = fresh("readers");
  write(folder, {{"a", {{"1", "2018-01-01"}}}, {"b", {{"2", "2018-01-02"}}}});
  write(folder, {{"c", {{"3", "2018-01-03"}}}});
  const World world = World::built_in();
  auto reader = Snapshot::open(folder, world, nullptr, {});
  ASSERT_TRUE(reader);
  {
    StoreWriter writer = opened(folder);
    ASSERT_TRUE(writer.compact(1));
    put_batch(writer, "d", {{"4", "2018-01-04"}});
    ASSERT_TRUE(writer.finish());
  }
  { StoreWriter again = opened(folder); }  // would delete what no reader holds
  EXPECT_EQ(reader->duck().number("SELECT count(*) FROM events").value(), 3);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 4);
}

TEST(Store, ASecondWriterIsToldWhoHoldsTheLock) {
  const auto folder = fresh("locked");
  StoreSettings first;
  first.holder = "entente ingest, process 42";
  StoreWriter writer = opened(folder, first);
  StoreSettings second;
  second.wait = std::chrono::milliseconds(50);
  const auto refused = StoreWriter::open(folder, second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kLocked);
  EXPECT_NE(refused.error().message.find("process 42"), std::string::npos);
}

TEST(Store, AsOfHidesWhatBecameKnownLater) {
  const auto folder = fresh("as-of");
  write(folder, {{"a",
                  {{"1", "2018-01-01", "s", "RUS", "USA", "040", "2018-01-01"},
                   {"2", "2018-01-01", "s", "RUS", "USA", "040", "2018-01-10"},
                   {"3", "2018-01-05"}}}});
  SnapshotOptions options;
  options.as_of = parse_iso_day("2018-01-05");
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events", options), 1);
  options.as_of = parse_iso_day("2018-01-06");  // day + 1 where the provider gives no recorded day
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events", options), 2);
  EXPECT_EQ(
      count(folder,
            "SELECT count(*) FROM events WHERE known_basis = 'assumed' AND recorded_day IS NULL"),
      1);
}

TEST(Store, BackupIsTheSameStore) {
  const auto folder = fresh("backup");
  write(folder, {{"a", {{"1", "2018-01-01"}, {"2", "2018-02-01"}}}});
  const auto copy = fresh("backup-copy");
  const auto check = backup_store(folder, copy);
  ASSERT_TRUE(check) << check.error().message;
  EXPECT_EQ(check->digest, digest(folder));
  EXPECT_EQ(backup_store(folder, copy).error().code, ErrorCode::kUsage);
}

TEST(Store, DamageIsFound) {
  const auto folder = fresh("damage");
  write(folder, {{"a", {{"1", "2018-01-01"}}}});
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(folder) / "parts")) {
    if (entry.is_regular_file()) std::filesystem::resize_file(entry.path(), entry.file_size() / 2);
  }
  const auto check = check_store(folder);
  ASSERT_TRUE(check);
  EXPECT_FALSE(check->ok);
  EXPECT_EQ(check->problems.size(), 1U);
}

TEST(Store, CanonicalEventsMergeRepeatsAndPairMirrors) {
  const auto folder = fresh("canonical");
  // Four rows: A meets B told twice, B meets A once, and a domestic act.
  write(folder, {{"a",
                  {{"1", "2018-01-01", "s1"},
                   {"2", "2018-01-01", "s2", "RUS", "USA", "042"},
                   {"3", "2018-01-01", "s3", "USA", "RUS", "043"},
                   {"4", "2018-01-01", "s4", "RUS", "RUS"}}}});
  EXPECT_EQ(count(folder, "SELECT count(*) FROM canonical_events"), 2);
  EXPECT_EQ(count(folder, "SELECT rows_merged FROM canonical_events WHERE source = 'RUS'"), 2);
  EXPECT_EQ(count(folder, "SELECT count(DISTINCT occasion_id) FROM canonical_events"), 1);
  // Of equally frequent actions the smallest.
  EXPECT_EQ(count(folder,
                  "SELECT count(*) FROM canonical_events WHERE source = 'RUS' AND action = '040'"),
            1);
}

// A, B and C in one report, each with each other: one meeting. A with B and A with C, but not B
// with C: two meetings.
TEST(Store, AMultilateralMeetingIsOneOccasion) {
  const auto folder = fresh("meeting");
  write(folder, {{"a",
                  {{"1", "2018-01-01", "trilateral", "KOR", "USA"},
                   {"2", "2018-01-01", "trilateral", "USA", "JPN"},
                   {"3", "2018-01-01", "trilateral", "JPN", "KOR"},
                   {"4", "2018-01-02", "two meetings", "KOR", "USA"},
                   {"5", "2018-01-02", "two meetings", "USA", "JPN"}}}});
  EXPECT_EQ(
      count(
          folder,
          "SELECT count(DISTINCT occasion_id) FROM canonical_events WHERE day = DATE '2018-01-01'"),
      1);
  EXPECT_EQ(
      count(
          folder,
          "SELECT count(DISTINCT occasion_id) FROM canonical_events WHERE day = DATE '2018-01-02'"),
      2);
}

// What is derived under --as-of must not serve a later look at everything.
TEST(Store, CachesOfAnEarlierDayDoNotServeALaterOne) {
  const auto folder = fresh("as-of-cache");
  write(folder, {{"a", {{"1", "2018-01-01"}, {"2", "2018-02-01", "s", "CHN", "JPN"}}}});
  SnapshotOptions early;
  early.as_of = parse_iso_day("2018-01-15");
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events WHERE source_code IS NOT NULL", early), 1);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events WHERE source_code IS NOT NULL"), 2);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events WHERE source_code IS NOT NULL"), 2);
}

// Left out by a filter: no event, but volume on its day, once it is known.
TEST(Store, WhatAFilterLeavesOutIsVolume) {
  const auto folder = fresh("volumes");
  {
    StoreWriter writer = opened(folder);
    writer.begin_batch({"a", "testing", "testing", "", "only-these"});
    put(writer, {"1", "2018-01-01"});
    EventRow row;
    row.provider = "testing";
    row.day = row.day_last = *parse_iso_day("2018-01-02");
    row.recorded_day = RecordedDay(*parse_iso_day("2018-01-05"));
    row.source_country = "FRA";
    row.target_country = "DEU";
    row.root = 4;
    writer.pass_over(row);
    writer.pass_over(row);
    ASSERT_TRUE(writer.end_batch(sha256_hex("a")));
    ASSERT_TRUE(writer.finish());
    EXPECT_EQ(writer.ended().at(0).record.rows_passed_over, 2U);
  }
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 1);
  EXPECT_EQ(
      count(folder, "SELECT sum(rows) FROM volumes WHERE source_country = 'FRA' AND root = 4"), 2);
  EXPECT_EQ(count(folder, "SELECT rows FROM coverage WHERE day = DATE '2018-01-02'"), 2);
  EXPECT_EQ(count(folder, "SELECT cross_border FROM coverage WHERE day = DATE '2018-01-02'"), 1);
  SnapshotOptions early;
  early.as_of = parse_iso_day("2018-01-04");
  EXPECT_EQ(count(folder, "SELECT count(*) FROM volumes", early), 0);
}

TEST(Store, RejectsMayBeReadTwiceInOneQuery) {
  const auto folder = fresh("rejects-twice");
  StoreWriter writer = opened(folder);
  writer.begin_batch({"a", "testing", "testing", "", ""});
  for (std::uint64_t line = 1; line <= 5000; ++line) writer.reject({line, "day", "no day", "raw"});
  ASSERT_TRUE(writer.end_batch(sha256_hex("a")));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(count(folder, "SELECT count(*) FROM (FROM rejects UNION ALL FROM rejects)"), 10000);
  EXPECT_EQ(count(folder, "SELECT count(*) FROM rejects a JOIN rejects b USING (line)"), 5000);
}

// The functions by which our tables reach SQL can be named by a user's query.
TEST(Store, TablesThatHaveGoneCannotBeRead) {
  const auto folder = fresh("gone");
  write(folder, {{"a", {{"1", "2018-01-01"}}}});
  const World world = World::built_in();
  auto snapshot = Snapshot::open(folder, world, nullptr, {});
  ASSERT_TRUE(snapshot);
  int gone = 0;
  for (int i = 1; i < 20; ++i) {
    const auto read =
        snapshot->duck().run("SELECT * FROM entente_table_" + std::to_string(i) + "()");
    if (!read) ++gone;
  }
  EXPECT_EQ(gone, 18);  // all but the rejected rows
}

TEST(Store, ARegistersRowStaysOneBesideAPickedOne) {
  const auto folder = fresh("sampling");
  StoreWriter writer = opened(folder);
  writer.begin_batch({"a", "curated", "curated", "", ""});
  for (const Sampling sampling : {Sampling::kRegister, Sampling::kPurposive}) {
    EventRow row;
    row.provider = "curated";
    row.provider_id = name_of(sampling);
    row.day = row.day_last = *parse_iso_day("2018-01-01");
    row.known_day = row.day;
    row.source_raw = "PRK";
    row.target_raw = "KOR";
    row.action = "040";
    row.root = 4;
    row.sampling = sampling;
    ASSERT_TRUE(writer.add(row));
  }
  ASSERT_TRUE(writer.end_batch(sha256_hex("a")));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(count(folder, "SELECT count(*) FROM canonical_events WHERE sampling = 'register'"), 1);
}

// The second input told half of the first's rows again. When the first goes they go with it, and
// the second can come again to bring them back.
TEST(Store, RemovalLetsLaterInputsComeAgain) {
  const auto folder = fresh("remove-duplicates");
  const std::vector<Row> first = {{"1", "2018-01-01"}, {"2", "2018-01-01"}};
  const std::vector<Row> second = {{"2", "2018-01-01"}, {"3", "2018-01-01"}};
  write(folder, {{"first", first}, {"second", second}});
  {
    StoreWriter writer = opened(folder);
    ASSERT_TRUE(writer.remove_batch(1));
  }
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 1);
  EXPECT_EQ(
      count(folder, "SELECT count(*) FROM batches WHERE file = 'second' AND status = 'incomplete'"),
      1);
  write(folder, {{"second", second}});
  EXPECT_EQ(count(folder, "SELECT count(*) FROM events"), 2);
  const auto alone = fresh("second-alone");
  write(alone, {{"second", second}});
  EXPECT_EQ(digest(folder), digest(alone));
}

// What became known later counts, whatever came into the store first.
TEST(Store, TheRevisionKnownLastIsCurrent) {
  const auto folder = fresh("known-last");
  write(folder,
        {{"may", {{"1", "2018-01-01", "as of May", "RUS", "USA", "040", "2018-05-01"}}},
         {"april", {{"1", "2018-01-01", "as of April", "RUS", "USA", "040", "2018-04-01"}}}});
  EXPECT_EQ(
      count(folder, "SELECT count(*) FROM events WHERE is_current AND story_id = 'as of May'"), 1);
  SnapshotOptions options;
  options.as_of = parse_iso_day("2018-04-15");
  EXPECT_EQ(
      count(folder, "SELECT count(*) FROM events WHERE is_current AND story_id = 'as of April'",
            options),
      1);
}

TEST(Store, ANewerStoreIsRefused) {
  const auto folder = fresh("newer");
  write(folder, {{"a", {{"1", "2018-01-01"}}}});
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((folder + "/catalogue.sqlite").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "UPDATE meta SET value = '2' WHERE key = 'store_version'",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(database);
  const auto writer = StoreWriter::open(folder, {});
  ASSERT_FALSE(writer);
  EXPECT_NE(writer.error().message.find("version 2"), std::string::npos);
  EXPECT_FALSE(Catalogue::open_for_reading(folder));
  EXPECT_EQ(Catalogue::open_for_reading(fresh("none")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace entente
