#pragma once
// The interval of a score over origins: the moving-block bootstrap (Kunsch 1989).
//
// Blocks of neighbouring origins are drawn with replacement, all that was judged at an origin
// together. With blocks at least as long as the horizon, neither the overlap of spans nor what
// dyads share makes an interval narrow.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "entente/measure/intervals.hpp"

namespace entente::forecast {

/// The 90 % interval (5th and 95th percentile) of `score` over 999 draws of `origins` numbers of
/// origins, 0 to origins - 1, in blocks of `block`. Draws whose score is not finite are left out;
/// {0, 0} where all are. The same (name, seed) gives the same draws. `score` is called from several
/// threads.
Interval block_bootstrap(std::size_t origins, std::size_t block, std::string_view name,
                         std::uint64_t seed,
                         const std::function<double(std::span<const std::uint32_t>)>& score);

/// 1 - errors/reference; NaN where the reference has none.
double skill(double errors, double reference);

/// 1 - sum of errors / sum of the reference's errors; 0 where the reference has none, and draws in
/// which it has none are left out.
struct Skill {
  double value = 0;
  Interval interval;
};
/// Both by origin, of one length.
Skill skill_of(std::span<const double> errors, std::span<const double> reference, std::size_t block,
               std::string_view name, std::uint64_t seed);

}  // namespace entente::forecast
