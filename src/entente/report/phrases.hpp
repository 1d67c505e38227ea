#pragma once
// How numbers, days and lists are written in sentences, the same in every section.

#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/history/acts.hpp"
#include "entente/measure/dyads.hpp"
#include "entente/report/charts.hpp"

namespace entente {

/// "26 September 2023".
std::string long_day(Day day);
/// "3 to 5 May 2018" is written "3 May 2018 to 5 May 2018".
std::string span_of(Day first, Day last);
int year_of(Day day);

/// Two significant digits beyond the uncertainty's first: 0.042, 1.3, 17, 1,240.
std::string figure(double value);
/// "[0.9, 2.1]".
std::string bracket(const Interval& interval);
/// "90 % interval", for units.
std::string level_name(double level);
/// "1.3 [0.9, 2.1]" with the interval in grey, HTML; "no data" where there is none.
std::string estimate_cell(const std::optional<Estimate>& estimate);

/// "China", "China and Russia", "China, Japan and Russia".
std::string listed(const std::vector<std::string>& names);
/// Filled where it may be counted, hollow where it is an example.
Fill fill_of_counted(bool counted);
/// Filled where confirmed, half where reported, hollow where only claimed.
Fill fill_of_grade(const Act& act);
/// An act as a mark. Acts of the window are told from the timeline's table by their id; only those
/// outside it carry their sentence.
Mark mark_of(const Act& act, Fill fill, DayRange window);
inline const char* const kSolidSampling = "of a complete register";
inline const char* const kHollowSampling = "an example, not counted";

}  // namespace entente
