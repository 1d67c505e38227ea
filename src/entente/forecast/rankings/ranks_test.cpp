// Ranks by hand, and against the plainest count there is.

#include "entente/forecast/rankings/ranks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "entente/base/random.hpp"

namespace entente::forecast {
namespace {

// Six entities; the list holds 4 (0.9), 1 (0.5), 2 (0.5); 0, 3 and 5 tie below.
const std::vector<Scored> kList = {{4, 0.9F}, {1, 0.5F}, {2, 0.5F}};

TEST(Ranks, TiesAreAveraged) {
  const std::vector<std::uint32_t> answer = {1};
  EXPECT_EQ(rank_of(1, answer, kList, 6), 1 + 1 + 0.5);
}

TEST(Ranks, TheUnlistedTieBelow) {
  const std::vector<std::uint32_t> answer = {3};
  EXPECT_EQ(rank_of(3, answer, kList, 6), 1 + 3 + 2 / 2.0);
}

TEST(Ranks, OtherAnswersOfTheStepAreTakenOut) {
  const std::vector<std::uint32_t> answers = {1, 3, 4};
  EXPECT_EQ(rank_of(1, answers, kList, 6), 1 + 0.5);
  EXPECT_EQ(rank_of(3, answers, kList, 6), 1 + 1 + 2 / 2.0);
}

TEST(Ranks, AgreeWithScoresOfAllEntities) {
  for (std::uint64_t world = 0; world < 300; ++world) {
    RandomStream random(7, "ranks", world);
    const std::size_t entities = 2 + static_cast<std::size_t>(random.below(12));
    std::vector<double> scores(entities, -INFINITY);
    std::vector<Scored> list;
    std::vector<std::uint32_t> answers;
    for (std::uint32_t e = 0; e < entities; ++e) {
      if (random.below(3) != 0) {
        list.push_back({e, static_cast<float>(random.below(4))});
        scores[e] = list.back().score;
      }
      if (random.below(4) == 0) answers.push_back(e);
    }
    for (const std::uint32_t answer : answers) {
      double greater = 0, equal = 0;
      for (std::uint32_t e = 0; e < entities; ++e) {
        if (std::count(answers.begin(), answers.end(), e) != 0) continue;
        greater += scores[e] > scores[answer];
        equal += scores[e] == scores[answer];
      }
      EXPECT_EQ(rank_of(answer, answers, best_of(list, entities), entities),
                1 + greater + equal / 2);
    }
  }
}

TEST(Ranks, TheBestComeWithAllThatTieAtTheCut) {
  const std::vector<Scored> best = best_of({{0, 1}, {1, 3}, {2, 2}, {3, 2}, {4, 2}, {5, 0}}, 2);
  ASSERT_EQ(best.size(), 4U);
  EXPECT_EQ(best[0].object, 1U);
  EXPECT_EQ(best[1].object, 2U);
  EXPECT_EQ(best[3].object, 4U);
}

TEST(Ranks, MeansOfThree) {
  RankScores scores;
  for (const double rank : {1.0, 2.0, 4.0}) scores.add(rank);
  EXPECT_DOUBLE_EQ(scores.mrr(), (1 + 0.5 + 0.25) / 3);
  EXPECT_DOUBLE_EQ(scores.share(scores.hits1), 1 / 3.0);
  EXPECT_DOUBLE_EQ(scores.share(scores.hits3), 2 / 3.0);
  EXPECT_DOUBLE_EQ(scores.share(scores.hits10), 1);
  EXPECT_EQ(RankScores{}.mrr(), 0);
}

}  // namespace
}  // namespace entente::forecast
