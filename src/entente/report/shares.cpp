#include "entente/report/shares.hpp"

#include <algorithm>
#include <cmath>

namespace entente {

double design_effect(const std::vector<WeekCounts>& weeks) {
  double conflict = 0;
  double decided = 0;
  for (const auto& week : weeks) {
    conflict += static_cast<double>(week.conflict);
    decided += static_cast<double>(week.decided);
  }
  if (weeks.size() < 2 || conflict <= 0 || conflict >= decided) return 1;
  const double share = conflict / decided;
  double squares = 0;
  for (const auto& week : weeks) {
    const double residual =
        static_cast<double>(week.conflict) - share * static_cast<double>(week.decided);
    squares += residual * residual;
  }
  const double count = static_cast<double>(weeks.size());
  return count / (count - 1) * squares / (decided * share * (1 - share));
}

Share share_with_interval(std::int64_t conflict, std::int64_t decided, double effect) {
  constexpr double kZ = 1.959963984540054;  // the normal quantile of 0.975
  const double share = static_cast<double>(conflict) / static_cast<double>(decided);
  const double n = static_cast<double>(decided) / std::max(1.0, effect);
  const double scale = 1 + kZ * kZ / n;
  const double centre = (share + kZ * kZ / (2 * n)) / scale;
  const double half = kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n)) / scale;
  return {share, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

}  // namespace entente
