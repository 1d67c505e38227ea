// What is known of days, where they are no usual ones.

#include "entente/forecast/counts/count_history.hpp"

#include <gtest/gtest.h>

#include "entente/forecast/counts/count_panel.hpp"
#include "entente/forecast/counts/count_testing.hpp"

namespace entente::forecast {
namespace {

using std::chrono::year;
using testing::kWorldStart;
using testing::log_of;
using testing::MadeEvent;

TEST(CountHistory, ShareOfUsual) {
  const auto share = [](Day day) { return share_of_usual(day_number(day)); };
  EXPECT_EQ(share(year{2018} / 12 / 23), 1);
  EXPECT_EQ(share(year{2018} / 12 / 24), 0.6);
  EXPECT_EQ(share(year{2020} / 1 / 3), 0.6);
  EXPECT_EQ(share(year{2020} / 1 / 4), 0.8);
  EXPECT_EQ(share(year{2020} / 1 / 8), 0.8);
  EXPECT_EQ(share(year{2020} / 1 / 9), 1);
}

// Ten events on each day, six or eight at the turn of the year: every day is a usual one, in the
// weekdays' shares, in rates and in the weight of days to come.
TEST(CountHistory, DaysAtTheTurnOfTheYearArePartsOfUsualOnes) {
  std::vector<MadeEvent> events;
  for (std::int32_t day = kWorldStart; day < kWorldStart + 420; ++day)
    for (int i = 0; i < std::lround(10 * share_of_usual(day)); ++i)
      events.push_back({day, "AAA", "BBB", 1, 0});
  const EventLog log = log_of(events, 420);
  const std::vector<EventLog::Dyad> dyads{{0, 1}};
  const std::vector<std::int32_t> days{day_number(year{2018} / 12 / 23),
                                       day_number(year{2019} / 1 / 2)};
  const CountHistory history(log, dyads, days);
  for (const KnownState& state : history.states()) {
    for (const double weekday : state.weekday) EXPECT_NEAR(weekday, 1, 1e-9);
    for (std::size_t h = 0; h < kSpans; ++h)
      EXPECT_NEAR(state.cells[0][h] / state.exposure[h], 10, 1e-4) << kDayHalfLives[h];
  }
  const KnownState& before = history.states()[0];
  EXPECT_NEAR(CountPanel::weight(before, before.day + 1, before.day + 7), 0.6, 1e-9);
  EXPECT_NEAR(CountPanel::weight(before, before.day + 12, before.day + 16), 5 * 0.8 / 7, 1e-9);
}

}  // namespace
}  // namespace entente::forecast
