#include "entente/base/day.hpp"

#include <fmt/format.h>

namespace entente {
namespace {

std::optional<Day> make_day(std::string_view year, std::string_view month, std::string_view day) {
  const auto number = [](std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const int y = number(year);
  const int m = number(month);
  const int d = number(day);
  if (y < 1 || m < 1 || d < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{y},
                                         std::chrono::month{static_cast<unsigned>(m)},
                                         std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

}  // namespace

std::optional<Day> parse_iso_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return make_day(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2));
}

std::optional<Day> parse_compact_day(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  return make_day(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
}

std::string format_day(Day day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string format_month(Day day) { return format_day(day).substr(0, 7); }

Day month_start(Day day) {
  const std::chrono::year_month_day date{day};
  return Day{date.year() / date.month() / 1};
}

Day next_month(Day day) { return month_start(month_start(day) + std::chrono::days{31}); }

}  // namespace entente
