#pragma once
// Will an occasion of a register come within the horizon? For cases that ship no machine data.
//
// A register is complete within its window, so the days without an occasion are known too. Fitted
// at an origin from acts known by then (Act::known_day), pooled over the case's complete registers,
// back-tested over their own years against climatology. docs/methods/register-forecasts.md has the
// model, its sources, what paid and what did not.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/forecast/forecast.hpp"
#include "entente/forecast/reliability.hpp"
#include "entente/history/acts.hpp"
#include "entente/world/case.hpp"

namespace entente::forecast {

/// Scores of one horizon, one register or all (empty key).
struct RegisterScores {
  std::string register_key;
  int horizon_days = 0;
  std::uint64_t n = 0, positives = 0;
  double brier = 0, brier_climatology = 0;
  double skill = 0, skill_low = 0, skill_high = 0;  ///< 1 - brier / brier_climatology, 90 %
  /// Of the origins from kRegisterSettingsHeldOut on alone, on which no setting was chosen.
  struct HeldOut {
    std::uint64_t n = 0, positives = 0;
    double skill = 0, skill_low = 0, skill_high = 0;
  };
  HeldOut held_out;  ///< n = 0: there are none
  Reliability reliability;
  /// With fewer than 20 positives nothing is claimed.
  bool judged() const { return positives >= 20; }
  /// Whether it may be said that the forecasts beat the past share: by its interval, over all
  /// origins and over the held-out ones.
  bool above_zero() const {
    return judged() && skill_low > 0 && (held_out.n == 0 || held_out.skill_low > 0);
  }
};

/// The model's settings were chosen on origins of the case northeast-asia before this day.
inline constexpr Day kRegisterSettingsHeldOut{std::chrono::year{2019} / 1 / 1};

struct RegisterOutlook {
  Day origin{};
  std::vector<Forecast> forecasts;     ///< complete registers by key, then horizon
  std::vector<RegisterScores> scores;  ///< rolling origins before `origin`; the sums first
};

/// The horizons that a case asks about, in days, ascending: those of its case.toml from 1 to
/// kFarthestHorizon; 7, 30 and 90 where none is left.
std::vector<int> horizons_of(const Case& of_case);

/// `origin` is the last day that was known: forecasts are about the days after it. Registers that
/// are not complete, whose window ends before the origin, or that are younger than two years are
/// left out. At least 20 origins are needed before scores are given. Horizons under a day are left
/// out; one that is named twice is answered once. `of_case.outcomes` are not read.
RegisterOutlook forecast_registers(const Case& of_case, const std::vector<Act>& acts, Day origin,
                                   std::span<const int> horizons);

/// Whether the question of a register forecast has an answer, and which: from the register itself
/// where its window covers all the days asked about; else from the case's outcomes, where they are
/// complete for that register up to the last day asked about. nullopt: it cannot be told yet.
/// A yes needs a complete list as much as a no: else lists that are not could only say yes.
std::optional<bool> settle_register(const Forecast& forecast, const Case& of_case,
                                    const std::vector<Act>& acts);

}  // namespace entente::forecast
