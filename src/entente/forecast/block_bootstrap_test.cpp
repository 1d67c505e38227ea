#include "entente/forecast/block_bootstrap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"

namespace entente::forecast {
namespace {

// The mean of independent values: +- 1.645 standard errors.
TEST(BlockBootstrap, OfAMeanIsAsWideAsItsStandardErrorSays) {
  RandomStream random(1, "block bootstrap test", 0);
  std::vector<double> values(400);
  for (double& value : values) value = random.normal();
  const Interval interval = block_bootstrap(400, 1, "test", 1, [&](auto drawn) {
    double sum = 0;
    for (const auto i : drawn) sum += values[i];
    return sum / 400;
  });
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 400;
  EXPECT_NEAR(interval.low, mean - 1.645 / 20, 0.02);
  EXPECT_NEAR(interval.high, mean + 1.645 / 20, 0.02);
}

TEST(BlockBootstrap, TheSameNameAndSeedGiveTheSameAtAnyNumberOfThreads) {
  const auto interval = [](std::string_view name, std::uint64_t seed) {
    return block_bootstrap(50, 3, name, seed, [](auto drawn) {
      double sum = 0;
      for (const auto i : drawn) sum += i;
      return sum;
    });
  };
  const Interval once = interval("test", 1);
  EXPECT_NE(interval("test", 2).low, once.low);
  EXPECT_NE(interval("other", 1).low, once.low);
  for (const unsigned n : {1U, 2U, 4U}) {
    set_threads(n);
    EXPECT_EQ(interval("test", 1).low, once.low);
    EXPECT_EQ(interval("test", 1).high, once.high);
  }
  set_threads(0);
}

// Neighbours that are the same are one: blocks show it, single draws do not.
TEST(BlockBootstrap, BlocksAreNeighbours) {
  const auto width = [](std::size_t block) {
    const Interval interval = block_bootstrap(400, block, "test", 1, [](auto drawn) {
      double sum = 0;
      for (const auto i : drawn) sum += i / 20 % 2;
      return sum / 400;
    });
    return interval.high - interval.low;
  };
  EXPECT_GT(width(20), 2 * width(1));
  // A block longer than all is all of it, each time.
  EXPECT_EQ(width(1000), 0);
}

TEST(BlockBootstrap, SkillIsOneLessTheRatioOfSums) {
  const std::vector<double> errors{1, 2, 3, 0}, reference{2, 4, 6, 0}, none{0, 0, 0, 0};
  const Skill half = skill_of(errors, reference, 1, "test", 1);
  EXPECT_DOUBLE_EQ(half.value, 0.5);
  EXPECT_DOUBLE_EQ(half.interval.high, 0.5);
  EXPECT_EQ(skill_of(errors, none, 1, "test", 1).value, 0);
  // Draws without the third origin have nothing to be compared with.
  const std::vector<double> one{0, 0, 1, 0}, same{1, 0, 1, 0};
  EXPECT_LE(skill_of(same, one, 1, "test", 1).interval.high, 0);
  EXPECT_LT(skill_of(same, one, 1, "test", 1).interval.low, -1);
  EXPECT_EQ(skill_of({}, {}, 1, "test", 1).value, 0);
}

TEST(BlockBootstrap, WhatIsNotFiniteIsLeftOut) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const Interval all = block_bootstrap(10, 2, "test", 1, [&](auto) { return none; });
  EXPECT_EQ(all.low, 0);
  EXPECT_EQ(all.high, 0);
  const Interval some =
      block_bootstrap(10, 1, "test", 1, [&](auto drawn) { return drawn.front() < 5 ? none : 1.0; });
  EXPECT_EQ(some.low, 1);
  EXPECT_EQ(some.high, 1);
  EXPECT_EQ(block_bootstrap(0, 1, "test", 1, [](auto) { return 1.0; }).high, 0);
}

}  // namespace
}  // namespace entente::forecast
