#pragma once
// Gradient-boosted trees under a listwise softmax loss.
//
// The loss of a query with answers P and weighted others N is
//   L = -sum_{p in P} log( e^{f_p} / (e^{f_p} + sum_{n in N} w_n e^{f_n}) ),
// w_n: how many candidates a sampled one stands for (Cao et al. 2007; sampled softmax with its
// correction, Jean et al. 2015). Gradients and curvatures are computed here, query by query, and
// handed to XGBoost (Chen & Guestrin 2016), whose histogram trees are then the same at any number
// of threads; its own ranking losses are not. Statistics come as whole numbers 0..255 (Binning).

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"

namespace entente::forecast {

/// Cuts each statistic into at most 255 bins with about equally many rows.
class Binning {
 public:
  Binning() = default;
  /// `rows` x `columns` numbers, row by row.
  Binning(std::span<const float> values, std::size_t columns);
  std::size_t columns() const { return sizes_.size(); }
  /// Columns from `first` on.
  void bin(std::span<const float> row, std::span<std::uint8_t> out, std::size_t first = 0) const;

 private:
  std::vector<float> cuts_;  ///< 256 a column, padded with the greatest number
  std::vector<std::uint32_t> sizes_;
};

/// Rows of several queries, one after the other.
struct QueryRows {
  std::size_t columns = 0;
  std::vector<std::uint8_t> bins;   ///< rows x columns
  std::vector<float> weights;       ///< by row; 0 for an answer
  std::vector<std::uint32_t> ends;  ///< by query: one past its last row
  std::size_t rows() const { return weights.size(); }
  void append(const QueryRows& other);
};

struct TreeSettings {
  int rounds = 300;
  int depth = 7;
  double learning_rate = 0.1;
  double min_child_weight = 2;
  double lambda = 1;
  double gamma = 0;
  double columns = 1;  ///< share of the statistics that each tree may use
  std::uint64_t seed = 1;
};

/// One tree as a full binary tree: node n's children are 2n + 1 (bin below the cut) and 2n + 2.
struct Tree {
  std::vector<std::uint16_t> columns, cuts;  ///< 2^depth - 1 nodes; cut 256: always below
  std::vector<float> leaves;                 ///< 2^depth
  int depth = 0;
};
/// From XGBoost's text of one tree ("0:[f3<2.5] yes=1,no=2,missing=1"); kFailure if it is no such.
Result<Tree> tree_of_text(std::string_view text, int depth);

class BoostedTrees {
 public:
  /// Each round grows one tree on the next block of queries in turn. Errors of the library:
  /// kFailure.
  static Result<BoostedTrees> fit(std::span<const QueryRows> blocks, const TreeSettings& settings);
  /// Adds the scores of trees [from, to) to `scores`, one a row of bins (rows x columns).
  void add_scores(std::span<const std::uint8_t> bins, std::size_t columns, std::size_t from,
                  std::size_t to, std::span<float> scores) const;
  std::vector<float> predict(std::span<const std::uint8_t> bins, std::size_t columns) const;
  const std::vector<Tree>& trees() const { return trees_; }

 private:
  std::vector<Tree> trees_;
};

/// Gradient and curvature of the loss by row, exposed for the tests.
void softmax_gradients(const QueryRows& rows, std::span<const float> scores,
                       std::span<float> gradient, std::span<float> curvature);

}  // namespace entente::forecast
