#include "entente/measure/registers.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/measure/acts_for_tests.hpp"
#include "entente/measure/dispersion.hpp"

namespace entente {
namespace {

using namespace acts_testing;

Register listed(const std::string& from, const std::string& to) {
  Register r;
  r.key = "r";
  r.days = {on(from), on(to)};
  r.complete = true;
  return r;
}

// Three actors, four days: on the 1st two of them veto one draft of the third (one occasion); on
// the 2nd a three-way meeting, a row a pair, under one key (one); on the 3rd two tests from two
// sites without a target (two); on the 4th nothing in r.
std::vector<Act> small_world() {
  std::vector<Act> acts = {
      act("veto-a", "2018-01-01", "AAA", "CCC", "129"),
      act("veto-b", "2018-01-01", "BBB", "CCC", "129"),
      act("meet-ab", "2018-01-02", "AAA", "BBB", "042"),
      act("meet-ac", "2018-01-02", "AAA", "CCC", "042"),
      act("meet-bc", "2018-01-02", "BBB", "CCC", "042"),
      act("test-1", "2018-01-03", "CCC", "", "150"),
      act("test-2", "2018-01-03", "CCC", "", "150"),
      act("other", "2018-01-04", "AAA", "BBB", "042"),
  };
  for (std::size_t i = 2; i < 5; ++i) acts[i].occasion = "curated:meeting";
  acts.back().register_key = "s";
  return acts;
}

TEST(Registers, OneOccasionCountsOnce) {
  const auto acts = small_world();
  EXPECT_EQ(ids(occasions(acts, "r")), " veto-a meet-ab test-1 test-2");
  EXPECT_EQ(ids(occasions(acts, "s")), " other");
  EXPECT_TRUE(occasions(acts, "unknown").empty());
  EXPECT_TRUE(occasions({}, "r").empty());
}

TEST(Registers, ActsThatDifferInMoreThanTheirSourceStayApart) {
  std::vector<Act> acts = {act("a", "2018-01-01", "AAA", "CCC", "129"),
                           act("b", "2018-01-01", "BBB", "CCC", "129"),
                           act("again", "2018-01-01", "BBB", "CCC", "129")};
  EXPECT_EQ(occasions(acts, "r").size(), 2U);  // B's second veto is of another draft
  acts[1].country = "USA";
  EXPECT_EQ(occasions(acts, "r").size(), 2U);  // "again" still goes with "a"
  acts[2].day += std::chrono::days{1};
  EXPECT_EQ(occasions(acts, "r").size(), 3U);
  acts[2].sampling = "purposive";
  EXPECT_EQ(occasions(acts, "r").size(), 2U);
}

TEST(Registers, MonthsKeepTheirZerosAndTheWindow) {
  auto acts = small_world();
  acts.push_back(act("march", "2018-03-31", "AAA", "BBB", "042"));
  acts.push_back(act("outside", "2018-04-20", "AAA", "BBB", "042"));
  const auto months = by_month(acts, listed("2018-01-02", "2018-04-15"), {kFirstDay, kLastDay});
  ASSERT_EQ(months.size(), 4U);
  EXPECT_EQ(format_day(months[0].month), "2018-01-01");
  // The vetoes lie before the window; the meeting and the two tests do not.
  EXPECT_EQ(months[0].count, 3U);
  EXPECT_EQ(months[1].count, 0U);
  EXPECT_EQ(months[2].count, 1U);
  EXPECT_EQ(months[3].count, 0U);
  EXPECT_TRUE(
      by_month(acts, listed("2018-01-02", "2018-04-15"), {on("2019-01-01"), kLastDay}).empty());
}

// Window of four days, half-life 1: occasions on the 1st (age 3, w 1/8), the 2nd (age 2, w 1/4) and
// twice on the 3rd (age 1, w 1/2 each), seen on the 4th.
//   S = 1/8 + 1/4 + 1 = 11/8; sum w = 1 + 1/2 + 1/4 + 1/8 = 15/8; sum w^2 = 1 + 1/4 + 1/16 + 1/64
//   = 85/64; phi = 1 (no 52 weeks yet); c = (15/8)/(85/64) = 24/17; m = 4/(4/365.25) = 365.25 a
//   year. shape = 1/2 + 24/17 * 11/8 = 1/2 + 33/17 = 83/34 rate = (1/2)/365.25 + 24/17 *
//   (15/8)/365.25 = (1/2 + 45/17)/365.25 = (107/34)/365.25 mean = 83/107 * 365.25 a year.
TEST(Registers, RateOfASmallWorldByHand) {
  const auto rates =
      register_rates(small_world(), listed("2018-01-01", "2018-01-05"), {kFirstDay, kLastDay}, 1);
  ASSERT_EQ(rates.size(), 1U);
  EXPECT_EQ(format_day(rates[0].day), "2018-01-04");
  EXPECT_NEAR(rates[0].effective, 33.0 / 17, 1e-12);
  EXPECT_NEAR(rates[0].events_per_year, 83.0 / 107 * 365.25, 1e-9);
  const auto expected = gamma_interval(83.0 / 34, 107.0 / 34 / 365.25, kMeasureLevel);
  EXPECT_NEAR(rates[0].interval.low, expected.low, 1e-9);
  EXPECT_NEAR(rates[0].interval.high, expected.high, 1e-9);
}

// No act in two years: half an occasion is the prior's mean, so the answer is 0 < rate < 1 a year
// and its interval is finite.
TEST(Registers, AnEmptyRegisterGivesASmallFiniteRate) {
  const auto rates =
      register_rates({}, listed("2017-01-01", "2019-01-01"), {kFirstDay, kLastDay}, 90);
  ASSERT_EQ(rates.size(), 24U);
  const double years = 730 / 365.25;
  EXPECT_EQ(rates.back().effective, 0);
  EXPECT_GT(rates.back().events_per_year, 0);
  EXPECT_LT(rates.back().events_per_year, 0.5 / years);
  EXPECT_TRUE(std::isfinite(rates.back().interval.high));
  EXPECT_TRUE(
      register_rates({}, listed("2017-01-01", "2019-01-01"), {kFirstDay, kLastDay}, 0).empty());
  EXPECT_TRUE(
      register_rates({}, listed("2017-01-01", "2019-01-01"), {kFirstDay, kFirstDay}, 90).empty());
}

// The definition, day against day.
RegisterRate plain_rate(const std::vector<Act>& acts, const Register& r, Day day,
                        double half_life) {
  double s = 0, w1 = 0, w2 = 0, n = 0;
  Dispersion weekly;
  std::uint32_t week = 0;
  for (Day d = r.days.from; d <= day; d += std::chrono::days{1}) {
    const double w = std::pow(2, -static_cast<double>((day - d).count()) / half_life);
    w1 += w;
    w2 += w * w;
    for (const Act& a : acts) {
      if (!a.in_register() || a.register_key != r.key || a.day != d) continue;
      // An occasion is where its first act is.
      const bool first = std::none_of(acts.begin(), acts.end(), [&](const Act& b) {
        return b.in_register() && b.register_key == r.key && same_occasion(acts, a, b) &&
               std::tie(b.day, b.id) < std::tie(a.day, a.id);
      });
      if (!first) continue;
      s += w;
      n += 1;
      ++week;
    }
    if (((d - r.days.from).count() + 1) % 7 == 0) {
      weekly.add_week(week);
      week = 0;
    }
  }
  const double phi = weekly.weeks() >= 52 ? weekly.phi() : 1;
  const double c = w1 / w2 / phi;
  const double years = static_cast<double>((day - r.days.from).count() + 1) / 365.25;
  const double shape = 0.5 + c * s, rate = 0.5 / (std::max(n, 0.5) / years) + c * w1 / 365.25;
  return {day, shape / rate, gamma_interval(shape, rate, kMeasureLevel), c * s};
}

TEST(Registers, RatesAndMonthsEqualTheirPlainDefinition) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    // Only the register's own rows decide what is an occasion of it.
    auto acts = random_acts(seed, 150);
    std::erase_if(acts, [](const Act& a) { return !a.in_register() || a.register_key != "r"; });
    const auto r = listed("2017-02-10", "2018-11-20");
    const auto rates = register_rates(acts, r, {on("2017-06-15"), on("2018-10-10")}, 45);
    ASSERT_EQ(rates.size(), 17U);  // June 2017 to September 2018, and 9 October
    for (const auto& rate : rates) {
      const auto plain = plain_rate(acts, r, rate.day, 45);
      EXPECT_NEAR(rate.events_per_year, plain.events_per_year, 1e-9);
      EXPECT_NEAR(rate.interval.low, plain.interval.low, 1e-9);
      EXPECT_NEAR(rate.interval.high, plain.interval.high, 1e-9);
      EXPECT_NEAR(rate.effective, plain.effective, 1e-9);
    }
    for (const auto& month : by_month(acts, r, {on("2017-06-15"), on("2018-10-10")})) {
      std::uint32_t count = 0;
      for (const Act* a : occasions(acts, "r")) {
        count += format_month(a->day) == format_month(month.month) && a->day >= on("2017-06-15") &&
                 a->day < on("2018-10-10");
      }
      EXPECT_EQ(month.count, count);
    }
  }
}

