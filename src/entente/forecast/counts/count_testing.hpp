#pragma once
// A small world of dyads for the tests of counts: each dyad and class has a level that wanders from
// week to week, so that the last weeks tell of the next ones.

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "entente/base/random.hpp"
#include "entente/forecast/counts/count_distribution.hpp"
#include "entente/history/event_log.hpp"

namespace entente::forecast::testing {

struct MadeEvent {
  std::int32_t day;
  std::string source, target;
  std::uint8_t quad;
  std::uint16_t lag;
};

inline constexpr std::int32_t kWorldStart = 17532;  // 2018-01-01

/// The log of the events, as read_event_log numbers and sorts it; days from kWorldStart on.
inline EventLog log_of(const std::vector<MadeEvent>& events, int days) {
  EventLog log;
  log.provider = "made";
  std::vector<std::string> actors;
  for (const MadeEvent& e : events) {
    actors.push_back(e.source);
    actors.push_back(e.target);
  }
  std::ranges::sort(actors);
  actors.erase(std::unique(actors.begin(), actors.end()), actors.end());
  log.actors = actors;
  const auto number = [&](const std::string& code) {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(actors, code) - actors.begin());
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> dyads;
  for (const MadeEvent& e : events) dyads[{number(e.source), number(e.target)}] = 0;
  for (auto& [dyad, index] : dyads) {
    index = static_cast<std::uint32_t>(log.dyads.size());
    log.dyads.push_back({dyad.first, dyad.second});
  }
  constexpr std::uint8_t kRoot[5] = {0, 4, 7, 11, 19};
  std::vector<std::tuple<std::int32_t, std::uint32_t, std::uint8_t, std::uint8_t, std::uint16_t>>
      rows;
  for (const MadeEvent& e : events)
    rows.emplace_back(e.day, dyads[{number(e.source), number(e.target)}], kRoot[e.quad], e.quad,
                      e.lag);
  std::ranges::sort(rows);
  log.first_day = kWorldStart;
  log.volume.assign(static_cast<std::size_t>(days), 0);
  for (const auto& [day, dyad, root, quad, lag] : rows) {
    log.day.push_back(day);
    log.dyad.push_back(dyad);
    log.root.push_back(root);
    log.quad.push_back(quad);
    log.intensity.push_back(0);
    log.known_lag.push_back(lag);
    if (day >= kWorldStart) ++log.volume[static_cast<std::size_t>(day - kWorldStart)];
  }
  for (const std::uint32_t volume : log.volume) log.observed.push_back(volume > 0 ? 1 : 0);
  return log;
}

struct WorldOptions {
  int actors = 7, days = 420;
  double wander = 0.9;  ///< standard deviation of the log level, kept over weeks
  int classes = 4;
  int quiet = 0;  ///< so many dyads more, with one to twelve events each
  std::uint64_t seed = 3;
};

inline std::vector<MadeEvent> made_world(const WorldOptions& options = {}) {
  std::vector<MadeEvent> events;
  const auto name = [](int i) { return std::string("A") + static_cast<char>('A' + i) + "A"; };
  for (int a = 0; a < options.actors; ++a) {
    for (int b = 0; b < options.actors; ++b) {
      if (a == b) continue;
      for (int cls = 1; cls <= options.classes; ++cls) {
        RandomStream stream(options.seed, "made world",
                            static_cast<std::uint64_t>((a * 100 + b) * 10 + cls));
        const double base = -1.2 + 0.8 * stream.normal() - (cls == 1 ? 0 : 1.5);
        double level = options.wander * stream.normal();
        for (int day = 0; day < options.days; ++day) {
          if (day % 7 == 0) level = 0.85 * level + options.wander * 0.53 * stream.normal();
          const double weekend = day % 7 >= 5 ? 0.6 : 1.0;
          const auto daily = CountDistribution::poisson(weekend * std::exp(base + level));
          const std::uint32_t n = daily.quantile(std::max(1e-12, stream.uniform()));
          for (std::uint32_t k = 0; k < n; ++k) {
            const auto lag = static_cast<std::uint16_t>(stream.below(10) < 8 ? 1 : 4);
            events.push_back(
                {kWorldStart + day, name(a), name(b), static_cast<std::uint8_t>(cls), lag});
          }
        }
      }
    }
  }
  for (int i = 0; i < options.quiet; ++i) {
    RandomStream stream(options.seed, "quiet dyads", static_cast<std::uint64_t>(i));
    for (std::uint64_t n = 1 + stream.below(12); n > 0; --n) {
      const auto day =
          static_cast<std::int32_t>(stream.below(static_cast<std::uint64_t>(options.days)));
      const auto quad = 1 + stream.below(static_cast<std::uint64_t>(options.classes));
      events.push_back({kWorldStart + day, "Q" + std::to_string(i), name(i % options.actors),
                        static_cast<std::uint8_t>(quad), 1});
    }
  }
  return events;
}

}  // namespace entente::forecast::testing
