// Act forecasts on real data: ICEWS of January 2018 to March 2019, quads and daily files as one
// log.
//
// The origins are weekly from 1 August 2018; dyads are those with most events known by then. What
// is measured is printed; what is held to is that the forecasts beat each pair's own past share and
// are kept: docs/methods/acts.md has the figures of the whole back-test.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "entente/forecast/acts/acts.hpp"
#include "store_testing.hpp"

namespace entente::forecast {
namespace {

namespace fs = std::filesystem;
using entente::testing::shared_data;
using entente::testing::StoreFolder;

constexpr Day kFirstOrigin{std::chrono::year{2018} / 8 / 1};
constexpr Day kLastOrigin{std::chrono::year{2019} / 2 / 27};
constexpr std::size_t kDyads = 300;

Result<EventLog> icews_log() {
  const StoreFolder store;
  IngestOptions options;
  options.context.quads_origin = Day{std::chrono::year{2018} / 1 / 1};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(shared_data() / "events/icews"))
    files.push_back(entry.path().string());
  std::erase_if(files, [](const std::string& file) {
    const std::string name = fs::path(file).filename().string();
    return name < "201" || name > "202";
  });
  std::ranges::sort(files);
  for (const char* part : {"train.txt.gz", "valid.txt.gz", "test.txt.gz"})
    files.push_back((shared_data() / "tkg/ICEWS18" / part).string());
  entente::testing::put_in(store.path(), files, options);
  ENTENTE_TRY(Snapshot views, entente::testing::views_of(store.path()));
  return read_event_log(views.duck(), with_family("icews", {"icews", "quads"}));
}

std::vector<NamedDyad> busiest(const EventLog& log) {
  std::vector<std::uint32_t> counts(log.dyads.size(), 0), order;
  for (std::size_t i = 0; i < log.size(); ++i)
    if (log.day[i] + log.known_lag[i] <= day_number(kFirstOrigin)) ++counts[log.dyad[i]];
  for (std::uint32_t i = 0; i < counts.size(); ++i) order.push_back(i);
  std::ranges::stable_sort(order, [&](auto a, auto b) { return counts[a] > counts[b]; });
  order.resize(std::min(order.size(), kDyads));
  std::vector<NamedDyad> dyads;
  for (const std::uint32_t i : order)
    dyads.emplace_back(log.actors[log.dyads[i].source], log.actors[log.dyads[i].target]);
  return dyads;
}

TEST(ForecastActsSlow, IcewsFromAugust2018) {
  if (!fs::exists(shared_data() / "events/icews") || !fs::exists(shared_data() / "tkg/ICEWS18"))
    GTEST_SKIP() << "skipped: the shared ICEWS files or the ICEWS18 quads are missing in "
                 << shared_data();
  const auto log = icews_log();
  ASSERT_TRUE(log) << format_error(log.error());
  const auto dyads = busiest(*log);
  std::set<std::tuple<std::int32_t, std::uint32_t, int>> acts;
  for (std::size_t i = 0; i < log->size(); ++i)
    acts.emplace(log->day[i], log->dyad[i], log->root[i]);
  for (const int horizon : {7, 30}) {
    std::vector<Judged> model, climatology;
    // Every fourth week.
    for (Day origin = kFirstOrigin;
         origin + std::chrono::days{horizon} <= kLastOrigin + std::chrono::days{7};
         origin += std::chrono::days{28}) {
      const auto outlook = forecast_acts(*log, origin, horizon, dyads);
      ASSERT_TRUE(outlook) << format_error(outlook.error());
      for (const Forecast& one : outlook->forecasts) {
        const std::int64_t dyad = log->find(one.source, one.target);
        bool happened = false;
        for (int day = 1; day <= horizon && !happened; ++day)
          happened = acts.contains(
              {day_number(origin) + day, static_cast<std::uint32_t>(dyad), std::stoi(one.type)});
        model.push_back({one.probability, happened});
        climatology.push_back({one.climatology, happened});
      }
    }
    const Reliability found = reliability_of(model), usual = reliability_of(climatology);
    fmt::print(
        "{} days: {} forecasts, {} happened; Brier {:.4f}, climatology {:.4f}, skill {:.3f}; "
        "log score {:.4f}, climatology {:.4f}; ROC area {:.3f}; reliability {:.5f}\n",
        horizon, found.n, found.happened, found.brier, usual.brier, 1 - found.brier / usual.brier,
        log_score_of(model), log_score_of(climatology), roc_area(model), found.reliability);
    for (const ReliabilityBin& bin : found.bins)
      fmt::print("  {}: {} forecasts, said {:.3f}, happened {:.3f}\n",
                 word_of(bin.mean_probability), bin.n, bin.mean_probability,
                 static_cast<double>(bin.happened) / static_cast<double>(bin.n));
    EXPECT_GT(found.n, 10000U);
    EXPECT_LT(found.brier, usual.brier);
    EXPECT_LT(log_score_of(model), log_score_of(climatology));
    EXPECT_LT(found.reliability, usual.reliability);
    EXPECT_LT(found.reliability, 0.003);
  }
}

}  // namespace
}  // namespace entente::forecast
