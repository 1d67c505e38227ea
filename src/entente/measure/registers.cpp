// Counting what is complete: how often did acts of a register happen, and how often lately?
//
// Months are plain counts of occasions, with no interval: the register is the whole population. The
// decayed rate answers "lately" and needs one, since few occasions say little of the rate behind
// them. It is the estimate of docs/methods/dyads.md with time as exposure:
//   S = sum of w over occasions, E = sum of w over days of the window so far / 365.25,
//   c = (sum w / sum w^2) / phi over these days, w = 2^(-age/h), the day itself at age 0,
//   rate ~ Gamma(1/2 + c S, (1/2)/m + c E) a year,
// m the register's mean rate over its window so far (half an occasion where there was none), phi
// the overdispersion of its own weeks (Dispersion), 1 while there are under 52. One pass over the
// window's days with sums that are halved as they go: time in days plus acts.

#include "entente/measure/registers.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "entente/measure/dispersion.hpp"
#include "entente/measure/intervals.hpp"

namespace entente {
namespace {

constexpr double kPriorShape = 0.5;
constexpr double kDaysAYear = 365.25;

DayRange overlap(DayRange a, DayRange b) {
  return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

}  // namespace

std::vector<std::vector<const Act*>> occasion_groups(std::vector<const Act*> acts) {
  std::sort(acts.begin(), acts.end(), [](const Act* x, const Act* y) {
    return std::tie(x->day, x->id) < std::tie(y->day, y->id);
  });
  std::vector<std::vector<const Act*>> groups;
  std::map<std::string, std::size_t> by_key;
  // Acts without a key that agree in all but their source: the k-th act of each source belongs to
  // the k-th group, so that two acts of one source stay two.
  using Alike = std::tuple<Day, Day, std::string, std::string, std::string, std::string,
                           std::optional<double>, std::optional<double>>;
  struct Joint {
    std::vector<std::size_t> groups;
    std::map<std::string, std::size_t> told;  ///< source -> its acts so far
  };
  std::map<Alike, Joint> alike;
  for (const Act* act : acts) {
    std::size_t at = groups.size();
    if (!act->occasion.empty()) {
      at = by_key.emplace(act->occasion, at).first->second;
    } else if (!act->target.empty()) {
      Joint& joint = alike[{act->day, act->day_last, act->action, act->target, act->register_key,
                            act->country, act->latitude, act->longitude}];
      const std::size_t nth = joint.told[act->source]++;
      if (nth == joint.groups.size()) joint.groups.push_back(at);
      at = joint.groups[nth];
    }
    if (at == groups.size()) groups.emplace_back();
    groups[at].push_back(act);
  }
  return groups;
}

std::vector<const Act*> occasions(const std::vector<Act>& acts, const std::string& register_key) {
  std::vector<const Act*> rows;
  for (const Act& act : acts) {
    if (act.in_register() && act.register_key == register_key) rows.push_back(&act);
  }
  std::vector<const Act*> firsts;
  for (const auto& group : occasion_groups(std::move(rows))) firsts.push_back(group.front());
  return firsts;
}

std::vector<MonthCount> by_month(const std::vector<Act>& acts, const Register& of_register,
                                 DayRange range) {
  const DayRange days = overlap(range, of_register.days);
  std::vector<MonthCount> months;
  if (days.empty()) return months;
  const auto rows = occasions(acts, of_register.key);
  auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Act* act) { return act->day >= days.from; });
  for (Day month = month_start(days.from); month < days.to; month = next_month(month)) {
    const Day end = std::min(next_month(month), days.to);
    MonthCount count{month, 0};
    for (; row != rows.end() && (*row)->day < end; ++row) ++count.count;
    months.push_back(count);
  }
  return months;
}

std::vector<RegisterRate> register_rates(const std::vector<Act>& acts, const Register& of_register,
                                         DayRange range, double half_life_days, double level) {
  std::vector<RegisterRate> rates;
  const DayRange given = overlap(range, of_register.days);
  if (given.empty() || !std::isfinite(half_life_days) || half_life_days <= 0) return rates;
  const auto rows = occasions(acts, of_register.key);
  auto row = rows.begin();
  while (row != rows.end() && (*row)->day < of_register.days.from) ++row;

  const double day_factor = std::exp2(-1 / half_life_days);
  Dispersion weekly;
  std::uint32_t this_week = 0;
  std::uint64_t days = 0, counted = 0;
  double events = 0, weight = 0, weight_squared = 0;  // S, sum w, sum w^2
  for (Day day = of_register.days.from; day < given.to; day += std::chrono::days{1}) {
    events *= day_factor;
    weight = weight * day_factor + 1;
    weight_squared = weight_squared * day_factor * day_factor + 1;
    ++days;
    for (; row != rows.end() && (*row)->day == day; ++row) {
      events += 1;
      ++this_week;
      ++counted;
    }
    if (days % 7 == 0) {
      weekly.add_week(this_week);
      this_week = 0;
    }
    const Day tomorrow = day + std::chrono::days{1};
    const bool last_of_month = month_start(tomorrow) == tomorrow;
    if (day < given.from || (!last_of_month && tomorrow != given.to)) continue;

    const double phi = weekly.weeks() >= Dispersion::kOwnWeeks ? weekly.phi() : 1;
    const double c = weight / weight_squared / phi;
    const double mean =
        std::max(static_cast<double>(counted), 0.5) / (static_cast<double>(days) / kDaysAYear);
    const double shape = kPriorShape + c * events;
    const double rate = kPriorShape / mean + c * weight / kDaysAYear;
    rates.push_back({day, shape / rate, gamma_interval(shape, rate, level), c * events});
  }
  return rates;
}

}  // namespace entente
