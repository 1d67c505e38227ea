#pragma once
// Gradient-boosted trees under a listwise softmax loss.
//
// The loss of a query with answers P and weighted others N is
//   L = -sum_{p in P} log( slip + e^{f_p} / (e^{f_p} + sum_{n in N} w_n e^{f_n}) ),
// w_n: how many candidates a sampled one stands for (Cao et al. 2007; sampled softmax with its
// correction, Jean et al. 2015). With the chance `slip` an answer comes out of nowhere: queries
// that nothing foretells then weigh little, and the trees spend their leaves on those that can be
// won. Gradients and curvatures are computed here, query by query, and handed to XGBoost (Chen &
// Guestrin 2016). They are whole multiples of 2^-30, so that sums of them are exact and in no
// order; besides, each model is grown by one thread, and several are summed. Statistics come as
// whole numbers 0..255 (Binning).

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"

namespace entente::forecast {

/// A number >= 0 in 16 bits that keep the order: the float's exponent and the first 8 bits behind
/// it, so within 0.4 %. Negative numbers become 0.
std::uint16_t code_of(float value);

/// Cuts each statistic into at most 255 bins with about equally many rows.
class Binning {
 public:
  Binning() = default;
  /// `rows` gives rows of `columns` codes each.
  Binning(std::span<const std::span<const std::uint16_t>> rows, std::size_t columns);
  std::size_t columns() const { return columns_; }
  /// One row or several; `out` is as long.
  void bin(std::span<const std::uint16_t> codes, std::span<std::uint8_t> out) const;

 private:
  std::size_t columns_ = 0;
  std::vector<std::uint8_t> table_;  ///< by column, then code
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

/// The same before the statistics are cut into bins.
struct CodeRows {
  std::vector<std::uint16_t> codes;
  std::vector<float> weights;
  std::vector<std::uint32_t> ends;
};

struct TreeSettings {
  int rounds = 300;
  int depth = 7;
  double learning_rate = 0.1;
  double min_child_weight = 2;
  double lambda = 1;
  double gamma = 0;
  double columns = 1;  ///< share of the statistics that a model sees of a block of queries
  double slip = 0;
  std::size_t models = 1;  ///< grown apart, each over the blocks in an order of its own, and summed
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
  /// `by_library` (for tests, all columns) hears what the library's own walk makes of the first
  /// block's rows.
  static Result<BoostedTrees> fit(std::span<const QueryRows> blocks, const TreeSettings& settings,
                                  std::vector<float>* by_library = nullptr);
  /// Adds the scores of trees [from, to) to `scores`, one a row of bins (rows x columns).
  void add_scores(std::span<const std::uint8_t> bins, std::size_t columns, std::size_t from,
                  std::size_t to, std::span<float> scores) const;
  std::vector<float> predict(std::span<const std::uint8_t> bins, std::size_t columns) const;
  const std::vector<Tree>& trees() const { return trees_; }

 private:
  friend class Growing;
  std::vector<Tree> trees_;
};

/// Gradient and curvature of the loss by row, exposed for the tests. With a slip the curvature is
/// that of the softmax, weighted as the gradient is, so that it stays above 0.
void softmax_gradients(const QueryRows& rows, std::span<const float> scores, double slip,
                       std::span<float> gradient, std::span<float> curvature);

}  // namespace entente::forecast
