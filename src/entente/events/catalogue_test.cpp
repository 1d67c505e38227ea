// The list of runs: what a run leaves behind, and a catalogue made before runs had details.

#include "entente/events/catalogue.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

namespace entente {
namespace {

class CatalogueRuns : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("entente-catalogue-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string folder() const { return folder_.string(); }
  void execute(const char* sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder_ / "catalogue.sqlite").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

 private:
  std::filesystem::path folder_;
};

RunRecord run_of(const std::string& command) {
  RunRecord run;
  run.command = command;
  run.arguments = command + " x";
  run.version = "1";
  run.started = "2024-01-01T00:00:00Z";
  return run;
}

TEST_F(CatalogueRuns, KeepTheirDetails) {
  auto catalogue = Catalogue::open_for_writing(folder());
  ASSERT_TRUE(catalogue);
  const auto id = catalogue->begin_run(run_of("brief"));
  ASSERT_TRUE(id);
  ASSERT_TRUE(catalogue->end_run(*id, "2024-01-01T00:00:01Z", "ok", "seed=7\n"));
  const auto runs = catalogue->runs();
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->size(), 1U);
  EXPECT_EQ(runs->front().details, "seed=7\n");
  EXPECT_EQ(runs->front().status, "ok");
}

TEST_F(CatalogueRuns, AreReadFromAStoreThatLacksTheColumnAndItIsAddedOnWriting) {
  {
    auto catalogue = Catalogue::open_for_writing(folder());
    ASSERT_TRUE(catalogue);
    ASSERT_TRUE(catalogue->begin_run(run_of("ingest")));
  }
  execute("ALTER TABLE runs DROP COLUMN details");
  {
    auto catalogue = Catalogue::open_for_reading(folder());
    ASSERT_TRUE(catalogue);
    const auto runs = catalogue->runs();
    ASSERT_TRUE(runs) << runs.error().message;
    ASSERT_EQ(runs->size(), 1U);
    EXPECT_EQ(runs->front().command, "ingest");
    EXPECT_EQ(runs->front().details, "");
  }
  auto catalogue = Catalogue::open_for_writing(folder());
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  const auto id = catalogue->begin_run(run_of("brief"));
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, 2);
  ASSERT_TRUE(catalogue->end_run(*id, "2024-01-01T00:00:01Z", "ok", "seed=7\n"));
  EXPECT_EQ(catalogue->runs()->back().details, "seed=7\n");
  // What an older program writes is still taken.
  execute(
      "INSERT INTO runs (command, arguments, version, started, batch_number) VALUES ('old', '', "
      "'0', '', 0)");
  EXPECT_EQ(catalogue->runs()->back().command, "old");
}

TEST_F(CatalogueRuns, OfAnotherStoreAreTakenOverWithTheirIds) {
  auto catalogue = Catalogue::open_for_writing(folder());
  ASSERT_TRUE(catalogue);
  std::vector<RunRecord> runs = {run_of("brief"), run_of("sql")};
  runs[0].id = 3;
  runs[1].id = 7;
  runs[1].details = "as_of=2024-01-01\n";
  ASSERT_TRUE(catalogue->adopt_runs(runs));
  runs[0].command = "another";
  ASSERT_TRUE(catalogue->adopt_runs(runs));  // what is there stays
  const auto next = catalogue->begin_run(run_of("measure"));
  ASSERT_TRUE(next);
  EXPECT_EQ(*next, 8);
  const auto all = catalogue->runs();
  ASSERT_EQ(all->size(), 3U);
  EXPECT_EQ((*all)[0].command, "brief");
  EXPECT_EQ((*all)[1].id, 7);
  EXPECT_EQ((*all)[1].details, "as_of=2024-01-01\n");
}

}  // namespace
}  // namespace entente
