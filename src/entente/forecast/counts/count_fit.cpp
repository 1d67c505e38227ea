// Fisher scoring for the means and the sizes of a negative binomial regression.
//
// Of the log likelihood of one row, with s the size and mu the mean:
//   sum_{j<y} log(s + j) + s log(s/(s + mu)) + y log(mu/(s + mu)) - log y!
// the slope in the linear predictor is (y - mu) s/(s + mu), its expected curvature mu s/(s + mu)
// (McCullagh & Nelder 1989, 11.2), and the slope in log s is
//   s (sum_{j<y} 1/(s + j) + log(s/(s + mu)) + (mu - y)/(s + mu)),
// whose curvature is taken as the sum of squared slopes (Berndt, Hall, Hall & Hausman 1974). A step
// that does not raise the likelihood is halved. log y! is a constant and left out. The curvature of
// the coefficients costs rows x columns^2 and changes little from step to step: it is made anew at
// steps 0, 1, 2, 4, 8, ... and kept in between (Newton with a kept matrix: Kelley 1995, ch. 5).

#include "entente/forecast/counts/count_fit.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "entente/forecast/cholesky.hpp"

namespace entente::forecast {
namespace {

constexpr double kMostLogMean = 9;  // 8,103 events
constexpr double kLeastLogMean = -16;
constexpr double kLeastLogSize = -3.9, kMostLogSize = 13.8;

// Adds sum_i w_i x_i x_i' to the lower part of `sum`. Four rows at a time, so that a sum is fetched
// and stored once for four products.
void add_squares(const std::vector<double>& x, const std::vector<double>& weights,
                 std::size_t columns, std::vector<double>& sum) {
  const std::size_t rows = weights.size();
  std::size_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    const double* const a = &x[i * columns];
    const double *const b = a + columns, *const c = b + columns, *const d = c + columns;
    for (std::size_t j = 0; j < columns; ++j) {
      const double wa = weights[i] * a[j], wb = weights[i + 1] * b[j];
      const double wc = weights[i + 2] * c[j], wd = weights[i + 3] * d[j];
      double* const out = &sum[j * columns];
      for (std::size_t k = 0; k <= j; ++k)
        out[k] += (wa * a[k] + wb * b[k]) + (wc * c[k] + wd * d[k]);
    }
  }
  for (; i < rows; ++i) {
    const double* const a = &x[i * columns];
    for (std::size_t j = 0; j < columns; ++j)
      for (std::size_t k = 0; k <= j; ++k) sum[j * columns + k] += weights[i] * a[j] * a[k];
  }
}

class Scoring {
 public:
  Scoring(const CountRows& rows, const CountFitSettings& settings, CountFit fit)
      : rows_(rows), settings_(settings), fit_(std::move(fit)), eta_(rows.rows()) {
    means(fit_.coefficients, eta_);
    fit_.log_likelihood = likelihood(fit_, eta_);
  }

  CountFit run() {
    for (int step = 0; step < settings_.most_steps; ++step) {
      const double before = fit_.log_likelihood;
      move_coefficients((step & (step - 1)) == 0);
      if (!fit_.poisson) move_sizes();
      if (fit_.log_likelihood - before < settings_.least_gain) {
        fit_.converged = true;
        break;
      }
    }
    return std::move(fit_);
  }

 private:
  double log_size(const CountFit& fit, double eta) const {
    return std::clamp(fit.size_constant + fit.size_slope * eta, kLeastLogSize, kMostLogSize);
  }

  double weight_of(std::size_t i) const { return rows_.weights.empty() ? 1 : rows_.weights[i]; }

  void means(const std::vector<double>& b, std::vector<double>& eta) const {
    const std::size_t p = rows_.columns;
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      double sum = rows_.offset[i];
      for (std::size_t j = 0; j < p; ++j) sum += rows_.x[i * p + j] * b[j];
      eta[i] = std::clamp(sum, kLeastLogMean, kMostLogMean);
    }
  }

