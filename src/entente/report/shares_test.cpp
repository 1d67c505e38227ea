#include "entente/report/shares.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/base/random.hpp"

namespace entente {
namespace {

// Wilson (1927) for 8 of 10: centre (0.8 + 0.19207) / 1.38415, by hand 0.4902 to 0.9433.
TEST(Shares, WilsonByHand) {
  const Share share = share_with_interval(8, 10, 1);
  EXPECT_DOUBLE_EQ(share.value, 0.8);
  EXPECT_NEAR(share.low, 0.4902, 5e-5);
  EXPECT_NEAR(share.high, 0.9433, 5e-5);
  EXPECT_EQ(share_with_interval(0, 20, 1).low, 0);
  EXPECT_GT(share_with_interval(0, 20, 1).high, 0.1);
}

// Two weeks, all conflict in one of them: share 1/2, residuals 5 and -5, so 2 * 50 / (20 / 4) = 20.
TEST(Shares, DesignEffectByHand) {
  EXPECT_DOUBLE_EQ(design_effect({{10, 10}, {0, 10}}), 20);
  EXPECT_DOUBLE_EQ(design_effect({{5, 10}, {5, 10}}), 0);
  EXPECT_DOUBLE_EQ(design_effect({{3, 10}}), 1);
  EXPECT_DOUBLE_EQ(design_effect({{0, 10}, {0, 10}}), 1);
}

// Weeks of 5 acts whose own share is 0.1 or 0.7: clustered, mean 0.4. The 95 % interval must hold.
TEST(Shares, CoverageUnderBursts) {
  constexpr int kWorlds = 1000, kWeeks = 60, kActs = 5;
  int covered = 0, covered_without = 0;
  for (int world = 0; world < kWorlds; ++world) {
    RandomStream stream(11, "bursts", static_cast<std::uint64_t>(world));
    std::vector<WeekCounts> weeks;
    WeekCounts all;
    for (int week = 0; week < kWeeks; ++week) {
      const double p = stream.uniform() < 0.5 ? 0.1 : 0.7;
      WeekCounts counts{0, kActs};
      for (int act = 0; act < kActs; ++act) counts.conflict += stream.uniform() < p ? 1 : 0;
      all.conflict += counts.conflict;
      all.decided += counts.decided;
      weeks.push_back(counts);
    }
    const Share share = share_with_interval(all.conflict, all.decided, design_effect(weeks));
    const Share naive = share_with_interval(all.conflict, all.decided, 1);
    covered += share.low <= 0.4 && 0.4 <= share.high;
    covered_without += naive.low <= 0.4 && 0.4 <= naive.high;
  }
  EXPECT_GE(covered, 925);
  EXPECT_LE(covered, 975);
  EXPECT_LT(covered_without, 900);  // which is why the effect is there
}

}  // namespace
}  // namespace entente
