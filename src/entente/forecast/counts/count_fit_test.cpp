// Expected coefficients are R's (4.2.2) MASS::glm.nb (7.3-58.2) and glm(family = poisson) on the
// same set, made by whole-number arithmetic; the likelihood without the term log y!.

#include "entente/forecast/counts/count_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/base/random.hpp"
#include "entente/forecast/counts/count_distribution.hpp"

namespace entente::forecast {
namespace {

CountRows made_set() {
  CountRows rows;
  rows.columns = 3;
  for (int i = 0; i < 60; ++i) {
    const double x1 = (i % 7) / 3.0 - 1, x2 = ((i * 5) % 11) / 5.0 - 1;
    for (const double x : {1.0, x1, x2}) rows.x.push_back(x);
    rows.offset.push_back(std::log(1.0 + i % 4));
    rows.y.push_back(static_cast<std::uint32_t>((i * i * 7 + 3 * i) % 13 / 3 +
                                                (x1 > 0.3 ? i % 5 : 0) * (i % 3)));
  }
  return rows;
}

TEST(CountFit, AgreesWithGlmNb) {
  const CountFit fit = fit_counts(
      made_set(), {.ridge = 0, .size_slope = false, .most_steps = 500, .least_gain = 1e-13});
  ASSERT_EQ(fit.coefficients.size(), 3U);
  EXPECT_NEAR(fit.coefficients[0], 0.00549132230471, 2e-5);
  EXPECT_NEAR(fit.coefficients[1], 0.35578552082462, 2e-5);
  EXPECT_NEAR(fit.coefficients[2], 0.14109939485299, 2e-5);
  EXPECT_NEAR(fit.size_at(0), 2.46234094532, 2e-3);
  EXPECT_NEAR(fit.log_likelihood, -27.996134327, 1e-6);
}

TEST(CountFit, AgreesWithPoissonGlm) {
  const CountFit fit = fit_counts(made_set(), {.ridge = 0, .poisson = true, .least_gain = 1e-13});
  EXPECT_NEAR(fit.coefficients[0], -0.1026828603114, 1e-6);
  EXPECT_NEAR(fit.coefficients[1], 0.3427240304873, 1e-6);
  EXPECT_NEAR(fit.coefficients[2], 0.0914155066748, 1e-6);
  EXPECT_TRUE(fit.converged);
}

// Planted: log mean 0.5 + 0.7 x, log size -0.2 + 0.6 log mean.
TEST(CountFit, RecoversWhatWasPlanted) {
  CountRows rows;
  rows.columns = 2;
  RandomStream stream(7, "planted counts", 0);
  for (int i = 0; i < 20000; ++i) {
    const double x = stream.normal(), eta = 0.5 + 0.7 * x;
    rows.x.push_back(1);
    rows.x.push_back(x);
    rows.offset.push_back(0);
    rows.y.push_back(CountDistribution::negative_binomial(std::exp(eta), std::exp(-0.2 + 0.6 * eta))
                         .quantile(std::max(1e-12, stream.uniform())));
  }
  const CountFit fit = fit_counts(rows, {.ridge = 1e-6});
  EXPECT_NEAR(fit.coefficients[0], 0.5, 0.03);
  EXPECT_NEAR(fit.coefficients[1], 0.7, 0.03);
  EXPECT_NEAR(fit.size_constant, -0.2, 0.08);
  EXPECT_NEAR(fit.size_slope, 0.6, 0.08);
}

TEST(CountFit, WeightsAreCopiesOfRows) {
  CountRows weighted = made_set(), copied = made_set();
  for (std::size_t i = 0; i < weighted.rows(); ++i) {
    weighted.weights.push_back(i % 3 == 0 ? 2 : 1);
    if (i % 3 != 0) continue;
    for (std::size_t j = 0; j < 3; ++j) copied.x.push_back(copied.x[i * 3 + j]);
    copied.offset.push_back(copied.offset[i]);
    copied.y.push_back(copied.y[i]);
  }
  const CountFitSettings settings{.ridge = 0.5, .most_steps = 500, .least_gain = 1e-12};
  const CountFit a = fit_counts(weighted, settings), b = fit_counts(copied, settings);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(a.coefficients[j], b.coefficients[j], 1e-4);
  EXPECT_NEAR(a.log_likelihood, b.log_likelihood, 1e-6);
}

TEST(CountFit, PoorRowsGiveFiniteFits) {
  EXPECT_TRUE(fit_counts({}, {}).coefficients.empty());
  CountRows zeros = made_set();
  for (std::uint32_t& y : zeros.y) y = 0;
  const CountFit none = fit_counts(zeros, {});
  EXPECT_LT(std::exp(none.log_mean(std::vector<double>{1, 0, 0}, 0)), 0.02);
  CountRows twice = made_set();  // two columns that are one
  for (std::size_t i = 0; i < twice.rows(); ++i) twice.x[i * 3 + 2] = twice.x[i * 3 + 1];
  for (const double b : fit_counts(twice, {.ridge = 1}).coefficients) EXPECT_TRUE(std::isfinite(b));
}

// A strong ridge takes all coefficients to zero but the intercept, which then is the mean's log.
TEST(CountFit, RidgeShrinks) {
  const CountRows rows = made_set();
  const CountFit fit = fit_counts(rows, {.ridge = 1e6, .poisson = true, .least_gain = 1e-13});
  double events = 0, exposure = 0;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    events += rows.y[i];
    exposure += std::exp(rows.offset[i]);
  }
  EXPECT_NEAR(fit.coefficients[0], std::log(events / exposure), 1e-3);
  EXPECT_NEAR(fit.coefficients[1], 0, 1e-3);
  EXPECT_NEAR(fit.coefficients[2], 0, 1e-3);
}

// Many columns and rows that are no multiple of four: at the end the likelihood's slope, made here
// by differences, is none in any coefficient.
TEST(CountFit, EndsAtTheTop) {
  CountRows rows;
  rows.columns = 12;
  RandomStream stream(11, "many columns", 0);
  for (int i = 0; i < 1003; ++i) {
    double eta = 0.3;
    for (std::size_t j = 0; j < rows.columns; ++j) {
      rows.x.push_back(j == 0 ? 1 : stream.normal());
      eta += j == 0 ? 0 : (j % 3 == 0 ? 0.3 : -0.1) * rows.x.back();
    }
    rows.offset.push_back(0);
    rows.weights.push_back(0.5 + stream.uniform());
    rows.y.push_back(CountDistribution::negative_binomial(std::exp(eta), 1.5)
                         .quantile(std::max(1e-12, stream.uniform())));
  }
  constexpr double kRidge = 3;
  const CountFit fit = fit_counts(rows, {.ridge = kRidge, .most_steps = 200, .least_gain = 1e-10});
  const auto likelihood = [&](const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      double eta = 0;
      for (std::size_t j = 0; j < b.size(); ++j) eta += rows.x[i * b.size() + j] * b[j];
      const double mu = std::exp(eta), s = fit.size_at(eta);
      sum += rows.weights[i] * (std::lgamma(s + rows.y[i]) - std::lgamma(s) +
                                s * std::log(s / (s + mu)) + rows.y[i] * std::log(mu / (s + mu)));
    }
    for (std::size_t j = 1; j < b.size(); ++j) sum -= kRidge / 2 * b[j] * b[j];
    return sum;
  };
  EXPECT_TRUE(fit.converged);
  EXPECT_NEAR(fit.log_likelihood, likelihood(fit.coefficients), 1e-6);
  for (std::size_t j = 0; j < rows.columns; ++j) {
    std::vector<double> up = fit.coefficients, down = fit.coefficients;
    up[j] += 1e-4;
    down[j] -= 1e-4;
    EXPECT_NEAR((likelihood(up) - likelihood(down)) / 2e-4, 0, 0.05) << j;
  }
}

}  // namespace
}  // namespace entente::forecast
