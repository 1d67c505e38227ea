#pragma once
// Rolling origins over registers: what would have been said, and what came. Internal to
// registers.cpp; benches and tests may look in.

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/forecast/registers/register_features.hpp"
#include "entente/forecast/registers/register_model.hpp"
#include "entente/forecast/registers/registers.hpp"

namespace entente::forecast {

/// Chosen on origins before kRegisterSettingsHeldOut; docs/methods/register-forecasts.md says how.
struct RegisterTuning {
  RegisterShape shape;
  /// Of each statistic's coefficient, and of the one that all registers share.
  std::array<double, kRegisterStatistics> penalties{10, 10, 10, 30, 3, 30};
  double shift_penalty = 30;
  double group_penalty = 30;
};

/// A forecast made at an origin of the past, and the answer.
struct RegisterJudged {
  std::size_t which = 0;
  Day origin{};
  double probability = 0, climatology = 0;
  bool happened = false;
};

/// How one sample was judged by a fit.
struct RegisterAnswer {
  double probability = 0, low = 0, high = 0;          ///< 90 %
  std::array<double, kRegisterStatistics> effects{};  ///< on the log odds
  double shift = 0, own = 0;                          ///< of all registers; of this one
};

class RegisterRun {
 public:
  /// The complete registers of a case by key, with the occasions known at `origin`.
  static std::vector<RegisterPast> pasts_of(const Case& of_case, const std::vector<Act>& acts,
                                            Day origin);

  /// Fits at `origin` and, before, at rolling origins (mid-month and month end).
  RegisterRun(std::span<const RegisterPast> pasts, Day origin, int horizon_days,
              const RegisterTuning& tuning = {});

  /// How many questions of a register ask about one day: that many tell as much as one.
  static double overlap(int horizon_days);

  /// By (origin, register); only where the answer was known at the last origin.
  const std::vector<RegisterJudged>& judged() const { return judged_; }
  /// Registers whose window holds the last origin and that are old enough, in order.
  const std::vector<RegisterSample>& asked() const { return asked_; }
  RegisterAnswer answer(const RegisterSample& sample) const;

 private:
  static constexpr std::size_t kColumns = kRegisterStatistics + 1;
  using Columns = std::array<double, kColumns>;
  static Columns columns_of(const RegisterSample& sample);
  LogisticRow row_of(const RegisterSample& sample, const Columns& columns) const;

  int horizon_days_;
  RidgeLogistic model_;
  std::vector<RegisterJudged> judged_;
  std::vector<RegisterSample> asked_;
};

/// Scores of judged forecasts of one horizon, by origin; origins are resampled in blocks. n = 0 for
/// none.
RegisterScores score_registers(std::span<const RegisterJudged> judged, int horizon_days,
                               const std::string& key);

}  // namespace entente::forecast
