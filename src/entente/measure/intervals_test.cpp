#include "entente/measure/intervals.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace entente {
namespace {

TEST(Intervals, NormalQuantiles) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(normal_quantile(0.05), -1.6448536269514722, 1e-12);
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_NEAR(normal_quantile(1e-12), -7.0344838253, 1e-9);
}

// Gamma(1, r) is exponential: -log(1 - p)/r. Gamma(1/2, 1/2) is chi-squared with one degree.
TEST(Intervals, GammaOfKnownShapes) {
  const Interval one = gamma_interval(1, 4, 0.9);
  EXPECT_NEAR(one.low, -std::log(0.95) / 4, 1e-14);
  EXPECT_NEAR(one.high, -std::log(0.05) / 4, 1e-13);
  const Interval half = gamma_interval(0.5, 0.5, 0.9);
  EXPECT_NEAR(half.low, 0.0039321400000195, 1e-12);
  EXPECT_NEAR(half.high, 3.841458820694124, 1e-11);
}

TEST(Intervals, GammaStaysFinite) {
  for (const double shape : {1e-3, 0.5, 1.0, 20.0, 1e3, 1e7}) {
    const Interval found = gamma_interval(shape, 1, 0.9);
    EXPECT_TRUE(std::isfinite(found.low) && std::isfinite(found.high)) << shape;
    EXPECT_LE(found.low, found.high);
    EXPECT_GE(found.low, 0);
  }
}

// k = 0: high solves (1 - p)^n = 0.025; k = n: low solves p^n = 0.025. 7 of 20: tables.
TEST(Intervals, ClopperAndPearson) {
  EXPECT_EQ(exact_share(0, 10, 0.95).low, 0);
  EXPECT_NEAR(exact_share(0, 10, 0.95).high, 1 - std::pow(0.025, 0.1), 1e-12);
  EXPECT_NEAR(exact_share(10, 10, 0.95).low, std::pow(0.025, 0.1), 1e-12);
  EXPECT_EQ(exact_share(10, 10, 0.95).high, 1);
  EXPECT_NEAR(exact_share(7, 20, 0.95).low, 0.153909, 1e-6);
  EXPECT_NEAR(exact_share(7, 20, 0.95).high, 0.592189, 1e-6);
  EXPECT_EQ(exact_share(0, 0, 0.95).low, 0);
  EXPECT_EQ(exact_share(0, 0, 0.95).high, 1);
}

// The bounds p solve (share - p)^2 = z^2 p (1 - p)/trials.
TEST(Intervals, WilsonSolvesItsEquation) {
  const double z = 1.6448536269514722;
  for (const double k : {0.5, 4.0, 11.0}) {
    const Interval found = wilson_share(k, 12, 3, 0.9);
    for (const double p : {found.low, found.high})
      EXPECT_NEAR(std::pow(k / 12 - p, 2), z * z * p * (1 - p) / 4, 1e-12);
    EXPECT_LT(found.low, k / 12);
    EXPECT_GT(found.high, k / 12);
  }
  EXPECT_EQ(wilson_share(0, 12, 1, 0.9).low, 0);
  EXPECT_NEAR(wilson_share(12, 12, 1, 0.9).high, 1, 1e-12);
}

}  // namespace
}  // namespace entente
