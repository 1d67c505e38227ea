#pragma once
// Consent within a regime: how a body's members voted on its measures, over time.
//
// Substantive measures only; renewals and statements are counted apart. Shares are exact
// proportions with Clopper & Pearson (1934) intervals. Drafts that were never tabled leave no
// record: a named gap.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "entente/history/acts.hpp"
#include "entente/measure/intervals.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct Decision {
  std::string symbol;  ///< as the votes name it; empty where no vote is on record that day
  Day day{};
  bool substantive = false;
  bool adopted = false;  ///< a vetoed draft is not
  std::vector<const Act*> acts;
  std::map<std::string, std::string> votes;  ///< member -> yes, no, abstain, veto
};
struct ConsentYear {
  int year = 0;
  std::uint32_t measures = 0, adopted = 0, vetoed = 0, others = 0;  ///< others: renewals
};
struct MemberConsent {
  std::string member;
  std::uint32_t yes = 0, voted = 0;  ///< on substantive measures
  Interval interval;                 ///< of yes/voted
  Day last_yes = kFirstDay;          ///< kFirstDay: none
  Day first_refusal = kLastDay;      ///< no or veto; kLastDay: none
};
struct Consent {
  std::vector<Decision> decisions;     ///< by day
  std::vector<ConsentYear> years;      ///< every year of the range, zeros kept
  std::vector<MemberConsent> members;  ///< in the question's order
};
/// One decision an occasion of the register and day. Votes are matched by day; where several
/// symbols were voted on that day, the day's decisions take them in order (act id, symbol). A
/// symbol on which none of the members voted is another body's.
Consent consent(const std::vector<Act>& acts, const std::vector<Tie>& ties,
                const Questions::Regime& question, DayRange days, double level);

}  // namespace entente
