#pragma once
// Flows: what passed from whom to whom, by kind and by grade of evidence.
//
// Counts of acts on record, never amounts or rates: the rows are picked by an author unless a
// register says otherwise. Who claims an act is kept beside it.

#include <cstdint>
#include <string>
#include <vector>

#include "entente/history/acts.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct FlowLine {
  std::string source, target;  ///< states
  std::uint32_t claimed = 0, reported = 0, confirmed = 0;
  Day first{}, last{};
  std::vector<std::string> claimants;  ///< actor keys, sorted, each once
  std::vector<const Act*> acts;        ///< by day
  std::uint32_t total() const { return claimed + reported + confirmed; }
};
/// By most acts, then codes. Acts without a source or target state are left out, and those within
/// one state. An empty list of issues or actions asks nothing. A grade other than the three counts
/// as claimed, the weakest.
std::vector<FlowLine> flows(const std::vector<Act>& acts, const Questions::Flow& question,
                            DayRange days);

}  // namespace entente
