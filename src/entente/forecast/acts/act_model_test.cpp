#include "entente/forecast/acts/act_model.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"

namespace entente::forecast {
namespace {

// With i from 0 to 119: x1 = ((37 i) mod 101)/50 - 1, x2 = ((13 i^2) mod 97)/48 - 1, g = i mod 3,
// y = [(7 i^2 + 3 i) mod 11 < 5 + 3 x1 - 2 [g = 1]].
GroupedRows made() {
  GroupedRows rows;
  rows.columns = 2;
  for (int i = 0; i < 120; ++i) {
    const double x1 = ((i * 37) % 101) / 50.0 - 1;
    const double x2 = ((i * i * 13) % 97) / 48.0 - 1;
    rows.x.push_back(static_cast<float>(x1));
    rows.x.push_back(static_cast<float>(x2));
    rows.group.push_back(static_cast<std::uint8_t>(i % 3));
    rows.y.push_back((i * i * 7 + i * 3) % 11 < 5 + 3 * x1 - 2 * (i % 3 == 1 ? 1 : 0) ? 1 : 0);
  }
  return rows;
}

constexpr std::array<std::size_t, 4> kShown = {0, 9, 49, 119};

void expect_scores(const GroupedLogistic& model, const GroupedRows& rows,
                   const std::array<double, 4>& scores, double within) {
  for (std::size_t k = 0; k < kShown.size(); ++k) {
    const std::size_t i = kShown[k];
    EXPECT_NEAR(model.score(std::span<const float>(&rows.x[i * 2], 2), rows.group[i]), scores[k],
                within);
  }
}

const std::vector<RowRange> kAll = {{0, 120}};

// R 4.2.2: predict(glm(y ~ x1 + x2, family = binomial))[c(1, 10, 50, 120)].
TEST(GroupedLogistic, AsGlmOfR) {
  const GroupedRows rows = made();
  RidgeSettings settings;
  settings.groups = 3;
  settings.ridge = 1e-9;
  settings.group_ridge = 1e9;  // no levels of the groups' own
  const auto model = GroupedLogistic::fit(rows, kAll, settings);
  EXPECT_TRUE(model.converged());
  expect_scores(model, rows,
                {-1.9996721223009002, 0.0141533610831274, 2.4936257108375894, 1.1842162678710966},
                2e-6);
}

// The same with glm(y ~ x1 * factor(g) + x2): each group its own level and slope.
TEST(GroupedLogistic, GroupsAsFactorsInGlmOfR) {
  const GroupedRows rows = made();
  RidgeSettings settings;
  settings.groups = 3;
  settings.slopes = {0};
  settings.ridge = 1e-7;
  settings.group_ridge = 1e-7;
  expect_scores(GroupedLogistic::fit(rows, kAll, settings), rows,
                {-1.804084712633978, 0.121141555142036, 2.747689668542445, 1.257471615436966},
                1e-5);
}

// R's optim (BFGS, reltol 1e-16) on -l + 5/2 (b1^2 + b2^2) with columns over their population sd.
TEST(GroupedLogistic, RidgeAsByOptimOfR) {
  const GroupedRows rows = made();
  RidgeSettings settings;
  settings.groups = 3;
  settings.ridge = 5;
  settings.group_ridge = 1e9;
  expect_scores(GroupedLogistic::fit(rows, kAll, settings), rows,
                {-1.5216859565248, 0.0582305797146, 2.0176382591631, 0.9823163489561}, 2e-6);
}

TEST(GroupedLogistic, EffectsAndLevelMakeTheScore) {
  const GroupedRows rows = made();
  RidgeSettings settings;
  settings.groups = 3;
  settings.slopes = {1};
  const auto model = GroupedLogistic::fit(rows, kAll, settings);
  const auto rest = [&](std::size_t i) {
    const std::span<const float> x(&rows.x[i * 2], 2);
    double sum = model.score(x, rows.group[i]) - model.level(rows.group[i]);
    for (const double effect : model.effects(x, rows.group[i])) sum -= effect;
    return sum;
  };
  for (std::size_t i = 1; i < rows.rows(); ++i) EXPECT_NEAR(rest(i), rest(0), 1e-12);
  double mean = 0;  // of a column without slopes of the groups' own
  for (std::size_t i = 0; i < rows.rows(); ++i)
    mean += model.effects(std::span<const float>(&rows.x[i * 2], 2), rows.group[i])[0];
  EXPECT_NEAR(mean / 120, 0, 1e-6);
}

// Two ranges are the rows joined; rows outside them are nothing to the fit.
TEST(GroupedLogistic, RangesAreTheRowsJoined) {
  const GroupedRows rows = made();
  GroupedRows some;
  some.columns = 2;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    if (i >= 40 && i < 75) continue;
    some.x.insert(some.x.end(), {rows.x[i * 2], rows.x[i * 2 + 1]});
    some.group.push_back(rows.group[i]);
    some.y.push_back(rows.y[i]);
  }
  RidgeSettings settings;
  settings.groups = 3;
  const std::vector<RowRange> parts = {{0, 40}, {75, 120}}, all = {{0, some.rows()}};
  const auto a = GroupedLogistic::fit(rows, parts, settings);
  const auto b = GroupedLogistic::fit(some, all, settings);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const std::span<const float> x(&rows.x[i * 2], 2);
    EXPECT_EQ(a.score(x, rows.group[i]), b.score(x, rows.group[i]));
  }
  // From its own numbers a fit has nothing left to gain (1e-6 of the log likelihood, so the scores
  // move by less than 1e-6).
  const auto start = GroupedLogistic::fit(rows, kAll, settings);
  const auto again = GroupedLogistic::fit(rows, kAll, settings, &start);
  EXPECT_LE(again.steps(), 1);
  EXPECT_NEAR(again.score(std::span<const float>(rows.x.data(), 2), 0),
              start.score(std::span<const float>(rows.x.data(), 2), 0), 1e-6);
}

