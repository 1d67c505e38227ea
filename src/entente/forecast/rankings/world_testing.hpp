#pragma once
// Small made worlds for the tests of this module.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"
#include "entente/forecast/rankings/backtest_quads.hpp"

namespace entente::forecast::testing {

struct WorldSize {
  std::uint32_t entities = 24, relations = 4;
  std::int32_t train = 40, valid = 5, test = 6;  ///< steps
  std::uint32_t acts = 20;                       ///< a step
};

/// Four acts in five are a habit (each subject and relation has an object of its own), the others
/// are drawn evenly.
inline QuadFolder made_world(std::uint64_t seed, const WorldSize& size = {}) {
  QuadFolder world;
  for (std::uint32_t e = 0; e < size.entities; ++e)
    world.entities.push_back("Office_" + std::to_string(e / 4) + "_(Land_" + std::to_string(e % 4) +
                             ")");
  for (std::uint32_t r = 0; r < size.relations; ++r)
    world.relations.push_back("relation_" + std::to_string(r));
  world.unit = "days";
  for (std::int32_t step = 0; step < size.train + size.valid + size.test; ++step) {
    RandomStream random(seed, "made world", static_cast<std::uint64_t>(step));
    auto& part = step < size.train                ? world.train
                 : step < size.train + size.valid ? world.valid
                                                  : world.test;
    for (std::uint32_t i = 0; i < size.acts; ++i) {
      const auto s = static_cast<std::uint32_t>(random.below(size.entities));
      const auto r = static_cast<std::uint32_t>(random.below(size.relations));
      const bool habit = random.below(5) < 4;
      const auto o = habit ? (s * 7 + r * 5 + 3) % size.entities
                           : static_cast<std::uint32_t>(random.below(size.entities));
      part.push_back({s, r, o, step});
    }
  }
  return world;
}

/// A world of states, not acts: a fact holds from its first step on until it ends (one in fourteen
/// does at each step), and is a quad of each step that it holds in. Names say nothing.
inline QuadFolder made_lasting_world(std::uint64_t seed, const WorldSize& size) {
  QuadFolder world;
  for (std::uint32_t e = 0; e < size.entities; ++e)
    world.entities.push_back("n" + std::to_string(e));
  for (std::uint32_t r = 0; r < size.relations; ++r)
    world.relations.push_back("r" + std::to_string(r));
  world.unit = "days";
  std::vector<Quad> holding;
  for (std::int32_t step = 0; step < size.train + size.valid + size.test; ++step) {
    RandomStream random(seed, "lasting world", static_cast<std::uint64_t>(step));
    std::erase_if(holding, [&](const Quad&) { return random.below(14) == 0; });
    while (holding.size() < size.acts) {
      const auto draw = [&](std::uint32_t most) {  // the small numbers more often
        return static_cast<std::uint32_t>(random.below(1 + random.below(most)));
      };
      const Quad fact{draw(size.entities), draw(size.relations), draw(size.entities), 0};
      if (std::find(holding.begin(), holding.end(), fact) == holding.end()) holding.push_back(fact);
    }
    auto& part = step < size.train                ? world.train
                 : step < size.train + size.valid ? world.valid
                                                  : world.test;
    for (Quad fact : holding) {
      fact.step = step;
      part.push_back(fact);
    }
  }
  return world;
}

/// Settings that a small world is learnt with in a moment.
inline BacktestOptions small_options() {
  BacktestOptions options;
  options.ranker.first_queries = 150;
  options.ranker.first_trees.rounds = 10;
  options.ranker.blocks = 3;
  options.ranker.trees.models = 1;
  options.ranker.trees.rounds = 24;
  options.ranker.trees.learning_rate = 0.1;
  options.ranker.trees.depth = 4;
  options.ranker.trees.min_child_weight = 1;
  return options;
}

/// All lists of a back-test, by query number.
struct Lists {
  BacktestResult result;
  std::vector<std::vector<Scored>> lists;
};
/// On one thread unless told otherwise: more only get in each other's way in so small a world.
inline Result<Lists> run_world(const QuadFolder& world, const BacktestOptions& options,
                               unsigned thread_count = 1) {
  Lists lists;
  set_threads(thread_count);
  ENTENTE_TRY(lists.result,
              backtest_quads(world, options, [&](std::uint64_t, const std::vector<Scored>& list) {
                lists.lists.push_back(list);
                return Result<void>{};
              }));
  return lists;
}

inline bool same(const std::vector<Scored>& x, const std::vector<Scored>& y) {
  if (x.size() != y.size()) return false;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i].object != y[i].object || x[i].score != y[i].score) return false;
  return true;
}

}  // namespace entente::forecast::testing
