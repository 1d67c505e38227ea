#include "entente/measure/panel.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/measure/plain_testing.hpp"

namespace entente {
namespace {

using testing::make_log;

std::vector<PanelRow> rows_of(const EventLog& log, Period period, DayRange days,
                              const std::vector<std::pair<std::string, std::string>>& dyads = {}) {
  std::vector<PanelRow> rows;
  panel(log, period, days, 90, dyads, [&](const PanelRow& row) { rows.push_back(row); });
  return rows;
}

DayRange numbers(std::int32_t from, std::int32_t to) {
  return {day_from_number(from), day_from_number(to)};
}

// Day 4 is Monday 5 January 1970. Fourteen days of volume 10; days 11 to 17 are missing.
EventLog two_weeks() {
  std::vector<std::uint8_t> observed(14, 1);
  for (std::size_t i = 7; i < 14; ++i) observed[i] = 0;
  return make_log({{5, "A", "B", 4, 1, false},
                   {5, "A", "B", 14, 1, false},
                   {6, "A", "B", 1, 1, false},
                   {7, "B", "A", 4, 1, false},
                   {9, "A", "C", 4, 1, true},
                   {12, "A", "B", 4, 1, false}},
                  4, std::vector<std::uint32_t>(14, 10), observed);
}

TEST(Panel, ZerosAreKeptAndMissingPeriodsAreMissing) {
  const auto rows = rows_of(two_weeks(), Period::kWeek, numbers(4, 18), {{"C", "B"}, {"A", "B"}});
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].source + rows[0].target, "AB");
  EXPECT_EQ(rows[0].from, day_from_number(4));
  EXPECT_EQ(rows[0].to, day_from_number(11));
  EXPECT_EQ(rows[0].observed_days, 7U);
  EXPECT_EQ(rows[0].events, 3U);
  EXPECT_EQ(rows[0].cooperation, 1U);
  EXPECT_EQ(rows[0].conflict, 1U);
  EXPECT_EQ(rows[0].neutral, 1U);
  // 70 of the provider less three A->B, one B->A and one A->C that the filter left out.
  EXPECT_NEAR(rows[0].exposure, 0.065, 1e-12);
  EXPECT_TRUE(rows[0].measures.cooperation);
  EXPECT_EQ(rows[1].observed_days, 0U);
  EXPECT_EQ(rows[1].events, 0U);  // the few events of a missing day do not count
  EXPECT_EQ(rows[1].exposure, 0);
  EXPECT_FALSE(rows[1].measures.cooperation);
  EXPECT_FALSE(rows[1].measures.stance);
  EXPECT_EQ(rows[2].source + rows[2].target, "CB");
  EXPECT_EQ(rows[2].events, 0U);
  EXPECT_NEAR(rows[2].exposure, 0.065, 1e-12);  // all five touch B or C
  EXPECT_TRUE(rows[2].measures.cooperation);
}

TEST(Panel, PeriodsAreCutToTheRangeAndTheLog) {
  const EventLog log =
      make_log({{0, "A", "B", 4, 1, false}, {400, "A", "B", 4, 1, false}}, -20,
               std::vector<std::uint32_t>(500, 9), std::vector<std::uint8_t>(500, 1));
  const auto told = [&](Period period, DayRange days) {
    std::string text;
    for (const auto& row : rows_of(log, period, days))
      text += format_day(row.from) + "/" + format_day(row.to) + " ";
    return text;
  };
  EXPECT_EQ(told(Period::kYear, {kFirstDay, kLastDay}),
            "1969-12-12/1970-01-01 1970-01-01/1971-01-01 1971-01-01/1971-04-26 ");
  EXPECT_EQ(told(Period::kMonth, numbers(-3, 40)),
            "1969-12-29/1970-01-01 1970-01-01/1970-02-01 1970-02-01/1970-02-10 ");
  EXPECT_EQ(told(Period::kWeek, numbers(0, 12)),
            "1970-01-01/1970-01-05 1970-01-05/1970-01-12 1970-01-12/1970-01-13 ");
  EXPECT_EQ(told(Period::kDay, numbers(0, 2)), "1970-01-01/1970-01-02 1970-01-02/1970-01-03 ");
  EXPECT_EQ(told(Period::kDay, numbers(900, 902)), "");
  EXPECT_EQ(told(Period::kDay, numbers(5, 8)), "");  // nobody acted
}

