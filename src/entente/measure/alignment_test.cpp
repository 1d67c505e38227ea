#include "entente/measure/alignment.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/measure/acts_for_tests.hpp"

namespace entente {
namespace {

using namespace acts_testing;

const DayRange kAll{kFirstDay, kLastDay};

// x = (1, 1, 0, -1), y = (1, 0, 0, 1): observed 0 + 1 + 0 + 4 = 5. Expected, 1/4 of the sum over
// all 16 pairs: for x = 1 (twice) against y: 0 + 1 + 1 + 0 = 2 each; for 0: 1 + 0 + 0 + 1 = 2; for
// -1: 4 + 1 + 1 + 4 = 10; in all 16, over 4: 4. So 1 - 5/4 = -1/4.
TEST(ChanceCorrectedAgreement, ByHand) {
  EXPECT_NEAR(chance_corrected_agreement({1, 1, 0, -1}, {1, 0, 0, 1}).value(), -0.25, 1e-15);
  EXPECT_EQ(chance_corrected_agreement({1, 0, -1}, {1, 0, -1}), 1.0);
  // Always opposite: observed 4 a vote, expected 2 a vote.
  EXPECT_NEAR(chance_corrected_agreement({1, -1}, {-1, 1}).value(), -1, 1e-15);
  // Always apart and never moving: as far apart as chance has it.
  EXPECT_NEAR(chance_corrected_agreement({1, 1, 1}, {-1, -1, -1}).value(), 0, 1e-15);
}

TEST(ChanceCorrectedAgreement, IsAbsentWhereNothingIsExpected) {
  EXPECT_EQ(chance_corrected_agreement({}, {}), std::nullopt);
  EXPECT_EQ(chance_corrected_agreement({1, 0}, {1}), std::nullopt);
  EXPECT_EQ(chance_corrected_agreement({0.1, 0.1, 0.1}, {0.1, 0.1, 0.1}), std::nullopt);
  EXPECT_EQ(chance_corrected_agreement({1e308, -1e308}, {-1e308, 1e308}), std::nullopt);
}

std::optional<double> plain(const std::vector<double>& x, const std::vector<double>& y) {
  double observed = 0, expected = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    observed += (x[i] - y[i]) * (x[i] - y[i]);
    for (const double other : y) expected += (x[i] - other) * (x[i] - other);
  }
  if (expected == 0) return std::nullopt;
  return 1 - observed / (expected / static_cast<double>(x.size()));
}

TEST(ChanceCorrectedAgreement, EqualsTheDoubleSum) {
  RandomStream random(1, "alignment", 0);
  for (int world = 0; world < 200; ++world) {
    std::vector<double> x, y;
    for (std::uint64_t n = 1 + random.below(40); n > 0; --n) {
      x.push_back(random.normal() + 100);
      y.push_back(0.5 * x.back() + random.normal());
    }
    EXPECT_NEAR(chance_corrected_agreement(x, y).value(), plain(x, y).value(), 1e-9);
    EXPECT_NEAR(chance_corrected_agreement(y, x).value(), plain(x, y).value(), 1e-9);
  }
}

// Six votes of A, B and C; the last is unanimous and left out. A and B alike but on the third.
//   A: 1 1 1 -1 -1; B: 1 1 0 -1 -1: observed 1. Means 1/5 and 0; squares about them 24/5 and 4;
//   expected 24/5 + 4 + 5/25 = 9; 1 - 1/9 = 8/9.
//   A and C are opposite each time: -1 -1 -1 1 1: observed 20; means 1/5, -1/5; 24/5 + 24/5 +
//   5 * 4/25 = 10.4; 1 - 20/10.4.
std::vector<Tie> six_votes() {
  std::vector<Tie> ties;
  const std::vector<std::vector<std::string>> cast = {
      {"yes", "yes", "no"}, {"yes", "yes", "veto"}, {"yes", "abstain", "no"},
      {"no", "no", "yes"},  {"veto", "no", "yes"},  {"yes", "yes", "yes"}};
  for (std::size_t i = 0; i < cast.size(); ++i) {
    const std::string day = "2018-01-0" + std::to_string(i + 1);
    for (std::size_t m = 0; m < 3; ++m)
      ties.push_back(vote(day, "V/" + std::to_string(i), kActors[m], cast[i][m]));
  }
  return ties;
}

TEST(VoteAlignment, ByHandWithoutTheUnanimousVotes) {
  const std::vector<std::string> actors = {"AAA", "BBB", "CCC"};
  const auto pairs = vote_alignment(six_votes(), actors, kAll, 0.9, 7);
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].a + pairs[0].b, "AAABBB");
  EXPECT_EQ(pairs[0].shared, 5U);
  EXPECT_EQ(pairs[0].alike, 4U);
  EXPECT_NEAR(pairs[0].value.value(), 8.0 / 9, 1e-12);
  EXPECT_LE(pairs[0].interval.low, 8.0 / 9);
  EXPECT_GE(pairs[0].interval.high, 8.0 / 9);
  EXPECT_NEAR(pairs[1].value.value(), 1 - 20 / 10.4, 1e-12);
  // One vote fewer is too few: shared is said, no value.
  const auto few = vote_alignment(six_votes(), actors, {kFirstDay, on("2018-01-05")}, 0.9, 7);
  EXPECT_EQ(few[0].shared, 4U);
  EXPECT_EQ(few[0].value, std::nullopt);
}

