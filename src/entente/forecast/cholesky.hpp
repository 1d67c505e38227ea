#pragma once
// Symmetric positive definite systems, small and dense: what a Newton step with a ridge solves.
//
// A = L L' (Golub & Van Loan 2013, algorithm 4.2.1). Only the lower half of A, kept row by row, is
// read and written.

#include <cstddef>
#include <span>

namespace entente::forecast {

/// Replaces A (n x n) by L. A pivot that is not above 1e-12 is taken for 1e-12, and false is
/// returned: A was not positive definite, or rounding has made it so. The bound is not by scale: a
/// ridge keeps the pivots of a fit far above it.
[[nodiscard]] bool cholesky(std::span<double> a, std::size_t n);

/// Solves A z = v in place by the L of cholesky().
void cholesky_solve(std::span<const double> l, std::span<double> v);

}  // namespace entente::forecast
