#include "entente/measure/dyads.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "entente/measure/plain_testing.hpp"

namespace entente {
namespace {

using testing::make_log;
using testing::PlainEvent;
using testing::PlainTwin;
using testing::random_world;

struct Got {
  std::string source, target;
  std::int32_t day;
  double half_life;
  DyadSums sums;
};
std::vector<Got> measured(const EventLog& log, const MeasureOptions& options) {
  std::vector<Got> rows;
  measure_dyads(log, options, [&](const DyadDay& row) {
    rows.push_back(
        {std::string(row.source), std::string(row.target), row.day, row.half_life_days, row.sums});
  });
  return rows;
}

DayRange numbers(std::int32_t from, std::int32_t to) {
  return {day_from_number(from), day_from_number(to)};
}

// Three actors and four days; half-life one day, so that on day 3 the days weigh 1/8, 1/4, -, 1.
//
//   day 0  volume 10   A->B 04 (2)   B->A 11 (-4)   A->C 01 (0)
//   day 1  volume 20   A->B 17 (-6)  C->B 05 (6)
//   day 2  missing     A->B 04 (9), which does not count
//   day 3  volume 8    A->B 03 (4)   C->A 19 (-9)
EventLog small_world() {
  return make_log({{0, "A", "B", 4, 2},
                   {0, "B", "A", 11, -4},
                   {0, "A", "C", 1, 0},
                   {1, "A", "B", 17, -6},
                   {1, "C", "B", 5, 6},
                   {2, "A", "B", 4, 9},
                   {3, "A", "B", 3, 4},
                   {3, "C", "A", 19, -9}},
                  0, {10, 20, 1, 8}, {1, 1, 0, 1});
}

TEST(Dyads, ThreeActorsAndFourDaysByHand) {
  const EventLog log = small_world();
  MeasureOptions options;
  options.half_lives = {1};
  options.which = MeasureDays::kEvery;
  options.wanted = {{"A", "B"}};
  options.days = numbers(3, 4);
  const auto rows = measured(log, options);
  ASSERT_EQ(rows.size(), 1U);
  const DyadSums& s = rows[0].sums;
  // S: cooperation 1/8 + 1, conflict 1/4.
  EXPECT_DOUBLE_EQ(s.cooperation, 1.125);
  EXPECT_DOUBLE_EQ(s.conflict, 0.25);
  // V without A and B: 10 - 3, 20 - 2, 8 - 2. E = (7/8 + 18/4 + 6)/1000.
  EXPECT_NEAR(s.exposure, 0.011375, 1e-15);
  // sum w = 11/8, sum w^2 = 1/64 + 1/16 + 1 = 69/64. No week has ended: phi is the one of unknown
  // series, 5. c = 88/69/5.
  EXPECT_EQ(s.phi_cooperation, 5);
  EXPECT_NEAR(s.c_cooperation, 88.0 / 345, 1e-14);
  EXPECT_NEAR(s.c_conflict, 88.0 / 345, 1e-14);
  // Other dyads from A or to B: A->C, C->B. Cooperation 1/4 by both: m = 0.25/(2 E).
  EXPECT_NEAR(s.prior_cooperation, 0.25 / 2 / 0.011375, 1e-12);
  // No conflict by them: all others (B->A, A->C, C->B, C->A) have 1/8 + 1. m = 1.125/(4 E).
  EXPECT_NEAR(s.prior_conflict, 1.125 / 4 / 0.011375, 1e-12);
  // Intensities of A->B: 2/8 - 6/4 + 4; mu of all seven that count is -1, their squares' mean 27.
  EXPECT_DOUBLE_EQ(s.weight, 1.375);
  EXPECT_DOUBLE_EQ(s.weight_squared, 69.0 / 64);
  EXPECT_DOUBLE_EQ(s.intensity, 2.75);
  EXPECT_DOUBLE_EQ(s.mean_intensity, -1);
  EXPECT_DOUBLE_EQ(s.sd_intensity, std::sqrt(26.0));
  // Acts of A: 11/8 to B, 1/8 to C.
  EXPECT_DOUBLE_EQ(s.acts, 1.375);
  EXPECT_DOUBLE_EQ(s.acts_of_source, 1.5);
  EXPECT_EQ(s.events, 1U);
  EXPECT_TRUE(s.observed);

  const DyadMeasures m = measures_of(s);
  // The prior's mean (11.0) is below the dyad's own rate S/E = 98.9, which then is the prior's
  // mean too: (a + cS)/(a E/S + cE) = S/E.
  EXPECT_NEAR(m.cooperation->value, 1.125 / 0.011375, 1e-9);
  // a = 1/2, m = 24.7253, cS = 22/345, cE = 0.00290145:
  // (0.5 + 0.0637681)/(0.0202222 + 0.0029014) = 0.5637681/0.0231237.
  EXPECT_NEAR(m.conflict->value, 24.38052, 1e-4);
  EXPECT_LT(m.conflict->interval.low, m.conflict->value);
  EXPECT_GT(m.conflict->interval.high, m.conflict->value);
  EXPECT_NEAR(m.effective_cooperation, 88.0 / 345 * 1.125, 1e-12);
  EXPECT_TRUE(m.thin());  // 88/345 (1.125 + 0.25) = 0.35
  // (10 (-1) + 2.75)/11.375, and 1.644854 sqrt(26) sqrt(5 69/64)/11.375 to each side.
  EXPECT_NEAR(*m.stance_raw, -7.25 / 11.375, 1e-12);
  EXPECT_NEAR(m.stance->value, 1 - 7.25 / 11.375, 1e-12);
  EXPECT_NEAR(m.stance->interval.high - m.stance->value, 1.711915, 1e-6);
  EXPECT_NEAR(m.conflict_share->value, 2.0 / 11, 1e-12);
  EXPECT_NEAR(*m.salience, 11.0 / 12, 1e-12);
}

TEST(Dyads, AMissingDayIsMissing) {
  const EventLog log = small_world();
  MeasureOptions options;
  options.half_lives = {1};
  options.days = numbers(2, 3);
  EXPECT_TRUE(measured(log, options).empty());  // nobody acted on a day that is not known
  options.which = MeasureDays::kEvery;
  options.wanted = {{"A", "B"}};
  const auto rows = measured(log, options);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_FALSE(rows[0].sums.observed);
  EXPECT_EQ(rows[0].sums.events, 0U);
  EXPECT_DOUBLE_EQ(rows[0].sums.cooperation, 0.25);
  EXPECT_DOUBLE_EQ(rows[0].sums.conflict, 0.5);
}

TEST(Dyads, RowsComeByDayThenDyadThenHalfLife) {
  const EventLog log = small_world();
  MeasureOptions options;
  options.half_lives = {7, 90};
  const auto told = [&] {
    std::string text;
    for (const auto& row : measured(log, options))
      text += std::to_string(row.day) + row.source + row.target +
              std::to_string(static_cast<int>(row.half_life)) + " ";
    return text;
  };
  EXPECT_EQ(told(),
            "0AB7 0AB90 0AC7 0AC90 0BA7 0BA90 1AB7 1AB90 1CB7 1CB90 3AB7 3AB90 3CA7 3CA90 ");
  options.half_lives = {7};
  options.which = MeasureDays::kEvery;
  options.days = numbers(0, 2);
  // Of all dyads only those already seen.
  EXPECT_EQ(told(), "0AB7 0AC7 0BA7 1AB7 1AC7 1BA7 1CB7 ");
  options.wanted = {{"X", "A"}, {"C", "A"}, {"X", "A"}, {"B", "C"}};
  options.days = numbers(1, 2);
  EXPECT_EQ(told(), "1BC7 1CA7 1XA7 ");
  options.which = MeasureDays::kActive;
  options.days = numbers(0, 9);
  EXPECT_EQ(told(), "3CA7 ");
}

TEST(Dyads, LastDaysOfPeriods) {
  // 1969-12-31 is a Wednesday, day -1; the range ends on Saturday 7 February 1970.
  const EventLog log = make_log({{-1, "A", "B", 4, 1}}, -1, std::vector<std::uint32_t>(60, 9),
                                std::vector<std::uint8_t>(60, 1));
  MeasureOptions options;
  options.days = numbers(-1, 38);
  const auto days = [&](MeasureDays which) {
    options.which = which;
    std::vector<std::int32_t> out;
    for (const auto& row : measured(log, options)) out.push_back(row.day);
    return out;
  };
  EXPECT_EQ(days(MeasureDays::kWeekly), (std::vector<std::int32_t>{3, 10, 17, 24, 31, 37}));
  EXPECT_EQ(days(MeasureDays::kMonthly), (std::vector<std::int32_t>{-1, 30, 37}));
  EXPECT_EQ(days(MeasureDays::kYearly), (std::vector<std::int32_t>{-1, 37}));
  EXPECT_EQ(days(MeasureDays::kActive), (std::vector<std::int32_t>{-1}));
}

TEST(Dyads, ADyadNeverSeenIsGivenOutWithZeros) {
  MeasureOptions options;
  options.which = MeasureDays::kEvery;
  options.days = numbers(3, 4);
  options.wanted = {{"X", "Y"}};
  const auto rows = measured(small_world(), options);
  ASSERT_EQ(rows.size(), 1U);
  const DyadMeasures m = measures_of(rows[0].sums);
  EXPECT_EQ(rows[0].sums.acts, 0);
  ASSERT_TRUE(m.cooperation);
  EXPECT_GT(m.cooperation->interval.high, 0);
  EXPECT_FALSE(m.stance);
  EXPECT_FALSE(m.conflict_share);
  EXPECT_FALSE(m.salience);
  EXPECT_TRUE(m.thin());
}

TEST(Dyads, NothingIsExposedWhereAllEventsInvolveTheTwo) {
  const EventLog log = make_log({{0, "A", "B", 4, 1}, {1, "B", "A", 14, -5}}, 0, {1, 1}, {1, 1});
  MeasureOptions options;
  const auto rows = measured(log, options);
  ASSERT_EQ(rows.size(), 2U);
  for (const auto& row : rows) {
    EXPECT_EQ(row.sums.exposure, 0);
    const DyadMeasures m = measures_of(row.sums);
    EXPECT_FALSE(m.cooperation);
    EXPECT_FALSE(m.conflict);
    EXPECT_TRUE(m.stance);
  }
  EXPECT_TRUE(measured(EventLog{}, options).empty());
}

void expect_close(double a, double b, double scale, const char* what) {
  EXPECT_LE(std::abs(a - b), 1e-9 * std::max({std::abs(a), std::abs(b), scale}))
      << what << ' ' << a << ' ' << b;
}

void expect_same(const DyadSums& a, const DyadSums& b) {
  expect_close(a.cooperation, b.cooperation, 0, "cooperation");
  expect_close(a.conflict, b.conflict, 0, "conflict");
  expect_close(a.exposure, b.exposure, 0, "exposure");
  expect_close(a.c_cooperation, b.c_cooperation, 0, "c of cooperation");
  expect_close(a.c_conflict, b.c_conflict, 0, "c of conflict");
  expect_close(a.phi_cooperation, b.phi_cooperation, 0, "phi of cooperation");
  expect_close(a.phi_conflict, b.phi_conflict, 0, "phi of conflict");
  expect_close(a.prior_cooperation, b.prior_cooperation, 0, "prior of cooperation");
  expect_close(a.prior_conflict, b.prior_conflict, 0, "prior of conflict");
  expect_close(a.weight, b.weight, 0, "weight");
  expect_close(a.weight_squared, b.weight_squared, 0, "weight squared");
  expect_close(a.intensity, b.intensity, 10 * a.weight, "intensity");  // terms of both signs
  expect_close(a.decided_squared, b.decided_squared, 0, "decided squared");
  expect_close(a.mean_intensity, b.mean_intensity, 0, "mean intensity");
  expect_close(a.sd_intensity, b.sd_intensity, 0, "sd of intensity");
  expect_close(a.acts, b.acts, 0, "acts");
  expect_close(a.acts_of_source, b.acts_of_source, 0, "acts of source");
  EXPECT_EQ(a.events, b.events);
  EXPECT_EQ(a.observed, b.observed);
  EXPECT_EQ(a.scaled, b.scaled);
}

TEST(Dyads, EqualToTheDefinitionsOnRandomWorlds) {
  std::size_t compared = 0, own_phi = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    const EventLog log = random_world(seed);
    const PlainTwin twin(log);
    RandomStream draw(seed, "dyads_test days", 0);
    MeasureOptions options;
    options.half_lives = {7, 90};
    options.which = MeasureDays::kEvery;
    for (const char a : {'A', 'B', 'C', 'Z'})
      for (const char b : {'A', 'B', 'C'})
        if (a != b) options.wanted.emplace_back(std::string(1, a), std::string(1, b));
    for (const auto& row : measured(log, options)) {
      const bool last = row.day + 1 == log.first_day + static_cast<std::int32_t>(log.volume.size());
      if (!last && draw.below(log.volume.size() / 5 + 1) != 0) continue;
      SCOPED_TRACE(row.source + row.target + " " + std::to_string(row.day));
      expect_same(row.sums, twin.sums(row.source, row.target, row.day, row.half_life));
      ++compared;
      if (row.day - log.first_day > 400 && row.sums.phi_cooperation > 1) ++own_phi;
      if (HasFailure()) return;
    }
    // What is given out on active days is the same, whoever else is asked for.
    MeasureOptions active;
    active.half_lives = {90};
    for (const auto& row : measured(log, active)) {
      if (draw.below(log.size() / 5 + 1) != 0) continue;
      expect_same(row.sums, twin.sums(row.source, row.target, row.day, row.half_life));
      ++compared;
    }
  }
  EXPECT_GT(compared, 2'000U);
  EXPECT_GT(own_phi, 50U);
}

std::vector<std::uint64_t> bits(const DyadSums& s) {
  std::vector<std::uint64_t> out = {s.events, s.observed, s.scaled};
  for (const double x :
       {s.cooperation, s.conflict, s.exposure, s.c_cooperation, s.c_conflict, s.phi_cooperation,
        s.phi_conflict, s.prior_cooperation, s.prior_conflict, s.weight, s.weight_squared,
        s.intensity, s.decided_squared, s.mean_intensity, s.sd_intensity, s.acts, s.acts_of_source})
    out.push_back(std::bit_cast<std::uint64_t>(x));
  return out;
}

// Later events and volumes, whatever they are, leave every bit of what was said before.
TEST(Dyads, NothingLaterEnters) {
  for (const std::uint64_t seed : {7U, 9U, 11U, 16U}) {
    const EventLog log = random_world(seed);
    const std::int32_t cut = log.first_day + static_cast<std::int32_t>(log.volume.size() * 3 / 5);
    std::vector<PlainEvent> kept;
    for (std::size_t i = 0; i < log.size() && log.day[i] < cut; ++i) {
      const auto [a, b] = log.dyads[log.dyad[i]];
      kept.push_back(
          {log.day[i], log.actors[a], log.actors[b], log.root[i], log.intensity[i], false});
    }
    for (const auto& e : log.outside) {
      const auto [a, b] = log.dyads[e.dyad];
      if (e.day < cut) kept.push_back({e.day, log.actors[a], log.actors[b], 0, e.intensity, true});
    }
    std::vector<PlainEvent> changed = kept;
    changed.push_back({cut, "0", "A", 19, -10, false});
    changed.push_back({cut + 1, "A", "B", 19, -10, false});
    const auto days = static_cast<std::size_t>(cut - log.first_day);
    std::vector<std::uint32_t> volume(log.volume.begin(),
                                      log.volume.begin() + static_cast<std::ptrdiff_t>(days));
    std::vector<std::uint8_t> observed(log.observed.begin(),
                                       log.observed.begin() + static_cast<std::ptrdiff_t>(days));
    const EventLog cut_log = make_log(kept, log.first_day, volume, observed);
    volume.resize(days + 40, 70'000);
    observed.resize(days + 40, 1);
    const EventLog changed_log = make_log(changed, log.first_day, volume, observed);
    for (const MeasureDays which : {MeasureDays::kActive, MeasureDays::kEvery}) {
      MeasureOptions options;
      options.which = which;
      options.days = numbers(log.first_day, cut);
      const auto before = measured(log, options);
      ASSERT_FALSE(before.empty());
      for (const EventLog* const other : {&cut_log, &changed_log}) {
        const auto after = measured(*other, options);
        ASSERT_EQ(after.size(), before.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
          ASSERT_EQ(before[i].source + before[i].target, after[i].source + after[i].target);
          ASSERT_EQ(bits(before[i].sums), bits(after[i].sums));
        }
      }
    }
  }
}

TEST(Dyads, HugeAndOddInputsStayFinite) {
  const EventLog log =
      make_log({{0, "A", "B", 4, 1e6F}, {0, "A", "B", 255, INFINITY}, {5'000, "A", "B", 19, -1e6F}},
               0, std::vector<std::uint32_t>(6'000, 4'000'000'000U), [] {
                 std::vector<std::uint8_t> observed(6'000, 0);
                 observed.front() = 1;
                 observed[5'000] = 1;
                 return observed;
               }());
  MeasureOptions options;
  options.half_lives = {0.5, 90, 1e4};
  options.which = MeasureDays::kEvery;
  std::size_t rows = 0;
  measure_dyads(log, options, [&](const DyadDay& row) {
    const DyadMeasures m = measures_of(row.sums);
    for (const auto* const e : {&m.cooperation, &m.conflict, &m.stance, &m.conflict_share}) {
      if (!*e) continue;
      ASSERT_TRUE(std::isfinite((*e)->value)) << row.day;
      ASSERT_TRUE(std::isfinite((*e)->interval.low) && std::isfinite((*e)->interval.high));
    }
    ++rows;
  });
  EXPECT_EQ(rows, 18'000U);
}

}  // namespace
}  // namespace entente
