#include "entente/report/shares.hpp"

#include <algorithm>

#include "entente/measure/intervals.hpp"

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
  constexpr double kLevel = 0.95;
  const auto k = static_cast<double>(conflict);
  const auto n = static_cast<double>(decided);
  const Interval interval = wilson_share(k, n, std::max(1.0, effect), kLevel);
  return {k / n, interval.low, interval.high};
}

}  // namespace entente
