// Expected figures are R's (4.2.2, Debian 12): dnbinom(k, size, mu), pnbinom, ppois, qnbinom, and
// scores summed in R over k = 0..5000, sum((F(k) - (y <= k))^2) and the same times
// log(k + 2) - log(k + 1).

#include "entente/forecast/counts/count_distribution.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "entente/base/random.hpp"

namespace entente::forecast {
namespace {

using D = CountDistribution;

TEST(CountDistribution, AgreesWithR) {
  const D nb = D::negative_binomial(4.2, 1.7);
  EXPECT_NEAR(nb.probability(0), 0.1205909583473079, 1e-9);
  EXPECT_NEAR(nb.probability(1), 0.1459354987457251, 1e-9);
  EXPECT_NEAR(nb.probability(5), 0.0835808950298778, 1e-9);
  EXPECT_NEAR(nb.probability(20), 0.0012423906465997, 1e-9);
  EXPECT_EQ(nb.quantile(0.05), 0U);
  EXPECT_EQ(nb.quantile(0.5), 3U);
  EXPECT_EQ(nb.quantile(0.9), 9U);
  EXPECT_EQ(nb.quantile(0.95), 12U);
  const D rare = D::negative_binomial(0.05, 0.3);
  EXPECT_NEAR(rare.probability(0), 0.95480781083950139, 1e-9);
  EXPECT_NEAR(rare.probability(3), 0.00041616258810643, 1e-9);
  const D large = D::negative_binomial(1000, 50);
  EXPECT_NEAR(large.below_or_at(900), 0.25378482412324, 1e-8);
  EXPECT_NEAR(large.below_or_at(1000), 0.52018786284909, 1e-8);
  EXPECT_NEAR(large.below_or_at(1200), 0.91130760948147, 1e-8);
  const D poisson = D::poisson(12.5);
  EXPECT_NEAR(poisson.below_or_at(0), 3.7266531720787e-06, 1e-9);
  EXPECT_NEAR(poisson.below_or_at(7), 6.9825463184048e-02, 1e-9);
  EXPECT_NEAR(poisson.below_or_at(30), 9.9999257489713e-01, 1e-9);
}

TEST(CountDistribution, ScoresAgreeWithR) {
  const D nb = D::negative_binomial(4.2, 1.7);
  EXPECT_NEAR(nb.crps(0), 2.20924382971779, 1e-7);
  EXPECT_NEAR(nb.crps(6), 1.55558330640051, 1e-7);
  EXPECT_NEAR(nb.crps(40), 33.80928569217441, 1e-6);
  EXPECT_NEAR(nb.crps_log(0), 0.95456682892181, 1e-7);
  EXPECT_NEAR(nb.crps_log(6), 0.31417036236665, 1e-7);
  EXPECT_NEAR(nb.crps_log(40), 1.90119921170857, 1e-7);
  EXPECT_NEAR(nb.log_score(5), -std::log(0.0835808950298778), 1e-7);
  EXPECT_NEAR(nb.mean(), 4.2, 1e-6);
}

// The CRPS of a sample is E|X - y| - E|X - X'|/2 (Gneiting & Raftery 2007, eq. 21).
TEST(CountDistribution, ScoreOfASampleIsItsKernelForm) {
  const std::array<std::uint32_t, 5> sample{0, 2, 2, 7, 11};
  const D made = D::sample(sample);
  for (const std::uint32_t y : {0U, 1U, 5U, 30U}) {
    double near = 0, apart = 0;
    for (const std::uint32_t a : sample) {
      near += std::abs(static_cast<double>(a) - y) / 5;
      for (const std::uint32_t b : sample)
        apart += std::abs(static_cast<double>(a) - static_cast<double>(b)) / 25;
    }
    EXPECT_NEAR(made.crps(y), near - apart / 2, 1e-12) << y;
  }
  EXPECT_EQ(made.quantile(0.5), 2U);
  EXPECT_NEAR(made.mean(), 4.4, 1e-12);
}

TEST(CountDistribution, MixtureIsLinear) {
  const D a = D::poisson(1), b = D::poisson(9);
  const std::array<D::Part, 3> parts{{{1, &a}, {3, &b}, {0, &b}}};
  const D mixed = D::mixture(parts);
  for (const int k : {0, 3, 9, 40})
    EXPECT_NEAR(mixed.below_or_at(k), (a.below_or_at(k) + 3 * b.below_or_at(k)) / 4, 1e-12);
  EXPECT_NEAR(mixed.mean(), 7, 1e-6);
}

TEST(CountDistribution, EdgesAreKept) {
  EXPECT_EQ(D().probability(0), 1);
  const D zero = D::poisson(0);
  EXPECT_EQ(zero.crps(0), 0);
  EXPECT_EQ(zero.crps(3), 3);
  EXPECT_NEAR(zero.crps_log(3), std::log(4), 1e-12);
  EXPECT_EQ(zero.quantile(0.95), 0U);
  EXPECT_NEAR(zero.log_score(1), -std::log(1e-9), 1e-12);
  EXPECT_EQ(zero.below_or_at(-1), 0);
  for (const double mean : {1e-12, 1e4, 1e9}) {
    const D far = D::negative_binomial(mean, 2);
    EXPECT_TRUE(std::isfinite(far.crps(1000000)));
    EXPECT_TRUE(std::isfinite(far.crps_log(1000000)));
    EXPECT_EQ(far.below_or_at(D::kLongest), 1);
  }
  const std::array<std::uint32_t, 1> huge{4000000000U};
  EXPECT_LT(D::sample(huge).quantile(0.5), D::kLongest);
}

// What is drawn from the distribution has a uniform PIT: the share in the central 80 % is 0.8.
TEST(CountDistribution, RandomisedPitIsUniform) {
  const D nb = D::negative_binomial(0.4, 0.5);
  RandomStream stream(1, "pit test", 0);
  int inside = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double pit = nb.pit(nb.quantile(std::max(1e-12, stream.uniform())), stream.uniform());
    inside += pit >= 0.1 && pit <= 0.9 ? 1 : 0;
  }
  EXPECT_NEAR(inside / static_cast<double>(kDraws), 0.8, 0.012);
}

}  // namespace
}  // namespace entente::forecast
