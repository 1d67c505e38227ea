#pragma once
// The model of counts at one origin: negative binomial regressions pooled over dyads, and a share
// of each dyad's own last weeks.
//
// One regression a quad class and horizon (count_fit.hpp) on the statistics of count_panel.hpp,
// taught by the earlier origins whose windows had ended and were known. The forecast is the linear
// pool (Stone 1961) of that negative binomial with the dyad's own last windows as a sample; the
// sample's weight is the one that would have had the least CRPS over the last taught origins, which
// has a closed form, since the CRPS of a pool is quadratic in its weight. Dyads with too few events
// to teach are compared with what the regression says of them; one slope a class tells how much
// less they have.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "entente/forecast/counts/count_baselines.hpp"
#include "entente/forecast/counts/count_distribution.hpp"
#include "entente/forecast/counts/count_fit.hpp"
#include "entente/forecast/counts/count_panel.hpp"
#include "entente/forecast/counts/first_acts.hpp"
#include "entente/forecast/forecast.hpp"
#include "entente/forecast/reliability.hpp"

namespace entente::forecast {

struct CountModelSettings {
  std::size_t training_states = 52;   ///< at most so many earlier origins teach
  std::size_t training_rows = 30000;  ///< and no more than fill so many rows, the last ones
  std::size_t pool_states = 16;       ///< the last of them settle the weight of the sample
  std::size_t dispersion_states = 8;  ///< and the last of these the dispersion, which drifts
  std::size_t quiet_states = 8;       ///< the last of them compare the quiet dyads, and first acts
  double ridge = 600;                 ///< of the coefficients, on scaled columns
  double row_half_life_weeks = 26;    ///< of a row's weight in the fit
  double level_half_life_weeks = 2;   ///< of the recent windows that settle the level
  double level_added = 50;            ///< events as expected, added to those
};

struct CountPrediction {
  CountDistribution distribution;
  double log_mean = 0;  ///< of the regression
  double size = 0;
  double own_weight = 0;  ///< of the dyad's own last windows in the pool
  /// By column of the panel: on the log mean, 0 on average; those of bends with their rate's.
  std::vector<double> effects;
  std::vector<float> statistics;  ///< by column; with the effects
  std::vector<Statistic> others;  ///< that are no columns; with the effects
};

class CountModel {
 public:
  CountModel(const KnownCounts& known, std::span<const int> horizons,
             const CountModelSettings& settings = {});

  /// `h` counts into the horizons.
  CountPrediction predict(std::size_t cell, std::size_t h, bool effects = false) const;
  /// Of the last taught origins: the forecast chance of any act of the class, and whether there was
  /// one; and for class 4 that of more than the dyad's own level of escalation then.
  const std::vector<Judged>& past_any(std::size_t h, std::size_t cls) const {
    return parts_[h * kClasses + cls].any;
  }
  const std::vector<Judged>& past_risks(std::size_t h) const {
    return parts_[h * kClasses + kClasses - 1].risks;
  }
  /// How many rows taught the horizon's regressions, all classes.
  std::size_t taught(std::size_t h) const;
  /// Per class of one horizon, for the tests.
  const CountFit& fit(std::size_t h, std::size_t cls) const {
    return parts_[h * kClasses + cls].fit;
  }

 private:
  struct Part {
    CountFit fit;
    std::vector<double> means, scales, least, most;  ///< by column
    std::array<double, kBands> own_weight{};
    std::array<double, kBands> size_factor{1, 1, 1};
    std::size_t rows = 0;
    double level = 0;        ///< added to the log mean
    double quiet_slope = 1;  ///< times the quietness, added too
    FirstActs first_acts;
    std::vector<Judged> any, risks;
  };
  double size_of(const Part& part, double log_mean) const;
  CountDistribution pooled(const Part& part, double log_mean,
                           std::span<const std::uint32_t> own) const;
  /// The days that state g was to foretell, as known now.
  TaughtWindow window_after(std::size_t g, int horizon) const;
  double weeks_since(const TaughtWindow& window) const;
  void teach(Part& part, std::size_t cls, int horizon) const;
  void compare_quiet(Part& part, std::size_t cls, int horizon,
                     std::span<const std::size_t> states) const;
  FirstActs first_acts_of(std::size_t cls, int horizon, std::span<const std::size_t> states) const;
  CountPrediction first_act(const Part& part, std::size_t dyad, int horizon, bool effects) const;
  void calibrate(Part& part, std::size_t cls, int horizon,
                 std::span<const std::size_t> states) const;
  void scaled(const Part& part, std::span<const float> statistics, double* out) const;

  const KnownCounts& known_;
  std::vector<int> horizons_;
  CountModelSettings settings_;
  std::vector<Part> parts_;  ///< by horizon and class
};

}  // namespace entente::forecast