// Nothing later enters: acts after a day do not move the rate of that day.
TEST(Registers, LaterActsDoNotMoveEarlierRates) {
  const auto acts = random_acts(5, 200);
  auto early = acts;
  std::erase_if(early, [](const Act& a) { return a.day > on("2018-01-31"); });
  const auto r = listed("2017-01-01", "2018-12-22");
  const DayRange range{kFirstDay, on("2018-02-01")};
  const auto all = register_rates(acts, r, range, 90), few = register_rates(early, r, range, 90);
  ASSERT_EQ(all.size(), 13U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].events_per_year, few[i].events_per_year);
    EXPECT_EQ(all[i].interval.high, few[i].interval.high);
  }
}

Lines told(const std::vector<Act>& acts, std::chrono::days shift) {
  const Register r{"r", "", "", {on("2017-02-10") + shift, on("2018-11-20") + shift},
                   {},  {}, {}, true};
  Lines lines = {ids(occasions(acts, "r"))};
  for (const auto& m : by_month(acts, r, {kFirstDay, kLastDay}))
    lines.push_back(format_day(m.month - shift) + " " + std::to_string(m.count));
  for (const auto& rate : register_rates(acts, r, {kFirstDay, kLastDay}, 90))
    lines.push_back(format_day(rate.day - shift) + " " + std::to_string(rate.events_per_year) +
                    " " + std::to_string(rate.interval.low) + " " +
                    std::to_string(rate.interval.high));
  return lines;
}

TEST(Registers, OrderOfRowsYearAndNamesChangeNothingElse) {
  for (std::uint64_t seed = 10; seed < 14; ++seed) {
    const auto acts = random_acts(seed, 120);
    const Lines lines = told(acts, {});
    EXPECT_EQ(told(shuffled(acts, seed), {}), lines);
    EXPECT_EQ(told(a_year_later(acts), kYear), lines);
    EXPECT_EQ(told(swapped(acts), {}), lines);  // no actor is named in the answer
  }
}

}  // namespace
}  // namespace entente
