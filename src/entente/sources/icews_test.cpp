// ICEWS rows, made by hand, and POLECAT's, which are read the same way.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "entente/sources/source_testing.hpp"

namespace entente {
namespace {

using testing::context_of;
using testing::read_text;
using testing::Reading;

const std::string kHeader =
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
    "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\t"
    "City\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n";

std::string row_with(const std::string& id, const std::string& day, const std::string& code,
                     const std::string& latitude = "39.0") {
  return id + "\t" + day +
         "\tForeign Ministry (North Korea)\tExecutive,Foreign Ministry\tNorth Korea\tMake a "
         "visit\t" +
         code + "\t1.9\tRussia\t\tRussian Federation\t5001\t3\tA Paper\tPyongyang\tNA\tNA\tNorth " +
         "Korea\t" + latitude + "\t125.7\n";
}

Day day(int year, unsigned month, unsigned d) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{d}};
}

void expect_reject(const Reading& reading, const std::string& column, const std::string& reason) {
  ASSERT_FALSE(reading.error) << reading.error->message;
  ASSERT_EQ(reading.rejects.size(), 1U);
  EXPECT_EQ(reading.rejects[0].column, column);
  EXPECT_NE(reading.rejects[0].reason.find(reason), std::string::npos) << reading.rejects[0].reason;
}

TEST(Icews, ReadsARow) {
  const Reading reading = read_text(kHeader + row_with("77", "2018-10-03", "042"), {},
                                    context_of("data/20181004-icews-events.tab"));
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "icews");
  ASSERT_EQ(reading.rows.size(), 1U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider_id, "77@2018-10-03");
  EXPECT_EQ(row.day, day(2018, 10, 3));
  EXPECT_EQ(row.recorded_day->day, day(2018, 10, 4));
  EXPECT_EQ(row.source_raw, "Foreign Ministry (North Korea)");
  EXPECT_EQ(row.source_sectors, "Executive,Foreign Ministry");
  EXPECT_EQ(row.source_country, "PRK");
  EXPECT_EQ(row.target_raw, "Russia");
  EXPECT_EQ(row.target_country, "RUS");
  EXPECT_EQ(row.action, "042");
  EXPECT_EQ(row.root, 4);
  EXPECT_EQ(row.quad_class, 1);
  EXPECT_DOUBLE_EQ(row.intensity, 1.9);
  EXPECT_EQ(row.story_id, "5001");
  EXPECT_EQ(row.country, "PRK");
  EXPECT_DOUBLE_EQ(row.latitude, 39.0);
  EXPECT_EQ(row.line, 2U);
}

TEST(Icews, YearlyFilesDoNotSayWhenARowBecameKnown) {
  const Reading reading = read_text(kHeader + row_with("77", "2018-06-01", "042"), {},
                                    context_of("events.2018.sample.tab"));
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_FALSE(reading.rows[0].row.recorded_day);
}

TEST(Icews, RecordedDayGivenWinsOverTheName) {
  testing::Reading reading;
  SourceContext context = context_of("20181004-icews-events.tab");
  context.recorded_day = day(2018, 10, 8);
  reading = read_text(kHeader + row_with("77", "2018-10-10", "042"), {}, context);
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_EQ(reading.rows[0].row.recorded_day->day, day(2018, 10, 8));
}

TEST(Icews, MissingIsEmptyOrNa) {
  const Reading reading = read_text(kHeader + row_with("77", "2018-06-01", "190", "NA"));
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_TRUE(std::isnan(reading.rows[0].row.latitude));
  EXPECT_TRUE(std::isnan(reading.rows[0].row.longitude));
}

TEST(Icews, ItsOwnQuadClasses) {
  // Roots 09 and 14 are where GDELT's mapping differs.
  const Reading reading =
      read_text(kHeader + row_with("1", "2018-06-01", "090") + row_with("2", "2018-06-01", "141"));
  ASSERT_EQ(reading.rows.size(), 2U);
  EXPECT_EQ(reading.rows[0].row.quad_class, 3);
  EXPECT_EQ(reading.rows[1].row.quad_class, 4);
}

