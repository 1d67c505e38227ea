#pragma once
// Where a provider begins to tell of days, as one could know it then.
//
// A file of one day holds rows of long ago (GDELT dates some a month, a year or ten years back),
// and a store may hold two spans with years between them. Days with a few such rows were not told
// of. So a day counts as told only if it has a twentieth of the rows of a usual day, and the usual
// day is the one that the middle row lies on: most rows lie on days that were told, however many
// days were not.

#include <cstdint>
#include <optional>
#include <span>

#include "entente/history/event_log.hpp"

namespace entente {

inline constexpr double kToldShare = 0.05;

/// The rows of the day that holds the middle row, days ordered by their rows; 0 without rows.
std::uint32_t usual_day(std::span<const std::uint32_t> rows_by_day);

struct FirstTold {
  std::int32_t day = 0;     ///< the first day that was told of
  std::uint32_t usual = 0;  ///< rows of a usual day
};
/// From the rows of the log known at the end of day `known`, none older than `oldest`; nullopt
/// where there are none. One pass over the log.
std::optional<FirstTold> first_told(const EventLog& log, std::int32_t known, std::int32_t oldest);

}  // namespace entente
