#pragma once
// The plain forecasts that a model of counts has to beat, and the counts known at one origin.
//
// Climatology: Poisson of the mean of all known days. Last value: Poisson of the count of the last
// h days. Exponential smoothing (Brown 1956; Hyndman & Athanasopoulos 2021, 8.1): Poisson of the
// smoothed weekly count, the weight of each series chosen by its own one-step squared errors.
// Poisson regression: log mean on the logs of the last h days' count and of the mean of all known
// days, pooled, with the window's usual volume as offset and no dispersion. Own last weeks: the
// sums of the last 52 spans of h days, one a week, as they were, each equally likely (conflictology
// of Hegre et al. 2025). Point forecasts get a Poisson distribution, so that none is beaten for
// being a point. Days that are missing are left out and the rest scaled up to whole windows.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "entente/forecast/counts/count_distribution.hpp"
#include "entente/forecast/counts/count_fit.hpp"
#include "entente/forecast/counts/count_panel.hpp"

namespace entente::forecast {

/// Counts of all cells as known at the end of one state's day.
class KnownCounts {
 public:
  KnownCounts(const CountPanel& panel, std::size_t state);

  const CountPanel& panel() const { return panel_; }
  std::size_t state_number() const { return state_; }
  const KnownState& state() const { return panel_.states()[state_]; }
  /// Events of a cell on days from..to as far as they are within what is known.
  std::uint32_t count(std::size_t cell, std::int32_t from, std::int32_t to) const;
  /// Observed days among from..to.
  int observed(std::int32_t from, std::int32_t to) const;
  /// The last at most `most` sums of `days` days, one a week back from `last`, of windows with at
  /// least four fifths observed, scaled to whole ones; newest first. Empty where there is none.
  std::vector<std::uint32_t> windows(std::size_t cell, std::int32_t last, int days,
                                     std::size_t most = 52) const;

 private:
  const CountPanel& panel_;
  std::size_t state_;
  std::vector<std::uint32_t> running_;  ///< cells x (days + 1)
  std::vector<std::int32_t> observed_;  ///< days + 1, running
  std::size_t length_ = 0;
};

/// A window that may teach or judge: at least so large a share of its usual volume was observed.
inline constexpr double kLeastObserved = 0.8;

/// Bands of the predicted mean: under 0.5, 0.5 to 5, over 5.
inline constexpr std::size_t kBands = 3;
inline constexpr std::array<const char*, kBands> kBandNames{"<0.5", "0.5-5", ">5"};
inline std::size_t band_of(double mean) { return mean < 0.5 ? 0 : mean <= 5 ? 1 : 2; }

inline constexpr std::array<std::string_view, 5> kBaselines{
    "climatology", "last value", "exponential smoothing", "Poisson regression", "own last weeks"};

class CountBaselines {
 public:
  /// Fits what is to be fitted for windows of `horizon` days after the state's day.
  CountBaselines(const KnownCounts& known, int horizon);
  /// By kBaselines.
  std::array<CountDistribution, 5> predict(std::size_t cell) const;

 private:
  double smoothed(std::size_t cell) const;
  std::array<double, 3> columns(std::size_t cell, std::int32_t last) const;
  double daily_mean(std::size_t cell, std::int32_t last) const;

  const KnownCounts& known_;
  int horizon_;
  std::array<CountFit, kClasses> poisson_;
};

/// The states before `state` whose windows of `horizon` days had ended, known and observed by then,
/// and which had at least six weeks behind them; the last `most`, ascending.
std::vector<std::size_t> training_states(const CountPanel& panel, std::size_t state, int horizon,
                                         std::size_t most);

}  // namespace entente::forecast
