#pragma once
// Learned weights of what a pair has done: a multinomial logit over a subject's partners.
//
// For a query (a, q, ?) a partner o of a scores
//   x(o) = sum over relations r' of the pair: W[q, r', lag bucket] + V[q, r'] log(1 + sum45)
//          + U[r' = q, lag bucket]
// and is the answer with probability e^x(o) / sum over partners e^x (McFadden 1974). Unlike
// confidences of rules (rule_table.hpp), which each count for themselves, weights learn what is
// left when the others have spoken. They move on with the steps by Adagrad (Duchi et al. 2011), one
// pass; queries without a known partner among the answers teach nothing.

#include <cstdint>
#include <span>
#include <vector>

#include "entente/forecast/rankings/graph_history.hpp"
#include "entente/forecast/rankings/rule_table.hpp"

namespace entente::forecast {

class PairWeights {
 public:
  explicit PairWeights(std::size_t relations);

  /// Learns a step's queries; `history` must not hold that step yet.
  void learn(const GraphHistory& history, std::int32_t step,
             std::span<const AnsweredQuery> queries);
  /// The probability of each of the subject's partners, in the history's order.
  void probabilities(const GraphHistory& history, std::int32_t step, std::uint32_t subject,
                     std::uint32_t q, std::vector<float>& result) const;
  /// x(o) of one pair.
  float score(const GraphHistory& history, std::int32_t step, std::uint32_t q,
              const PairStat& pair) const;

 private:
  struct Weight {
    float value = 0, square = 0.1F;  ///< square: Adagrad's sum
    void step(float gradient);
  };
  std::size_t at_lag(std::uint32_t q, std::uint32_t r, std::size_t bucket) const {
    return (q * relations_ + r) * RuleTable::kBuckets + bucket;
  }
  std::size_t relations_;  ///< 2R
  std::vector<Weight> by_lag_, by_sum_, shared_;
};

}  // namespace entente::forecast
