// Rolling origins: at each, the model is fitted on the questions whose days had passed and whose
// answers were known by then, and asked about the days after it.
//
// log odds = log odds of the register's own past share + shift + sum of b x + u(register), all but
// the first drawn toward 0: with little to learn from, the forecast is the climatology. Questions
// whose days overlap tell less than apart ones, so each weighs min(1, 15 / horizon). A fit is
// renewed when the questions to learn from have grown by a fiftieth, and always at the last origin;
// a fit is never newer than its origin.
//
// The interval of a probability is that of its log odds: the fit's own (Laplace) and that of the
// past share, whose log odds vary by 1 / (n q (1 - q)) with n disjoint spans.
//
// Skill is 1 - Brier / Brier of climatology, its interval from a moving-block bootstrap over
// origins (Kunsch 1989) with blocks of half a year or of the horizon, whichever is longer.

#include "entente/forecast/registers/register_backtest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "entente/forecast/block_bootstrap.hpp"
#include "entente/measure/intervals.hpp"
#include "entente/measure/registers.hpp"

namespace entente::forecast {
namespace {

constexpr int kSpacingDays = 15;
constexpr int kYearsBack = 25;               // of rolling origins
constexpr std::size_t kOriginsToLearn = 20;  // before the first is judged
constexpr double kGrowth = 1.02;
constexpr double kLeast = 1e-4;  // no probability nearer to 0 or 1
constexpr int kBlockDays = 182;

// Mid-month and month end, from `from` to before `to`.
std::vector<Day> rolling_origins(Day from, Day to) {
  std::vector<Day> days;
  const auto one = std::chrono::days{1};
  for (Day month = month_start(from); month < to;) {
    const Day next = next_month(month);
    for (const Day day : {month + std::chrono::days{14}, next - one}) {
      if (from <= day && day < to) days.push_back(day);
    }
    month = next;
  }
  return days;
}

double chance(double log_odds) {
  return std::clamp(1 / (1 + std::exp(-log_odds)), kLeast, 1 - kLeast);
}

std::vector<double> penalties_of(const RegisterTuning& tuning) {
  std::vector<double> penalties(tuning.penalties.begin(), tuning.penalties.end());
  penalties.push_back(tuning.shift_penalty);
  return penalties;
}

}  // namespace

std::vector<RegisterPast> RegisterRun::pasts_of(const Case& of_case, const std::vector<Act>& acts,
                                                Day origin) {
  std::map<std::string, std::vector<const Act*>> rows;
  for (const Act& act : acts) {
    if (act.in_register() && act.day <= origin && act.known_day <= origin)
      rows[act.register_key].push_back(&act);
  }
  std::map<std::string, RegisterPast> by_key;
  for (const Register& one : of_case.registers) {
    if (!one.complete || one.days.empty() || one.days.from > origin) continue;
    RegisterPast past;
    past.of = &one;
    for (const auto& group : occasion_groups(rows[one.key])) {
      const Act& act = *group.front();
      if (one.days.contains(act.day)) past.occasions.push_back({act.day, act.known_day, &act});
    }
    by_key[one.key] = std::move(past);
  }
  std::vector<RegisterPast> pasts;
  for (auto& [key, past] : by_key) pasts.push_back(std::move(past));
  return pasts;
}

double RegisterRun::overlap(int horizon_days) {
  return std::max(1.0, static_cast<double>(horizon_days) / kSpacingDays);
}

RegisterRun::Columns RegisterRun::columns_of(const RegisterSample& sample) {
  Columns columns{};
  std::ranges::copy(sample.x, columns.begin());
  columns.back() = 1;
  return columns;
}

LogisticRow RegisterRun::row_of(const RegisterSample& sample, const Columns& columns) const {
  return {columns, sample.x[kBaseShare], 1 / overlap(horizon_days_), sample.which, false};
}

RegisterRun::RegisterRun(std::span<const RegisterPast> pasts, Day origin, int horizon_days,
                         const RegisterTuning& tuning)
    : horizon_days_(horizon_days),
      model_(penalties_of(tuning), tuning.group_penalty, pasts.size()) {
  if (pasts.empty()) return;
  const std::chrono::days horizon{horizon_days}, youth{kRegisterYouth};
  Day first = kLastDay;
  for (const RegisterPast& past : pasts) first = std::min(first, past.of->days.from);
  const Day oldest{std::chrono::days{day_number(origin) - kYearsBack * 365}};
  std::vector<RegisterSample> samples;
  for (const Day at : rolling_origins(std::max(first + youth, oldest), origin)) {
    for (std::size_t i = 0; i < pasts.size(); ++i) {
      const DayRange days = pasts[i].of->days;
      if (at < days.from + youth || at + horizon >= days.to) continue;
      samples.push_back(register_sample(pasts[i], i, at, horizon_days, tuning.shape));
    }
  }
  std::vector<Columns> columns;
  columns.reserve(samples.size());
  std::vector<LogisticRow> rows;
  rows.reserve(samples.size());
  for (const RegisterSample& sample : samples) {
    columns.push_back(columns_of(sample));
    rows.push_back(row_of(sample, columns.back()));
  }

  std::size_t passed = 0, origins_passed = 0, fitted = 0;
  const auto fit_at = [&](Day now, bool renew) {
    for (; passed < samples.size() && samples[passed].origin + horizon <= now; ++passed) {
      if (passed == 0 || samples[passed].origin != samples[passed - 1].origin) ++origins_passed;
    }
    if (!renew && static_cast<double>(passed) < kGrowth * static_cast<double>(fitted)) return;
    if (passed == 0 || (!renew && passed == fitted)) return;
    for (std::size_t i = 0; i < passed; ++i) rows[i].yes = samples[i].yes_known <= now;
    model_.fit(std::span(rows).first(passed));
    fitted = passed;
  };
  for (const RegisterSample& sample : samples) {
    if (sample.origin + horizon > origin) break;
    fit_at(sample.origin, false);
    if (origins_passed < kOriginsToLearn) continue;
    judged_.push_back({sample.which, sample.origin, answer(sample).probability, sample.climatology,
                       sample.yes_known <= origin});
  }
  fit_at(origin, true);
  for (std::size_t i = 0; i < pasts.size(); ++i) {
    const DayRange days = pasts[i].of->days;
    if (!days.contains(origin) || origin < days.from + youth) continue;
    asked_.push_back(register_sample(pasts[i], i, origin, horizon_days, tuning.shape));
  }
}

RegisterAnswer RegisterRun::answer(const RegisterSample& sample) const {
  const Columns columns = columns_of(sample);
  const LogisticRow row = row_of(sample, columns);
  RegisterAnswer found;
  for (std::size_t i = 0; i < kRegisterStatistics; ++i)
    found.effects[i] = model_.coefficient(i) * sample.x[i];
  found.shift = model_.coefficient(kRegisterStatistics);
  found.own = model_.group_effect(sample.which);
  const double z = model_.log_odds(row);
  found.probability = chance(z);
  const double q = sample.climatology;
  const double spread =
      normal_quantile(0.95) *
      std::sqrt(model_.variance(row) + 1 / (std::max(sample.effective, 1.0) * q * (1 - q)));
  found.low = chance(z - spread);
  found.high = chance(z + spread);
  return found;
}

namespace {

struct Judgement {
  std::uint64_t n = 0, positives = 0;
  double brier = 0, brier_climatology = 0;
  Skill skill;
};

// `of`: what is judged, by which the draws are keyed.
Judgement judgement_of(std::span<const RegisterJudged> judged, int horizon_days,
                       const std::string& of) {
  Judgement found;
  found.n = judged.size();
  if (judged.empty()) return found;
  std::map<Day, std::pair<double, double>> by_origin;  // sums of squares: model, climatology
  for (const RegisterJudged& one : judged) {
    auto& [model, climatology] = by_origin[one.origin];
    model += squared_error({one.probability, one.happened});
    climatology += squared_error({one.climatology, one.happened});
    found.positives += one.happened ? 1 : 0;
  }
  std::vector<double> model, climatology;
  for (const auto& [day, at] : by_origin) {
    model.push_back(at.first);
    climatology.push_back(at.second);
  }
  const double n = static_cast<double>(found.n);
  found.brier = std::accumulate(model.begin(), model.end(), 0.0) / n;
  found.brier_climatology = std::accumulate(climatology.begin(), climatology.end(), 0.0) / n;
  const auto block =
      static_cast<std::size_t>(std::max(kBlockDays, horizon_days) / kSpacingDays) + 1;
  found.skill = skill_of(model, climatology, block, "skill of register forecasts: " + of, 1);
  return found;
}

}  // namespace

RegisterScores score_registers(std::span<const RegisterJudged> judged, int horizon_days,
                               const std::string& key) {
  const std::string of = fmt::format("{}, {} days", key, horizon_days);
  const Judgement all = judgement_of(judged, horizon_days, of);
  const auto later =
      std::ranges::lower_bound(judged, kRegisterSettingsHeldOut, {}, &RegisterJudged::origin);
  const Judgement held_out = judgement_of({later, judged.end()}, horizon_days, of + ", held out");
  RegisterScores scores;
  scores.register_key = key;
  scores.horizon_days = horizon_days;
  scores.n = all.n;
  scores.positives = all.positives;
  scores.brier = all.brier;
  scores.brier_climatology = all.brier_climatology;
  scores.skill = all.skill.value;
  scores.skill_low = all.skill.interval.low;
  scores.skill_high = all.skill.interval.high;
  scores.held_out = {held_out.n, held_out.positives, held_out.skill.value,
                     held_out.skill.interval.low, held_out.skill.interval.high};
  std::vector<Judged> words;
  for (const RegisterJudged& one : judged) words.push_back({one.probability, one.happened});
  scores.reliability = reliability_of(words, RegisterRun::overlap(horizon_days));
  return scores;
}

}  // namespace entente::forecast
