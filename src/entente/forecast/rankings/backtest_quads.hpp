#pragma once
// How good would the ranker have been? A back-test over the test steps of a folder of quads.
//
// Single-step: each test step is forecast with the true history up to the step before. Multi-step:
// with the history up to the last step before the test, whatever the distance; the training rows
// are then made the same way, over blocks as long as the test. Day-queries-known: single-step, but
// which (subject, relation) are asked about on the step is known, which is no forecast; it is there
// to compare with systems that see as much. Offline fits once, on steps before the first test step;
// online fits again after every seven test steps.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "entente/base/result.hpp"
#include "entente/forecast/rankings/quad_folder.hpp"
#include "entente/forecast/rankings/ranker.hpp"
#include "entente/forecast/rankings/ranks.hpp"

namespace entente::forecast {

enum class BacktestSetting : std::uint8_t { kSingleStep, kMultiStep, kDayQueriesKnown };

struct BacktestOptions {
  BacktestSetting setting = BacktestSetting::kSingleStep;
  bool online = false;
  /// Fit on train alone and judge on valid: for choosing settings without a look at the test.
  bool judge_valid = false;
  std::size_t training_queries = 120'000;  ///< the latest so many (whole steps) are learnt from
  RankerSettings ranker;
  std::uint64_t memory_bytes = 0;  ///< what there is; 0: not asked
  /// Hears of each step; false ends the back-test with kInterrupted.
  std::function<bool(std::size_t done, std::size_t all)> progress;
};

/// One list for query number `query`: q < N asks (s, r, ?) of judged quad q in the file's order,
/// q >= N asks (?, r, o) of quad q - N.
using PredictionSink =
    std::function<Result<void>(std::uint64_t query, const std::vector<Scored>& list)>;

struct BacktestResult {
  RankScores all, object, subject;
  std::map<std::string, RankScores> by_relation_class;  ///< verbal/material, or the relation itself
  RankScores met, not_met, new_subject;  ///< had the pair met before; was the subject unknown
  double candidate_recall = 0;
  double seconds_fit = 0, seconds_predict = 0;  ///< wall clock
  double seconds_rows = 0;                      ///< of seconds_fit: making training rows
  std::uint64_t training_rows = 0, training_steps = 0;
};

/// About how much memory the back-test will take, from above.
std::uint64_t memory_needed(const QuadFolder& folder, const BacktestOptions& options);

/// Runs the back-test; kFailure at once where it would need more memory than there is. `sink` (may
/// be empty) gets the lists in the order of query numbers.
Result<BacktestResult> backtest_quads(const QuadFolder& folder, const BacktestOptions& options,
                                      const PredictionSink& sink = {});

}  // namespace entente::forecast
