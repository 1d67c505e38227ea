#pragma once
// Ranks of answers, and what they add up to.
//
// Time-aware filter: of a query (s, r, ?) at t, the other true answers at t are taken out before
// the rank is taken. Rank = 1 + those with a greater score + half of those with the same. Entities
// that a list does not hold tie with each other below it. MRR is the mean of 1 / rank, hits@k the
// share of ranks of at most k.

#include <cstdint>
#include <span>
#include <vector>

namespace entente::forecast {

struct Scored {
  std::uint32_t object = 0;
  float score = 0;
};

/// The best `most` of the list and all that tie with the last of them, best first, equal scores by
/// object.
std::vector<Scored> best_of(std::vector<Scored> list, std::size_t most);

/// `answers` are all true answers of the query's step, `answer` among them, sorted; `list` holds
/// each object once; `entities` counts all there are.
double rank_of(std::uint32_t answer, std::span<const std::uint32_t> answers,
               std::span<const Scored> list, std::size_t entities);

struct RankScores {
  std::uint64_t queries = 0;
  double reciprocal = 0;  ///< sum of 1 / rank
  std::uint64_t hits1 = 0, hits3 = 0, hits10 = 0;

  void add(double rank);
  /// Means; 0 where there are no queries (callers show "no data" then).
  double mrr() const { return mean(reciprocal); }
  double share(std::uint64_t hits) const { return mean(static_cast<double>(hits)); }

 private:
  double mean(double sum) const { return queries == 0 ? 0 : sum / static_cast<double>(queries); }
};

}  // namespace entente::forecast
