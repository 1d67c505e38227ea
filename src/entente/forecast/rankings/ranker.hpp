#pragma once
// A ranker of acts: history, candidates, statistics and trees, moved through time together.
//
// Steps come in order. A step may be learnt from (its queries give training rows, against what was
// known before it), asked (its queries are ranked, with what was known before it), and is then
// taken into the history. Nothing of a step is looked at for another query of the same step, except
// under `day_queries_known`.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "entente/base/result.hpp"
#include "entente/forecast/rankings/boosted_trees.hpp"
#include "entente/forecast/rankings/candidates.hpp"
#include "entente/forecast/rankings/graph_history.hpp"
#include "entente/forecast/rankings/ranks.hpp"
#include "entente/forecast/rankings/rule_table.hpp"

namespace entente::forecast {

struct RankerSettings {
  std::uint64_t seed = 1;
  bool day_queries_known = false;
  std::size_t first_queries = 6000;  ///< that the first, small model learns from
  std::size_t first_others = 40;     ///< sampled others of each of these
  std::size_t pool = 200;            ///< others drawn of a query before the hard ones are chosen
  std::size_t hard = 12;             ///< others with the greatest first score
  std::size_t easy = 10;             ///< others drawn of the rest
  std::size_t blocks = 12;
  std::size_t second = 200;  ///< candidates that the full model sees
  std::size_t listed = 200;  ///< given back, ties at the cut besides
  TreeSettings first_trees{60, 6, 0.15, 1, 20, 0};
  TreeSettings trees{400, 7, 0.08, 1, 100, 0, 0.3, 0.01, 4};
};

struct RankedQuery {
  std::vector<Scored> list;               ///< best first
  std::vector<std::uint32_t> candidates;  ///< all that were looked at, sorted
};

class Ranker {
 public:
  Ranker(std::size_t entities, std::size_t relations, Groups groups, std::int32_t steps,
         const RankerSettings& settings);

  /// Adds training rows of these queries of a step after the history's last.
  Result<void> learn(std::int32_t step, std::span<const AnsweredQuery> queries);
  /// Fits the trees on all rows so far; kBadData where there are none.
  /// Unless `again`, the rows are given up on the way: no fit may follow.
  Result<void> fit(bool again = false);
  bool fitted() const { return fitted_; }
  /// One list a query; answers are not looked at. Only after fit().
  Result<std::vector<RankedQuery>> rank(std::int32_t step,
                                        std::span<const AnsweredQuery> queries) const;
  /// Counts rules and moves vectors on by a step's queries; before the step is taken in.
  void count(std::int32_t step, std::span<const AnsweredQuery> queries) {
    learnt_.learn(history_, step, queries);
  }
  void advance(std::int32_t step, std::span<const Quad> acts) { history_.advance(step, acts); }

  const GraphHistory& history() const { return history_; }
  std::size_t rows() const;

 private:
  struct Described {
    std::vector<std::uint32_t> objects;
    std::vector<float> weights;  ///< training: 0 for answers, else how many it stands for
    std::vector<std::uint16_t> codes;
  };
  /// The candidates of each query with their statistics; with `others`, the answers and as many
  /// drawn others only.
  std::vector<Described> describe(const StepView& view, std::span<const AnsweredQuery> queries,
                                  std::size_t others) const;
  void draw(const StepView& view, const AnsweredQuery& query, std::size_t others,
            std::span<const Candidate> candidates, std::vector<std::uint32_t>& kept,
            std::vector<float>& weights) const;
  Result<void> fit_first();
  TreeSettings seeded(TreeSettings trees) const {
    trees.seed = settings_.seed;
    return trees;
  }
  Result<void> learn_later(const StepView& view, std::span<const AnsweredQuery> queries);
  void choose(const StepView& view, const AnsweredQuery& query, const Described& described,
              std::span<const float> scores);
  std::vector<float> first_scores(const std::vector<Described>& all) const;

  RankerSettings settings_;
  GraphHistory history_;
  Learnt learnt_;
  std::vector<Described> first_;
  Binning first_binning_, binning_;
  BoostedTrees first_trees_, trees_;
  std::vector<CodeRows> blocks_;
  std::size_t queries_taken_ = 0;
  bool first_fitted_ = false, fitted_ = false;
};

}  // namespace entente::forecast
