#include "entente/history/decay.hpp"

#include <algorithm>
#include <cmath>

namespace entente {

DecayTable::DecayTable(double half_life_days) : half_life_days_(half_life_days) {
  // No two days of the calendar (years 1 to 9999) are further apart than the longest table.
  constexpr double kHalfLives = 60, kLongest = 3'652'425;
  const auto days =
      static_cast<std::size_t>(std::min(kLongest, std::floor(kHalfLives * half_life_days)));
  weights_.reserve(days + 1);
  for (std::size_t age = 0; age <= days; ++age)
    weights_.push_back(std::exp2(-static_cast<double>(age) / half_life_days));
}

}  // namespace entente
