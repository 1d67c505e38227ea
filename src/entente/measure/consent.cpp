// Do the members of a body still agree to its measures?
//
// Decisions are the register's occasions; whether one is substantive is read from its action and
// issues (a renewal or a statement is not), whether it was adopted from the veto, and how members
// voted from dated votes. A member's consent is the plain share of yes among its votes on
// substantive measures, with the exact interval of Clopper & Pearson (1934): it reads each vote as
// one draw from a lasting disposition, which is why the years and the last yes stand beside it.

#include "entente/measure/consent.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "entente/measure/registers.hpp"

namespace entente {
namespace {

constexpr const char* kVeto = "129";  // CAMEO action

int year_of(Day day) { return static_cast<int>(std::chrono::year_month_day{day}.year()); }

bool one_of(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

using Votes = std::map<std::string, std::string>;  // member -> vote
using Symbols = std::map<std::string, Votes>;      // of one day
std::map<Day, Symbols> votes_by_day(const std::vector<Tie>& ties,
                                    const std::vector<std::string>& members) {
  std::map<Day, Symbols> days;
  std::set<std::pair<Day, std::string>> of_body;
  std::vector<const Tie*> ordered;
  for (const Tie& tie : ties) {
    if (tie.kind == "vote") ordered.push_back(&tie);
  }
  // A vote told twice in different words counts in the order of the words, not of the file.
  std::sort(ordered.begin(), ordered.end(), [](const Tie* x, const Tie* y) {
    return std::tie(x->from, x->b, x->a, x->value) < std::tie(y->from, y->b, y->a, y->value);
  });
  for (const Tie* tie : ordered) {
    days[tie->from][tie->b].emplace(tie->a, tie->value);
    if (one_of(tie->a, members)) of_body.emplace(tie->from, tie->b);
  }
  for (auto& [day, symbols] : days) {
    std::erase_if(symbols, [&, on = day](const auto& entry) {
      return !of_body.contains({on, entry.first});
    });
  }
  return days;
}

bool is_substantive(const Act& act, const Questions::Regime& question) {
  return one_of(act.action, question.measures) && !act.has_any_issue(question.leave_out);
}

Decision decision_of(std::vector<const Act*> acts, const Questions::Regime& question) {
  Decision decision;
  decision.day = acts.front()->day;
  decision.adopted = true;
  for (const Act* act : acts) {
    decision.substantive = decision.substantive || is_substantive(*act, question);
    decision.adopted = decision.adopted && act->action != kVeto;
  }
  decision.acts = std::move(acts);
  return decision;
}

// Gives the decisions of each day the symbols of that day, both in order.
void match_votes(std::vector<Decision>& decisions, const std::map<Day, Symbols>& days) {
  std::size_t nth = 0;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    Decision& decision = decisions[i];
    nth = i != 0 && decisions[i - 1].day == decision.day ? nth + 1 : 0;
    const auto day = days.find(decision.day);
    if (day == days.end() || nth >= day->second.size()) continue;
    const auto& [symbol, votes] = *std::next(day->second.begin(), static_cast<std::ptrdiff_t>(nth));
    decision.symbol = symbol;
    decision.votes = votes;
    for (const auto& [member, vote] : votes) {
      if (vote == "veto") decision.adopted = false;
    }
  }
}

std::vector<ConsentYear> years_of(const std::vector<Decision>& decisions, DayRange days) {
  std::vector<ConsentYear> years;
  if (days.empty()) return years;
  const int first = year_of(days.from);
  const int last = year_of(days.to - std::chrono::days{1});
  for (int year = first; year <= last; ++year) years.push_back({year, 0, 0, 0, 0});
  for (const Decision& decision : decisions) {
    ConsentYear& year = years[static_cast<std::size_t>(year_of(decision.day) - first)];
    if (!decision.substantive) {
      ++year.others;
      continue;
    }
    ++year.measures;
    ++(decision.adopted ? year.adopted : year.vetoed);
  }
  return years;
}

MemberConsent consent_of(const std::string& member, const std::vector<Decision>& decisions,
                         double level) {
  MemberConsent of_member;
  of_member.member = member;
  for (const Decision& decision : decisions) {
    const auto vote = decision.votes.find(member);
    if (!decision.substantive || vote == decision.votes.end()) continue;
    ++of_member.voted;
    if (vote->second == "yes") {
      ++of_member.yes;
      of_member.last_yes = decision.day;
    } else if (vote->second != "abstain") {
      of_member.first_refusal = std::min(of_member.first_refusal, decision.day);
    }
  }
  of_member.interval = exact_share(of_member.yes, of_member.voted, level);
  return of_member;
}

}  // namespace

Consent consent(const std::vector<Act>& acts, const std::vector<Tie>& ties,
                const Questions::Regime& question, DayRange days, double level) {
  std::vector<const Act*> rows;
  for (const Act& act : acts) {
    if (act.in_register() && act.register_key == question.register_key && days.contains(act.day))
      rows.push_back(&act);
  }
  Consent found;
  for (auto& group : occasion_groups(std::move(rows))) {
    found.decisions.push_back(decision_of(std::move(group), question));
  }
  match_votes(found.decisions, votes_by_day(ties, question.members));
  found.years = years_of(found.decisions, days);
  for (const auto& member : question.members) {
    found.members.push_back(consent_of(member, found.decisions, level));
  }
  return found;
}

}  // namespace entente
