#pragma once
// What is said of a candidate: interpretable statistics, one number each.
//
// Counts, steps since and fading sums of (a, q, o), (a, *, o), (*, q, o) and o alone, shares of
// them in their totals, confidences of rules, walks, what the subject's place and sector did, and
// how the candidate stands among the query's others. feature_names() says which number is which.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "entente/forecast/rankings/candidates.hpp"

namespace entente::forecast {

/// By place in a row. Steps since something that never happened are 100,000.
const std::vector<std::string>& feature_names();

/// Makes rows for the candidates of one query.
class FeatureWriter {
 public:
  /// `candidates` are all of the query's: ranks within the query are taken here.
  FeatureWriter(const GraphHistory& history, const StepView& view, std::uint32_t subject,
                std::uint32_t q, std::span<const Candidate> candidates);
  /// Writes candidate `i` into `row`, of feature_names().size() numbers, all finite and >= 0.
  void write(std::size_t i, std::span<float> row) const;

 private:
  const GraphHistory& history_;
  const StepView& view_;
  std::uint32_t subject_, q_, inverse_;
  std::span<const Candidate> candidates_;
  std::vector<float> query_;               ///< the numbers that all candidates share
  std::vector<std::vector<float>> ranks_;  ///< by statistic, then candidate
  std::vector<float> greatest_;
};

}  // namespace entente::forecast
