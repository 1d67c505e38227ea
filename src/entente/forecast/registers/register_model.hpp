#pragma once
// Logistic regression with an offset, ridge penalties and one shrunk effect a group. Internal to
// registers.cpp.

#include <cstddef>
#include <span>
#include <vector>

namespace entente::forecast {

/// One case: log odds = offset + sum of b x + u[group].
struct LogisticRow {
  std::span<const double> x;
  double offset = 0;
  double weight = 1;
  std::size_t group = 0;
  bool yes = false;
};

/// The fit that makes sum of weight * log likelihood - sum of penalty b^2 / 2 - group_penalty
/// sum of u^2 / 2 greatest; all 0 without rows, so that the offset alone speaks.
class RidgeLogistic {
 public:
  /// Penalties over 0, one a column of x.
  RidgeLogistic(std::vector<double> penalties, double group_penalty, std::size_t groups);

  /// Begins where it stands. Each row has as many columns as there are penalties.
  void fit(std::span<const LogisticRow> rows);

  double coefficient(std::size_t column) const { return b_[column]; }
  double group_effect(std::size_t group) const { return u_[group]; }
  double log_odds(const LogisticRow& row) const;
  /// The variance of log_odds at the fit (Laplace's approximation).
  double variance(const LogisticRow& row) const;

 private:
  /// Gradient and curvature at b, u.
  void curvature(std::span<const LogisticRow> rows);
  double objective(std::span<const LogisticRow> rows) const;
  void factor();

  std::vector<double> penalties_;
  double group_penalty_;
  std::vector<double> b_, u_;
  // Curvature: columns by columns (lower factor of the complement after factor()), columns by
  // groups, groups.
  std::vector<double> columns_, cross_, own_, column_gradient_, group_gradient_;
};

}  // namespace entente::forecast
