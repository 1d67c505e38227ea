#pragma once
// The panel that scholars ask for: directed dyads by day, week, month or year, zeros kept.
//
// A row a (dyad, period): counts within the period's observed days, exposure, and the decayed
// measures on its last day with their intervals. Periods are cut to the range and to the log. One
// without any observed day is missing, not zero: it is given out with observed_days = 0, and its
// other numbers mean nothing and must be written as no data.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "entente/history/event_log.hpp"
#include "entente/measure/dyads.hpp"

namespace entente {

enum class Period : std::uint8_t { kDay, kWeek, kMonth, kYear };

struct PanelRow {
  std::string source, target;
  Day from{}, to{};  ///< half-open
  std::uint32_t observed_days = 0;
  std::uint32_t events = 0, cooperation = 0, conflict = 0, neutral = 0;
  double exposure = 0;  ///< thousands of the provider's events not involving the two
  DyadMeasures measures;
};

/// Rows by (source, target, from), a dyad named twice once. `dyads` empty: all dyads with an event
/// in the range. Costs one pass over the log for every 400,000 rows.
void panel(const EventLog& log, Period period, DayRange days, double half_life_days,
           const std::vector<std::pair<std::string, std::string>>& dyads,
           const std::function<void(const PanelRow&)>& each);

}  // namespace entente
