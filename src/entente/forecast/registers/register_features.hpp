#pragma once
// What a register says of the days ahead, as it was known at an origin. Internal to registers.cpp.

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/history/acts.hpp"
#include "entente/world/case.hpp"

namespace entente::forecast {

/// Half-lives of the decayed rates, days.
inline constexpr std::array<double, 3> kRegisterHalfLives{30, 90, 365};
/// The statistics, in the order of RegisterSample::x.
enum RegisterStatistic : std::size_t {
  kRate30,
  kRate90,
  kRate365,
  kSinceLast,
  kSeason,
  kBaseShare,
  kRegisterStatistics
};

/// One register's occasions, by day, among acts known by some day.
struct RegisterPast {
  const Register* of = nullptr;
  struct Occasion {
    Day day{};    ///< of its first act
    Day known{};  ///< when that act was known
    const Act* act = nullptr;
  };
  std::vector<Occasion> occasions;
};

/// A question about a register and what was known of it: the statistics are 0 where the register is
/// as it is on average.
struct RegisterSample {
  std::size_t which = 0;  ///< of the registers given
  Day origin{};
  double climatology = 0;                                ///< inside (0, 1)
  double effective = 0;                                  ///< disjoint windows that it rests on
  std::array<double, kRegisterStatistics> x{}, value{};  ///< for the model; for people
  /// The day from which on it was known that an occasion came within the horizon; kLastDay: never.
  Day yes_known = kLastDay;
};

/// How statistics are smoothed; chosen as docs/methods/register-forecasts.md says.
struct RegisterShape {
  double prior_occasions = 2;  ///< added to both sides of a rate's ratio
  double prior_years = 1;      ///< added to both sides of the season's ratio
  int season_days = 3;         ///< on either side of the days asked about
};

/// Origins need so many days of a register behind them.
inline constexpr int kRegisterYouth = 730;

/// At least kRegisterYouth days of the register lie before `origin`; `origin` is in its window.
RegisterSample register_sample(const RegisterPast& past, std::size_t which, Day origin,
                               int horizon_days, const RegisterShape& shape);

/// The share of spans of `days` days ending from the register's first day + days - 1 to `origin`
/// that hold an occasion known at `origin`, drawn toward one half by half an occasion in one span:
/// (s n + 1/2) / (n + 1) with n the disjoint spans that fit. 1/2 where none fits.
double register_share(const RegisterPast& past, Day origin, int days, double* spans = nullptr);

}  // namespace entente::forecast
