#include "entente/history/first_told.hpp"

#include <gtest/gtest.h>

namespace entente {
namespace {

// Rows by day and lag; dyads and roots do not matter here.
EventLog log_of(const std::vector<std::pair<std::int32_t, std::uint16_t>>& rows) {
  EventLog log;
  for (const auto& [day, lag] : rows) {
    log.day.push_back(day);
    log.known_lag.push_back(lag);
  }
  return log;
}

TEST(FirstTold, TheUsualDayHoldsTheMiddleRow) {
  EXPECT_EQ(usual_day({}), 0U);
  const std::vector<std::uint32_t> few_told = {1, 1, 1, 1, 1, 100, 90};
  EXPECT_EQ(usual_day(few_told), 100U);
  const std::vector<std::uint32_t> even = {3, 3, 3};
  EXPECT_EQ(usual_day(even), 3U);
}

// One row of long ago, then forty a day from day 1,000 on, known the day after.
TEST(FirstTold, RowsOfLongAgoAreNoBeginning) {
  std::vector<std::pair<std::int32_t, std::uint16_t>> rows = {{10, 2'000}, {20, 0}};
  for (std::int32_t day = 1'000; day < 1'030; ++day)
    for (int i = 0; i < 40; ++i) rows.emplace_back(day, 1);
  const EventLog log = log_of(rows);
  ASSERT_TRUE(first_told(log, 1'029, 0));
  EXPECT_EQ(first_told(log, 1'029, 0)->day, 1'000);
  EXPECT_EQ(first_told(log, 1'029, 0)->usual, 40U);
  EXPECT_EQ(first_told(log, 1'029, 1'010)->day, 1'010);
  // What was known on day 999 is the one row of day 20; on day 15, nothing.
  EXPECT_EQ(first_told(log, 999, 0)->day, 20);
  EXPECT_FALSE(first_told(log, 15, 0));
  EXPECT_FALSE(first_told(log, 5, 0));
  // On day 1,000 none of that day's rows is known yet.
  EXPECT_EQ(first_told(log, 1'000, 0)->day, 20);
}

}  // namespace
}  // namespace entente
