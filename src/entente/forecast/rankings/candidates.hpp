#pragma once
// Whom a query may mean: candidates out of history, with what was found on the way.
//
// A candidate of (a, q, ?) is a partner of a, a frequent or recent object of q, a partner of a's
// partners, an object of those that act like a, one that was in company
// with a, one near by way of the last week's acts, a member
// of a's own place, or one of the most active entities. Everything else ties below. All of it is
// known before the step of the query.

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "entente/base/parallel.hpp"
#include "entente/forecast/rankings/affinity.hpp"
#include "entente/forecast/rankings/graph_history.hpp"
#include "entente/forecast/rankings/hop_rules.hpp"
#include "entente/forecast/rankings/pair_weights.hpp"
#include "entente/forecast/rankings/rule_table.hpp"

namespace entente::forecast {

/// Knowledge of which (subject, q) are asked about on the step itself; only for the setting
/// day-queries-known, which is no forecast.
struct KnownQueries {
  std::vector<std::vector<std::uint32_t>> direct, inverse;  ///< relations by subject, sorted
};

/// What is the same for all queries of a step.
struct StepView {
  std::int32_t step = 0;
  std::vector<std::vector<std::uint32_t>> top_objects;  ///< by q; empty where not asked for
  std::vector<std::uint32_t> most_active;
  std::vector<std::vector<std::uint32_t>> of_place;  ///< by place, most active first
  std::optional<KnownQueries> known;
};
StepView view_step(const GraphHistory& history, std::int32_t step,
                   std::span<const AnsweredQuery> queries, bool day_queries_known);

/// Sums over entities, cleared by what was touched.
class EntitySums {
 public:
  explicit EntitySums(std::size_t entities) : values_(entities, 0) {}
  void add(std::uint32_t e, float value) {
    if (values_[e] == 0) touched_.push_back(e);
    values_[e] += value;
  }
  float at(std::uint32_t e) const { return values_[e]; }
  const std::vector<std::uint32_t>& touched() const { return touched_; }
  void clear() {
    for (const std::uint32_t e : touched_) values_[e] = 0;
    touched_.clear();
  }
  /// The greatest `most`, greatest first, ties by number.
  std::vector<std::pair<std::uint32_t, float>> top(std::size_t most) const;

 private:
  std::vector<float> values_;
  std::vector<std::uint32_t> touched_;
};

/// What was counted and learnt besides the history itself.
struct Learnt {
  Learnt(std::size_t entities, std::size_t relations, std::uint64_t seed)
      : rules(relations),
        entity_rules(relations),
        pair_weights(relations),
        affinity(entities, relations, seed),
        hop_rules(relations) {}
  RuleTable rules;
  EntityRules entity_rules;
  PairWeights pair_weights;
  Affinity affinity;
  HopRules hop_rules;

  /// A step's queries, before the history takes the step in.
  void learn(const GraphHistory& history, std::int32_t step,
             std::span<const AnsweredQuery> queries) {
    parallel_for(5, 1, [&](std::size_t which, std::size_t) {
      if (which == 0) affinity.learn(step, queries);
      if (which == 1) pair_weights.learn(history, step, queries);
      if (which == 2) hop_rules.learn(history, step, queries);
      if (which == 3) rules.learn(history, step, queries);
      if (which == 4) entity_rules.learn(history, step, queries);
    });
  }
};

struct Candidate {
  std::uint32_t object = 0;
  const PairStat* pair = nullptr;   ///< nullptr: have never met
  const Stat* triple = nullptr;     ///< nullptr: never by this q
  float rule_or = 0, rule_max = 0;  ///< noisy or and greatest of the rules' confidences
  float rule_sum = 0;
  float relation_sum = 0;  ///< 45-step sum of (*, q, o)
  float two_hop = 0, peers = 0, co_objects = 0, three_hop = 0;
  float latest_or = 0, latest_max = 0;   ///< the same of the pair's latest acts
  float entity_sum = 0, entity_max = 0;  ///< of the object's own recent acts
  float asked_sum = 0, asked_max = 0;    ///< of what is asked of it; 0 where not known
  float pair_weight = 0;                 ///< probability among the partners
  float affinity = 0;
  float own_score = 0;            ///< x of the pair
  float reverse_score = 0;        ///< x of the pair seen from the object, under the inverse of q
  const Stat* company = nullptr;  ///< with the subject; never nullptr after find_candidates
  const Stat* nearby = nullptr;
  float company_objects = 0;  ///< what those in company with the subject did under q
  float near_hop = 0;         ///< walks of length two over the last days
  float hop_sum = 0, hop_max = 0;
};

/// Room for one thread's work, used again and again.
struct Workspace {
  explicit Workspace(std::size_t entities)
      : two_hop(entities),
        three_hop(entities),
        peers(entities),
        co_objects(entities),
        helper(entities),
        near_hop(entities),
        company_objects(entities),
        place(entities, UINT32_MAX) {}
  EntitySums two_hop, three_hop, peers, co_objects, helper, near_hop, company_objects;
  std::vector<HopAct> hops;          ///< what those near were met with, by object
  std::vector<std::uint32_t> place;  ///< of a candidate in the list
  std::vector<std::pair<std::uint32_t, float>> alike;
  std::vector<std::pair<float, std::uint32_t>> company;  ///< with the subject, most often first
  std::vector<float> pair_weights;                       ///< by partner
  std::vector<Candidate> candidates;
};

/// What depends on the subject alone; before its queries.
void view_subject(const GraphHistory& history, std::int32_t step, std::uint32_t subject,
                  Workspace& space);
/// The candidates of one query of that subject, in workspace.candidates, each object once.
void find_candidates(const GraphHistory& history, const Learnt& learnt, const StepView& view,
                     std::uint32_t subject, std::uint32_t q, Workspace& space);

}  // namespace entente::forecast
