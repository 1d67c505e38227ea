// The loss's slopes against differences, trees out of text, bins, and the same trees at any
// threads.

#include "entente/forecast/rankings/boosted_trees.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"

namespace entente::forecast {
namespace {

double loss(const QueryRows& rows, const std::vector<float>& scores, double slip) {
  double total = 0;
  std::size_t begin = 0;
  for (const std::uint32_t end : rows.ends) {
    double others = 0;
    for (std::size_t i = begin; i < end; ++i)
      if (rows.weights[i] > 0) others += rows.weights[i] * std::exp(double{scores[i]});
    for (std::size_t i = begin; i < end; ++i)
      if (rows.weights[i] <= 0)
        total -=
            std::log(slip + std::exp(double{scores[i]}) / (std::exp(double{scores[i]}) + others));
    begin = end;
  }
  return total;
}

TEST(SoftmaxGradients, AgreeWithDifferencesOfTheLoss) {
  const QueryRows rows{0, {}, {0, 3, 0, 1.5F, 2, 0, 7}, {5, 7}};
  const std::vector<float> scores = {0.5F, -1, 2, 0.25F, 1, -0.5F, 0.125F};
  std::vector<float> gradient(7), curvature(7);
  for (const double slip : {0.0, 0.05, 0.5}) {
    softmax_gradients(rows, scores, slip, gradient, curvature);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      constexpr float kStep = 1.0F / 64;
      auto above = scores, below = scores;
      above[i] += kStep;
      below[i] -= kStep;
      const double up = loss(rows, above, slip), down = loss(rows, below, slip);
      EXPECT_NEAR(gradient[i], (up - down) / (2 * kStep), 1e-4) << i;
      const double bend = (up - 2 * loss(rows, scores, slip) + down) / (kStep * kStep);
      if (slip == 0) {
        EXPECT_NEAR(curvature[i], bend, 1e-3) << i;
      } else {
        EXPECT_GT(curvature[i], 0) << i;
      }
    }
  }
}

// Sums of such numbers are exact in a double, so that no order of adding them matters.
TEST(SoftmaxGradients, AreWholeMultiplesOfAPowerOfTwo) {
  RandomStream random(3, "scores", 0);
  QueryRows rows;
  std::vector<float> scores;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    rows.weights.push_back(i % 10 < 2 ? 0.0F : static_cast<float>(1 + random.below(90)));
    scores.push_back(static_cast<float>(4 * random.normal()));
    if (i % 10 == 9) rows.ends.push_back(i + 1);
  }
  std::vector<float> gradient(3000), curvature(3000);
  softmax_gradients(rows, scores, 0.01, gradient, curvature);
  double forward = 0, backward = 0;
  for (std::size_t i = 0; i < 3000; ++i) {
    for (const float number : {gradient[i], curvature[i]}) {
      const double multiple = double{number} * (1 << 30);
      EXPECT_EQ(multiple, std::nearbyint(multiple));
    }
    EXPECT_GT(curvature[i], 0);
    forward += gradient[i];
    backward += gradient[2999 - i];
  }
  EXPECT_EQ(forward, backward);
}

TEST(SoftmaxGradients, GreatScoresDoNotOverflow) {
  const QueryRows rows{0, {}, {0, 1}, {2}};
  std::vector<float> gradient(2), curvature(2);
  softmax_gradients(rows, std::vector<float>{1e4F, -1e4F}, 0, gradient, curvature);
  EXPECT_NEAR(gradient[0], 0, 1e-6);
  softmax_gradients(rows, std::vector<float>{-1e4F, 1e4F}, 0, gradient, curvature);
  EXPECT_NEAR(gradient[0], -1, 1e-6);
  EXPECT_NEAR(gradient[1], 1, 1e-6);
  softmax_gradients(rows, std::vector<float>{-1e4F, 1e4F}, 0.01, gradient, curvature);
  EXPECT_NEAR(gradient[0], 0, 1e-6);  // out of reach: it came out of nowhere
}

