#pragma once
// Made worlds of acts for the tests of act forecasts.

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "entente/base/random.hpp"
#include "entente/history/event_log.hpp"

namespace entente::forecast::testing {

struct ActWorld {
  std::uint32_t actors = 6;
  int days = 240;
  std::uint64_t late = 0;        ///< rows become known up to so many days late
  int gap_from = 0, gap_to = 0;  ///< days [from, to) without rows
  bool habits = true;            ///< else every dyad does every kind alike, every day alike
};

struct ActRow {
  int day;
  std::uint32_t source, target;
  std::uint8_t root;
  std::uint16_t lag;
};

/// A log of these rows; dyads and actors without rows are not in it.
inline EventLog log_of(std::vector<ActRow> rows) {
  std::ranges::sort(rows, {}, [](const ActRow& row) {
    return std::tie(row.day, row.source, row.target, row.root, row.lag);
  });
  EventLog log;
  log.provider = "made";
  std::vector<std::uint32_t> actors;
  for (const ActRow& row : rows) actors.insert(actors.end(), {row.source, row.target});
  std::ranges::sort(actors);
  actors.erase(std::ranges::unique(actors).begin(), actors.end());
  const auto number = [&](std::uint32_t actor) {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(actors, actor) - actors.begin());
  };
  for (const std::uint32_t actor : actors) log.actors.push_back("A" + std::to_string(100 + actor));
  std::vector<std::pair<std::uint32_t, std::uint32_t>> dyads;
  for (const ActRow& row : rows) dyads.emplace_back(number(row.source), number(row.target));
  std::ranges::sort(dyads);
  dyads.erase(std::ranges::unique(dyads).begin(), dyads.end());
  for (const auto& [source, target] : dyads) log.dyads.push_back({source, target});
  for (const ActRow& row : rows) {
    const std::pair<std::uint32_t, std::uint32_t> dyad{number(row.source), number(row.target)};
    log.day.push_back(row.day);
    log.dyad.push_back(
        static_cast<std::uint32_t>(std::ranges::lower_bound(dyads, dyad) - dyads.begin()));
    log.root.push_back(row.root);
    log.quad.push_back(static_cast<std::uint8_t>((row.root - 1) / 5 + 1));
    log.intensity.push_back(0);
    log.known_lag.push_back(row.lag);
  }
  log.first_day = rows.empty() ? 0 : rows.front().day;
  const auto days =
      rows.empty() ? 0U : static_cast<std::size_t>(rows.back().day - log.first_day) + 1;
  log.volume.assign(days, 100);
  log.observed.assign(days, 1);
  return log;
}

/// Each dyad and kind has a level, and what it did of late it does more easily: four fifths of a
/// fading mean of its days.
inline std::vector<ActRow> made_rows(std::uint64_t seed, const ActWorld& world) {
  std::vector<ActRow> rows;
  const std::uint32_t n = world.actors;
  std::vector<double> heat(static_cast<std::size_t>(n) * n * 20, 0);
  for (int day = 0; day < world.days; ++day) {
    RandomStream random(seed, "acts of a made day", static_cast<std::uint64_t>(day));
    for (std::uint32_t s = 0; s < n; ++s)
      for (std::uint32_t t = 0; t < n; ++t)
        for (std::uint8_t root = 1; s != t && root <= 20; ++root) {
          double& warm = heat[(static_cast<std::size_t>(s) * n + t) * 20 + root - 1];
          RandomStream own(seed, "habit", (s * n + t) * 20 + root);
          const double u = own.uniform();
          const double chance = world.habits ? 0.15 * u * u * u * u + 0.8 * warm : 0.06;
          const bool acts = random.uniform() < chance;
          warm = 0.9 * warm + (acts ? 0.1 : 0);
          const auto lag = static_cast<std::uint16_t>(
              world.late > 0 && random.below(3) == 0 ? random.below(world.late + 1) : 0);
          if (acts && !(day >= world.gap_from && day < world.gap_to))
            rows.push_back({17000 + day, s, t, root, lag});
        }
  }
  return rows;
}

inline EventLog made_acts(std::uint64_t seed, const ActWorld& world) {
  return log_of(made_rows(seed, world));
}

}  // namespace entente::forecast::testing
