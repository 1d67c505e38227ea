// Statistics of a register at an origin, each compared with the register's own long run.
//
// An occasion enters at the day on which it was known (RegisterPast::Occasion::known), at its own
// day's age. With m the register's mean rate a day so far and w = 2^(-age/h):
//   rate       log((S + a) / (m E + a)), S the decayed occasions, E the decayed days;
//   since last log(1 + m d) - e E1(1), d days since the last occasion: of mean 0 where occasions
//              come at random at rate m, since m d is then exponential with mean 1;
//   season     log((K + b) / (Y q + b)): in K of Y earlier years an occasion lay within the same
//              days of the year, some days more on either side; q the share of all spans as long
//              that held one.
// The cost is the number of occasions per origin and span.

#include "entente/forecast/registers/register_features.hpp"

#include <algorithm>
#include <cmath>

namespace entente::forecast {
namespace {

constexpr double kDaysAYear = 365.2425;
// The mean of log(1 + X), X exponential with mean 1: e times the exponential integral E1(1)
// (Abramowitz & Stegun 1964, 5.1).
constexpr double kMeanLogGap = 0.596347362323194;

using Occasions = std::vector<RegisterPast::Occasion>;

double days_between(Day from, Day to) { return static_cast<double>((to - from).count()); }

// Whether an occasion known at `known_by` lies within [from, to).
bool any_within(const Occasions& occasions, DayRange days, Day known_by) {
  auto at = std::ranges::lower_bound(occasions, days.from, {}, &RegisterPast::Occasion::day);
  for (; at != occasions.end() && at->day < days.to; ++at) {
    if (at->known <= known_by) return true;
  }
  return false;
}

// In how many earlier years an occasion lay within the same days of the year; and of how many.
std::pair<int, int> earlier_years(const RegisterPast& past, Day origin, int horizon_days,
                                  int margin) {
  int with = 0, years = 0;
  const auto day = std::chrono::days{1};
  const DayRange asked{origin + day - std::chrono::days{margin},
                       origin + day + std::chrono::days{horizon_days + margin}};
  for (int year = 1;; ++year) {
    const std::chrono::days back{static_cast<int>(std::lround(year * kDaysAYear))};
    const DayRange then{asked.from - back, asked.to - back};
    if (then.from < past.of->days.from) break;
    if (then.to > origin + day) continue;  // a span so long that it reaches the origin
    ++years;
    with += any_within(past.occasions, then, origin) ? 1 : 0;
  }
  return {with, years};
}

}  // namespace

double register_share(const RegisterPast& past, Day origin, int days, double* spans) {
  const double all = days_between(past.of->days.from, origin) + 1 - days + 1;
  if (spans != nullptr) *spans = all > 0 ? all / days : 0;
  if (all <= 0) return 0.5;
  // An occasion at d lies in the spans that end from d to d + days - 1.
  const Day first_end = past.of->days.from + std::chrono::days{days - 1};
  Day counted = first_end;  // ends before it are counted
  double with = 0;
  for (const auto& occasion : past.occasions) {
    if (occasion.day > origin) break;
    if (occasion.known > origin) continue;
    const Day from = std::max(occasion.day, counted);
    const Day to = std::min(occasion.day + std::chrono::days{days}, origin + std::chrono::days{1});
    if (to <= from) continue;
    with += days_between(from, to);
    counted = to;
  }
  const double n = all / days;
  return (with / all * n + 0.5) / (n + 1);
}

RegisterSample register_sample(const RegisterPast& past, std::size_t which, Day origin,
                               int horizon_days, const RegisterShape& shape) {
  RegisterSample sample;
  sample.which = which;
  sample.origin = origin;
  sample.climatology = register_share(past, origin, horizon_days, &sample.effective);

  const double days = days_between(past.of->days.from, origin) + 1;
  std::array<double, kRegisterHalfLives.size()> decayed{};
  double count = 0;
  Day last = past.of->days.from;
  for (const auto& occasion : past.occasions) {
    if (occasion.day > origin) break;
    if (occasion.known > origin) continue;
    ++count;
    last = occasion.day;
    const double age = days_between(occasion.day, origin);
    for (std::size_t i = 0; i < decayed.size(); ++i)
      decayed[i] += std::exp2(-age / kRegisterHalfLives[i]);
  }
  const double mean = (count + 0.5) / days;
  for (std::size_t i = 0; i < decayed.size(); ++i) {
    const double half_life = kRegisterHalfLives[i];
    const double exposed = (1 - std::exp2(-days / half_life)) / (1 - std::exp2(-1 / half_life));
    sample.x[i] =
        std::log((decayed[i] + shape.prior_occasions) / (mean * exposed + shape.prior_occasions));
    sample.value[i] = decayed[i] / exposed * kDaysAYear;
  }
  const double gap = days_between(last, origin);
  sample.x[kSinceLast] = std::log1p(mean * gap) - kMeanLogGap;
  sample.value[kSinceLast] = gap;

  const auto [with, years] = earlier_years(past, origin, horizon_days, shape.season_days);
  const double usual = register_share(past, origin, horizon_days + 2 * shape.season_days);
  sample.x[kSeason] = std::log((with + shape.prior_years) / (years * usual + shape.prior_years));
  sample.value[kSeason] = years == 0 ? 0 : static_cast<double>(with) / years;

  sample.x[kBaseShare] = std::log(sample.climatology / (1 - sample.climatology));
  sample.value[kBaseShare] = sample.climatology;

  const DayRange asked{origin + std::chrono::days{1}, origin + std::chrono::days{1 + horizon_days}};
  for (const auto& occasion : past.occasions) {
    if (asked.contains(occasion.day)) sample.yes_known = std::min(sample.yes_known, occasion.known);
  }
  return sample;
}

}  // namespace entente::forecast
