#pragma once
// Rules of length one: having had relation r' some steps ago, how likely is a pair to be the
// answer?
//
// For a query (a, q, ?) every partner o of a is a chance; where the pair's latest r' lies in lag
// bucket b, conf(q, r', b) = answers / (chances + 10). This is the confidence of the cyclic rules
// of TLogic (Liu et al. 2022) of length one, counted over queries that were really asked and by
// lag, so that it needs no sampling of walks. Counts grow step by step, from earlier steps alone.

#include <cstdint>
#include <span>
#include <vector>

#include "entente/forecast/rankings/graph_history.hpp"

namespace entente::forecast {

/// A query of some step with its answers. q < R asks for whom a acts on, q >= R for who acts on a.
struct AnsweredQuery {
  std::uint32_t subject = 0;
  std::uint32_t q = 0;
  std::vector<std::uint32_t> answers;  ///< sorted, each once
};
/// The queries of one step's acts, both directions, sorted by subject and q.
std::vector<AnsweredQuery> queries_of(std::span<const Quad> acts, std::size_t relations);

/// How often a rule had a chance, and how often it was right. Whole numbers: a float stops counting
/// at 2^24.
template <class Number>
struct RuleCounts {
  Number chances = 0;
  std::uint32_t answers = 0;
  float share(float prior) const {
    return static_cast<float>(answers) / (static_cast<float>(chances) + prior);
  }
};
using Counts = RuleCounts<std::uint32_t>;
using WideCounts = RuleCounts<std::uint64_t>;  ///< chances are entities times queries

class RuleTable {
 public:
  static constexpr std::size_t kBuckets = 10;
  explicit RuleTable(std::size_t relations);

  /// Counts the chances and answers of a step; `history` must not hold that step yet.
  void learn(const GraphHistory& history, std::int32_t step,
             std::span<const AnsweredQuery> queries);
  float confidence(std::uint32_t q, std::uint32_t r, std::int32_t lag) const {
    return counts_[(q * relations_ + r) * kBuckets + bucket(lag)].share(10);
  }
  /// The same, counted over pairs whose latest act of all was this one.
  float latest_confidence(std::uint32_t q, std::uint32_t r, std::int32_t lag) const {
    return latest_[(q * relations_ + r) * kBuckets + bucket(lag)].share(10);
  }
  static std::size_t bucket(std::int32_t lag);

 private:
  std::size_t relations_;  ///< 2R
  std::vector<Counts> counts_, latest_;
};

/// Counts of rules that look back a week: by query, relation and lag 0 to kRecentLag.
class LagCounts {
 public:
  explicit LagCounts(std::size_t relations)
      : relations_(2 * relations), counts_(relations_ * relations_ * (kRecentLag + 1)) {}
  float confidence(std::uint32_t q, std::uint32_t r, std::int32_t lag) const {
    return counts_[place(q, r, lag)].share(50);
  }

 protected:
  std::size_t place(std::uint32_t q, std::uint32_t r, std::int32_t lag) const {
    return (q * relations_ + r) * (kRecentLag + 1) + static_cast<std::size_t>(lag);
  }
  std::size_t relations_;  ///< 2R
  std::vector<WideCounts> counts_;
};

/// Rules about one entity alone: having had relation r' with anyone `lag` steps ago (1 to 7), how
/// likely is it the answer to a query of q, whoever asks? Lag 0 stands for being asked about, in
/// the same direction, on the very step of the query: only for day-queries-known.
class EntityRules : public LagCounts {
 public:
  using LagCounts::LagCounts;
  void learn(const GraphHistory& history, std::int32_t step,
             std::span<const AnsweredQuery> queries);
};

}  // namespace entente::forecast
