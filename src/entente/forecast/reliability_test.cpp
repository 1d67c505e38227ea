#include "entente/forecast/reliability.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "entente/base/random.hpp"

namespace entente::forecast {
namespace {

// Forecasts with probabilities on a fine or a coarse grid; what happened follows them, bent.
std::vector<Judged> made(std::uint64_t seed, std::size_t n, std::uint64_t grid) {
  RandomStream random(seed, "judged for tests", 0);
  std::vector<Judged> judged;
  for (std::size_t i = 0; i < n; ++i) {
    const double p = static_cast<double>(random.below(grid + 1)) / static_cast<double>(grid);
    judged.push_back({p, random.uniform() < p * p});
  }
  return judged;
}

// Four forecasts: 0.1 no, 0.1 yes, 0.9 yes, 0.9 yes. Brier (0.01 + 0.81 + 0.01 + 0.01)/4 = 0.21.
// Bins: "very unlikely" 0.1 -> 1/2, "very likely" 0.9 -> 1. Reliability (2 0.16 + 2 0.01)/4 =
// 0.085, resolution (2 0.0625 + 2 0.0625)/4 = 0.0625, uncertainty 0.75 0.25 = 0.1875; no spread
// within the bins.
TEST(Reliability, FourForecastsByHand) {
  const std::vector<Judged> judged = {{0.1, false}, {0.1, true}, {0.9, true}, {0.9, true}};
  const Reliability found = reliability_of(judged);
  EXPECT_EQ(found.n, 4U);
  EXPECT_EQ(found.happened, 3U);
  EXPECT_NEAR(found.brier, 0.21, 1e-15);
  EXPECT_NEAR(found.reliability, 0.085, 1e-15);
  EXPECT_NEAR(found.resolution, 0.0625, 1e-15);
  EXPECT_NEAR(found.uncertainty, 0.1875, 1e-15);
  EXPECT_NEAR(found.within, 0, 1e-15);
  ASSERT_EQ(found.bins.size(), 2U);
  EXPECT_EQ(found.bins[0].low, 0.05);
  EXPECT_EQ(found.bins[0].happened, 1U);
  EXPECT_NEAR(found.bins[0].mean_probability, 0.1, 1e-15);
  EXPECT_NEAR(found.bins[1].observed.high, 1, 1e-15);
  EXPECT_NEAR(log_score_of(judged), -(2 * std::log(0.9) + std::log(0.9) + std::log(0.1)) / 4,
              1e-15);
  // The no has 0.1: of the three yeses one is tied with it, two are above.
  EXPECT_NEAR(roc_area(judged), 2.5 / 3, 1e-15);
}

TEST(Reliability, ThePartsAlwaysAddUp) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto judged = made(seed, 5 + 40 * seed, seed % 2 == 0 ? 10 : 100000);
    const Reliability found = reliability_of(judged, 3);
    double brier = 0;
    for (const Judged& one : judged) brier += std::pow(one.probability - (one.happened ? 1 : 0), 2);
    brier /= static_cast<double>(judged.size());
    EXPECT_NEAR(found.brier, brier, 1e-12);
    EXPECT_NEAR(found.reliability - found.resolution + found.uncertainty + found.within, brier,
                1e-12);
    std::uint64_t n = 0;
    for (const ReliabilityBin& bin : found.bins) {
      n += bin.n;
      EXPECT_GT(bin.n, 0U);
      EXPECT_GE(bin.mean_probability, bin.low);
      EXPECT_TRUE(bin.mean_probability < bin.high || bin.high == 1);
      const double share = static_cast<double>(bin.happened) / static_cast<double>(bin.n);
      EXPECT_LE(bin.observed.low, share);
      EXPECT_GE(bin.observed.high, share);
    }
    EXPECT_EQ(n, judged.size());
  }
}

TEST(Reliability, OfNothing) {
  const Reliability found = reliability_of(std::span<const Judged>{});
  EXPECT_EQ(found.n, 0U);
  EXPECT_TRUE(found.bins.empty());
  EXPECT_EQ(found.brier, 0);
  EXPECT_EQ(log_score_of({}), 0);
  EXPECT_EQ(roc_area({}), 0.5);
}

TEST(Reliability, RocAreaByAllPairs) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto judged = made(seed, 200, seed % 2 == 0 ? 7 : 1000);
    double won = 0, pairs = 0;
    for (const Judged& yes : judged)
      for (const Judged& no : judged) {
        if (!yes.happened || no.happened) continue;
        pairs += 1;
        won += yes.probability > no.probability ? 1 : yes.probability == no.probability ? 0.5 : 0;
      }
    ASSERT_GT(pairs, 0);
    EXPECT_NEAR(roc_area(judged), won / pairs, 1e-12);
  }
}

// ICD 203 (2015): 1-5, 5-20, 20-45, 45-55, 55-80, 80-95, 95-99 per cent.
TEST(Reliability, WordsOfProbability) {
  const auto words = words_of_probability();
  ASSERT_EQ(words.size(), 7U);
  EXPECT_EQ(words.front().low, 0);
  EXPECT_EQ(words.back().high, 1);
  for (std::size_t i = 1; i < words.size(); ++i) EXPECT_EQ(words[i].low, words[i - 1].high);
  EXPECT_EQ(word_of(0), "almost no chance");
  EXPECT_EQ(word_of(0.0499), "almost no chance");
  EXPECT_EQ(word_of(0.05), "very unlikely");
  EXPECT_EQ(word_of(0.2), "unlikely");
  EXPECT_EQ(word_of(0.45), "roughly even chance");
  EXPECT_EQ(word_of(0.55), "likely");
  EXPECT_EQ(word_of(0.8), "very likely");
  EXPECT_EQ(word_of(0.95), "almost certain");
  EXPECT_EQ(word_of(1), "almost certain");
}

