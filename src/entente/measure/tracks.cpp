// One issue beside everything else between two states, year by year.
//
// A tie may sour while one issue goes on being settled together, or the other way round. Acts
// between the two, in either direction, are parted by whether they bear one of the issues, and
// counted by kind: roots 03 to 08 cooperation, 09 to 20 conflict, the rest neutral.

#include "entente/measure/tracks.hpp"

namespace entente {
namespace {

int year_of(Day day) { return static_cast<int>(std::chrono::year_month_day{day}.year()); }

}  // namespace

Track track(const std::vector<Act>& acts, const Questions::Track& question, DayRange days) {
  Track found;
  if (days.empty()) return found;
  const int first = year_of(days.from);
  const int last = year_of(days.to - std::chrono::days{1});
  for (int year = first; year <= last; ++year) found.years.push_back({year, 0, 0, 0, 0, 0, 0});
  for (const Act* act : in_order(acts)) {
    if (!days.contains(act->day) || !act->between(question.a, question.b)) continue;
    TrackYear& year = found.years[static_cast<std::size_t>(year_of(act->day) - first)];
    const bool on_issue = act->has_any_issue(question.issues);
    (on_issue ? found.issue_acts : found.other_acts).push_back(act);
    if (act->cooperative()) {
      ++(on_issue ? year.issue_cooperation : year.other_cooperation);
      (on_issue ? found.last_cooperation : found.last_other_cooperation) = act;
    } else if (act->conflictual()) {
      ++(on_issue ? year.issue_conflict : year.other_conflict);
    } else {
      ++(on_issue ? year.issue_neutral : year.other_neutral);
    }
  }
  return found;
}

}  // namespace entente
