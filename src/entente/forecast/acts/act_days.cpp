// Rows by the day on which they became known (a counting sort), and the days that they make known.
//
// Each look at the days costs one pass over them: forecasts look at some dozens of past days.

#include "entente/forecast/acts/act_days.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "entente/history/first_told.hpp"

namespace entente::forecast {
namespace {

std::uint32_t middle(std::vector<std::uint32_t>& values) {
  if (values.empty()) return 0;
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, half);
  return *half;
}

}  // namespace

AgeWeights::AgeWeights() {
  for (std::size_t h = 0; h < table_.size(); ++h) {
    table_[h].resize(kLongestFade);
    for (std::size_t age = 0; age < table_[h].size(); ++age)
      table_[h][age] = static_cast<float>(std::exp2(-static_cast<double>(age) / kActHalfLives[h]));
  }
}

KnownRows::KnownRows(const EventLog& log, int until_day) : first(until_day), until(until_day) {
  const auto known_day = [&](std::size_t i) { return log.day[i] + log.known_lag[i]; };
  const auto from = std::ranges::lower_bound(log.day, until - kLongestMemory);
  const auto begin = static_cast<std::size_t>(from - log.day.begin());
  std::size_t end = begin;
  bool any = false;
  for (; end < log.size() && log.day[end] <= until; ++end) {
    if (any || known_day(end) > until) continue;
    first = log.day[end];
    any = true;
  }
  ends.assign(static_cast<std::size_t>(until - first) + 1, 0);
  for (std::size_t i = begin; i < end; ++i)
    if (known_day(i) <= until) ++ends[static_cast<std::size_t>(known_day(i) - first)];
  std::uint32_t sum = 0;
  for (std::uint32_t& count : ends) {
    const std::uint32_t own = count;
    count = sum;
    sum += own;
  }
  rows.resize(sum);
  for (std::size_t i = begin; i < end; ++i)
    if (known_day(i) <= until)
      rows[ends[static_cast<std::size_t>(known_day(i) - first)]++] = static_cast<std::uint32_t>(i);
}

std::size_t KnownRows::known_by(int day) const {
  if (day < first) return 0;
  return ends[static_cast<std::size_t>(std::min(day, until) - first)];
}

ActDays::ActDays(const EventLog& log, const KnownRows& known, int horizon_days)
    : log_(&log), known_(&known), horizon_(horizon_days), now_(known.first - 1) {
  const auto days = static_cast<std::size_t>(known.until - known.first) + 1;
  count_.assign(days, 0);
  observed_.assign(days, 0);
  observed_before_.assign(days + 1, 0);
  windows_before_.assign(days + 1, 0);
}

std::size_t ActDays::place(int day) const {
  return static_cast<std::size_t>(
      std::clamp(day - known_->first, 0, static_cast<int>(count_.size())));
}

void ActDays::advance(int day) {
  const std::size_t end = known_->known_by(day);
  for (; taken_ < end; ++taken_) ++count_[place(log_->day[known_->rows[taken_]])];
  now_ = day;
  const std::size_t days = place(day + 1);
  std::vector<std::uint32_t> some;
  const double usual = kToldShare * 4 * usual_day(std::span(count_).first(days));
  any_ = false;
  for (std::size_t x = 0; x < days; ++x) {
    some.clear();
    for (const std::size_t back : {7U, 14U, 21U, 28U})
      if (x >= back && count_[x - back] > 0) some.push_back(count_[x - back]);
    const double least = std::max(static_cast<double>(middle(some)), usual);
    observed_[x] = count_[x] > 0 && 4.0 * count_[x] >= least ? 1 : 0;
    observed_before_[x + 1] = observed_before_[x] + observed_[x];
    if (observed_[x] == 0) continue;
    last_observed_ = known_->first + static_cast<int>(x);
    if (!any_) first_observed_ = last_observed_;
    any_ = true;
  }
  for (std::size_t x = days; x + 1 < observed_before_.size(); ++x)
    observed_before_[x + 1] = observed_before_[x];
  for (std::size_t x = 0; x + 1 < windows_before_.size(); ++x) {
    const int start = known_->first + static_cast<int>(x);
    const bool whole = any_ && start >= first_observed_ && start + horizon_ - 1 <= last_observed_ &&
                       mostly_observed(start, start + horizon_);
    windows_before_[x + 1] = windows_before_[x] + (whole ? 1 : 0);
  }
}

bool ActDays::observed(int day) const {
  return day >= known_->first && day <= now_ && observed_[place(day)] != 0;
}

bool ActDays::mostly_observed(int from, int to) const {
  const std::uint32_t seen = observed_before_[place(to)] - observed_before_[place(from)];
  return 5.0 * seen >= 4.0 * (to - from);
}

std::uint32_t ActDays::windows(int from, int to) const {
  return from < to ? windows_before_[place(to)] - windows_before_[place(from)] : 0;
}

double ActDays::exposure(const AgeWeights& fading, std::size_t half_life, int from) const {
  double sum = 0;
  for (int day = std::max(from, known_->first); day <= now_; ++day)
    if (observed(day)) sum += static_cast<double>(fading(half_life, now_ - day));
  return sum;
}

}  // namespace entente::forecast
