#include "entente/history/first_told.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

namespace entente {

std::uint32_t usual_day(std::span<const std::uint32_t> rows_by_day) {
  std::vector<std::uint32_t> sorted(rows_by_day.begin(), rows_by_day.end());
  std::ranges::sort(sorted, std::greater<>());
  const std::uint64_t all = std::accumulate(sorted.begin(), sorted.end(), std::uint64_t{0});
  std::uint64_t so_far = 0;
  for (const std::uint32_t rows : sorted) {
    so_far += rows;
    if (2 * so_far >= all) return rows;
  }
  return 0;
}

std::optional<FirstTold> first_told(const EventLog& log, std::int32_t known, std::int32_t oldest) {
  const auto begin = std::ranges::lower_bound(log.day, oldest) - log.day.begin();
  const auto end = std::ranges::upper_bound(log.day, known) - log.day.begin();
  if (begin >= end) return std::nullopt;
  const std::int32_t first = log.day[static_cast<std::size_t>(begin)];
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(known - first) + 1, 0);
  for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
    if (log.day[i] + log.known_lag[i] <= known)
      ++rows[static_cast<std::size_t>(log.day[i] - first)];
  const std::uint32_t usual = usual_day(rows);
  for (std::size_t day = 0; day < rows.size(); ++day)
    if (rows[day] > 0 && rows[day] >= kToldShare * usual)
      return FirstTold{first + static_cast<std::int32_t>(day), usual};
  return std::nullopt;
}

}  // namespace entente