// More rows than a batch holds: 300,000 days, of which two were observed, and three dyads.
TEST(Panel, LongPanelsComeInBatches) {
  constexpr std::size_t kDays = 300'000;
  std::vector<std::uint8_t> observed(kDays, 0);
  observed[10] = observed[kDays - 1] = 1;
  const EventLog log = make_log({{10, "A", "B", 4, 1, false},
                                 {10, "B", "A", 14, 1, false},
                                 {kDays - 1, "C", "A", 4, 1, false}},
                                0, std::vector<std::uint32_t>(kDays, 9), observed);
  std::string told;
  std::size_t count = 0;
  panel(log, Period::kDay, {kFirstDay, kLastDay}, 90, {}, [&](const PanelRow& row) {
    ++count;
    if (row.events > 0)
      told += row.source + row.target + std::to_string(day_number(row.from)) + " ";
  });
  EXPECT_EQ(count, 3 * kDays);
  EXPECT_EQ(told, "AB10 BA10 CA299999 ");
}

// Counts by a plain count, measures as measure_dyads says, on random worlds and all periods.
TEST(Panel, EqualToPlainCountsOnRandomWorlds) {
  for (const std::uint64_t seed : {2U, 4U, 7U, 8U, 13U}) {
    SCOPED_TRACE(seed);
    const EventLog log = testing::random_world(seed);
    for (const Period period : {Period::kDay, Period::kWeek, Period::kMonth, Period::kYear}) {
      const auto rows = rows_of(log, period, {kFirstDay, kLastDay});
      const testing::PlainTwin twin(log);
      std::uint64_t events = 0, counted = 0;
      for (std::size_t i = 0; i < log.size(); ++i)
        events += log.observed[static_cast<std::size_t>(log.day[i] - log.first_day)];
      for (std::size_t r = 0; r < rows.size(); ++r) {
        const PanelRow& row = rows[r];
        counted += row.events;
        EXPECT_EQ(row.events, row.cooperation + row.conflict + row.neutral);
        if (r > 0 && rows[r - 1].source == row.source && rows[r - 1].target == row.target) {
          EXPECT_EQ(rows[r - 1].to, row.from);
        }
        if (r % 37 != 0) continue;
        std::uint32_t plain = 0, days = 0;
        for (Day day = row.from; day < row.to; day += std::chrono::days{1})
          days += log.observed[static_cast<std::size_t>(day_number(day) - log.first_day)];
        for (std::size_t i = 0; i < log.size(); ++i) {
          const auto [a, b] = log.dyads[log.dyad[i]];
          if (log.actors[a] == row.source && log.actors[b] == row.target &&
              DayRange{row.from, row.to}.contains(day_from_number(log.day[i])) &&
              log.observed[static_cast<std::size_t>(log.day[i] - log.first_day)] != 0)
            ++plain;
        }
        EXPECT_EQ(row.events, plain);
        EXPECT_EQ(row.observed_days, days);
        if (days == 0) continue;
        const DyadSums sums = twin.sums(row.source, row.target, day_number(row.to) - 1, 90);
        const DyadMeasures measures = measures_of(sums);
        ASSERT_EQ(row.measures.cooperation.has_value(), measures.cooperation.has_value());
        if (measures.cooperation) {
          EXPECT_NEAR(row.measures.cooperation->interval.high, measures.cooperation->interval.high,
                      1e-7 * measures.cooperation->interval.high);
        }
        if (period == Period::kDay) {
          // Of one day the exposure is what an immediate decay leaves.
          const DyadSums day = twin.sums(row.source, row.target, day_number(row.from), 0.01);
          EXPECT_NEAR(row.exposure, day.exposure, 1e-12);
        }
      }
      EXPECT_EQ(counted, events);
    }
  }
}

}  // namespace
}  // namespace entente
