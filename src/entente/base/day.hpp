#pragma once
// Days and half-open ranges of days.
//
// A Day is a civil day of the provider's own calendar, never an int. The day an event happened and
// the day it was recorded are different types, since mixing them leaks the future into a forecast.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace entente {

using Day = std::chrono::sys_days;

/// The day on which a provider recorded a row; explicit, so that it is never taken for the day on
/// which something happened.
struct RecordedDay {
  Day day;
  explicit constexpr RecordedDay(Day d) : day(d) {}
  auto operator<=>(const RecordedDay&) const = default;
};

/// [from, to): the first day inside and the first day after. Open ends are the two constants below.
struct DayRange {
  Day from;
  Day to;
  bool contains(Day day) const { return from <= day && day < to; }
  bool empty() const { return !(from < to); }
  bool operator==(const DayRange&) const = default;
};

inline constexpr Day kFirstDay{std::chrono::year{1} / 1 / 1};
inline constexpr Day kLastDay{std::chrono::year{9999} / 12 / 31};

/// Days since 1970-01-01, as stores and hashes write them.
constexpr int day_number(Day day) { return static_cast<int>(day.time_since_epoch().count()); }
constexpr Day day_from_number(int number) { return Day{std::chrono::days{number}}; }

/// "2024-03-01"; nothing else is accepted. Years 1 to 9999.
std::optional<Day> parse_iso_day(std::string_view text);
/// "20240301".
std::optional<Day> parse_compact_day(std::string_view text);
/// "2024-03-01".
std::string format_day(Day day);
/// "2024-03", the month a part belongs to.
std::string format_month(Day day);
/// The first day of the day's month.
Day month_start(Day day);
/// The first day of the month after the day's.
Day next_month(Day day);

}  // namespace entente
