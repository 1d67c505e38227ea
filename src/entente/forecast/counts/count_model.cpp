// Teaching and asking the model of counts.

#include "entente/forecast/counts/count_model.hpp"

#include <algorithm>
#include <cmath>

#include "entente/base/parallel.hpp"
#include "entente/forecast/counts/counts.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kOwnWindows = 52;
// Of the dispersion's calibration; 1 first, so that it stays where nothing is better.
constexpr std::array<double, 7> kSizeFactors{1, 0.8, 1.25, 0.64, 1.6, 0.5, 2};
constexpr std::size_t kFewestToCalibrate = 150;
// The own windows alone would call a count certain that a quiet dyad merely has not shown yet.
constexpr double kMostOwnWeight = 0.95;
constexpr double kLeastGain = 0.02;  // of log likelihood: less is no knowledge
constexpr double kQuietPrior = 4;    // 1/variance of the slope about 1
constexpr double kMostQuietSlope = 3;
constexpr int kQuietSteps = 12;

// Of the pool (1 - w) P + w Q the CRPS is a + 2 w b + w^2 c; b and c of one observation.
struct PoolTerms {
  double b = 0, c = 0;
};
PoolTerms pool_terms(const CountDistribution& p, const CountDistribution& q, std::uint32_t y) {
  PoolTerms terms;
  for (std::int64_t k = 0;; ++k) {
    const double fp = p.below_or_at(k), fq = q.below_or_at(k);
    const double miss = fp - (k >= y ? 1 : 0), apart = fq - fp;
    terms.b += miss * apart;
    terms.c += apart * apart;
    if (fp >= 1 && fq >= 1 && k >= y) break;
  }
  return terms;
}

// The chance that the randomised PIT of an observation falls into the central 80 %.
double central_share(const CountDistribution& forecast, std::uint32_t y) {
  const double low = forecast.below_or_at(static_cast<std::int64_t>(y) - 1);
  const double high = forecast.below_or_at(y);
  if (!(high > low)) return low >= 0.1 && low <= 0.9 ? 1 : 0;
  return std::max(0.0, std::min(high, 0.9) - std::max(low, 0.1)) / (high - low);
}

}  // namespace

CountModel::CountModel(const KnownCounts& known, std::span<const int> horizons,
                       const CountModelSettings& settings)
    : known_(known),
      horizons_(horizons.begin(), horizons.end()),
      settings_(settings),
      parts_(horizons.size() * kClasses) {
  parallel_for(parts_.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      teach(parts_[i], i % kClasses, horizons_[i / kClasses]);
  });
}

TaughtWindow CountModel::window_after(std::size_t g, int horizon) const {
  const CountPanel& panel = known_.panel();
  const KnownState& then = panel.states()[g];
  const std::int32_t from = then.day + 1, to = then.day + horizon;
  return {&then, from, to, panel.observed_weight(then, from, to, known_.state())};
}

double CountModel::weeks_since(const TaughtWindow& window) const {
  return (known_.state().day - window.to) / 7.0;
}

void CountModel::scaled(const Part& part, std::span<const float> statistics, double* out) const {
  out[0] = 1;
  for (std::size_t j = 1; j < statistics.size(); ++j)
    out[j] = (std::clamp(static_cast<double>(statistics[j]), part.least[j], part.most[j]) -
              part.means[j]) /
             part.scales[j];
}

