#pragma once
// Rules of length two: what a subject's recent partners have lately had to do with others.
//
// Who met someone that a met, both within the last week, may be whom a turns to next, though the
// two have never met. TLogic (Liu et al. 2022) finds such rules by sampling walks; here every walk
// of a week is seen, the first relation left open, so that the counts stay dense and need no
// sampling. Counts grow step by step, from earlier steps alone.

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "entente/forecast/rankings/graph_history.hpp"
#include "entente/forecast/rankings/rule_table.hpp"

namespace entente::forecast {

/// That a recent partner of the subject has met an object by `relation`, and when last.
struct HopAct {
  std::uint32_t object, relation;
  std::int32_t lag;
  bool operator<(const HopAct& x) const {
    return std::tie(object, relation, lag) < std::tie(x.object, x.relation, x.lag);
  }
};
/// Sorted by object and relation, the latest alone of each.
void hop_acts(const GraphHistory& history, std::int32_t step, std::uint32_t subject,
              std::vector<HopAct>& acts);

/// Rules of length two: a partner of the last week has had r' with o within the week; how likely
/// is o the answer to q?
class HopRules : public LagCounts {
 public:
  using LagCounts::LagCounts;
  void learn(const GraphHistory& history, std::int32_t step,
             std::span<const AnsweredQuery> queries);
};

}  // namespace entente::forecast
