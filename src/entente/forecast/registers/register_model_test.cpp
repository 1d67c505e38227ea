// The penalised logistic regression against figures of R, and where there is nothing to learn.

#include "entente/forecast/registers/register_model.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace entente::forecast {
namespace {

// Twelve rows in three groups. R 4.2 by dense Newton steps with solve(): the coefficients and the
// variance of 0.7 x1 - 0.3 x2 + u(second group).
TEST(RegisterModel, AgreesWithR) {
  const std::array<std::array<double, 2>, 12> x{{{0.5, 1.0},
                                                 {-1.2, 0.4},
                                                 {0.3, -0.6},
                                                 {2.0, 0.8},
                                                 {-0.7, -1.1},
                                                 {1.1, 0.0},
                                                 {-0.4, 1.3},
                                                 {0.9, -0.9},
                                                 {-1.5, 0.5},
                                                 {0.2, -0.2},
                                                 {1.6, 0.7},
                                                 {-0.1, -1.4}}};
  const std::array<double, 12> offset{-1, -1, -0.5, -0.5, -2, -2, 0, 0, -1.5, -1.5, -0.3, -0.3};
  const std::array<bool, 12> yes{true, false, false, true,  false, true,
                                 true, true,  false, false, true,  false};
  std::vector<LogisticRow> rows;
  for (std::size_t i = 0; i < 12; ++i)
    rows.push_back({x[i], offset[i], i % 4 < 2 ? 1.0 : 0.5, i / 4, yes[i]});
  RidgeLogistic model({2, 0.5}, 4, 3);
  model.fit(rows);
  EXPECT_NEAR(model.coefficient(0), 0.8330428416, 1e-9);
  EXPECT_NEAR(model.coefficient(1), 1.0547361532, 1e-9);
  EXPECT_NEAR(model.group_effect(0), 0.0277873235, 1e-9);
  EXPECT_NEAR(model.group_effect(1), 0.2543638382, 1e-9);
  EXPECT_NEAR(model.group_effect(2), -0.0617067104, 1e-9);
  const std::array<double, 2> asked{0.7, -0.3};
  EXPECT_NEAR(model.variance({asked, 0, 1, 1, false}), 0.4180422300, 1e-9);
  EXPECT_NEAR(model.log_odds({asked, -2, 1, 1, false}),
              -2 + 0.7 * 0.8330428416 - 0.3 * 1.0547361532 + 0.2543638382, 1e-9);

  // It is the one maximum, wherever the search begins.
  model.fit(std::span(rows).first(5));
  model.fit(rows);
  EXPECT_NEAR(model.coefficient(0), 0.8330428416, 1e-9);
}

TEST(RegisterModel, WithoutRowsTheOffsetSpeaks) {
  const RidgeLogistic model({2, 0.5}, 4, 3);
  const std::array<double, 2> asked{1, 2};
  EXPECT_EQ(model.log_odds({asked, -1.5, 1, 2, false}), -1.5);
  EXPECT_NEAR(model.variance({asked, -1.5, 1, 2, false}), 1 / 2.0 + 4 / 0.5 + 1 / 4.0, 1e-12);
}

TEST(RegisterModel, StaysFiniteWhereYesAndNoCanBeTold) {
  const std::array<std::array<double, 1>, 2> x{{{-40}, {40}}};
  const std::vector<LogisticRow> rows = {{x[0], 30, 1, 0, false}, {x[1], -30, 1, 1, true}};
  RidgeLogistic model({1e-6}, 1e-6, 2);
  model.fit(rows);
  EXPECT_TRUE(std::isfinite(model.coefficient(0)));
  EXPECT_LT(model.log_odds(rows[0]), 0);
  EXPECT_GT(model.log_odds(rows[1]), 0);
}

}  // namespace
}  // namespace entente::forecast
