// ACLED and UCDP rows, made by hand.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "entente/sources/source_testing.hpp"

namespace entente {
namespace {

using testing::context_of;
using testing::read_text;
using testing::Reading;

Day day(int year, unsigned month, unsigned d) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{d}};
}

void expect_reject(const Reading& reading, const std::string& column, const std::string& reason) {
  ASSERT_FALSE(reading.error) << reading.error->message;
  ASSERT_EQ(reading.rejects.size(), 1U);
  EXPECT_EQ(reading.rejects[0].column, column);
  EXPECT_NE(reading.rejects[0].reason.find(reason), std::string::npos) << reading.rejects[0].reason;
}

const std::string kAcled =
    "event_id_cnty,event_date,time_precision,sub_event_type,actor1,inter1,actor2,inter2,country,"
    "latitude,longitude,notes,timestamp\n";

std::string acled_row(const std::string& date, const std::string& precision,
                      const std::string& timestamp = "1656000000") {
  return "JPN1," + date + "," + precision +
         ",Peaceful protest,Protesters (Japan),6,,0,Japan,35.7,139.7,\"Two\nlines, a comma\"," +
         timestamp + "\n";
}

TEST(Acled, ReadsARow) {
  const Reading reading = read_text(kAcled + acled_row("2022-06-20", "1"));
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "acled");
  ASSERT_EQ(reading.rows.size(), 1U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider_id, "JPN1");
  EXPECT_EQ(row.day, day(2022, 6, 20));
  EXPECT_EQ(row.day_last, row.day);
  EXPECT_EQ(row.day_basis, DayBasis::kLocal);
  EXPECT_EQ(row.recorded_day->day, day(2022, 6, 23));
  EXPECT_EQ(row.action, "acled:Peaceful protest");
  EXPECT_EQ(row.root, 14);
  EXPECT_EQ(row.quad_class, 3);
  EXPECT_EQ(row.source_raw, "Protesters (Japan)");
  EXPECT_EQ(row.target_raw, "");
  EXPECT_EQ(row.source_country, "");
  EXPECT_EQ(row.country, "JPN");
  EXPECT_EQ(row.weight, 1U);
}

TEST(Acled, ADayMayStandForItsWeekOrItsMonth) {
  const Reading reading = read_text(kAcled + acled_row("2022-06-20", "2") +
                                    acled_row("2022-02-15", "3") + acled_row("20 June 2022", "1"));
  ASSERT_EQ(reading.rows.size(), 3U);
  EXPECT_EQ(reading.rows[0].row.day, day(2022, 6, 20));
  EXPECT_EQ(reading.rows[0].row.day_last, day(2022, 6, 26));
  EXPECT_EQ(reading.rows[1].row.day, day(2022, 2, 1));
  EXPECT_EQ(reading.rows[1].row.day_last, day(2022, 2, 28));
  EXPECT_EQ(reading.rows[2].row.day, day(2022, 6, 20));
  EXPECT_EQ(reading.rows[2].row.line, 6U);  // records of two lines
}

TEST(Acled, Faults) {
  expect_reject(read_text(kAcled + acled_row("6/20/2022", "1")), "event_date", "spreadsheet");
  expect_reject(read_text(kAcled + acled_row("20-Jun-22", "1")), "event_date", "spreadsheet");
  expect_reject(read_text(kAcled + acled_row("2022-06-20", "4")), "time_precision", "from 1 to 3");
  expect_reject(read_text(kAcled + acled_row("2022-06-20", "1", "1.66E+09")), "timestamp",
                "spreadsheet");
}

TEST(Acled, AQuoteThatNeverClosesIsOneReject) {
  std::string text = kAcled + "JPN1,2022-06-20,1,Attack,\"A,1,,0,Japan,,,,\n";
  for (int i = 0; i < 100; ++i) text += "x\n";
  const Reading reading = read_text(text);
  expect_reject(reading, "", "a quoted field is not closed");
  EXPECT_EQ(reading.rejects[0].line, 2U);
}

TEST(UcdpDyadic, ARowIsAYear) {
  const std::string text =
      "conflict_id,dyad_id,org,side_a_name,side_b_name,year,location,gwno_location,version\n"
      "5,12,1,Red group,Blue group,1998,Brazil,140,21.1\n"
      "5,12,3,Red group,Blue group,1999,\"Iraq, Syria\",\"645, 652\",21.1\n";
  const Reading reading = read_text(text);
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "ucdp_dyadic");
  ASSERT_EQ(reading.rows.size(), 2U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider_id, "12@1998");
  EXPECT_EQ(row.day, day(1998, 1, 1));
  EXPECT_EQ(row.day_last, day(1998, 12, 31));
  EXPECT_EQ(row.action, "ucdp:nonstate:1");
  EXPECT_EQ(row.root, 19);
  EXPECT_EQ(row.quad_class, 4);
  EXPECT_EQ(row.country, "BRA");
  EXPECT_FALSE(row.recorded_day);
  EXPECT_EQ(reading.rows[1].row.country, "");  // two states are no one place
}

TEST(UcdpDyadic, StateSides) {
  const std::string text =
      "dyad_id,side_a,side_b,year,type_of_conflict,gwno_a,gwno_b,gwno_loc\n"
      "7,Government of Russia,Government of Ukraine,2022,2,365,369,369\n";
  SourceContext context = context_of("x");
  context.recorded_day = day(2023, 6, 1);
  const Reading reading = read_text(text, {}, context);
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_EQ(reading.rows[0].row.action, "ucdp:dyadic:2");
  EXPECT_EQ(reading.rows[0].row.source_country, "RUS");
  EXPECT_EQ(reading.rows[0].row.target_country, "UKR");
  EXPECT_EQ(reading.rows[0].row.recorded_day->day, day(2023, 6, 1));
}

TEST(UcdpGed, ReadsTheDocumentedColumns) {
  const std::string text =
      "id,relid,year,type_of_violence,side_a,side_b,source_article,latitude,longitude,country,"
      "country_id,date_start,date_end,best,gwnoa,gwnob\n"
      "9001,MLI-1,2018,1,Government of Mali,\"Group, the\",\"A report\",16.2,-0.04,Mali,432,"
      "2018-01-03 00:00:00.000,2018-01-05 00:00:00.000,4,432,\n";
  const Reading reading = read_text(text);
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "ucdp_ged");
  ASSERT_EQ(reading.rows.size(), 1U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider_id, "9001");
  EXPECT_EQ(row.day, day(2018, 1, 3));
  EXPECT_EQ(row.day_last, day(2018, 1, 5));
  EXPECT_EQ(row.action, "ucdp:ged:1");
  EXPECT_EQ(row.source_country, "MLI");
  EXPECT_EQ(row.country, "MLI");
  EXPECT_EQ(row.story_id, "A report");
  EXPECT_EQ(row.target_raw, "Group, the");
}

}  // namespace
}  // namespace entente