// C always says no to what A says yes to, and B wavers: with C, who never varies, the formula would
// give 0 to both, the opponent and the waverer. So there is no value, but what is known is counted.
TEST(VoteAlignment, OneWhoNeverVariesTellsNothingByChanceAlone) {
  std::vector<Tie> ties;
  const std::vector<std::string> wavering = {"yes", "no", "yes", "no", "abstain"};
  for (std::size_t i = 0; i < 5; ++i) {
    const std::string symbol = "V/" + std::to_string(i);
    ties.push_back(vote("2018-01-01", symbol, "AAA", "yes"));
    ties.push_back(vote("2018-01-01", symbol, "BBB", wavering[i]));
    ties.push_back(vote("2018-01-01", symbol, "CCC", "no"));
  }
  for (const auto& p : vote_alignment(ties, {"AAA", "BBB", "CCC"}, kAll, 0.9, 7)) {
    EXPECT_EQ(p.value, std::nullopt);
    EXPECT_EQ(p.shared, 5U);
    EXPECT_EQ(p.alike, p.a == "AAA" && p.b == "CCC" ? 0U : 2U);
  }
}

TEST(VoteAlignment, SameSeedSameIntervalOtherSeedOther) {
  const auto ties = random_votes(2, 60);
  const auto one = vote_alignment(ties, kActors, kAll, 0.9, 1);
  const auto same = vote_alignment(ties, kActors, kAll, 0.9, 1);
  const auto other = vote_alignment(ties, kActors, kAll, 0.9, 2);
  bool differs = false;
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].interval.low, same[i].interval.low);
    EXPECT_EQ(one[i].interval.high, same[i].interval.high);
    EXPECT_LT(one[i].interval.low, one[i].interval.high);
    differs = differs || one[i].interval.low != other[i].interval.low;
    EXPECT_EQ(one[i].value, other[i].value);
  }
  EXPECT_TRUE(differs);
}

// 200 worlds of two actors whose votes agree in the long run at 0.5 in Cohen's form: the second
// copies the first's vote with probability 1/2 and else draws its own from the same distribution.
// A 90 % interval over 40 votes should hold the truth in about 90 % of worlds; under 80 % it would
// be wrong, over 99 % empty.
TEST(VoteAlignment, IntervalsHoldTheTruthAboutAsOftenAsTheySay) {
  const std::vector<std::string> values = {"yes", "no", "abstain"};
  int held = 0;
  for (std::uint64_t world = 0; world < 200; ++world) {
    RandomStream random(world, "coverage", 0);
    std::vector<Tie> ties;
    for (int i = 0; i < 40; ++i) {
      const std::string symbol = "V/" + std::to_string(i);
      const std::string a = pick(random, values);
      const std::string b = random.below(2) == 0 ? a : pick(random, values);
      ties.push_back(vote("2018-01-01", symbol, "AAA", a));
      ties.push_back(vote("2018-01-01", symbol, "BBB", b));
      // Two others so that no vote is unanimous.
      ties.push_back(vote("2018-01-01", symbol, "CCC", "yes"));
      ties.push_back(vote("2018-01-01", symbol, "DDD", "no"));
    }
    const auto pair = vote_alignment(ties, {"AAA", "BBB"}, kAll, 0.9, world).front();
    held += pair.interval.low <= 0.5 && 0.5 <= pair.interval.high;
  }
  EXPECT_GE(held, 160);
  EXPECT_LE(held, 198);
}

