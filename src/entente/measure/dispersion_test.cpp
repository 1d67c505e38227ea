#include "entente/measure/dispersion.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/measure/coverage_testing.hpp"

namespace entente {
namespace {

// Weeks 4, 0, 2. The first has no level. Week 2: level 4, e = -4 sqrt(1/2), e^2 = 8. Week 3: level
// 2, e = 0. Counts 0 + 2 after the first; nothing at lag 1, since e_3 = 0.
TEST(Dispersion, ThreeWeeksByHand) {
  Dispersion series;
  EXPECT_EQ(series.phi(), 1);
  for (const std::uint32_t count : {4U, 0U, 2U}) series.add_week(count);
  EXPECT_EQ(series.weeks(), 3U);
  EXPECT_EQ(series.sums().counts, 2);
  EXPECT_NEAR(series.sums().squares, 8, 1e-12);
  EXPECT_NEAR(series.sums().products[0], 0, 1e-12);
  // 1 - 2/(26 27) (1 + 2 + 3 + 4 + 5 8/9 + 6 6/9 + 7 4/9 + 8 2/9) = 1 - 2 (10 + 120/9)/702
  EXPECT_NEAR(series.phi(), 8.0 / 2 / (1 - 2 * (10 + 120.0 / 9) / 702), 1e-12);
}

TEST(Dispersion, EqualToThePlainVersion) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    RandomStream draw(seed, "dispersion_test", 0);
    const std::size_t weeks = 1 + draw.below(300);
    const double busy = draw.uniform();
    Dispersion series, by_runs;
    std::vector<std::uint32_t> counts;
    std::uint32_t quiet = 0;
    for (std::size_t t = 0; t < weeks; ++t) {
      const bool long_gap = t / 60 % 2 == 1;
      const auto count = static_cast<std::uint32_t>(
          !long_gap && draw.uniform() < busy * busy ? draw.below(40) : 0);
      counts.push_back(count);
      series.add_week(count);
      if (count == 0) {
        ++quiet;
        continue;
      }
      by_runs.add_quiet_weeks(quiet);
      by_runs.add_week(count);
      quiet = 0;
    }
    by_runs.add_quiet_weeks(quiet);
    testing::PlainSeries plain;
    plain.add(counts);
    EXPECT_NEAR(series.phi(), plain.phi(), 1e-9 * plain.phi()) << seed;
    // Quiet weeks in one go are the same as one by one, to the bit.
    EXPECT_EQ(by_runs.weeks(), series.weeks());
    EXPECT_EQ(by_runs.phi(), series.phi());
    by_runs.add_week(7);
    series.add_week(7);
    EXPECT_EQ(by_runs.phi(), series.phi());
  }
}

TEST(Dispersion, FindsTheDispersionOfMadeSeries) {
  RandomStream draw(5, "dispersion_test series", 0);
  for (const double phi : {1.0, 3.0, 10.0}) {
    Dispersion::Sums pooled;
    for (int i = 0; i < 60; ++i) {
      Dispersion series;
      for (int week = 0; week < 300; ++week) {
        const double mean = phi == 1 ? 12 : testing::draw_gamma(draw, 12 / (phi - 1), phi - 1);
        series.add_week(testing::draw_poisson(draw, mean));
      }
      pooled += series.sums();
    }
    EXPECT_NEAR(Dispersion::phi_of(pooled), phi, 0.08 * phi);
  }
}

TEST(Dispersion, FewWeeksOrBurstsBorrow) {
  EXPECT_EQ(Dispersion::credible_phi(1, 500, 8, 51), 8);
  EXPECT_EQ(Dispersion::credible_phi(1, 0, 8, 400), 8);
  // 96 weeks, 192 counts in 24 bursts of 8: weight 1/(1 + 1/2 + 1).
  EXPECT_DOUBLE_EQ(Dispersion::credible_phi(3, 192, 8, 96), 0.4 * 3 + 0.6 * 8);
}

TEST(DyadDispersion, WeeksWithAMissingDayAreLeftOut) {
  // Day 4 is a Monday.
  DyadDispersion book(2);
  for (std::int32_t day = 0; day < 4 + 7 * 10; ++day) {
    book.begin_day(day, day != 4 + 7 * 3 + 6);
    if (day != 4 + 7 * 3 + 6) book.add(0, 1, 0);
  }
  // Of ten full weeks the last has not ended and the fourth has a day missing.
  EXPECT_EQ(book.weeks(), 8U);
  book.begin_day(4 + 7 * 10, true);
  EXPECT_EQ(book.weeks(), 9U);
  // One act a day: no dispersion.
  EXPECT_EQ(book.phi(0).first, 1);
  EXPECT_EQ(book.phi(-1).second, 1);
}

TEST(DyadDispersion, IsNotTakenForCalmBeforeAnythingIsKnown) {
  DyadDispersion book(1);
  for (std::int32_t day = 4; day <= 4 + 7 * 8; ++day) {
    book.begin_day(day, true);
    EXPECT_EQ(book.phi(0).first, book.weeks() < 8 ? 5 : 1);
    book.add(0, 2, 1);
  }
  EXPECT_EQ(book.weeks(), 8U);
}

}  // namespace
}  // namespace entente
