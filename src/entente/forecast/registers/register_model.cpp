// Penalised logistic regression by Newton's method (le Cessie & van Houwelingen 1992), the group
// effects being normal with mean 0, at their mode.
//
// With p columns and g groups the curvature is a p by p block, a p by g block and a diagonal of g,
// so each step eliminates the groups first (Schur's complement) and costs n p^2 + g p^2. A step is
// halved until the objective does not fall; the objective is strictly concave, so it ends at the
// one maximum from wherever it begins.

#include "entente/forecast/registers/register_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "entente/forecast/cholesky.hpp"

namespace entente::forecast {
namespace {

constexpr int kMostSteps = 50;
constexpr double kSmallStep = 1e-6;
constexpr double kSureStep = 0.1;  // from here on a whole Newton step cannot overshoot

// log(1 + exp(z)) without overflow.
double log1p_exp(double z) {
  return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
}

}  // namespace

RidgeLogistic::RidgeLogistic(std::vector<double> penalties, double group_penalty,
                             std::size_t groups)
    : penalties_(std::move(penalties)),
      group_penalty_(group_penalty),
      b_(penalties_.size(), 0.0),
      u_(groups, 0.0) {
  curvature({});
  factor();
}

double RidgeLogistic::log_odds(const LogisticRow& row) const {
  double z = row.offset + u_[row.group];
  for (std::size_t i = 0; i < b_.size(); ++i) z += b_[i] * row.x[i];
  return z;
}

double RidgeLogistic::objective(std::span<const LogisticRow> rows) const {
  double sum = 0;
  for (const LogisticRow& row : rows) {
    const double z = log_odds(row);
    sum += row.weight * ((row.yes ? z : 0) - log1p_exp(z));
  }
  for (std::size_t i = 0; i < b_.size(); ++i) sum -= penalties_[i] * b_[i] * b_[i] / 2;
  for (const double u : u_) sum -= group_penalty_ * u * u / 2;
  return sum;
}

void RidgeLogistic::curvature(std::span<const LogisticRow> rows) {
  const std::size_t p = b_.size();
  columns_.assign(p * p, 0.0);
  cross_.assign(p * u_.size(), 0.0);
  own_.assign(u_.size(), group_penalty_);
  column_gradient_.assign(p, 0.0);
  group_gradient_.assign(u_.size(), 0.0);
  for (const LogisticRow& row : rows) {
    const double q = 1 / (1 + std::exp(-log_odds(row)));
    const double residual = row.weight * ((row.yes ? 1 : 0) - q);
    const double curve = row.weight * q * (1 - q);
    double* const cross = &cross_[row.group * p];
    for (std::size_t i = 0; i < p; ++i) {
      column_gradient_[i] += residual * row.x[i];
      const double c = curve * row.x[i];
      cross[i] += c;
      for (std::size_t j = 0; j <= i; ++j) columns_[i * p + j] += c * row.x[j];
    }
    own_[row.group] += curve;
    group_gradient_[row.group] += residual;
  }
  for (std::size_t i = 0; i < p; ++i) {
    columns_[i * p + i] += penalties_[i];
    column_gradient_[i] -= penalties_[i] * b_[i];
  }
  for (std::size_t g = 0; g < u_.size(); ++g) group_gradient_[g] -= group_penalty_ * u_[g];
}

// The complement after the groups are eliminated, then its Cholesky factor, in the lower half.
void RidgeLogistic::factor() {
  const std::size_t p = b_.size();
  for (std::size_t g = 0; g < u_.size(); ++g) {
    const double* const cross = &cross_[g * p];
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j <= i; ++j) columns_[i * p + j] -= cross[i] * cross[j] / own_[g];
    }
  }
  // The penalties keep it definite but for rounding.
  (void)cholesky(columns_, p);
}

void RidgeLogistic::fit(std::span<const LogisticRow> rows) {
  const std::size_t p = b_.size();
  curvature(rows);
  for (int step = 0; step < kMostSteps; ++step) {
    factor();
    std::vector<double> move = column_gradient_;
    for (std::size_t g = 0; g < u_.size(); ++g) {
      for (std::size_t i = 0; i < p; ++i)
        move[i] -= cross_[g * p + i] * group_gradient_[g] / own_[g];
    }
    cholesky_solve(columns_, move);
    std::vector<double> group_move = group_gradient_;
    double size = 0;
    for (const double m : move) size = std::max(size, std::abs(m));
    for (std::size_t g = 0; g < u_.size(); ++g) {
      for (std::size_t i = 0; i < p; ++i) group_move[g] -= cross_[g * p + i] * move[i];
      group_move[g] /= own_[g];
      size = std::max(size, std::abs(group_move[g]));
    }
    const std::vector<double> b = b_, u = u_;
    const auto go = [&](double length) {
      for (std::size_t i = 0; i < p; ++i) b_[i] = b[i] + length * move[i];
      for (std::size_t g = 0; g < u_.size(); ++g) u_[g] = u[g] + length * group_move[g];
    };
    const double before = size < kSureStep ? 0 : objective(rows);
    go(1);
    if (size >= kSureStep) {
      for (double length = 0.5; length > 1e-6 && objective(rows) < before; length /= 2) go(length);
    }
    // The error after a step is of the order of its square.
    if (size < kSmallStep) break;
    curvature(rows);
  }
  curvature(rows);
  factor();
}

double RidgeLogistic::variance(const LogisticRow& row) const {
  const std::size_t p = b_.size();
  std::vector<double> apart(row.x.begin(), row.x.end());
  for (std::size_t i = 0; i < p; ++i) apart[i] -= cross_[row.group * p + i] / own_[row.group];
  std::vector<double> solved = apart;
  cholesky_solve(columns_, solved);
  double sum = 1 / own_[row.group];
  for (std::size_t i = 0; i < p; ++i) sum += apart[i] * solved[i];
  return sum;
}

}  // namespace entente::forecast
