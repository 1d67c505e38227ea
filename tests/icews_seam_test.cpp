// The ICEWS seam: quads (a temporal knowledge graph made from ICEWS) carry names alone, the daily
// files sectors and countries as well, and the two meet in October 2018.
//
// A reader of relations over that month must not see a step where one source ends and the other
// begins. So names in quads are resolved through what the files' own columns say of them, and over
// 8-31 October 2018 the canonical events a day of the two halves are within 2 % of each other. The
// quads of a store without any file are shown beside them: names alone find fewer.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "store_testing.hpp"

namespace entente {
namespace {

namespace fs = std::filesystem;
using testing::put_in;
using testing::shared_data;
using testing::StoreFolder;

constexpr Day kFrom{std::chrono::year{2018} / 10 / 8};
constexpr Day kTo{std::chrono::year{2018} / 11 / 1};
constexpr double kDays = 24;

// Daily files bring rows up to a month late, nearly all of them within days: those of 4 October to
// 10 November.
std::vector<std::string> daily_files() {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(shared_data() / "events/icews")) {
    const std::string name = entry.path().filename().string();
    if (name >= "20181004" && name < "20181111") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

// All in one store, as a user has them; the quads' day of time 0 is given.
void fill(const StoreFolder& store, std::vector<std::string> files) {
  IngestOptions options;
  options.context.quads_origin = Day{std::chrono::year{2018} / 1 / 1};
  files.push_back((shared_data() / "tkg/ICEWS18/test.txt.gz").string());
  const auto report = put_in(store.path(), files, options);
  ASSERT_EQ(report.files.size(), files.size());
  for (const auto& file : report.files) {
    EXPECT_FALSE(file.error) << format_error(*file.error);
    EXPECT_EQ(file.rows_rejected, 0U) << file.file;
  }
}

using DailyCounts = std::map<Day, double>;

/// Canonical events a day, by provider: of state acts, or of all actors that belong to a state.
std::map<std::string, DailyCounts> daily_counts(const StoreFolder& store, bool state_acts) {
  std::map<std::string, DailyCounts> counts;
  auto views = testing::views_of(store.path());
  EXPECT_TRUE(views) << format_error(views.error());
  if (!views) return counts;
  const std::string rows =
      state_acts
          ? "canonical_events"
          : "(SELECT DISTINCT provider, day, source, target, root FROM canonical_events_all)";
  const auto done = views->duck().chunks(
      fmt::format("SELECT provider, day, count(*)::BIGINT FROM {} WHERE day >= DATE '{}' AND "
                  "day < DATE '{}' GROUP BY ALL",
                  rows, format_day(kFrom), format_day(kTo)),
      [&](const ChunkReader& chunk) -> Result<void> {
        for (std::size_t i = 0; i < chunk.size(); ++i) {
          counts[std::string(chunk.text(0, i))][day_from_number(chunk.data<std::int32_t>(1)[i])] =
              static_cast<double>(chunk.data<std::int64_t>(2)[i]);
        }
        return {};
      });
  EXPECT_TRUE(done) << format_error(done.error());
  return counts;
}

double a_day(const DailyCounts& counts) {
  double sum = 0;
  for (const auto& [day, count] : counts) sum += count;
  return sum / kDays;
}

TEST(IcewsSeam, BothHalvesOfOctober2018AreWithinTwoPercent) {
  if (!fs::exists(shared_data() / "events/icews") || !fs::exists(shared_data() / "tkg/ICEWS18")) {
    GTEST_SKIP() << "skipped: the shared ICEWS files or the ICEWS18 quads are missing in "
                 << shared_data();
  }
  const StoreFolder both, alone;
  fill(both, daily_files());
  fill(alone, {});
  for (const bool state_acts : {true, false}) {
    auto counts = daily_counts(both, state_acts);
    const double names_alone = a_day(daily_counts(alone, state_acts)["quads"]);
    const double files = a_day(counts["icews"]);
    const double quads = a_day(counts["quads"]);
    double furthest = 0;
    for (const auto& [day, count] : counts["icews"]) {
      furthest = std::max(furthest, std::abs(counts["quads"][day] / count - 1));
    }
    fmt::print(
        "canonical events of {}, 8-31 October 2018: daily files {:.1f} a day, quads {:.1f} "
        "({:+.2f} %), no single day further than {:.1f} %; quads by names alone {:.1f}\n",
        state_acts ? "state actors" : "all actors", files, quads, 100 * (quads / files - 1),
        100 * furthest, names_alone);
    EXPECT_EQ(counts["icews"].size(), static_cast<std::size_t>(kDays));
    EXPECT_EQ(counts["quads"].size(), static_cast<std::size_t>(kDays));
    EXPECT_GT(files, 100);
    EXPECT_LT(std::abs(quads / files - 1), 0.02);
    EXPECT_LT(names_alone, quads);
  }
}

}  // namespace
}  // namespace entente
