// Five plain forecasts, each from the counts known at the origin.

#include "entente/forecast/counts/count_baselines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "entente/base/parallel.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kPoissonStates = 52;

std::uint32_t rounded(double x) { return static_cast<std::uint32_t>(std::lround(x)); }

}  // namespace

KnownCounts::KnownCounts(const CountPanel& panel, std::size_t state)
    : panel_(panel), state_(state) {
  const KnownState& now = this->state();
  length_ = now.observed.size() + 1;
  running_.resize(panel.history().cells() * length_);
  observed_.assign(length_, 0);
  for (std::size_t i = 1; i < length_; ++i)
    observed_[i] = observed_[i - 1] + (now.observed[i - 1] != 0 ? 1 : 0);
  parallel_for(panel.history().cells(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t cell = begin; cell < end; ++cell) {
      const auto sums = panel.history().running(cell, now.last, now.day);
      std::copy(sums.begin(), sums.end(),
                running_.begin() + static_cast<std::ptrdiff_t>(cell * length_));
    }
  });
}

std::uint32_t KnownCounts::count(std::size_t cell, std::int32_t from, std::int32_t to) const {
  const std::int32_t first = panel_.history().first_day(), last = state().last;
  from = std::max(from, first);
  to = std::min(to, last);
  if (from > to) return 0;
  const std::uint32_t* const sums = &running_[cell * length_];
  return sums[to - first + 1] - sums[from - first];
}

int KnownCounts::observed(std::int32_t from, std::int32_t to) const {
  const std::int32_t first = panel_.history().first_day(), last = state().last;
  from = std::max(from, first);
  to = std::min(to, last);
  if (from > to) return 0;
  return observed_[static_cast<std::size_t>(to - first) + 1] -
         observed_[static_cast<std::size_t>(from - first)];
}

std::vector<std::uint32_t> KnownCounts::windows(std::size_t cell, std::int32_t last, int days,
                                                std::size_t most) const {
  std::vector<std::uint32_t> sums;
  const std::int32_t first = panel_.history().first_day();
  for (std::int32_t end = last; end - days + 1 >= first && sums.size() < most; end -= 7) {
    const int seen = observed(end - days + 1, end);
    if (seen < kLeastObserved * days) continue;
    const std::uint32_t n = count(cell, end - days + 1, end);
    sums.push_back(seen == days ? n : rounded(static_cast<double>(n) * days / seen));
  }
  return sums;
}

std::vector<std::size_t> training_states(const CountPanel& panel, std::size_t state, int horizon,
                                         std::size_t most) {
  std::vector<std::size_t> chosen;
  const KnownState& now = panel.states()[state];
  for (std::size_t g = state; g-- > 0 && chosen.size() < most;) {
    const KnownState& then = panel.states()[g];
    const std::int32_t from = then.day + 1, to = then.day + horizon;
    if (panel.teachers(g).empty()) continue;
    if (panel.observed_weight(then, from, to, now) <
        kLeastObserved * CountPanel::weight(then, from, to))
      continue;
    chosen.push_back(g);
  }
  std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

CountBaselines::CountBaselines(const KnownCounts& known, int horizon)
    : known_(known), horizon_(horizon) {
  const CountPanel& panel = known.panel();
  const auto states = training_states(panel, known.state_number(), horizon, kPoissonStates);
  parallel_for(kClasses, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t cls = begin; cls < end; ++cls) {
      CountRows rows;
      rows.columns = 3;
      for (const std::size_t g : states) {
        const KnownState& then = panel.states()[g];
        const double offset =
            std::log(panel.observed_weight(then, then.day + 1, then.day + horizon, known.state()));
        for (const std::uint32_t dyad : panel.teachers(g)) {
          const std::size_t cell = dyad * kClasses + cls;
          for (const double x : columns(cell, then.last)) rows.x.push_back(x);
          rows.offset.push_back(offset);
          rows.y.push_back(known.count(cell, then.day + 1, then.day + horizon));
        }
      }
      poisson_[cls] = fit_counts(rows, {.ridge = 1e-6, .poisson = true});
    }
  });
}

double CountBaselines::daily_mean(std::size_t cell, std::int32_t last) const {
  const std::int32_t first = known_.panel().history().first_day();
  return known_.count(cell, first, last) / std::max(1.0, 1.0 * known_.observed(first, last));
}

std::array<double, 3> CountBaselines::columns(std::size_t cell, std::int32_t last) const {
  const double seen = std::max(1, known_.observed(last - horizon_ + 1, last));
  return {1, std::log1p(known_.count(cell, last - horizon_ + 1, last) * horizon_ / seen),
          std::log1p(daily_mean(cell, last) * horizon_)};
}

double CountBaselines::smoothed(std::size_t cell) const {
  std::vector<std::uint32_t> weeks =
      known_.windows(cell, known_.state().last, 7, std::numeric_limits<std::size_t>::max());
  if (weeks.empty()) return 0;
  std::reverse(weeks.begin(), weeks.end());
  double best = std::numeric_limits<double>::infinity(), level = 0;
  for (int tenths = 1; tenths <= 20; ++tenths) {
    const double alpha = tenths / 20.0;
    double smooth = weeks[0], error = 0;
    for (std::size_t i = 1; i < weeks.size(); ++i) {
      const double miss = weeks[i] - smooth;
      error += miss * miss;
      smooth += alpha * miss;
    }
    if (error < best) {
      best = error;
      level = smooth;
    }
  }
  return std::max(0.0, level * horizon_ / 7);
}

std::array<CountDistribution, 5> CountBaselines::predict(std::size_t cell) const {
  const KnownState& now = known_.state();
  const int seen = known_.observed(now.last - horizon_ + 1, now.last);
  const double last_value =
      seen > 0 ? 1.0 * known_.count(cell, now.last - horizon_ + 1, now.last) * horizon_ / seen : 0;
  const auto own = known_.windows(cell, now.last, horizon_);
  const CountFit& fit = poisson_[cell % kClasses];
  const double weight = CountPanel::weight(now, now.day + 1, now.day + horizon_);
  return {CountDistribution::poisson(daily_mean(cell, now.last) * horizon_),
          CountDistribution::poisson(last_value), CountDistribution::poisson(smoothed(cell)),
          CountDistribution::poisson(
              fit.coefficients.empty()
                  ? 0
                  : std::exp(fit.log_mean(columns(cell, now.last), std::log(weight)))),
          own.empty() ? CountDistribution() : CountDistribution::sample(own)};
}

}  // namespace entente::forecast