TEST(GroupedLogistic, OneKindOfAnswerConstantColumnsAndNoRows) {
  GroupedRows rows = made();
  for (auto& y : rows.y) y = 0;
  for (std::size_t i = 0; i < rows.rows(); ++i) rows.x[i * 2] = 3;
  RidgeSettings settings;
  settings.groups = 3;
  const auto never = GroupedLogistic::fit(rows, kAll, settings);
  const double score = never.score(std::span<const float>(rows.x.data(), 2), 0);
  EXPECT_TRUE(std::isfinite(score));
  EXPECT_LT(probability_of(score), 0.02);
  const auto none = GroupedLogistic::fit(rows, {}, settings);
  EXPECT_EQ(none.score(std::span<const float>(rows.x.data(), 2), 0), 0);
}

// 40,000 rows are five pieces and more: the same bits at any number of threads. Drawn rows tell
// nearly the same as all.
TEST(GroupedLogistic, SameBitsAtAnyNumberOfThreadsAndDrawnRows) {
  GroupedRows rows;
  rows.columns = 3;
  RandomStream random(1, "logistic rows for tests", 0);
  for (int i = 0; i < 40000; ++i) {
    double score = -1;
    for (int j = 0; j < 3; ++j) {
      const double x = random.normal();
      rows.x.push_back(static_cast<float>(x));
      score += x * j / 2;
    }
    const std::uint64_t group = random.below(4);
    rows.group.push_back(static_cast<std::uint8_t>(group));
    score += group == 2 ? 1 : 0;
    rows.y.push_back(random.uniform() < probability_of(score) ? 1 : 0);
  }
  RidgeSettings settings;
  settings.groups = 4;
  settings.slopes = {1};
  const std::vector<RowRange> all = {{0, rows.rows()}};
  const std::array<float, 3> x = {0.3F, -1, 0.5F};
  std::vector<double> scores;
  for (const unsigned count : {1U, 2U, 4U}) {
    set_threads(count);
    scores.push_back(GroupedLogistic::fit(rows, all, settings).score(x, 2));
  }
  EXPECT_EQ(scores[0], scores[1]);
  EXPECT_EQ(scores[0], scores[2]);
  EXPECT_NEAR(scores[0], -1 + 1 - 0.5 + 0.5, 0.1);
  settings.most_rows = 20000;
  const double drawn = GroupedLogistic::fit(rows, all, settings).score(x, 2);
  EXPECT_NE(drawn, scores[0]);
  EXPECT_NEAR(drawn, scores[0], 0.15);
  set_threads(0);
}

}  // namespace
}  // namespace entente::forecast
