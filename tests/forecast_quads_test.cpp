// The public sets as they lie in the shared data: counts that others published, and a few steps of
// forecasts that later steps may not change.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "entente/forecast/rankings/backtest_quads.hpp"
#include "entente/forecast/rankings/quad_folder.hpp"
#include "store_testing.hpp"

namespace entente::forecast {
namespace {

std::string set_folder(const std::string& name) {
  return (entente::testing::shared_data() / "tkg" / name).string();
}

#define NEEDS_SET(name)                                 \
  if (!std::filesystem::is_directory(set_folder(name))) \
  GTEST_SKIP() << "skipped: there is no " << set_folder(name)

TEST(ForecastQuads, Icews14IsAsItsSourcesSay) {
  NEEDS_SET("ICEWS14");
  const auto folder = read_quad_folder(set_folder("ICEWS14"));
  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_EQ(folder->unit, "hours");
  EXPECT_EQ(folder->train.size(), 74845U);
  EXPECT_EQ(folder->valid.size(), 8514U);
  EXPECT_EQ(folder->test.size(), 7371U);
  EXPECT_EQ(folder->entities.size(), 7128U);
  EXPECT_EQ(folder->relations.size(), 230U);
  EXPECT_EQ(folder->test.front().step, 334);
  EXPECT_EQ(folder->test.back().step, 364);
  EXPECT_EQ(folder->duplicates, 0U);
  EXPECT_EQ(folder->new_entities, 358U);
}

TEST(ForecastQuads, Icews18IsReadPacked) {
  NEEDS_SET("ICEWS18");
  const auto folder = read_quad_folder(set_folder("ICEWS18"));
  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_EQ(folder->train.size(), 373018U);
  EXPECT_EQ(folder->test.size(), 49545U);
  EXPECT_EQ(folder->new_entities, 1777U);
}

// Few trees and the latest training steps alone already pass repetition (MRR 0.37, Gastinger et
// al. 2024); a later test step taken away changes no list of an earlier one.
TEST(ForecastQuadsSlow, AFewStepsOfIcews14) {
  NEEDS_SET("ICEWS14");
  auto folder = read_quad_folder(set_folder("ICEWS14"));
  ASSERT_TRUE(folder);
  BacktestOptions options;
  options.training_queries = 12'000;
  options.ranker.trees.rounds = 60;
  const auto run = [&](std::int32_t last_step) {
    QuadFolder part = *folder;
    std::erase_if(part.test, [&](const Quad& quad) { return quad.step > last_step; });
    std::vector<std::vector<Scored>> lists;
    const auto result = backtest_quads(part, options, [&](std::uint64_t, const auto& list) {
      lists.push_back(list);
      return Result<void>{};
    });
    EXPECT_TRUE(result);
    if (result) {
      EXPECT_GT(result->all.mrr(), 0.42);
    }
    return lists;
  };
  const auto one = run(334), three = run(336);
  ASSERT_FALSE(one.empty());
  for (std::size_t q = 0; q < one.size() / 2; ++q) {
    ASSERT_EQ(one[q].size(), three[q].size());
    EXPECT_TRUE(std::equal(one[q].begin(), one[q].end(), three[q].begin(),
                           [](const Scored& x, const Scored& y) {
                             return x.object == y.object && x.score == y.score;
                           }));
  }
}

}  // namespace
}  // namespace entente::forecast
