#include "entente/report/phrases.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "entente/base/text.hpp"
#include "entente/report/html.hpp"

namespace entente {

std::string long_day(Day day) {
  static constexpr std::array<const char*, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day date{day};
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

std::string span_of(Day first, Day last) {
  return first == last ? long_day(first) : fmt::format("{} to {}", long_day(first), long_day(last));
}

int year_of(Day day) { return static_cast<int>(std::chrono::year_month_day{day}.year()); }

std::string figure(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size >= 1000) return (value < 0 ? "-" : "") + group_digits(static_cast<std::uint64_t>(size));
  if (size >= 100) return fmt::format("{:.0f}", value);
  if (size >= 10) return fmt::format("{:.1f}", value);
  if (size >= 0.1) return fmt::format("{:.2f}", value);
  return fmt::format("{:.2g}", value);
}

std::string bracket(const Interval& interval) {
  return fmt::format("[{}, {}]", figure(interval.low), figure(interval.high));
}

std::string level_name(double level) { return fmt::format("{:.0f} % interval", 100 * level); }

std::string estimate_cell(const std::optional<Estimate>& estimate) {
  if (!estimate) return "no data";
  return fmt::format("{} <span class=\"interval\">{}</span>", figure(estimate->value),
                     bracket(estimate->interval));
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

Fill fill_of_counted(bool counted) { return counted ? Fill::kSolid : Fill::kHollow; }

Fill fill_of_grade(const Act& act) {
  if (act.grade == "confirmed") return Fill::kSolid;
  return act.grade == "reported" ? Fill::kHalf : Fill::kHollow;
}

Mark mark_of(const Act& act, Fill fill, DayRange window) {
  Mark mark;
  mark.id = act.id;
  mark.day = act.day;
  mark.kind = act_kind(act.root);
  mark.fill = fill;
  if (!window.contains(act.day)) mark.title = act.sentence;
  return mark;
}

}  // namespace entente
