#pragma once
// Negative binomial regression with a log link, pooled by a ridge.
//
// y ~ NB(mean mu, size s), variance mu + mu^2/s (NB2: Cameron & Trivedi 2013, ch. 3), with
// log mu = offset + X b and log s = a_0 + a_1 log mu: the dispersion may fall as means grow. b by
// Fisher scoring at a given size, a by scoring at given means, in turn until the likelihood stands
// still. The ridge is a normal prior of each coefficient but the first (the intercept), which is
// what pools coefficients where data are few. Without dispersion it is the Poisson regression.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace entente::forecast {

/// Rows for a fit. All columns finite; column 0 is the intercept's 1.
struct CountRows {
  std::size_t columns = 0;
  std::vector<double> x;       ///< rows x columns
  std::vector<double> offset;  ///< log of the exposure
  std::vector<std::uint32_t> y;
  std::vector<double> weights;  ///< of the rows in the likelihood; empty: all 1
  std::size_t rows() const { return y.size(); }
};

struct CountFit {
  std::vector<double> coefficients;
  double size_constant = 0, size_slope = 0;  ///< log s = constant + slope log mu
  double log_likelihood = 0;
  bool poisson = false;
  bool converged = false;

  double log_mean(std::span<const double> x, double offset) const;
  /// s at a mean; between 0.02 and 1e6. Not for a Poisson fit.
  double size_at(double log_mean) const;
};

struct CountFitSettings {
  double ridge = 1;  ///< 1/variance of a coefficient's prior, the intercept's none
  bool poisson = false;
  bool size_slope = true;  ///< false: one size for all means
  int most_steps = 50;
  double least_gain = 1e-7;  ///< of log likelihood, for another step
};

/// `start`: coefficients to begin from; empty: none. No rows give an empty fit.
CountFit fit_counts(const CountRows& rows, const CountFitSettings& settings,
                    const CountFit& start = {});

}  // namespace entente::forecast