TEST(Icews, ColumnsAreFoundByName) {
  const Reading reading = read_text(
      "CAMEO Code\tTarget Country\tTarget Name\tSource Country\tSource Name\tEvent Date\tEvent ID\n"
      "010\tJapan\tJapan\tChina\tChina\t2018-06-01\t5\n");
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_EQ(reading.rows[0].row.source_country, "CHN");
  EXPECT_EQ(reading.rows[0].row.action, "010");
}

TEST(Icews, MissingColumnIsNamed) {
  const Reading reading = read_text("Event ID\tEvent Date\tSource Name\tTarget Name\n", "icews");
  ASSERT_TRUE(reading.error);
  EXPECT_NE(reading.error->message.find("CAMEO Code"), std::string::npos);
}

TEST(Icews, FilesPutTogetherRepeatTheHeader) {
  const std::string file = kHeader + row_with("1", "2018-06-01", "042");
  const Reading reading = read_text(file + file);
  EXPECT_EQ(reading.rows.size(), 2U);
  EXPECT_TRUE(reading.rejects.empty());
}

TEST(Icews, Faults) {
  const auto read = [](const std::string& row) { return read_text(kHeader + row); };
  expect_reject(read(row_with("1", "20180601", "042")), "Event Date", "day must be YYYY-MM-DD");
  expect_reject(read(row_with("1", "6/1/2018", "042")), "Event Date", "a spreadsheet has changed");
  expect_reject(read(row_with("3.27E+07", "2018-06-01", "042")), "Event ID", "spreadsheet");
  expect_reject(read(row_with("1", "2018-06-01", "42")), "CAMEO Code", "lost its leading zero");
  expect_reject(read(row_with("1", "2018-06-01", "333")), "CAMEO Code", "01 to 20");
  expect_reject(read(row_with("1", "2018-06-01", "")), "CAMEO Code", "is empty");
  expect_reject(read(row_with("1", "2018-06-01", "042", "91")), "Latitude", "from -90 to 90");
  expect_reject(read("1\t2018-06-01\n"), "", "20 columns expected, got 2");
  expect_reject(read_text(kHeader + row_with("1", "2018-10-07", "042"), {},
                          context_of("20181004-icews-events.tab")),
                "Event Date", "file's own date 2018-10-04");
}

const std::string kPolecat =
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tActor Name\tActor "
    "Country\t"
    "Actor Sectors\tActor Name Raw\tRecipient Name\tRecipient Country\tCountry\tLatitude\t"
    "Longitude\tPublication Date\n";

TEST(Polecat, ReadsTheDocumentedColumns) {
  const Reading reading =
      read_text(kPolecat +
                "AB-1\t2022-03-01\tCONSULT\tvisit\t3\t\tFinland\tFIN\tGOV\tFinns\tSweden\t"
                "SWE;NOR\tSWE\t59.3\t18.1\t2022-03-02\n");
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "polecat");
  ASSERT_EQ(reading.rows.size(), 1U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider_id, "AB-1");
  EXPECT_EQ(row.action, "CONSULT");
  EXPECT_EQ(row.root, 4);
  EXPECT_EQ(row.quad_class, 1);
  EXPECT_EQ(row.source_country, "FIN");
  EXPECT_EQ(row.target_country, "");  // two states are no one state
  EXPECT_EQ(row.recorded_day->day, day(2022, 3, 2));
  EXPECT_DOUBLE_EQ(row.intensity, 3);
}

TEST(Polecat, ItsOwnQuadCodeWins) {
  const std::string end = "\tA\tFIN\t\t\tB\tSWE\t\t\t\t\n";
  const Reading reading = read_text(
      kPolecat + "1\t2022-03-01\tPROTEST\t\t\tQ3" + end + "2\t2022-03-01\tPROTEST\t\t\t3" + end +
      "3\t2022-03-01\tPROTEST\t\t\tVerbal conflict" + end + "4\t2022-03-01\tPROTEST\t\t\t" + end);
  ASSERT_EQ(reading.rows.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(reading.rows[i].row.quad_class, 3);
  EXPECT_EQ(reading.rows[3].row.quad_class, 4);
}

}  // namespace
}  // namespace entente