void CountModel::teach(Part& part, std::size_t cls, int horizon) const {
  const CountPanel& panel = known_.panel();
  const std::size_t p = CountPanel::columns();
  auto states = training_states(panel, known_.state_number(), horizon, settings_.training_states);
  std::size_t first_used = states.size();
  while (first_used > 0 && part.rows < settings_.training_rows)
    part.rows += panel.teachers(states[--first_used]).size();
  states.erase(states.begin(), states.begin() + static_cast<std::ptrdiff_t>(first_used));
  part.means.assign(p, 0.0);
  part.scales.assign(p, 1.0);
  part.least.assign(p, 0.0);
  part.most.assign(p, 0.0);
  if (part.rows == 0) return;

  std::vector<double> squares(p, 0.0);
  bool first = true;
  for (const std::size_t g : states) {
    for (std::size_t place = 0; place < panel.teachers(g).size(); ++place) {
      const auto x = panel.statistics(g, place, cls);
      for (std::size_t j = 0; j < p; ++j) {
        part.means[j] += x[j];
        squares[j] += static_cast<double>(x[j]) * x[j];
        part.least[j] = first ? x[j] : std::min<double>(part.least[j], x[j]);
        part.most[j] = first ? x[j] : std::max<double>(part.most[j], x[j]);
      }
      first = false;
    }
  }
  const auto n = static_cast<double>(part.rows);
  for (std::size_t j = 0; j < p; ++j) {
    part.means[j] /= n;
    const double variance = squares[j] / n - part.means[j] * part.means[j];
    part.scales[j] = variance > 1e-9 ? std::sqrt(variance) : 1;
  }

  CountRows rows;
  rows.columns = p;
  rows.x.resize(part.rows * p);
  std::size_t i = 0;
  for (const std::size_t g : states) {
    const TaughtWindow window = window_after(g, horizon);
    const double offset = std::log(window.weight);
    const double age = weeks_since(window);
    for (std::size_t place = 0; place < panel.teachers(g).size(); ++place, ++i) {
      if (settings_.row_half_life_weeks > 0)
        rows.weights.push_back(std::exp2(-age / settings_.row_half_life_weeks));
      const std::size_t cell = panel.teachers(g)[place] * kClasses + cls;
      scaled(part, panel.statistics(g, place, cls), &rows.x[i * p]);
      rows.offset.push_back(offset);
      rows.y.push_back(known_.count(cell, window.from, window.to));
    }
  }
  part.fit = fit_counts(rows, {.ridge = settings_.ridge, .least_gain = kLeastGain});
  if (settings_.level_half_life_weeks > 0) {
    double seen = settings_.level_added, meant = settings_.level_added;
    i = 0;
    for (const std::size_t g : states) {
      const double w =
          std::exp2(-weeks_since(window_after(g, horizon)) / settings_.level_half_life_weeks);
      for (std::size_t place = 0; place < panel.teachers(g).size(); ++place, ++i) {
        seen += w * rows.y[i];
        meant += w * std::exp(part.fit.log_mean({&rows.x[i * p], p}, rows.offset[i]));
      }
    }
    part.level = std::log(seen / meant);
  }
  const auto last = [&](std::size_t most) {
    return std::span(states).last(std::min(states.size(), most));
  };
  compare_quiet(part, cls, horizon, last(settings_.quiet_states));
  part.first_acts = first_acts_of(cls, horizon, last(settings_.quiet_states));
  calibrate(part, cls, horizon, last(settings_.pool_states));
}

// Poisson likelihood of the slope times the quietness, beside the regression's log mean, by Newton
// steps from its prior: that the mean falls as the events do.
void CountModel::compare_quiet(Part& part, std::size_t cls, int horizon,
                               std::span<const std::size_t> states) const {
  struct Quiet {
    double log_mean, quietness, y;
  };
  const CountPanel& panel = known_.panel();
  std::vector<Quiet> rows;
  std::vector<double> x(CountPanel::columns());
  for (const std::size_t g : states) {
    const TaughtWindow window = window_after(g, horizon);
    const double offset = std::log(window.weight) + part.level;
    for (const std::uint32_t dyad : panel.quiet_dyads(g)) {
      const std::size_t cell = dyad * kClasses + cls;
      scaled(part, panel.statistics_of(g, cell), x.data());
      rows.push_back({part.fit.log_mean(x, offset), panel.quietness(g, dyad),
                      static_cast<double>(known_.count(cell, window.from, window.to))});
    }
  }
  for (int step = 0; step < kQuietSteps; ++step) {
    double slope = (1 - part.quiet_slope) * kQuietPrior, curvature = kQuietPrior;
    for (const Quiet& row : rows) {
      const double mean = std::exp(row.log_mean + part.quiet_slope * row.quietness);
      slope += (row.y - mean) * row.quietness;
      curvature += mean * row.quietness * row.quietness;
    }
    part.quiet_slope = std::clamp(part.quiet_slope + slope / curvature, 0.0, kMostQuietSlope);
  }
}

