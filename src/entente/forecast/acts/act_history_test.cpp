#include "entente/forecast/acts/act_history.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "entente/forecast/acts/act_testing.hpp"

namespace entente::forecast {
namespace {

// What ActHistory says against sums over all rows, on a world where a third of the rows become
// known late and a week has no rows.
class ActHistoryWorld : public ::testing::Test {
 protected:
  EventLog log = testing::made_acts(3, {.days = 120, .late = 3, .gap_from = 60, .gap_to = 67});
  static constexpr int kHorizon = 7;

  bool known(std::size_t i, int now) const { return log.day[i] + log.known_lag[i] <= now; }
  // Sum over known rows that pass, faded by their age.
  template <class Pass>
  double faded(int now, double half_life, const Pass& pass) const {
    double sum = 0;
    for (std::size_t i = 0; i < log.size(); ++i)
      if (known(i, now) && pass(i)) sum += std::exp2((log.day[i] - now) / half_life);
    return sum;
  }
};

TEST_F(ActHistoryWorld, SumsAsByBruteForce) {
  const int until = log.first_day + 119;
  const KnownRows rows(log, until);
  ActHistory history(log, rows, kHorizon);
  for (const int now : {log.first_day + 30, log.first_day + 75, until}) {
    history.advance(now);
    const double exposure = [&] {
      double sum = 0;
      for (int day = log.first_day; day <= now; ++day)
        if (history.days().observed(day)) sum += std::exp2((day - now) / 45.0);
      return sum;
    }();
    for (std::uint32_t d = 0; d < log.dyads.size(); d += 3) {
      const ActDyad dyad = history.dyad(d);
      EXPECT_EQ(dyad,
                history.dyad(log.actors[log.dyads[d].source], log.actors[log.dyads[d].target]));
      std::array<float, kActStatistics> x{}, value{};
      const std::size_t root = d % kActRoots;
      history.describe(dyad, root, x, value);
      const auto of_root = [&](std::size_t i) { return log.root[i] == root + 1; };
      const auto near = [&](ActStatistic which, double expected) {
        EXPECT_NEAR(static_cast<double>(value[which]), expected, 1e-4 * (1 + expected))
            << which << ' ' << d << ' ' << now;
      };
      near(kPair2, faded(now, 2, [&](std::size_t i) { return log.dyad[i] == d && of_root(i); }));
      near(kPair180,
           faded(now, 180, [&](std::size_t i) { return log.dyad[i] == d && of_root(i); }));
      near(kDyad45, faded(now, 45, [&](std::size_t i) { return log.dyad[i] == d; }));
      near(kReversePair10, faded(now, 10, [&](std::size_t i) {
             return static_cast<std::int64_t>(log.dyad[i]) == dyad.reverse && of_root(i);
           }));
      near(kSource45, faded(now, 45, [&](std::size_t i) {
             return log.dyads[log.dyad[i]].source == log.dyads[d].source && of_root(i);
           }));
      near(kTarget10, faded(now, 10, [&](std::size_t i) {
             return log.dyads[log.dyad[i]].target == log.dyads[d].target && of_root(i);
           }));
      near(kTargetAll10, faded(now, 10, [&](std::size_t i) {
             return log.dyads[log.dyad[i]].target == log.dyads[d].target;
           }));
      const double usual = 0.1;
      EXPECT_NEAR(static_cast<double>(x[kDyad45]),
                  std::log((static_cast<double>(value[kDyad45]) + 0.5) / (exposure + 0.5 / usual)),
                  1e-4);
      for (const float one : x) EXPECT_TRUE(std::isfinite(one));
    }
  }
}

TEST_F(ActHistoryWorld, WindowsOfThePastAsByBruteForce) {
  const int until = log.first_day + 119;
  const KnownRows rows(log, until);
  for (const int horizon : {1, 7, 30}) {
    ActHistory history(log, rows, horizon);
    history.advance(log.first_day + 50);
    history.advance(log.first_day + 100);
    const int now = log.first_day + 100;
    const ActDays& days = history.days();
    for (std::uint32_t d = 0; d < log.dyads.size(); d += 2) {
      const std::size_t root = (std::size_t{d} * 7) % kActRoots;
      std::set<int> acts;
      for (std::size_t i = 0; i < log.size(); ++i)
        if (known(i, now) && log.dyad[i] == d && log.root[i] == root + 1) acts.insert(log.day[i]);
      double all = 0, with = 0;
      for (int from = days.first_observed(); from + horizon - 1 <= days.well_known(); ++from) {
        int seen = 0;
        bool any = false;
        for (int day = from; day < from + horizon; ++day) {
          seen += days.observed(day) ? 1 : 0;
          any = any || acts.contains(day);
        }
        if (5 * seen < 4 * horizon) continue;
        all += 1;
        with += any ? 1 : 0;
      }
      const auto found = history.windows(d, root);
      EXPECT_EQ(found.all, all) << horizon;
      EXPECT_EQ(found.with, with) << horizon << ' ' << d;
      EXPECT_GT(all, 0);
    }
  }
}

// Of the gap's days none is observed; nor is a day of which only late rows are known.
TEST_F(ActHistoryWorld, ObservedDaysAreThoseKnownWell) {
  const KnownRows rows(log, log.first_day + 80);
  ActDays days(log, rows, kHorizon);
  days.advance(log.first_day + 64);
  EXPECT_EQ(days.well_known(), log.first_day + 59);
  EXPECT_FALSE(days.observed(log.first_day + 62));
  EXPECT_TRUE(days.mostly_observed(log.first_day + 50, log.first_day + 60));
  EXPECT_FALSE(days.mostly_observed(log.first_day + 57, log.first_day + 64));
  days.advance(log.first_day + 80);
  EXPECT_EQ(days.well_known(), log.first_day + 80);
  EXPECT_FALSE(days.observed(log.first_day + 62));
}

TEST_F(ActHistoryWorld, ShownHappenedAndBusiest) {
  const int until = log.first_day + 119;
  const KnownRows rows(log, until);
  ActHistory history(log, rows, kHorizon);
  const int now = log.first_day + 90;
  history.advance(now);
  std::vector<std::uint32_t> counts(log.dyads.size(), 0);
  for (std::size_t i = 0; i < log.size(); ++i) counts[log.dyad[i]] += known(i, now) ? 1 : 0;
  const auto busiest = history.busiest(5);
  ASSERT_EQ(busiest.size(), 5U);
  for (const std::uint32_t one : busiest)
    for (std::uint32_t d = 0; d < counts.size(); ++d)
      if (counts[d] > counts[one]) {
        EXPECT_NE(std::ranges::find(busiest, d), busiest.end());
      }
  for (std::uint32_t d = 0; d < log.dyads.size(); ++d) {
    std::uint32_t shown = 0, happened = 0;
    for (std::size_t i = 0; i < log.size(); ++i) {
      const bool either = log.dyad[i] == d || history.dyad(d).reverse == log.dyad[i];
      if (log.root[i] == 0) continue;
      if (known(i, now) && either) shown |= 1U << (log.root[i] - 1);
      if (known(i, until) && log.dyad[i] == d && log.day[i] > now && log.day[i] <= now + 7)
        happened |= 1U << (log.root[i] - 1);
    }
    EXPECT_EQ(history.shown(history.dyad(d)), shown);
    EXPECT_EQ(history.happened(d, now + 1, now + 8, until), happened);
  }
  EXPECT_EQ(history.shown(history.dyad("nobody", "no one")), 0U);
  EXPECT_EQ(history.happened(-1, now, now + 8, until), 0U);
}

}  // namespace
}  // namespace entente::forecast