// R 4.2.2: isoreg(seq(0.05, 0.8, by = 0.05), c(0,1,0,0,0,1,0,1,0,1,1,0,1,0,1,1))$yf gives
// 0, 1/4 (4 times), 1/2 (4), 3/5 (5), 1 (2). At the centre of each block stands its share, drawn
// toward the overall one, (8 + 1/2)/17 = 1/2, by half an event.
TEST(Isotonic, AsIsoregOfR) {
  const std::vector<int> happened = {0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1};
  std::vector<Judged> judged;
  for (std::size_t i = 0; i < happened.size(); ++i)
    judged.push_back({0.05 * static_cast<double>(i + 1), happened[i] == 1});
  std::reverse(judged.begin(), judged.end());  // the order is nothing to it
  const Isotonic map(judged);
  const struct {
    double centre, yes, n;
  } blocks[] = {{0.05, 0, 1}, {0.175, 1, 4}, {0.375, 2, 4}, {0.6, 3, 5}, {0.775, 2, 2}};
  for (const auto& block : blocks)
    EXPECT_NEAR(map(block.centre), (block.yes + 0.25) / (block.n + 0.5), 1e-12) << block.centre;
  // Between centres on a line, outside flat.
  EXPECT_NEAR(map((0.175 + 0.375) / 2), (map(0.175) + map(0.375)) / 2, 1e-12);
  EXPECT_EQ(map(0), map(0.05));
  EXPECT_EQ(map(1), map(0.775));
  const Interval inside = map.interval(0.62);
  const Interval wilson = wilson_share(3, 5, 1, 0.9);
  EXPECT_EQ(inside.low, wilson.low);
  EXPECT_EQ(inside.high, wilson.high);
  EXPECT_LT(map.interval(0.62, 4).low, inside.low);
}

// The least squares fit that never falls, by its definition: at each score the greatest over all
// lower ends of the least mean up to any upper end (Robertson, Wright & Dykstra 1988, 1.4).
TEST(Isotonic, AsTheMinimaxFormula) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto judged = made(seed, 4000, 12);
    std::vector<double> yes(13, 0), n(13, 0);
    for (const Judged& one : judged) {
      const auto place = static_cast<std::size_t>(std::lround(one.probability * 12));
      n[place] += 1;
      yes[place] += one.happened ? 1 : 0;
    }
    const Isotonic map(judged);
    double total = 0;
    for (const double count : yes) total += count;
    const double overall = (total + 0.5) / (static_cast<double>(judged.size()) + 1);
    std::vector<double> fit(n.size(), 0);
    for (std::size_t i = 0; i < n.size(); ++i)
      for (std::size_t s = 0; s <= i; ++s) {
        double least = 1;
        for (std::size_t t = i; t < n.size(); ++t) {
          double k = 0, all = 0;
          for (std::size_t j = s; j <= t; ++j) {
            k += yes[j];
            all += n[j];
          }
          least = std::min(least, k / all);
        }
        fit[i] = std::max(fit[i], least);
      }
    // Scores with the same fit are a block; at its centre the map is its share, drawn.
    for (std::size_t i = 0; i < n.size();) {
      std::size_t end = i;
      double k = 0, all = 0, centre = 0;
      for (; end < n.size() && std::abs(fit[end] - fit[i]) < 1e-12; ++end) {
        k += yes[end];
        all += n[end];
        centre += n[end] * static_cast<double>(end) / 12;
      }
      EXPECT_NEAR(map(centre / all), (k + overall / 2) / (all + 0.5), 1e-9) << seed << ' ' << i;
      i = end;
    }
  }
}

TEST(Isotonic, NeverFallsAndStaysInside) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto judged = made(seed, 1 + 7 * seed, 1000);
    const Isotonic map(judged);
    double last = 0;
    for (int i = 0; i <= 1000; ++i) {
      const double p = i / 1000.0;
      const double found = map(p);
      EXPECT_GE(found, last);
      EXPECT_GT(found, 0);
      EXPECT_LT(found, 1);
      const Interval interval = map.interval(p, 2);
      EXPECT_LE(interval.low, found);
      EXPECT_GE(interval.high, found);
      EXPECT_GE(interval.low, 0);
      EXPECT_LE(interval.high, 1);
      last = found;
    }
  }
}

// A small block of mostly yes above a great one: drawn toward the overall share it would fall below
// it, so the two are one.
TEST(Isotonic, TheDrawDoesNotTurnTheOrder) {
  std::vector<Judged> judged(3000, {0.1, false});
  for (int i = 0; i < 1000; ++i) judged.push_back({0.5, i % 100 < 60});
  for (int i = 0; i < 5; ++i) judged.push_back({0.9, i < 3});
  judged.push_back({0.95, true});
  const Isotonic map(judged);
  EXPECT_LE(map(0.5), map(0.9));
  EXPECT_LE(map(0.9), map(0.95));
  EXPECT_NEAR(map(0.1), 0, 1e-3);
}

TEST(Isotonic, OfNothingAndOfOneKind) {
  const Isotonic none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none(0.3), 0.3);
  EXPECT_EQ(Isotonic(std::span<const Judged>{})(0.7), 0.7);
  const std::vector<Judged> all_no(50, {0.4, false});
  const Isotonic never(all_no);
  EXPECT_GT(never(0.9), 0);
  EXPECT_LT(never(0.9), 0.01);
  const std::vector<Judged> all_yes(50, {0.4, true});
  EXPECT_LT(Isotonic(all_yes)(0.1), 1);
  EXPECT_GT(Isotonic(all_yes)(0.1), 0.98);
}

}  // namespace
}  // namespace entente::forecast
