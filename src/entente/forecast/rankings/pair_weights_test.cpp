// Learnt on the way: weights of pairs and vectors of actors find what a made world is made of.

#include "entente/forecast/rankings/pair_weights.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "entente/forecast/rankings/affinity.hpp"
#include "entente/forecast/rankings/world_testing.hpp"

namespace entente::forecast {
namespace {

// Alpha meets Beta on even days and is met with a threat by Gamma on odd ones; on even days it is
// asked whom Alpha meets.
TEST(PairWeights, LearnWhoFollowsWhat) {
  GraphHistory history(3, 2, groups_of_names({"Alpha", "Beta", "Gamma"}), 100);
  PairWeights weights(2);
  for (std::int32_t step = 0; step < 60; ++step) {
    const std::vector<Quad> acts = {step % 2 == 0 ? Quad{0, 0, 1, step} : Quad{0, 1, 2, step}};
    weights.learn(history, step, queries_of(acts, 2));
    history.advance(step, acts);
  }
  std::vector<float> chances;
  weights.probabilities(history, 60, 0, 0, chances);
  ASSERT_EQ(chances.size(), 2U);  // Beta came first, then Gamma
  EXPECT_GT(chances[0], 0.9F);
  EXPECT_NEAR(std::accumulate(chances.begin(), chances.end(), 0.0F), 1, 1e-5);
  weights.probabilities(history, 60, 0, 1, chances);
  EXPECT_GT(chances[1], 0.9F);
}

TEST(PairWeights, WithoutPartnersThereIsNothing) {
  const GraphHistory history(3, 2, groups_of_names({"Alpha", "Beta", "Gamma"}), 10);
  std::vector<float> chances = {1};
  PairWeights(2).probabilities(history, 3, 0, 0, chances);
  EXPECT_TRUE(chances.empty());
}

// Of 24 entities, the habitual object of a subject and relation should stand among the first.
TEST(Affinity, PutsHabitsFirst) {
  const QuadFolder world = testing::made_world(3);
  Affinity affinity(24, 4, 1);
  for (std::int32_t step = 0; step < 40; ++step) {
    std::vector<Quad> acts;
    for (const Quad& quad : world.train)
      if (quad.step == step) acts.push_back(quad);
    affinity.learn(step, queries_of(acts, 4));
  }
  double above = 0;
  for (std::uint32_t s = 0; s < 24; ++s) {
    for (std::uint32_t r = 0; r < 4; ++r) {
      std::vector<float> query(Affinity::kSize);
      affinity.view(s, r, query);
      const float own = affinity.of(query, (s * 7 + r * 5 + 3) % 24);
      for (std::uint32_t o = 0; o < 24; ++o) above += affinity.of(query, o) > own;
    }
  }
  EXPECT_LT(above / 96, 4);  // chance: 11.5
}

}  // namespace
}  // namespace entente::forecast
