#pragma once
// Registers are complete, so they may be counted: by month, and as decayed rates in events a day.
//
// One occasion counts once, however many rows tell it (the pairs of one meeting; both vetoes of one
// draft). The days exposed are those of the register's own window.

#include <cstdint>
#include <string>
#include <vector>

#include "entente/history/acts.hpp"
#include "entente/measure/dyads.hpp"
#include "entente/world/case.hpp"

namespace entente {

/// Acts grouped by occasion, groups by their first act, each by (day, id). Acts of one occasion key
/// are one; without a key, acts of different sources that agree in day, precision, action, target,
/// register, country and place are one (joint vetoes of one draft). Without key and target an act
/// stands alone.
std::vector<std::vector<const Act*>> occasion_groups(std::vector<const Act*> acts);

/// The occasions of a register, by (day, id); the first act stands for each.
std::vector<const Act*> occasions(const std::vector<Act>& acts, const std::string& register_key);

struct MonthCount {
  Day month{};  ///< its first day
  std::uint32_t count = 0;
};
/// Every month of the range's overlap with the register's window, zeros kept; days of a month that
/// lie outside the overlap are not counted. An occasion belongs to the day of its first act.
std::vector<MonthCount> by_month(const std::vector<Act>& acts, const Register& of_register,
                                 DayRange range);

struct RegisterRate {
  Day day{};
  double events_per_year = 0;
  Interval interval;
  double effective = 0;  ///< cS
};
/// The decayed rate on the last day of each month of the range's overlap with the register's
/// window (and on the overlap's last day), 90 % unless said otherwise. Only that day and earlier
/// ones enter, from the window's first day on, whatever the range. Empty where nothing overlaps or
/// the half-life is not a number over 0. docs/methods/registers.md has the equations.
std::vector<RegisterRate> register_rates(const std::vector<Act>& acts, const Register& of_register,
                                         DayRange range, double half_life_days,
                                         double level = kMeasureLevel);

}  // namespace entente
