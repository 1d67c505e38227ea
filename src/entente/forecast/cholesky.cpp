#include "entente/forecast/cholesky.hpp"

#include <cassert>
#include <cmath>

namespace entente::forecast {
namespace {

constexpr double kLeastPivot = 1e-12;

}  // namespace

bool cholesky(std::span<double> a, std::size_t n) {
  assert(a.size() == n * n);
  bool definite = true;
  for (std::size_t i = 0; i < n; ++i) {
    double* const row = &a[i * n];
    for (std::size_t j = 0; j <= i; ++j) {
      const double* const other = &a[j * n];
      double sum = row[j];
      for (std::size_t k = 0; k < j; ++k) sum -= row[k] * other[k];
      if (j < i) {
        row[j] = sum / other[j];
        continue;
      }
      const bool above = sum > kLeastPivot;  // false for NaN too
      definite = definite && above;
      row[i] = std::sqrt(above ? sum : kLeastPivot);
    }
  }
  return definite;
}

void cholesky_solve(std::span<const double> l, std::span<double> v) {
  const std::size_t n = v.size();
  assert(l.size() == n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) v[i] -= l[i * n + k] * v[k];
    v[i] /= l[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) v[i] -= l[k * n + i] * v[k];
    v[i] /= l[i * n + i];
  }
}

}  // namespace entente::forecast
