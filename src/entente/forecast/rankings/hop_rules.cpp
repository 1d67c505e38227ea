// All walks of a subject are gathered once a step and serve each of its queries.

#include "entente/forecast/rankings/hop_rules.hpp"

#include <algorithm>

namespace entente::forecast {

void hop_acts(const GraphHistory& history, std::int32_t step, std::uint32_t subject,
              std::vector<HopAct>& acts) {
  acts.clear();
  const auto partners = history.partners(subject);
  for (const std::uint32_t index : history.recent_partners(subject)) {
    const PairStat& pair = partners[index];
    if (step - pair.all.last > kRecentLag || pair.other == subject) continue;
    const auto theirs = history.partners(pair.other);
    for (const std::uint32_t next : history.recent_partners(pair.other)) {
      const PairStat& second = theirs[next];
      if (step - second.all.last > kRecentLag || second.other == subject) continue;
      for (const RelationStat& r : second.relations)
        if (step - r.stat.last <= kRecentLag)
          acts.push_back({second.other, r.relation, step - r.stat.last});
    }
  }
  std::sort(acts.begin(), acts.end());
  const auto same = [](const HopAct& x, const HopAct& y) {
    return x.object == y.object && x.relation == y.relation;
  };
  acts.erase(std::unique(acts.begin(), acts.end(), same), acts.end());
}

void HopRules::learn(const GraphHistory& history, std::int32_t step,
                     std::span<const AnsweredQuery> queries) {
  std::vector<HopAct> acts;
  std::vector<std::uint32_t> with;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const AnsweredQuery& query = queries[i];
    if (i == 0 || queries[i - 1].subject != query.subject) {
      hop_acts(history, step, query.subject, acts);
      with.assign(relations_ * (kRecentLag + 1), 0);
      for (const HopAct& act : acts) with[place(0, act.relation, act.lag)] += 1;
    }
    WideCounts* const rows = &counts_[place(query.q, 0, 0)];
    if (!acts.empty())
      for (std::size_t k = 0; k < with.size(); ++k) rows[k].chances += with[k];
    for (const std::uint32_t answer : query.answers) {
      for (auto at = std::lower_bound(acts.begin(), acts.end(), HopAct{answer, 0, 0});
           at != acts.end() && at->object == answer; ++at)
        counts_[place(query.q, at->relation, at->lag)].answers += 1;
    }
  }
}

}  // namespace entente::forecast
