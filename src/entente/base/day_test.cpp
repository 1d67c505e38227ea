#include "entente/base/day.hpp"

#include <gtest/gtest.h>

namespace entente {
namespace {

template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};

// The day something happened and the day it was recorded must not mix.
static_assert(!Comparable<Day, RecordedDay>);
static_assert(!std::is_convertible_v<Day, RecordedDay>);
static_assert(!std::is_convertible_v<RecordedDay, Day>);
static_assert(!std::is_convertible_v<int, Day>);

TEST(Day, IsoRoundTrip) {
  for (const char* const text : {"1970-01-01", "2024-02-29", "0001-01-01", "9999-12-31"}) {
    const auto day = parse_iso_day(text);
    ASSERT_TRUE(day) << text;
    EXPECT_EQ(format_day(*day), text);
    EXPECT_EQ(day_from_number(day_number(*day)), *day);
  }
}

TEST(Day, RefusesWhatIsNoDay) {
  for (const char* const text :
       {"", "2024-02-30", "2023-02-29", "2024-13-01", "2024-1-01", "20240101", "2024/01/01",
        "2024-01-01 ", "0000-01-01", "-024-01-01", "2024-01-0x"}) {
    EXPECT_FALSE(parse_iso_day(text)) << text;
  }
  for (const char* const text :
       {"2024-13-02", "20241302", "2024010", "202401011", "2024010a", "00000000"}) {
    EXPECT_FALSE(parse_compact_day(text)) << text;
  }
  EXPECT_EQ(parse_compact_day("20240301"), parse_iso_day("2024-03-01"));
}

TEST(Day, MonthsAndRanges) {
  const Day day = *parse_iso_day("2017-09-03");
  EXPECT_EQ(format_month(day), "2017-09");
  EXPECT_EQ(format_day(month_start(day)), "2017-09-01");
  EXPECT_EQ(format_day(next_month(day)), "2017-10-01");
  const DayRange range{*parse_iso_day("2017-01-01"), *parse_iso_day("2023-09-27")};
  EXPECT_TRUE(range.contains(*parse_iso_day("2023-09-26")));
  EXPECT_FALSE(range.contains(*parse_iso_day("2023-09-27")));
  EXPECT_TRUE((DayRange{day, day}.empty()));
}

}  // namespace
}  // namespace entente
