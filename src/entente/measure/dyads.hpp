#pragma once
// What one state does toward another, day by day: rates, stance, conflict share, salience.
//
// One pass over time-ordered canonical events with lazily decayed sums, w = 2^(-age/h), the day
// itself at age 0, over observed days only (a missing day is missing, and its few rows with it):
//   rates     S = sum w y, E = sum w V/1000 with V the provider's canonical cross-border events
//             that day not involving the two; c = (sum w / sum w^2)/phi; rate ~ Gamma(a + cS, a/m +
//             cE), a = 1/2. m: the mean rate of that class of the other dyads with this source or
//             this target; where they have none, of all other dyads; else one event over E;
//             never below S/E. Unit: events per 1,000 events of the provider.
//   stance    (k mu + sum w x)/(k + sum w) with k = 10 and mu the provider's mean intensity over
//             the 365 days to that day; given relative to mu, raw beside it. Interval: normal,
//             variance phi s^2 sum w^2/(k + sum w)^2.
//   share     of conflict: roots 09-20 over 03-20 (01 and 02 are neutral), decayed. Interval:
//             Wilson's at (sum w)^2/(sum w^2)/phi acts.
//   salience  the share of the source's canonical acts that go to the target, decayed.
// phi is that of the class for rates, the larger of the two for stance and share (dispersion.hpp).
// Everything about a day uses that day and earlier ones only. Memory is linear in dyads with
// events. docs/methods/dyads.md has the equations, their sources and their limits.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/history/event_log.hpp"
#include "entente/measure/intervals.hpp"

namespace entente {

inline constexpr double kDefaultHalfLife = 90;
inline constexpr double kMeasureLevel = 0.9;  ///< of every interval here unless another is asked
/// Below this effective number of events (cS) a dyad is drawn hatched and gets no headline.
inline constexpr double kFewestEffective = 3;

/// The decayed sums of one dyad at one day, and what normalises them. Cheap; intervals are made
/// from it only where they are asked for.
struct DyadSums {
  double cooperation = 0, conflict = 0;  ///< S of roots 03-08 and 09-20
  double exposure = 0;  ///< E, thousands of events; 0 where it is under a millionth of the whole
  double c_cooperation = 0, c_conflict = 0;
  double phi_cooperation = 1, phi_conflict = 1;
  double prior_cooperation = 0, prior_conflict = 0;  ///< m
  double weight = 0, weight_squared = 0;             ///< sum w, sum w^2 of events with intensity
  double intensity = 0;                              ///< sum w x
  double decided_squared = 0;                        ///< sum w^2 of roots 03-20
  double mean_intensity = 0, sd_intensity = 0;       ///< mu and s of the provider
  bool scaled = false;                               ///< whether there is a mu and an s
  double acts = 0, acts_of_source = 0;               ///< decayed counts of all acts, for salience
  std::uint32_t events = 0;                          ///< acts on that day; 0 if not observed
  bool observed = false;                             ///< the provider has data that day
};

struct Estimate {
  double value = 0;
  Interval interval;
};

struct DyadMeasures {
  std::optional<Estimate> cooperation, conflict;  ///< absent where nothing was exposed yet
  double effective_cooperation = 0, effective_conflict = 0;  ///< cS
  std::optional<Estimate> stance;  ///< relative to the provider's mean; absent without intensities
  std::optional<double> stance_raw;
  std::optional<Estimate> conflict_share;  ///< absent under one decided act's weight
  std::optional<double> salience;          ///< absent where the source never acted
  bool thin() const { return effective_cooperation + effective_conflict < kFewestEffective; }
};
DyadMeasures measures_of(const DyadSums& sums, double level = kMeasureLevel);

/// Which days are given out.
enum class MeasureDays : std::uint8_t {
  kActive,  ///< observed days on which the dyad acted: sparse
  kEvery,   ///< every day of the range and the log, quiet and missing ones too
  kWeekly,  ///< the last day of each ISO week (Sunday) of the range, and its last day
  kMonthly,
  kYearly
};

struct MeasureOptions {
  std::vector<double> half_lives{kDefaultHalfLife};  ///< days, each over 0
  DayRange days{kFirstDay, kLastDay};                ///< what is given out
  MeasureDays which = MeasureDays::kActive;
  /// Directed dyads, given out in the order of their codes, each once. One that the log never saw
  /// is given out with zeros, not left out. Empty: all, each from its first act on.
  std::vector<std::pair<std::string, std::string>> wanted;
};

/// Its views hold during the call, and as long as the log and the options.
struct DyadDay {
  std::string_view source, target;
  std::int32_t day = 0;
  double half_life_days = 0;
  const DyadSums& sums;
};

/// One pass; `each` is called by day, then dyad, then half-life.
void measure_dyads(const EventLog& log, const MeasureOptions& options,
                   const std::function<void(const DyadDay&)>& each);

}  // namespace entente
