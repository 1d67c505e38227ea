// The loss's slopes against differences, trees out of text, bins, and the same trees at any
// threads.

#include "entente/forecast/boosted_trees.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"

namespace entente::forecast {
namespace {

double loss(const QueryRows& rows, const std::vector<float>& scores) {
  double total = 0;
  std::size_t begin = 0;
  for (const std::uint32_t end : rows.ends) {
    double others = 0;
    for (std::size_t i = begin; i < end; ++i)
      if (rows.weights[i] > 0) others += rows.weights[i] * std::exp(double{scores[i]});
    for (std::size_t i = begin; i < end; ++i)
      if (rows.weights[i] <= 0)
        total -= std::log(std::exp(double{scores[i]}) / (std::exp(double{scores[i]}) + others));
    begin = end;
  }
  return total;
}

TEST(SoftmaxGradients, AgreeWithDifferencesOfTheLoss) {
  const QueryRows rows{0, {}, {0, 3, 0, 1.5F, 2, 0, 7}, {5, 7}};
  const std::vector<float> scores = {0.5F, -1, 2, 0.25F, 1, -0.5F, 0.125F};
  std::vector<float> gradient(7), curvature(7);
  softmax_gradients(rows, scores, gradient, curvature);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    constexpr float kStep = 1.0F / 64;
    auto above = scores, below = scores;
    above[i] += kStep;
    below[i] -= kStep;
    const double up = loss(rows, above), down = loss(rows, below), here = loss(rows, scores);
    EXPECT_NEAR(gradient[i], (up - down) / (2 * kStep), 1e-4) << i;
    EXPECT_NEAR(curvature[i], (up - 2 * here + down) / (kStep * kStep), 1e-3) << i;
  }
}

TEST(SoftmaxGradients, GreatScoresDoNotOverflow) {
  const QueryRows rows{0, {}, {0, 1}, {2}};
  std::vector<float> gradient(2), curvature(2);
  softmax_gradients(rows, std::vector<float>{1e4F, -1e4F}, gradient, curvature);
  EXPECT_NEAR(gradient[0], 0, 1e-6);
  softmax_gradients(rows, std::vector<float>{-1e4F, 1e4F}, gradient, curvature);
  EXPECT_NEAR(gradient[0], -1, 1e-6);
  EXPECT_NEAR(gradient[1], 1, 1e-6);
}

TEST(Binning, FewValuesKeepABinEach) {
  const std::vector<float> values = {5, 1, 9, 1, 5, 5};
  const Binning binning(values, 1);
  std::uint8_t bin = 0;
  for (const auto& [value, expected] : std::vector<std::pair<float, int>>{
           {-3, 0}, {1, 0}, {4, 0}, {5, 1}, {8, 1}, {9, 2}, {1e30F, 2}}) {
    binning.bin(std::vector<float>{value}, {&bin, 1});
    EXPECT_EQ(bin, expected) << value;
  }
}

TEST(Binning, ManyValuesKeepTheirOrder) {
  RandomStream random(1, "bins", 0);
  std::vector<float> values(5000);
  for (float& value : values) value = static_cast<float>(std::exp(3 * random.normal()));
  const Binning binning(values, 1);
  std::sort(values.begin(), values.end());
  std::uint8_t last = 0;
  std::size_t distinct = 1;
  for (const float value : values) {
    std::uint8_t bin = 0;
    binning.bin(std::vector<float>{value}, {&bin, 1});
    EXPECT_GE(bin, last);
    distinct += bin != last;
    last = bin;
  }
  EXPECT_GT(distinct, 150U);
}

TEST(Tree, IsReadFromText) {
  const auto tree = tree_of_text(
      "0:[f3<2.5] yes=1,no=2,missing=1\n\t1:leaf=0.5\n\t2:[f1<7] yes=3,no=4,missing=3\n"
      "\t\t3:leaf=-1.25\n\t\t4:leaf=2\n",
      3);
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->columns[0], 3);
  EXPECT_EQ(tree->cuts[0], 3);  // bins below 2.5 are those below 3
  EXPECT_EQ(tree->cuts[2], 7);
  EXPECT_EQ(tree->leaves[0], 0.5F);
  EXPECT_EQ(tree->leaves[4], -1.25F);
  EXPECT_EQ(tree->leaves[6], 2.0F);
}

TEST(Tree, TextThatIsNoTreeIsAnError) {
  for (const char* text : {"", "0:leaf=nan\n", "what\n", "0:[f3<2.5] yes=1,no=2,missing=1\n",
                           "0:[f3<2.5] yes=0,no=0,missing=0\n", "0:[f3<2.5]\n"})
    EXPECT_FALSE(tree_of_text(text, 3)) << text;
}

// Queries of ten rows each; the answer is the row with the greatest first column.
QueryRows made_rows(std::uint64_t seed, std::size_t queries) {
  QueryRows rows;
  rows.columns = 3;
  for (std::size_t q = 0; q < queries; ++q) {
    RandomStream random(seed, "rows", q);
    std::vector<std::uint8_t> bins(30);
    for (auto& bin : bins) bin = static_cast<std::uint8_t>(random.below(200));
    std::size_t best = 0;
    for (std::size_t i = 1; i < 10; ++i)
      if (bins[3 * i] > bins[3 * best]) best = i;
    for (std::size_t i = 0; i < 10; ++i) rows.weights.push_back(i == best ? 0.0F : 1.0F);
    rows.bins.insert(rows.bins.end(), bins.begin(), bins.end());
    rows.ends.push_back(static_cast<std::uint32_t>(rows.rows()));
  }
  return rows;
}

TEST(BoostedTrees, LearnWhatDecides) {
  const std::vector<QueryRows> blocks = {made_rows(1, 200), made_rows(2, 200)};
  const auto trees = BoostedTrees::fit(blocks, {40, 4, 0.3, 1, 1, 0});
  ASSERT_TRUE(trees);
  const QueryRows fresh = made_rows(3, 200);
  const std::vector<float> scores = trees->predict(fresh.bins, 3);
  std::size_t right = 0;
  for (std::size_t q = 0; q < 200; ++q) {
    const auto best = std::max_element(&scores[10 * q], &scores[10 * q] + 10) - scores.data();
    right += fresh.weights[static_cast<std::size_t>(best)] == 0;
  }
  EXPECT_GT(right, 150U);
}

TEST(BoostedTrees, AreTheSameAtAnyThreads) {
  const std::vector<QueryRows> blocks = {made_rows(1, 600), made_rows(2, 500), made_rows(3, 700)};
  const QueryRows fresh = made_rows(4, 900);
  std::vector<float> first;
  for (const unsigned count : {1U, 2U, 4U}) {
    set_threads(count);
    const auto trees = BoostedTrees::fit(blocks, {30, 5, 0.2, 1, 1, 0});
    ASSERT_TRUE(trees);
    const std::vector<float> scores = trees->predict(fresh.bins, 3);
    if (first.empty()) first = scores;
    EXPECT_EQ(scores, first) << count;
  }
  set_threads(0);
}

}  // namespace
}  // namespace entente::forecast