FirstActs CountModel::first_acts_of(std::size_t cls, int horizon,
                                    std::span<const std::size_t> states) const {
  const CountPanel& panel = known_.panel();
  std::vector<TaughtWindow> windows;
  for (const std::size_t g : states) windows.push_back(window_after(g, horizon));
  return fit_first_acts(panel.log(), panel.first_known(), cls, windows, known_.state().day);
}

CountPrediction CountModel::first_act(const Part& part, std::size_t dyad, int horizon,
                                      bool effects) const {
  const KnownState& now = known_.state();
  const Masses masses = masses_of(now, known_.panel().history().dyads()[dyad]);
  CountPrediction prediction;
  prediction.log_mean = part.first_acts.log_mean(
      masses, std::log(CountPanel::weight(now, now.day + 1, now.day + horizon)));
  prediction.size = size_of(part, prediction.log_mean);
  prediction.distribution =
      CountDistribution::negative_binomial(std::exp(prediction.log_mean), prediction.size);
  if (effects) {
    const auto told = [&](const char* name, double mass, double mean) {
      prediction.others.push_back(
          {name, std::exp(mass) - Masses::kAdded, part.first_acts.slope * (mass - mean)});
    };
    told("acts by the source toward anyone, decayed", masses.source, part.first_acts.mean.source);
    told("acts by anyone toward the target, decayed", masses.target, part.first_acts.mean.target);
  }
  return prediction;
}

double CountModel::size_of(const Part& part, double log_mean) const {
  return part.fit.size_at(log_mean) * part.size_factor[band_of(std::exp(log_mean))];
}

// The pool of the regression's distribution with the dyad's own windows.
CountDistribution CountModel::pooled(const Part& part, double log_mean,
                                     std::span<const std::uint32_t> own) const {
  const double mean = std::exp(log_mean), weight = part.own_weight[band_of(mean)];
  auto regression = CountDistribution::negative_binomial(mean, size_of(part, log_mean));
  if (!(weight > 0) || own.empty()) return regression;
  const CountDistribution sample = CountDistribution::sample(own);
  const std::array<CountDistribution::Part, 2> parts{
      {{1 - weight, &regression}, {weight, &sample}}};
  return CountDistribution::mixture(parts);
}

