#pragma once
// Logistic regression with a ridge, by Newton's method, with a level and slopes of its own for each
// group of rows.
//
// log odds = x_o + b0 + sum_j b_j z_j + u_g + sum_k v_gk z_k over standardised columns z, g the
// row's group (here the CAMEO root), k over a few columns, x_o an offset: a column that is itself
// log odds, from which the ridge lets the fit stray no further than the rows ask. The ridge draws u
// and v toward 0 too, so that groups with few rows share what the others say (partial pooling;
// Hoerl & Kennard 1970, le Cessie & van Houwelingen 1992). Newton's steps are those of iteratively
// reweighted least squares.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace entente::forecast {

/// Rows [from, to).
struct RowRange {
  std::size_t from, to;
};

/// Rows of numbers, one after the other. Finite only.
struct GroupedRows {
  std::size_t columns = 0;
  std::vector<float> x;             ///< rows x columns
  std::vector<std::uint8_t> group;  ///< below RidgeSettings::groups
  std::vector<std::uint8_t> y;      ///< 0 or 1
  std::size_t rows() const { return y.size(); }
};

struct RidgeSettings {
  std::size_t groups = 1;
  std::vector<std::size_t> slopes;      ///< columns with a slope of each group's own
  std::optional<std::size_t> offset{};  ///< the column that is log odds
  double ridge = 1;                     ///< on b (not b0), half its square each
  double group_ridge = 1;               ///< on u and v
  /// Of more rows than this, about so many are drawn, the same ones for one seed.
  std::size_t most_rows = 150'000;
  std::uint64_t seed = 1;
  int most_steps = 30;
};

class GroupedLogistic {
 public:
  /// From these rows. `start`: a fit of other rows of the same kind, from which fewer steps are
  /// needed; its columns' means and scales are kept. Where all answers are the same, the ridge
  /// keeps the fit finite.
  static GroupedLogistic fit(const GroupedRows& rows, std::span<const RowRange> ranges,
                             const RidgeSettings& settings, const GroupedLogistic* start = nullptr);
  /// Log odds. `x` as long as the columns.
  double score(std::span<const float> x, std::size_t group) const;
  /// What each column adds to the log odds beside its mean over the fitted rows.
  std::vector<double> effects(std::span<const float> x, std::size_t group) const;
  /// What the group's level adds.
  double level(std::size_t group) const;
  int steps() const { return steps_; }
  bool converged() const { return converged_; }

 private:
  RidgeSettings settings_;
  std::vector<double> mean_, scale_;  // of columns: z = (x - mean) * scale
  std::vector<double> beta_;          // b0, then by column
  std::vector<double> own_;           // by group: u, then v by slope
  int steps_ = 0;
  bool converged_ = false;
};

/// 1 / (1 + exp(-score)), without overflow.
double probability_of(double score);

}  // namespace entente::forecast
