// A dense table of counts: 2R x 2R x 10.

#include "entente/forecast/rankings/rule_table.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace entente::forecast {

std::vector<AnsweredQuery> queries_of(std::span<const Quad> acts, std::size_t relations) {
  std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> all;
  all.reserve(2 * acts.size());
  const auto inverse = static_cast<std::uint32_t>(relations);
  for (const Quad& act : acts) {
    all.emplace_back(act.subject, act.relation, act.object);
    all.emplace_back(act.object, act.relation + inverse, act.subject);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<AnsweredQuery> queries;
  for (const auto& [a, q, o] : all) {
    if (queries.empty() || queries.back().subject != a || queries.back().q != q)
      queries.push_back({a, q, {}});
    queries.back().answers.push_back(o);
  }
  return queries;
}

RuleTable::RuleTable(std::size_t relations)
    : relations_(2 * relations),
      counts_(relations_ * relations_ * kBuckets),
      latest_(counts_.size()) {}

std::size_t RuleTable::bucket(std::int32_t lag) {
  static constexpr std::array<std::int32_t, kBuckets - 1> ends = {1, 2, 3, 5, 8, 15, 30, 60, 120};
  return static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), lag) - ends.begin());
}

void RuleTable::learn(const GraphHistory& history, std::int32_t step,
                      std::span<const AnsweredQuery> queries) {
  for (const AnsweredQuery& query : queries) {
    Counts* const rows = &counts_[query.q * relations_ * kBuckets];
    Counts* const latest = &latest_[query.q * relations_ * kBuckets];
    for (const PairStat& pair : history.partners(query.subject)) {
      const bool answer =
          std::binary_search(query.answers.begin(), query.answers.end(), pair.other);
      for (const RelationStat& relation : pair.relations) {
        const std::size_t at = relation.relation * kBuckets + bucket(step - relation.stat.last);
        rows[at].chances += 1;
        rows[at].answers += answer ? 1U : 0U;
        if (relation.stat.last != pair.all.last) continue;
        latest[at].chances += 1;
        latest[at].answers += answer ? 1U : 0U;
      }
    }
  }
}

// Chances need no walk over entities a query: each query of q has as many as there are entities
// with that act behind them.
void EntityRules::learn(const GraphHistory& history, std::int32_t step,
                        std::span<const AnsweredQuery> queries) {
  constexpr std::size_t kLags = kRecentLag + 1;
  const std::size_t direct = relations_ / 2;
  std::vector<std::uint64_t> with(relations_ * kLags, 0), asked(relations_, 0);
  std::map<std::uint32_t, std::vector<std::uint32_t>> asks;
  for (const AnsweredQuery& query : queries) {
    asked[query.q] += 1;
    with[query.q * kLags] += 1;
    asks[query.subject].push_back(query.q);
  }
  for (const std::uint32_t e : history.seen())
    for (const RecentAct& act : history.recent(e))
      if (step - act.last <= kRecentLag)
        with[act.relation * kLags + static_cast<std::size_t>(step - act.last)] += 1;
  for (std::uint32_t q = 0; q < relations_; ++q) {
    if (asked[q] == 0) continue;
    for (std::uint32_t r = 0; r < relations_; ++r) {
      for (std::int32_t lag = 0; lag <= kRecentLag; ++lag) {
        if (lag == 0 && (q < direct) != (r < direct)) continue;
        counts_[place(q, r, lag)].chances +=
            asked[q] * with[r * kLags + static_cast<std::size_t>(lag)];
      }
    }
  }
  for (const AnsweredQuery& query : queries) {
    for (const std::uint32_t o : query.answers) {
      for (const RecentAct& act : history.recent(o))
        if (step - act.last <= kRecentLag)
          counts_[place(query.q, act.relation, step - act.last)].answers += 1;
      const auto own = asks.find(o);
      if (own == asks.end()) continue;
      for (const std::uint32_t r : own->second)
        if ((query.q < direct) == (r < direct)) counts_[place(query.q, r, 0)].answers += 1;
    }
  }
}

}  // namespace entente::forecast