void CountModel::calibrate(Part& part, std::size_t cls, int horizon,
                           std::span<const std::size_t> states) const {
  struct Past {
    double log_mean;
    std::uint32_t y;
    std::vector<std::uint32_t> own;
  };
  const CountPanel& panel = known_.panel();
  std::vector<Past> pasts;
  std::vector<double> x(CountPanel::columns());
  std::array<PoolTerms, kBands> sums{};
  std::size_t recent = 0;  // of pasts: the first of the states that settle the dispersion
  for (std::size_t k = 0; k < states.size(); ++k) {
    const std::size_t g = states[k];
    if (k + settings_.dispersion_states <= states.size()) recent = pasts.size();
    const TaughtWindow window = window_after(g, horizon);
    const double offset = std::log(window.weight) + part.level;
    for (std::size_t place = 0; place < panel.teachers(g).size(); ++place) {
      const std::size_t cell = panel.teachers(g)[place] * kClasses + cls;
      scaled(part, panel.statistics(g, place, cls), x.data());
      Past past{part.fit.log_mean(x, offset), known_.count(cell, window.from, window.to),
                known_.windows(cell, window.state->last, horizon, kOwnWindows)};
      if (!past.own.empty()) {
        const double mean = std::exp(past.log_mean);
        const PoolTerms terms =
            pool_terms(CountDistribution::negative_binomial(mean, part.fit.size_at(past.log_mean)),
                       CountDistribution::sample(past.own), past.y);
        sums[band_of(mean)].b += terms.b;
        sums[band_of(mean)].c += terms.c;
      }
      pasts.push_back(std::move(past));
    }
  }
  for (std::size_t band = 0; band < kBands; ++band)
    part.own_weight[band] =
        sums[band].c > 0 ? std::clamp(-sums[band].b / sums[band].c, 0.0, kMostOwnWeight) : 0;
  for (std::size_t band = 0; band < kBands; ++band) {
    std::vector<const Past*> of_band;
    for (const Past& past : std::span(pasts).subspan(recent))
      if (band_of(std::exp(past.log_mean)) == band) of_band.push_back(&past);
    if (of_band.size() < kFewestToCalibrate) continue;
    double nearest = 1, best = 1;
    for (const double factor : kSizeFactors) {
      part.size_factor[band] = factor;
      double covered = 0;
      for (const Past* past : of_band)
        covered += central_share(pooled(part, past->log_mean, past->own), past->y);
      const double off = std::abs(covered / static_cast<double>(of_band.size()) - 0.8);
      if (off >= nearest) continue;
      nearest = off;
      best = factor;
    }
    part.size_factor[band] = best;
  }
  for (const Past& past : pasts) {
    const CountDistribution forecast = pooled(part, past.log_mean, past.own);
    part.any.push_back({forecast.more_than(0), past.y > 0});
    if (cls + 1 != kClasses) continue;
    const std::uint32_t level = escalation_level(past.own);
    part.risks.push_back({forecast.more_than(level), past.y > level});
  }
}

std::size_t CountModel::taught(std::size_t h) const {
  std::size_t rows = 0;
  for (std::size_t cls = 0; cls < kClasses; ++cls) rows += parts_[h * kClasses + cls].rows;
  return rows;
}

CountPrediction CountModel::predict(std::size_t cell, std::size_t h, bool effects) const {
  const Part& part = parts_[h * kClasses + cell % kClasses];
  const KnownState& now = known_.state();
  const int horizon = horizons_[h];
  CountPrediction prediction;
  if (part.fit.coefficients.empty()) return prediction;
  const std::size_t dyad = cell / kClasses;
  if (now.totals[dyad] == 0 && part.first_acts.fitted)
    return first_act(part, dyad, horizon, effects);
  std::vector<float> statistics = known_.panel().statistics_of(known_.state_number(), cell);
  std::vector<double> x(statistics.size());
  scaled(part, statistics, x.data());
  const double weight = CountPanel::weight(now, now.day + 1, now.day + horizon);
  const double quiet = part.quiet_slope * known_.panel().quietness(known_.state_number(), dyad);
  prediction.log_mean = part.fit.log_mean(x, std::log(weight) + part.level + quiet);
  prediction.size = size_of(part, prediction.log_mean);
  prediction.own_weight = part.own_weight[band_of(std::exp(prediction.log_mean))];
  prediction.distribution =
      pooled(part, prediction.log_mean, known_.windows(cell, now.last, horizon, kOwnWindows));
  if (effects) {
    prediction.effects.resize(x.size());
    for (std::size_t j = 1; j < x.size(); ++j)
      prediction.effects[CountPanel::told_as(j)] += x[j] * part.fit.coefficients[j];
    prediction.statistics = std::move(statistics);
    prediction.others.push_back(
        {"acts of all kinds so far", static_cast<double>(now.totals[dyad]), quiet});
  }
  return prediction;
}

}  // namespace entente::forecast