  double likelihood(const CountFit& fit, const std::vector<double>& eta) const {
    double sum = 0;
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      const double mu = std::exp(eta[i]);
      const std::uint32_t y = rows_.y[i];
      if (fit.poisson) {
        sum += weight_of(i) * (y * eta[i] - mu);
        continue;
      }
      const double s = std::exp(log_size(fit, eta[i]));
      double row = -s * std::log1p(mu / s);
      for (std::uint32_t j = 0; j < y; ++j) row += std::log(s + j);
      if (y > 0) row += y * (eta[i] - std::log(s + mu));
      sum += weight_of(i) * row;
    }
    for (std::size_t j = 1; j < rows_.columns; ++j)
      sum -= settings_.ridge / 2 * fit.coefficients[j] * fit.coefficients[j];
    return sum;
  }

  // The slope of row i's log likelihood in log s.
  double size_slope_of(std::size_t i, double mu, double s) const {
    double sum = -std::log1p(mu / s) + (mu - rows_.y[i]) / (s + mu);
    for (std::uint32_t j = 0; j < rows_.y[i]; ++j) sum += 1 / (s + j);
    return s * sum;
  }

  // Takes the step as far as it raises the likelihood.
  template <class Apply>
  void take(const std::vector<double>& step, const Apply& apply) {
    std::vector<double> eta = eta_;
    for (double part = 1; part > 1e-3; part /= 2) {
      CountFit next = fit_;
      apply(next, step, part);
      means(next.coefficients, eta);
      next.log_likelihood = likelihood(next, eta);
      if (!(next.log_likelihood > fit_.log_likelihood)) continue;
      fit_ = std::move(next);
      eta_ = std::move(eta);
      return;
    }
  }

  void move_coefficients(bool anew) {
    const std::size_t p = rows_.columns;
    std::vector<double> slope(p, 0.0), weights(rows_.rows());
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      const double mu = std::exp(eta_[i]);
      double residual = rows_.y[i] - mu, weight = mu;
      if (!fit_.poisson) {
        const double s = std::exp(log_size(fit_, eta_[i]));
        const double by_size = fit_.size_slope * size_slope_of(i, mu, s);
        residual = residual * s / (s + mu) + by_size;
        weight = weight * s / (s + mu) + by_size * by_size;
      }
      residual *= weight_of(i);
      weights[i] = weight * weight_of(i);
      const double* const x = &rows_.x[i * p];
      for (std::size_t j = 0; j < p; ++j) slope[j] += residual * x[j];
    }
    for (std::size_t j = 1; j < p; ++j) slope[j] -= settings_.ridge * fit_.coefficients[j];
    if (anew || curvature_.empty()) {
      curvature_.assign(p * p, 0.0);
      add_squares(rows_.x, weights, p, curvature_);
      for (std::size_t j = 0; j < p; ++j) curvature_[j * p + j] += j == 0 ? 1e-6 : settings_.ridge;
      if (!cholesky(curvature_, p)) {
        curvature_.clear();
        return;
      }
    }
    cholesky_solve(curvature_, slope);
    take(slope, [&](CountFit& next, const std::vector<double>& step, double part) {
      for (std::size_t j = 0; j < p; ++j) next.coefficients[j] += part * step[j];
    });
  }

  void move_sizes() {
    const std::size_t q = settings_.size_slope ? 2 : 1;
    std::vector<double> curvature(q * q, 0.0), slope(q, 0.0);
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      const double mu = std::exp(eta_[i]), s = std::exp(log_size(fit_, eta_[i]));
      const double g = size_slope_of(i, mu, s);
      const double w = weight_of(i);
      slope[0] += w * g;
      curvature[0] += w * g * g;
      if (q == 1) continue;
      slope[1] += w * g * eta_[i];
      curvature[2] += w * g * g * eta_[i];
      curvature[3] += w * g * g * eta_[i] * eta_[i];
    }
    for (std::size_t j = 0; j < q; ++j) curvature[j * q + j] += 0.1;
    if (!cholesky(curvature, q)) return;
    cholesky_solve(curvature, slope);
    take(slope, [&](CountFit& next, const std::vector<double>& step, double part) {
      next.size_constant = std::clamp(next.size_constant + part * step[0], -6.0, 14.0);
      if (q == 2) next.size_slope = std::clamp(next.size_slope + part * step[1], -1.0, 2.0);
    });
  }

  const CountRows& rows_;
  const CountFitSettings& settings_;
  CountFit fit_;
  std::vector<double> eta_;
  std::vector<double> curvature_;  // of the coefficients, factored
};

}  // namespace

double CountFit::log_mean(std::span<const double> x, double offset) const {
  double sum = offset;
  for (std::size_t j = 0; j < coefficients.size(); ++j) sum += x[j] * coefficients[j];
  return std::clamp(sum, kLeastLogMean, kMostLogMean);
}

double CountFit::size_at(double log_mean) const {
  return std::exp(std::clamp(size_constant + size_slope * log_mean, kLeastLogSize, kMostLogSize));
}

CountFit fit_counts(const CountRows& rows, const CountFitSettings& settings,
                    const CountFit& start) {
  CountFit fit;
  if (rows.rows() == 0) return fit;
  assert(rows.x.size() == rows.rows() * rows.columns && rows.offset.size() == rows.rows());
  if (start.coefficients.size() == rows.columns) {
    fit = start;
  } else {
    fit.coefficients.assign(rows.columns, 0.0);
    double events = 0, exposure = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      const double weight = rows.weights.empty() ? 1 : rows.weights[i];
      events += weight * rows.y[i];
      exposure += weight * std::exp(rows.offset[i]);
    }
    fit.coefficients[0] = std::log((events + 0.5) / (exposure + 0.5));
  }
  fit.poisson = settings.poisson;
  fit.converged = false;
  if (!settings.size_slope) fit.size_slope = 0;
  return Scoring(rows, settings, std::move(fit)).run();
}

}  // namespace entente::forecast
