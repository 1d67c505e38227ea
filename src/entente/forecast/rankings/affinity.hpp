#pragma once
// Learned vectors of actors and relations: who suits whom, also where they have never met.
//
//   affinity(a, q, o) = sum_k S[a]_k R[q]_k O[o]_k         (DistMult, Yang et al. 2015, with
//   vectors
// of their own for subjects and objects). They move on with the steps: after each one its acts are
// learnt once, and three times as many earlier ones again, half of them out of the last 30 steps.
// Loss: softmax of the answer against 60 objects drawn from earlier acts, half of them of the same
// relation, so that the affinity tells what an object's frequency alone does not. Steps are those
// of Adagrad (Duchi et al. 2011). One thread: the order of the updates is part of the result.

#include <cstdint>
#include <span>
#include <vector>

#include "entente/base/random.hpp"
#include "entente/forecast/rankings/rule_table.hpp"

namespace entente::forecast {

class Affinity {
 public:
  static constexpr std::size_t kSize = 48;

  Affinity(std::size_t entities, std::size_t relations, std::uint64_t seed);

  /// Learns a step's queries, once each, in order of steps.
  void learn(std::int32_t step, std::span<const AnsweredQuery> queries);
  /// The query's own part, S[a] R[q]; affinity is its product with an object's vector.
  void view(std::uint32_t subject, std::uint32_t q, std::span<float> query) const;
  float of(std::span<const float> query, std::uint32_t object) const;

 private:
  struct Act {
    std::uint32_t subject, q, object;
  };
  struct Table {
    std::vector<float> values, squares;  ///< squares: Adagrad's sums
    float* at(std::size_t i) { return &values[i * kSize]; }
    const float* at(std::size_t i) const { return &values[i * kSize]; }
    void step(std::size_t i, const float* gradient);
  };
  void learn_act(const Act& act, RandomStream& draws);

  std::uint64_t seed_;
  Table subjects_, relations_, objects_;
  std::vector<Act> acts_;                               ///< all so far
  std::vector<std::vector<std::uint32_t>> objects_of_;  ///< by q, one an act
  std::vector<std::size_t> ends_;                       ///< of acts_, by step learnt
};

}  // namespace entente::forecast
