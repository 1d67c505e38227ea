// The statistics of a register against plain counting, and what was not known yet.

#include "entente/forecast/registers/register_features.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/forecast/registers/registers_for_tests.hpp"

namespace entente::forecast {
namespace {

using namespace registers_testing;

RegisterPast past_of(const Register& of, const std::vector<Act>& acts) {
  RegisterPast past;
  past.of = &of;
  for (const Act& act : acts) past.occasions.push_back({act.day, act.known_day, &act});
  return past;
}

// Every span, day by day.
double plain_share(const RegisterPast& past, Day origin, int days) {
  double spans = 0, with = 0;
  for (Day first = past.of->days.from; first + std::chrono::days{days - 1} <= origin;
       first += std::chrono::days{1}) {
    const DayRange span{first, first + std::chrono::days{days}};
    bool any = false;
    for (const auto& one : past.occasions)
      any = any || (span.contains(one.day) && one.known <= origin);
    ++spans;
    with += any ? 1 : 0;
  }
  if (spans == 0) return 0.5;
  return (with / days + 0.5) / (spans / days + 1);
}

TEST(RegisterFeatures, SharesAreThoseOfCountingEverySpan) {
  RandomStream random(7, "late", 0);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Register made = made_register("r", "2015-01-01", "2019-01-01");
    auto acts = at_random(made, 0.002 * static_cast<double>(seed), seed);
    for (Act& act : acts)
      act.known_day += std::chrono::days{static_cast<int>(random.below(4) == 0 ? 40 : 0)};
    const RegisterPast past = past_of(made, acts);
    for (const int days : {1, 7, 30, 120, 800, 3000}) {
      for (const auto* origin : {"2015-01-01", "2017-01-01", "2018-12-31"}) {
        EXPECT_NEAR(register_share(past, on(origin), days), plain_share(past, on(origin), days),
                    1e-12)
            << seed << " " << days << " " << origin;
      }
    }
  }
}

TEST(RegisterFeatures, WorkedByHand) {
  // 1000 days with three occasions: 900, 500 and 10 days before the origin; the last but one became
  // known only on the day after the origin.
  Register made = made_register("r", "2015-01-01", "2020-01-01");
  const Day origin = made.days.from + std::chrono::days{999};
  const auto ago = [&](int days) { return origin - std::chrono::days{days}; };
  std::vector<Act> acts = {occasion("r", ago(900)), occasion("r", ago(500), 501),
                           occasion("r", ago(10))};
  const RegisterSample sample = register_sample(past_of(made, acts), 3, origin, 7, {2, 1, 3});
  EXPECT_EQ(sample.which, 3U);
  const double mean = 2.5 / 1000;
  for (const auto& [at, half_life] : {std::pair{kRate30, 30.0}, std::pair{kRate365, 365.0}}) {
    double s = std::exp2(-900 / half_life) + std::exp2(-10 / half_life), e = 0;
    for (int age = 0; age < 1000; ++age) e += std::exp2(-age / half_life);
    EXPECT_NEAR(sample.x[at], std::log((s + 2) / (mean * e + 2)), 1e-12);
    EXPECT_NEAR(sample.value[at], s / e * 365.2425, 1e-9);
  }
  EXPECT_EQ(sample.value[kSinceLast], 10);
  EXPECT_NEAR(sample.x[kSinceLast], std::log(1 + mean * 10) - 0.596347362323194, 1e-12);
  // 13 days a year and two years ago: neither holds an occasion; of the 988 13-day spans 13 hold
  // the first occasion and 11 the last.
  const double usual = (24.0 / 13 + 0.5) / (988.0 / 13 + 1);
  EXPECT_EQ(sample.value[kSeason], 0);
  EXPECT_NEAR(sample.x[kSeason], std::log((0 + 1) / (2 * usual + 1)), 1e-12);
  // 7-day spans: two occasions in seven each, of 994.
  EXPECT_NEAR(sample.climatology, (2.0 + 0.5) / (994.0 / 7 + 1), 1e-12);
  EXPECT_NEAR(sample.effective, 142, 1e-12);
  EXPECT_EQ(sample.yes_known, kLastDay);

  // One five days ahead, told three days later: an answer from then on, and no statistic moves.
  acts.push_back(occasion("r", origin + std::chrono::days{5}, 3));
  const RegisterSample later = register_sample(past_of(made, acts), 3, origin, 7, {2, 1, 3});
  EXPECT_EQ(later.yes_known, origin + std::chrono::days{8});
  EXPECT_EQ(later.x, sample.x);
  EXPECT_EQ(later.climatology, sample.climatology);
}

TEST(RegisterFeatures, TheSeasonIsThatOfEarlierYears) {
  const Register made = made_register("r", "2010-01-01", "2020-01-01");
  std::vector<Act> acts;
  for (const auto* day : {"2012-03-12", "2013-03-10", "2015-03-09", "2016-07-01"})
    acts.push_back(occasion("r", on(day)));
  const RegisterSample march =
      register_sample(past_of(made, acts), 0, on("2017-03-07"), 7, {2, 1, 3});
  EXPECT_NEAR(march.value[kSeason], 3.0 / 7, 1e-12);  // of 2010 to 2016
  EXPECT_GT(march.x[kSeason], 1);
  const RegisterSample may =
      register_sample(past_of(made, acts), 0, on("2017-05-07"), 7, {2, 1, 3});
  EXPECT_EQ(may.value[kSeason], 0);
  EXPECT_LT(may.x[kSeason], 0);
}

}  // namespace
}  // namespace entente::forecast
