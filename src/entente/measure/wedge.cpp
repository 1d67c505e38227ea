// What did a third party do toward each of two while their tie soured?
//
// Curated acts are listed and counted by kind for the four directions, whatever their sampling: a
// list of what is on record, from which no rate follows. Where a log of machine-coded events is
// given, each direction's rates within the span are set against those of the span of equal length
// before it (change.hpp). That the third party meant to divide is not measured: acts, not motives.

#include "entente/measure/wedge.hpp"

#include <array>
#include <set>
#include <utility>

namespace entente {
namespace {

bool belongs(const Act& act, const WedgeSide& side) {
  return (act.source_state == side.source && act.target_state == side.target) ||
         (act.symmetric() && act.between(side.source, side.target));
}

void take(WedgeSide& side, const Act& act, std::set<std::string>& told) {
  // A meeting told from both ends is one.
  if (act.symmetric() && !act.occasion.empty() && !told.insert(act.occasion).second) return;
  ++(act.cooperative() ? side.cooperation : act.conflictual() ? side.conflict : side.neutral);
  side.acts.push_back(&act);
}

}  // namespace

Wedge wedge(const std::vector<Act>& acts, const EventLog* log, const Questions::Wedge& question,
            double level) {
  Wedge found;
  const std::array<std::pair<std::string, std::string>, 4> directions = {{
      {question.third, question.a},
      {question.third, question.b},
      {question.a, question.b},
      {question.b, question.a},
  }};
  const auto ordered = in_order(acts);
  for (const auto& [source, target] : directions) {
    WedgeSide side;
    side.source = source;
    side.target = target;
    std::set<std::string> told;
    for (const Act* act : ordered) {
      if (question.days.contains(act->day) && belongs(*act, side)) take(side, *act, told);
    }
    found.sides.push_back(std::move(side));
  }
  if (log == nullptr || question.days.empty()) return found;
  const int span = day_number(question.days.to) - day_number(question.days.from);
  for (auto& change : dyad_changes(*log, {directions.begin(), directions.end()}, question.days.from,
                                   span, level)) {
    for (WedgeSide& side : found.sides) {
      if (side.source == change.source && side.target == change.target) side.change = change;
    }
  }
  return found;
}

}  // namespace entente
