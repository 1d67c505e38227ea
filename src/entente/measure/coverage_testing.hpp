#pragma once
// How often do the intervals hold the true rate? Made worlds whose rates are known.
//
// 12 actors, 132 dyads, both classes: 264 series of daily counts with rates from 0.2 to 60 expected
// effective events, dispersion phi of one size or mixed. Counts are negative binomial days, or
// Poisson days whose level holds for a week and into the next with probability 0.6 (lag-1
// correlation of weekly counts about 0.4 at phi 10), scaled to the same long-run phi. phi and the
// prior are what the program makes of the world itself.

#include <cmath>
#include <cstdint>
#include <vector>

#include "entente/base/random.hpp"
#include "entente/measure/plain_testing.hpp"

namespace entente::testing {

/// Gamma by Marsaglia & Tsang (2000), small shapes lifted by u^(1/shape).
inline double draw_gamma(RandomStream& draw, double shape, double scale) {
  if (shape < 1)
    return draw_gamma(draw, shape + 1, scale) * std::pow(1 - draw.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = draw.normal();
    const double v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    if (std::log(1 - draw.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v))
      return d * v * scale;
  }
}

/// Poisson by products of uniforms (Knuth 1969), large means in pieces.
inline std::uint32_t draw_poisson(RandomStream& draw, double mean) {
  std::uint32_t count = 0;
  for (; mean > 0; mean -= 16) {
    const double limit = std::exp(-std::min(mean, 16.0));
    for (double product = 1 - draw.uniform(); product > limit; product *= 1 - draw.uniform())
      ++count;
  }
  return count;
}

struct CoverageWorld {
  double phi = 1;       ///< of all series; 0: 1, 3 and 10 in turn
  bool serial = false;  ///< levels that last instead of independent days
};

/// Hits and tries by the band of expected cS: under 1, 1-3, 3-10, over 10.
struct Coverage {
  std::uint64_t tries[4] = {}, hits[4] = {};
  double share(int from, int to) const {
    double t = 0, h = 0;
    for (int band = from; band < to; ++band) {
      t += static_cast<double>(tries[band]);
      h += static_cast<double>(hits[band]);
    }
    return t == 0 ? 1 : h / t;
  }
  double below() const { return share(0, 2); }
  double enough() const { return share(2, 4); }
};

/// Adds one world of three years, looked at after 30 weeks (phi is pooled), 80 and 156 weeks.
inline void add_world(const CoverageWorld& world, std::uint64_t number, Coverage& out) {
  constexpr int kActors = 12, kDays = 156 * 7 + 1;
  constexpr double kStay = 0.6, kVolume = 50'000, kHalfLife = 90;
  // Expected cS of one event a day without dispersion, after so many days.
  const auto effective_daily = [](int days) {
    double weight = 0, weight_squared = 0;
    for (int age = 0; age < days; ++age) {
      const double w = std::exp2(-age / kHalfLife);
      weight += w;
      weight_squared += w * w;
    }
    return weight * weight / weight_squared;
  };
  const double effective_in_the_end = effective_daily(kDays);
  struct Series {
    double phi, daily;
  };
  std::vector<Series> series;
  std::vector<PlainEvent> events;
  const auto name = [](int actor) { return std::string(1, static_cast<char>('A' + actor)); };
  // Day 4 is a Monday.
  constexpr std::int32_t kFirst = 4;
  int i = 0;
  for (int a = 0; a < kActors; ++a) {
    for (int b = 0; b < kActors; ++b) {
      if (a == b) continue;
      for (const std::uint8_t root : {std::uint8_t{4}, std::uint8_t{17}}) {
        RandomStream draw(
            number, world.serial ? "coverage, serial" : "coverage",
            static_cast<std::uint64_t>(i) * 16 + static_cast<std::uint64_t>(world.phi));
        constexpr double kPhis[] = {1, 3, 10};
        const double phi = world.phi == 0 ? kPhis[i % 3] : world.phi;
        const double mean = 0.2 * std::pow(300.0, draw.uniform()) * phi / effective_in_the_end;
        series.push_back({phi, mean});
        ++i;
        const double variance = (phi - 1) / (7 * mean * (1 + kStay) / (1 - kStay));
        double level = 1;
        for (int day = 0; day < kDays; ++day) {
          double today = mean;
          if (phi > 1 && world.serial) {
            if (day == 0 || (day % 7 == 0 && draw.uniform() > kStay))
              level = draw_gamma(draw, 1 / variance, variance);
            today = mean * level;
          } else if (phi > 1) {
            today = draw_gamma(draw, mean / (phi - 1), phi - 1);
          }
          for (std::uint32_t n = draw_poisson(draw, today); n > 0; --n)
            events.push_back({kFirst + day, name(a), name(b), root, NAN, false});
        }
      }
    }
  }
  const EventLog log =
      make_log(std::move(events), kFirst, std::vector<std::uint32_t>(kDays, kVolume),
               std::vector<std::uint8_t>(kDays, 1));
  for (const int weeks : {30, 80, 156}) {
    const double effective_one = effective_daily(weeks * 7 + 1);
    MeasureOptions options;
    options.which = MeasureDays::kEvery;
    const Day day = day_from_number(kFirst + weeks * 7);
    options.days = {day, day + std::chrono::days{1}};
    for (int a = 0; a < kActors; ++a)
      for (int b = 0; b < kActors; ++b)
        if (a != b) options.wanted.emplace_back(name(a), name(b));
    std::size_t at = 0;
    measure_dyads(log, options, [&](const DyadDay& row) {
      const DyadMeasures measures = measures_of(row.sums, 0.9);
      for (const auto* const rate : {&measures.cooperation, &measures.conflict}) {
        const Series& truth = series[at++];
        const double true_rate = truth.daily / (kVolume / 1000);
        const double effective = effective_one * truth.daily / truth.phi;
        const int band = effective < 1 ? 0 : effective < 3 ? 1 : effective < 10 ? 2 : 3;
        ++out.tries[band];
        if ((*rate)->interval.low <= true_rate && true_rate <= (*rate)->interval.high)
          ++out.hits[band];
      }
    });
  }
}

}  // namespace entente::testing