// A and B toward five thirds; their stances toward each other (enormous) are left out, and F, to
// whom B has none, too. A: 1 2 3 4 5, B: 2 3 4 5 6: observed 5; squares 10 and 10, means 1 apart:
// expected 25; 1 - 5/25 = 0.8.
TEST(StanceAlignment, ByHandOwnDyadLeftOut) {
  StanceMatrix stances;
  const std::vector<std::string> thirds = {"T1", "T2", "T3", "T4", "T5"};
  for (std::size_t i = 0; i < 5; ++i) {
    stances["AAA"][thirds[i]] = static_cast<double>(i) + 1;
    stances["BBB"][thirds[i]] = static_cast<double>(i) + 2;
  }
  stances["AAA"]["BBB"] = stances["AAA"]["AAA"] = 1000;
  stances["BBB"]["AAA"] = stances["BBB"]["BBB"] = -1000;
  stances["AAA"]["F"] = 1000;
  const auto pairs = stance_alignment(stances, {"AAA", "BBB", "ZZZ"}, 0.9, 7);
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].shared, 5U);
  EXPECT_NEAR(pairs[0].value.value(), 0.8, 1e-12);
  EXPECT_EQ(pairs[1].shared, 0U);
  EXPECT_EQ(pairs[1].value, std::nullopt);
  stances["BBB"].erase("T5");
  EXPECT_EQ(stance_alignment(stances, {"AAA", "BBB"}, 0.9, 7)[0].value, std::nullopt);
}

TEST(StanceAlignment, NamesOfThirdPartiesMoveNoBound) {
  RandomStream random(4, "stances", 0);
  StanceMatrix stances, renamed;
  for (int i = 0; i < 12; ++i) {
    const double stance = random.normal();
    stances["AAA"]["T" + std::to_string(10 + i)] = renamed["AAA"]["T" + std::to_string(90 - i)] =
        stance;
    stances["BBB"]["T" + std::to_string(10 + i)] = renamed["BBB"]["T" + std::to_string(90 - i)] =
        stance + random.normal();
  }
  const auto one = stance_alignment(stances, {"AAA", "BBB"}, 0.9, 7).front();
  const auto other = stance_alignment(renamed, {"AAA", "BBB"}, 0.9, 7).front();
  EXPECT_LT(one.interval.low, one.interval.high);
  EXPECT_EQ(one.interval.low, other.interval.low);
  EXPECT_EQ(one.interval.high, other.interval.high);
}

TEST(Alignment, NothingIsAnEmptyAnswer) {
  EXPECT_TRUE(vote_alignment({}, {}, kAll, 0.9, 1).empty());
  EXPECT_EQ(vote_alignment({}, {"AAA", "BBB"}, kAll, 0.9, 1)[0].shared, 0U);
  EXPECT_EQ(stance_alignment({}, {"AAA", "BBB"}, 0.9, 1)[0].value, std::nullopt);
}

Lines told(const std::vector<Alignment>& pairs, bool intervals) {
  Lines lines;
  for (const auto& p : pairs) {
    std::string line = std::min(p.a, p.b) + std::max(p.a, p.b) + " " + std::to_string(p.shared) +
                       " " + (p.value ? std::to_string(*p.value) : "none");
    if (intervals)
      line += " " + std::to_string(p.interval.low) + " " + std::to_string(p.interval.high);
    lines.push_back(line);
  }
  return lines;
}

TEST(VoteAlignment, EqualsItsPlainDefinitionAndKeepsItsProperties) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto ties = random_votes(seed, 40);
    const auto pairs = vote_alignment(ties, kActors, kAll, 0.9, seed);
    for (const auto& p : pairs) {
      std::vector<double> x, y;
      for (const Tie& of_a : ties) {
        for (const Tie& of_b : ties) {
          if (of_a.a != p.a || of_b.a != p.b || of_a.b != of_b.b) continue;
          const auto score = [](const Tie& t) {
            return t.value == "yes" ? 1 : t.value == "abstain" ? 0 : -1;
          };
          const bool contested = std::any_of(ties.begin(), ties.end(), [&](const Tie& t) {
            return t.b == of_a.b && score(t) != score(of_a);
          });
          if (!contested) continue;
          x.push_back(score(of_a));
          y.push_back(score(of_b));
        }
      }
      EXPECT_EQ(p.shared, x.size());
      EXPECT_NEAR(p.value.value(), plain(x, y).value(), 1e-12);
    }
    const Lines lines = told(pairs, true);
    EXPECT_EQ(told(vote_alignment(shuffled(ties, seed), kActors, kAll, 0.9, seed), true), lines);
    EXPECT_EQ(told(vote_alignment(a_year_later(ties), kActors, kAll, 0.9, seed), true), lines);
    // Names exchanged in the votes and in the list of actors: the same pairs by other names.
    const std::vector<std::string> renamed = {"BBB", "AAA", "CCC", "DDD"};
    Lines expected;
    for (const auto& p : pairs) {
      Alignment copy = p;
      swap_name(copy.a);
      swap_name(copy.b);
      const Lines line = told({copy}, true);
      expected.push_back(line[0]);
    }
    EXPECT_EQ(told(vote_alignment(swapped(ties), renamed, kAll, 0.9, seed), true), expected);
  }
}

}  // namespace
}  // namespace entente
