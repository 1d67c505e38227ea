#pragma once
// Order and lag: who was met first, and how long an invitation waited.
//
// Order is exact: a meeting precedes another where it does so for every day within both rows'
// precision. Waits end with the act that was waited for or are censored at the end of the watch;
// their distribution is Kaplan & Meier's (1958), the interval of the median Brookmeyer & Crowley's
// (1982) on the log-log scale.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entente/history/acts.hpp"
#include "entente/measure/intervals.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct MetPartner {
  std::string partner;              ///< state
  Day first{}, first_last{};        ///< of the first meeting, with its precision
  std::string first_act;            ///< its id
  std::uint32_t meetings = 0;       ///< in all
  std::uint32_t others_before = 0;  ///< meetings with other partners before the first one
  bool certain = true;              ///< no meeting with another lies within the first one's days
};
struct MeetingOrder {
  std::vector<MetPartner> partners;  ///< by first day
  std::vector<const Act*> meetings;  ///< one an occasion, by day
};
/// Acts of the registers of which the focal state is one side; the other is the partner.
MeetingOrder meeting_order(const std::vector<Act>& acts, const Questions::Order& question);

struct Wait {
  const Act* start = nullptr;
  const Act* end = nullptr;      ///< null: not yet when the watch ended
  const Act* refused = nullptr;  ///< turned down by the other side before it ended; may be null
  std::int32_t days = 0;         ///< waited, or watched where censored
  std::int32_t days_least = 0;   ///< within the precision of both rows
  std::int32_t days_most = 0;
  bool censored() const { return end == nullptr; }
};
/// By start. `watched_to` (half-open) is the end of the window or the day as of which one looks.
/// A start is an act of the question's registers between two states that is no refusal (root 12);
/// one occasion told by several rows of one direction starts once. It ends with the first act of
/// `until` on a later day between the two. Without an end it is censored on the last day watched,
/// or, where an act of root 12 went the other way in the same registers, on that act's day.
std::vector<Wait> waits(const std::vector<Act>& acts, const Questions::Wait& question,
                        Day watched_to);

struct SurvivalStep {
  std::int32_t days = 0;
  std::uint32_t at_risk = 0, ended = 0;
  double still_waiting = 1;  ///< S(days)
  Interval interval;
};
struct Survival {
  std::vector<SurvivalStep> steps;
  std::optional<std::int32_t> median;  ///< absent where over half still wait
  std::optional<std::int32_t> median_low, median_high;
};
/// Over (days, censored) of the waits; 0 < level < 1. Without an ended wait there are no steps.
/// Once nobody waits (S = 0) the interval is from 0 to the step before's upper end.
Survival survival(const std::vector<Wait>& waits, double level);

}  // namespace entente
