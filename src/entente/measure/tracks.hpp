#pragma once
// One issue between two states, beside everything else between them, year by year.
//
// On curated acts: the acts on the issue and all other acts between the two, by kind. Counts of
// rows on record; only register rows may be called more or fewer.

#include <cstdint>
#include <string>
#include <vector>

#include "entente/history/acts.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct TrackYear {
  int year = 0;
  std::uint32_t issue_cooperation = 0, issue_conflict = 0, issue_neutral = 0;
  std::uint32_t other_cooperation = 0, other_conflict = 0, other_neutral = 0;
};
struct Track {
  std::vector<TrackYear> years;        ///< every year of the range, zeros kept
  std::vector<const Act*> issue_acts;  ///< by day
  std::vector<const Act*> other_acts;
  const Act* last_cooperation = nullptr;  ///< on the issue
  const Act* last_other_cooperation = nullptr;
};
Track track(const std::vector<Act>& acts, const Questions::Track& question, DayRange days);

}  // namespace entente
