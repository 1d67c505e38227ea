#pragma once
// The measures of one dyad on one day straight from their definitions: sums over all events and
// days, no laziness, nothing kept. Slow and plain, beside the fast pass in tests and benchmarks.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "entente/base/random.hpp"
#include "entente/history/event_log.hpp"
#include "entente/measure/dyads.hpp"
#include "entente/world/ontology.hpp"

namespace entente::testing {

struct PlainEvent {
  std::int32_t day = 0;
  std::string source, target;
  std::uint8_t root = 0;
  float intensity = NAN;
  bool outside = false;  // left out by a filter
};

// A log of these events; volume and observed from first_day on.
inline EventLog make_log(std::vector<PlainEvent> events, std::int32_t first_day,
                         std::vector<std::uint32_t> volume, std::vector<std::uint8_t> observed) {
  EventLog log;
  log.provider = "made";
  log.first_day = first_day;
  log.volume = std::move(volume);
  log.observed = std::move(observed);
  std::set<std::string> actors;
  std::set<std::pair<std::string, std::string>> dyads;
  for (const auto& e : events) {
    actors.insert({e.source, e.target});
    dyads.insert({e.source, e.target});
  }
  log.actors.assign(actors.begin(), actors.end());
  for (const auto& [source, target] : dyads)
    log.dyads.push_back({static_cast<std::uint32_t>(log.find_actor(source)),
                         static_cast<std::uint32_t>(log.find_actor(target))});
  std::ranges::stable_sort(events, {}, [](const PlainEvent& e) {
    return std::make_tuple(e.day, e.source, e.target, e.root);
  });
  for (const auto& e : events) {
    const auto dyad = static_cast<std::uint32_t>(log.find(e.source, e.target));
    if (e.outside) {
      log.outside.push_back({e.day, dyad, e.intensity});
      continue;
    }
    log.day.push_back(e.day);
    log.dyad.push_back(dyad);
    log.root.push_back(e.root);
    log.quad.push_back(quad_class_icews(e.root));
    log.intensity.push_back(e.intensity);
    log.known_lag.push_back(0);
  }
  return log;
}

// A world of a few actors with gaps, events without intensity or root, and events that a filter
// left out. Intensities are halves, so that sums of them are exact in any order.
inline EventLog random_world(std::uint64_t seed) {
  RandomStream draw(seed, "random_world", 0);
  const std::size_t actors = 2 + draw.below(6);
  const std::size_t days = seed % 5 == 0 ? 1 : 30 + draw.below(seed % 2 == 0 ? 80 : 600);
  const double missing = seed % 3 == 0 ? 0.01 : seed % 3 == 1 ? 0 : 0.1;
  const auto first = static_cast<std::int32_t>(draw.below(20'000)) - 3'000;
  const double busy = 0.2 + 3 * draw.uniform();
  std::vector<PlainEvent> events;
  std::vector<std::uint32_t> volume;
  std::vector<std::uint8_t> observed;
  for (std::size_t d = 0; d < days; ++d) {
    std::uint32_t count = 0;
    while (draw.uniform() < busy / (busy + 1)) {
      const std::size_t a = draw.below(actors), b = draw.below(actors);
      if (a == b) continue;
      PlainEvent event;
      event.day = first + static_cast<std::int32_t>(d);
      event.source = std::string(1, static_cast<char>('A' + a * b % actors));
      event.target = std::string(1, static_cast<char>('A' + b));
      if (event.source == event.target) continue;
      event.root = static_cast<std::uint8_t>(draw.below(21));
      if (draw.below(8) != 0) event.intensity = static_cast<float>(draw.below(41)) / 2.0F - 10.0F;
      event.outside = seed % 4 == 0 && draw.below(3) == 0;
      events.push_back(event);
      ++count;
    }
    volume.push_back(seed % 7 == 0 ? 0 : count + static_cast<std::uint32_t>(draw.below(50)));
    observed.push_back(draw.uniform() < missing ? 0 : 1);
  }
  return make_log(std::move(events), first, std::move(volume), std::move(observed));
}

// phi by its definition, over the whole series at once.
struct PlainSeries {
  double counts = 0, squares = 0, products[9] = {};
  void add(const std::vector<std::uint32_t>& weeks) {
    std::vector<double> residuals(weeks.size(), 0);
    for (std::size_t t = 1; t < weeks.size(); ++t) {
      const std::size_t n = std::min<std::size_t>(t, 26);
      double level = 0;
      for (std::size_t j = 1; j <= n; ++j) level += weeks[t - j];
      level /= static_cast<double>(n);
      const double scale = static_cast<double>(n) / static_cast<double>(n + 1);
      residuals[t] = (weeks[t] - level) * std::sqrt(scale);
      counts += weeks[t];
      squares += residuals[t] * residuals[t];
      for (std::size_t k = 1; k <= 8 && k <= t; ++k) products[k] += residuals[t] * residuals[t - k];
    }
  }
  double phi() const {
    if (counts <= 0) return 1;
    double variance = squares;
    double left = 1;
    for (int k = 1; k <= 8; ++k) {
      const double weight = std::min(1.0, 2 - 2 * k / 9.0);
      variance += 2 * weight * products[k];
      left -= 2 * weight * k / (26.0 * 27.0);
    }
    return std::max(1.0, variance / left / counts);
  }
};

class PlainTwin {
 public:
  explicit PlainTwin(const EventLog& log) : log_(log) {}

  DyadSums sums(const std::string& source, const std::string& target, std::int32_t today,
                double half_life) const {
    DyadSums out;
    const auto w = [&](std::int32_t day) { return std::exp2((day - today) / half_life); };
    double total = 0, without = 0, weight = 0, weight_squared = 0;
    for (std::int32_t day = log_.first_day; day <= today; ++day) {
      if (!observed(day)) continue;
      weight += w(day);
      weight_squared += w(day) * w(day);
      const double volume = volume_of(day);
      total += w(day) * volume / 1000;
      without += w(day) * (volume - involving(day, source, target)) / 1000;
    }
    out.observed = observed(today);
    double near[2] = {0, 0}, near_whole[2] = {0, 0}, far[2] = {0, 0}, all[2] = {0, 0};
    std::set<std::uint32_t> near_dyads, dyads;
    double count = 0, sum = 0, squares = 0;
    const auto intensity = [&](std::int32_t day, float x) {
      if (today - day >= 365 || !std::isfinite(x)) return;
      count += 1;
      sum += static_cast<double>(x);
      squares += static_cast<double>(x) * static_cast<double>(x);
    };
    for (std::size_t i = 0; i < log_.size() && log_.day[i] <= today; ++i) {
      const std::int32_t day = log_.day[i];
      if (!observed(day)) continue;
      const auto& [a, b] = names(log_.dyad[i]);
      const bool own = a == source && b == target;
      const ActKind kind = act_kind(log_.root[i]);
      intensity(day, log_.intensity[i]);
      dyads.insert(log_.dyad[i]);
      if (a == source) out.acts_of_source += w(day);
      if (!own && (a == source || b == target)) near_dyads.insert(log_.dyad[i]);
      for (const int k : {0, 1}) {
        if (kind != (k == 0 ? ActKind::kCooperation : ActKind::kConflict)) continue;
        all[k] += w(day);
        if (!own) far[k] += w(day);
        if (!own && (a == source || b == target)) near[k] += w(day);
        near_whole[k] += (a == source ? w(day) : 0) + (b == target ? w(day) : 0);
        if (!own) continue;
        (k == 0 ? out.cooperation : out.conflict) += w(day);
        out.decided_squared += w(day) * w(day);
      }
      if (!own) continue;
      out.acts += w(day);
      if (day == today) ++out.events;
      if (!std::isfinite(log_.intensity[i])) continue;
      out.weight += w(day);
      out.weight_squared += w(day) * w(day);
      out.intensity += w(day) * static_cast<double>(log_.intensity[i]);
    }
    for (const auto& e : log_.outside)
      if (e.day <= today && observed(e.day)) intensity(e.day, e.intensity);
    out.scaled = count > 0;
    if (count > 0) {
      out.mean_intensity = sum / count;
      out.sd_intensity =
          std::sqrt(std::max(0.0, squares / count - out.mean_intensity * out.mean_intensity));
    }
    phi(source, target, today, out);
    if (weight_squared > 0) {
      out.c_cooperation = weight / weight_squared / out.phi_cooperation;
      out.c_conflict = weight / weight_squared / out.phi_conflict;
    }
    out.exposure = without > 1e-6 * total ? without : 0;
    if (out.exposure <= 0) return out;
    const std::int64_t mine = log_.find(source, target);
    const std::size_t others =
        dyads.size() - (mine >= 0 ? dyads.count(static_cast<std::uint32_t>(mine)) : 0);
    for (const int k : {0, 1}) {
      double m = 1 / out.exposure;
      if (!near_dyads.empty() && near[k] > 1e-6 * near_whole[k])
        m = near[k] / (out.exposure * static_cast<double>(near_dyads.size()));
      else if (others > 0 && far[k] > 1e-6 * all[k])
        m = far[k] / (out.exposure * static_cast<double>(others));
      (k == 0 ? out.prior_cooperation : out.prior_conflict) = m;
    }
    return out;
  }

 private:
  std::size_t at(std::int32_t day) const { return static_cast<std::size_t>(day - log_.first_day); }
  bool observed(std::int32_t day) const {
    return day >= log_.first_day && at(day) < log_.observed.size() && log_.observed[at(day)] != 0;
  }
  std::pair<std::string, std::string> names(std::uint32_t dyad) const {
    return {log_.actors[log_.dyads[dyad].source], log_.actors[log_.dyads[dyad].target]};
  }
  template <class Each>
  void each_of_day(std::int32_t day, Each each) const {
    const auto events = std::ranges::equal_range(log_.day, day);
    for (auto e = events.begin(); e != events.end(); ++e)
      each(log_.dyad[static_cast<std::size_t>(e - log_.day.begin())]);
    for (const auto& e : std::ranges::equal_range(log_.outside, day, {}, &EventLog::Outside::day))
      each(e.dyad);
  }
  double volume_of(std::int32_t day) const {
    double events = 0;
    each_of_day(day, [&](std::uint32_t) { events += 1; });
    return std::max(events, static_cast<double>(log_.volume[at(day)]));
  }
  double involving(std::int32_t day, const std::string& a, const std::string& b) const {
    double events = 0;
    each_of_day(day, [&](std::uint32_t dyad) {
      const auto [source, target] = names(dyad);
      if (source == a || source == b || target == a || target == b) events += 1;
    });
    return events;
  }

  // Weekly counts of both classes of every dyad, to the last ended week in which it acted.
  void phi(const std::string& source, const std::string& target, std::int32_t today,
           DyadSums& out) const {
    std::int32_t monday = log_.first_day;
    while (((monday + 3) % 7 + 7) % 7 != 0) ++monday;
    std::vector<std::int32_t> whole;
    for (; monday + 7 <= today; monday += 7) {
      bool all = true;
      for (std::int32_t day = monday; day < monday + 7; ++day) all = all && observed(day);
      if (all) whole.push_back(monday);
    }
    struct Weeks {
      std::vector<std::uint32_t> counts[2];
    };
    std::map<std::uint32_t, Weeks> dyads;
    for (std::size_t i = 0; i < log_.size(); ++i) {
      const ActKind kind = act_kind(log_.root[i]);
      if (kind == ActKind::kNeutral) continue;
      const auto next = std::ranges::upper_bound(whole, log_.day[i]);
      if (next == whole.begin() || log_.day[i] >= *(next - 1) + 7) continue;
      const auto week = static_cast<std::size_t>(next - whole.begin()) - 1;
      for (auto& counts : dyads[log_.dyad[i]].counts)
        if (counts.size() <= week) counts.resize(week + 1, 0);
      ++dyads[log_.dyad[i]].counts[kind == ActKind::kConflict ? 1 : 0][week];
    }
    for (const int k : {0, 1}) {
      PlainSeries pooled, own;
      for (const auto& [dyad, weeks] : dyads) pooled.add(weeks.counts[k]);
      const std::int64_t mine = log_.find(source, target);
      if (mine >= 0) own.add(dyads[static_cast<std::uint32_t>(mine)].counts[k]);
      double value = std::max(whole.size() < 8 ? 5.0 : 1.0, pooled.phi());
      if (whole.size() >= 52 && own.counts > 0) {
        const double bursts = own.counts / pooled.phi();
        const double weight = 1 / (1 + 48 / static_cast<double>(whole.size()) + 24 / bursts);
        value = weight * own.phi() + (1 - weight) * pooled.phi();
      }
      (k == 0 ? out.phi_cooperation : out.phi_conflict) = value;
    }
  }

  const EventLog& log_;
};

}  // namespace entente::testing