TEST(Codes, KeepTheOrderAndNearlyTheValue) {
  EXPECT_EQ(code_of(0), 0);
  EXPECT_EQ(code_of(-3), 0);
  EXPECT_LT(code_of(1), code_of(1.01F));
  for (int whole = 0; whole < 512; ++whole)
    EXPECT_LT(code_of(static_cast<float>(whole)), code_of(static_cast<float>(whole + 1))) << whole;
  EXPECT_LE(code_of(100'000), code_of(1e30F));
}

Binning binning_of(const std::vector<float>& values) {
  std::vector<std::uint16_t> codes;
  for (const float value : values) codes.push_back(code_of(value));
  std::vector<std::span<const std::uint16_t>> rows;
  for (const std::uint16_t& code : codes) rows.emplace_back(&code, 1U);
  return {rows, 1};
}

std::uint8_t bin_of(const Binning& binning, float value) {
  const std::vector<std::uint16_t> code = {code_of(value)};
  std::uint8_t bin = 0;
  binning.bin(code, {&bin, 1});
  return bin;
}

TEST(Binning, FewValuesKeepABinEach) {
  const Binning binning = binning_of({5, 1, 9, 1, 5, 5});
  for (const auto& [value, expected] : std::vector<std::pair<float, int>>{
           {-3, 0}, {1, 0}, {4, 0}, {5, 1}, {8, 1}, {9, 2}, {1e30F, 2}})
    EXPECT_EQ(bin_of(binning, value), expected) << value;
}

TEST(Binning, ManyValuesKeepTheirOrder) {
  RandomStream random(1, "bins", 0);
  std::vector<float> values(5000);
  for (float& value : values) value = static_cast<float>(std::exp(3 * random.normal()));
  const Binning binning = binning_of(values);
  std::sort(values.begin(), values.end());
  std::uint8_t last = 0;
  std::size_t distinct = 1;
  for (const float value : values) {
    const std::uint8_t bin = bin_of(binning, value);
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

double share_right(const BoostedTrees& trees, const QueryRows& rows) {
  const std::vector<float> scores = trees.predict(rows.bins, rows.columns);
  double right = 0;
  for (std::size_t from = 0; from < scores.size(); from += 10) {
    const auto best = std::max_element(&scores[from], &scores[from] + 10) - scores.data();
    right += rows.weights[static_cast<std::size_t>(best)] == 0;
  }
  return right / static_cast<double>(rows.ends.size());
}

TEST(BoostedTrees, LearnWhatDecides) {
  const std::vector<QueryRows> blocks = {made_rows(1, 200), made_rows(2, 200)};
  const auto trees = BoostedTrees::fit(blocks, {40, 4, 0.3, 1, 1, 0});
  ASSERT_TRUE(trees);
  EXPECT_GT(share_right(*trees, made_rows(3, 200)), 0.75);
}

// Our walk of the trees against the library's own.
TEST(BoostedTrees, AreWalkedAsTheLibraryWalksThem) {
  const std::vector<QueryRows> blocks = {made_rows(5, 300), made_rows(6, 200)};
  std::vector<float> by_library;
  const auto trees = BoostedTrees::fit(blocks, {25, 5, 0.2, 1, 1, 0}, &by_library);
  ASSERT_TRUE(trees);
  const std::vector<float> own = trees->predict(blocks[0].bins, 3);
  ASSERT_EQ(own.size(), by_library.size());
  for (std::size_t i = 0; i < own.size(); ++i) EXPECT_NEAR(own[i], by_library[i], 2e-5F) << i;
  EXPECT_GT(*std::max_element(own.begin(), own.end()), 0.5F);
}

// Each of two columns is seen in some blocks: trees name columns as the rows do, not as a block
// does.
TEST(BoostedTrees, SomeColumnsOfEachBlockServeAllRows) {
  std::vector<QueryRows> blocks;
  for (std::uint64_t b = 0; b < 6; ++b) blocks.push_back(made_rows(20 + b, 200));
  const auto trees = BoostedTrees::fit(blocks, {60, 4, 0.3, 1, 1, 0, 0.3});
  ASSERT_TRUE(trees);
  std::array<std::size_t, 3> used{};
  for (const Tree& tree : trees->trees()) ++used[tree.columns[0]];
  for (const std::size_t trees_with : used) EXPECT_GT(trees_with, 0U);
  EXPECT_GT(share_right(*trees, made_rows(3, 200)), 0.6);
}

TEST(BoostedTrees, ModelsGrownApartAreSummed) {
  const std::vector<QueryRows> blocks = {made_rows(7, 200), made_rows(8, 200), made_rows(9, 200)};
  TreeSettings settings{12, 4, 0.3, 1, 1, 0, 0.7, 0.01};
  const auto one = BoostedTrees::fit(blocks, settings);
  settings.models = 2;
  const auto two = BoostedTrees::fit(blocks, settings);
  ASSERT_TRUE(one && two);
  ASSERT_EQ(two->trees().size(), 24U);
  EXPECT_EQ(two->trees()[3].leaves, one->trees()[3].leaves);
  EXPECT_NE(two->trees()[12].leaves, one->trees()[0].leaves);
}

TEST(BoostedTrees, AreTheSameAtAnyThreads) {
  const std::vector<QueryRows> blocks = {made_rows(1, 600), made_rows(2, 500), made_rows(3, 700)};
  const QueryRows fresh = made_rows(4, 900);
  std::vector<float> first;
  for (const unsigned count : {1U, 2U, 4U}) {
    set_threads(count);
    const auto trees = BoostedTrees::fit(blocks, {30, 5, 0.2, 1, 1, 0, 0.7, 0.01, 3});
    ASSERT_TRUE(trees);
    const std::vector<float> scores = trees->predict(fresh.bins, 3);
    if (first.empty()) first = scores;
    EXPECT_EQ(scores, first) << count;
  }
  set_threads(0);
}

}  // namespace
}  // namespace entente::forecast
