// What passed from whom to whom, as far as acts on record say, by grade of evidence.
//
// A table of counts and nothing more: rows are grouped by the two states and counted by grade. A
// claim and its later confirmation are one row whose grade moved (grades.csv), so no act is counted
// in two columns.

#include "entente/measure/flows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace entente {
namespace {

bool asked_for(const Act& act, const Questions::Flow& question) {
  const bool issue = question.issues.empty() || act.has_any_issue(question.issues);
  const bool action =
      question.actions.empty() ||
      std::any_of(question.actions.begin(), question.actions.end(),
                  [&](const std::string& code) { return act.action.starts_with(code); });
  return issue && action && !act.source_state.empty() && !act.target_state.empty() &&
         act.source_state != act.target_state;
}

}  // namespace

std::vector<FlowLine> flows(const std::vector<Act>& acts, const Questions::Flow& question,
                            DayRange days) {
  std::map<std::pair<std::string, std::string>, FlowLine> by_pair;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> claimants;
  for (const Act* act : in_order(acts)) {
    if (!days.contains(act->day) || !asked_for(*act, question)) continue;
    const std::pair pair{act->source_state, act->target_state};
    FlowLine& line = by_pair[pair];
    if (line.acts.empty()) line.first = act->day;
    line.last = act->day;
    if (act->grade == "confirmed") {
      ++line.confirmed;
    } else if (act->grade == "reported") {
      ++line.reported;
    } else {
      ++line.claimed;
    }
    if (!act->claimant.empty()) claimants[pair].insert(act->claimant);
    line.acts.push_back(act);
  }
  std::vector<FlowLine> lines;
  for (auto& [pair, line] : by_pair) {
    line.source = pair.first;
    line.target = pair.second;
    const auto& who = claimants[pair];
    line.claimants.assign(who.begin(), who.end());
    lines.push_back(std::move(line));
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const FlowLine& x, const FlowLine& y) { return x.total() > y.total(); });
  return lines;
}

}  // namespace entente
