// GDELT rows, made by hand: one good row of each width, then one fault at a time.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "entente/base/text.hpp"
#include "entente/sources/source_testing.hpp"

namespace entente {
namespace {

using testing::context_of;
using testing::read_text;
using testing::Reading;

constexpr std::size_t kId = 0, kDay = 1, kCode = 26, kBase = 27, kRoot = 28, kQuad = 29,
                      kGoldstein = 30, kMentions = 31;

// Korea talks with Japan in Seoul.
std::vector<std::string> fields_of_width(std::size_t width) {
  std::vector<std::string> fields(width);
  fields[kId] = "900000001";
  fields[kDay] = "20140105";
  fields[5] = "KORGOV";
  fields[6] = "SOUTH KOREA";
  fields[7] = "KOR";
  fields[12] = "GOV";
  fields[13] = "MIL";
  fields[15] = " JPN";
  fields[16] = "JAPAN";
  fields[17] = "JPN";
  fields[kCode] = "042";
  fields[kBase] = "042";
  fields[kRoot] = "04";
  fields[kQuad] = "1";
  fields[kGoldstein] = "1.9";
  fields[kMentions] = "7";
  const std::size_t block = width == 61 ? 8 : 7;
  const std::size_t place = 35 + 2 * block;
  fields[place + 2] = "KS";
  fields[place + block - 3] = "37.5";
  fields[place + block - 2] = "127";
  fields[35 + 3 * block] = width == 61 ? "20140106081500" : "20140106";
  if (width != 57) fields.back() = "http://example.org/story";
  return fields;
}

std::string line_of(const std::vector<std::string>& fields) { return join(fields, "\t") + "\n"; }

std::string changed(std::size_t field, const std::string& value, std::size_t width = 58) {
  auto fields = fields_of_width(width);
  fields[field] = value;
  return line_of(fields);
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

TEST(Gdelt, ReadsEveryWidth) {
  for (const std::size_t width : {57U, 58U, 61U}) {
    const Reading reading = read_text(line_of(fields_of_width(width)));
    ASSERT_FALSE(reading.error) << reading.error->message;
    ASSERT_EQ(reading.rows.size(), 1U) << width;
    const EventRow& row = reading.rows[0].row;
    EXPECT_EQ(row.provider, width == 61 ? "gdelt2" : "gdelt1");
    EXPECT_EQ(row.provider_id, "900000001");
    EXPECT_EQ(row.day, day(2014, 1, 5));
    EXPECT_EQ(row.day_last, row.day);
    EXPECT_EQ(row.recorded_day->day, day(2014, 1, 6));
    EXPECT_EQ(row.day_basis, DayBasis::kPublication);
    EXPECT_EQ(row.source_raw, "KORGOV");
    EXPECT_EQ(row.source_name, "SOUTH KOREA");
    EXPECT_EQ(row.source_country, "KOR");
    EXPECT_EQ(row.source_sectors, "GOV,MIL");
    EXPECT_EQ(row.target_raw, "JPN");  // a blank stands before it in the file
    EXPECT_EQ(row.target_sectors, "");
    EXPECT_EQ(row.action, "042");
    EXPECT_EQ(row.root, 4);
    EXPECT_EQ(row.quad_class, 1);
    EXPECT_DOUBLE_EQ(row.intensity, 1.9);
    EXPECT_EQ(row.weight, 7U);
    EXPECT_EQ(row.country, "KOR");  // FIPS KS
    EXPECT_DOUBLE_EQ(row.latitude, 37.5);
    EXPECT_DOUBLE_EQ(row.longitude, 127);
    EXPECT_EQ(row.story_id, width == 57 ? "" : "http://example.org/story");
    EXPECT_EQ(row.line, 1U);
  }
}

TEST(Gdelt, BothWidthsOfTheFirstVersionMayStandInOneFile) {
  const Reading reading = read_text(line_of(fields_of_width(57)) + line_of(fields_of_width(58)) +
                                    "\r\n" + line_of(fields_of_width(57)));
  EXPECT_EQ(reading.rows.size(), 3U);
  EXPECT_EQ(reading.rows[2].row.line, 4U);
}

TEST(Gdelt, ABrokenFirstLineIsOneReject) {
  const Reading reading = read_text("broken\n" + line_of(fields_of_width(58)));
  EXPECT_EQ(reading.rows.size(), 1U);
  EXPECT_EQ(reading.rejects.size(), 1U);
}

TEST(Gdelt, CommaFormWithHeaderAndQuotes) {
  const std::string text =
      "GLOBALEVENTID,SQLDATE,Actor1Code,Actor1Name,Actor1CountryCode,Actor2Code,Actor2CountryCode,"
      "EventCode,EventRootCode,ActionGeo_FullName,ActionGeo_CountryCode,DATEADDED\n"
      "1,20140105,KOR,\"SEOUL, \"\"THE\"\" CITY\",KOR,JPN,JPN,042,04,\"Seoul, "
      "Korea\",KS,20140106\n";
  const Reading reading = read_text(text);
  ASSERT_FALSE(reading.error) << reading.error->message;
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_EQ(reading.rows[0].row.source_name, "SEOUL, \"THE\" CITY");
  EXPECT_EQ(reading.rows[0].row.country, "KOR");
  EXPECT_EQ(reading.rows[0].row.weight, 1U);  // the column is not there
}

TEST(Gdelt, MissingColumnIsNamed) {
  const Reading reading = read_text("GLOBALEVENTID,SQLDATE,EventCode\n1,20140105,042\n");
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::kBadData);
  EXPECT_NE(reading.error->message.find("Actor1Code"), std::string::npos);
}

TEST(Gdelt, EmptyOptionalFieldsAreMissing) {
  auto fields = fields_of_width(58);
  for (const std::size_t field : {kQuad, kGoldstein, kMentions}) fields[field].clear();
  for (std::size_t field = 35; field < 57; ++field) fields[field].clear();
  const Reading reading = read_text(line_of(fields));
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_TRUE(std::isnan(reading.rows[0].row.intensity));
  EXPECT_TRUE(std::isnan(reading.rows[0].row.latitude));
  EXPECT_FALSE(reading.rows[0].row.recorded_day);
  EXPECT_EQ(reading.rows[0].row.quad_class, 0);
}

TEST(Gdelt, RegionsAreNoStates) {
  auto fields = fields_of_width(58);
  fields[7] = "EUR";
  fields[17] = "XYZ";
  const Reading reading = read_text(line_of(fields));
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_EQ(reading.rows[0].row.source_country, "");
  EXPECT_EQ(reading.rows[0].row.target_country, "");
}

TEST(Gdelt, RecordedYearsLaterIsFine) {
  const Reading reading = read_text(changed(56, "20150221"));
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_EQ(reading.rows[0].row.recorded_day->day, day(2015, 2, 21));
}

TEST(Gdelt, FaultsNameTheirColumn) {
  expect_reject(read_text(changed(kDay, "2024-13-02")), "SQLDATE",
                "day must be YYYYMMDD, got \"2024-13-02\"");
  expect_reject(read_text(changed(kDay, "20230229")), "SQLDATE", "day must be YYYYMMDD");
  expect_reject(read_text(changed(kDay, "")), "SQLDATE", "got nothing");
  expect_reject(read_text(changed(kCode, "")), "EventCode", "EventCode is empty");
  expect_reject(read_text(changed(kGoldstein, "much")), "GoldsteinScale", "must be a number");
  expect_reject(read_text(changed(kGoldstein, "nan")), "GoldsteinScale", "must be a number");
  expect_reject(read_text(changed(kQuad, "5")), "QuadClass", "from 1 to 4");
  expect_reject(read_text(changed(kMentions, "-3")), "NumMentions", "whole number");
  expect_reject(read_text(changed(53, "97.1")), "ActionGeo_Lat", "from -90 to 90");
  expect_reject(read_text(changed(54, "-180.5")), "ActionGeo_Long", "from -180 to 180");
  expect_reject(read_text(changed(56, "yesterday")), "DATEADDED", "YYYYMMDD");
}

TEST(Gdelt, OnlyTheFirstFaultOfARowCounts) {
  auto fields = fields_of_width(58);
  fields[kDay] = "x";
  fields[kCode] = "";
  fields[kGoldstein] = "y";
  expect_reject(read_text(line_of(fields)), "SQLDATE", "day must be");
}

TEST(Gdelt, SpreadsheetDamageIsCalledThat) {
  expect_reject(read_text(changed(kId, "7.19E+08")), "GLOBALEVENTID", "a spreadsheet has changed");
  expect_reject(read_text(changed(kDay, "01/05/2014")), "SQLDATE", "a spreadsheet has changed");
  expect_reject(read_text(changed(kDay, "1/5/14")), "SQLDATE", "a spreadsheet has changed");
  expect_reject(read_text(changed(kCode, "42")), "EventCode", "lost its leading zero");
  // 0251 loses its zero, and nothing but base and root shows it.
  auto fields = fields_of_width(58);
  fields[kCode] = "251";
  fields[kBase] = "25";
  fields[kRoot] = "2";
  expect_reject(read_text(line_of(fields)), "EventCode", "spreadsheet");
  fields[kBase] = "025";
  fields[kRoot] = "02";
  expect_reject(read_text(line_of(fields)), "EventCode", "EventRootCode \"02\"");
}

TEST(Gdelt, WrongWidths) {
  const std::string good = line_of(fields_of_width(58));
  expect_reject(read_text(good + "1\t20140105\tshort\n"), "", "57 or 58 columns expected, got 3");
  expect_reject(read_text(line_of(fields_of_width(61)) + good), "", "61 columns expected, got 58");
}

TEST(Gdelt, DaysPastTheFilesOwnAreRejected) {
  const auto named = [](const std::string& name) { return context_of(name); };
  // Two days after the file's own date are allowed, three are not.
  EXPECT_EQ(read_text(changed(kDay, "20140107"), {}, named("in/20140105.export.CSV")).rows.size(),
            1U);
  expect_reject(read_text(changed(kDay, "20140108"), {}, named("20140105.export.CSV")), "SQLDATE",
                "more than 2 days after the file's own date 2014-01-05");
  expect_reject(read_text(changed(kDay, "20260110"), {}, named("some.csv")), "SQLDATE",
                "more than 2 days after the day of this run 2026-01-01");
}

TEST(Gdelt, BadBytes) {
  expect_reject(read_text(changed(6, "SEO\xFFUL")), "", "invalid UTF-8 at byte offset 32");
  expect_reject(read_text(changed(6, std::string("SE\0UL", 5))), "", "NUL byte at byte offset 31");
  InputLimits limits;
  limits.max_line_bytes = 100;
  expect_reject(read_text(changed(6, std::string(200, 'x')), {}, context_of("x"), limits), "",
                "--max-line-bytes");
}

TEST(Gdelt, StopsWhenTheSinkHasEnough) {
  const std::string line = line_of(fields_of_width(58));
  testing::MemoryInput input(line + line + line);
  LineReader lines(input, {});
  testing::KeepingSink sink;
  sink.most = 2;
  auto source = source_for(line, "x", {});
  ASSERT_TRUE(source);
  ASSERT_TRUE((*source)->read(lines, context_of("x"), sink));
  EXPECT_EQ(sink.rows.size(), 2U);
}

TEST(GdeltReduced, ReadsTheDocumentedColumns) {
  const std::string header =
      "Date\tSource\tTarget\tCAMEOCode\tNumEvents\tNumArts\tQuadClass\tGoldstein\tSourceGeoType\t"
      "SourceGeoLat\tSourceGeoLong\tTargetGeoType\tTargetGeoLat\tTargetGeoLong\tActionGeoType\t"
      "ActionGeoLat\tActionGeoLong\n";
  const Reading reading = read_text(
      header + "19830901\tRUSMIL\tIGOUNO\t190\t12\t30\t4\t-10\t1\t60\t100\t\t\t\t1\t46.5\t141.3\n");
  ASSERT_FALSE(reading.error) << reading.error->message;
  ASSERT_EQ(reading.rows.size(), 1U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider, "gdelt1");
  EXPECT_EQ(row.provider_id, "");
  EXPECT_EQ(row.day, day(1983, 9, 1));
  EXPECT_EQ(row.source_raw, "RUSMIL");
  EXPECT_EQ(row.source_country, "RUS");
  EXPECT_EQ(row.target_country, "");  // an organisation
  EXPECT_EQ(row.root, 19);
  EXPECT_EQ(row.weight, 12U);
  EXPECT_DOUBLE_EQ(row.longitude, 141.3);
  EXPECT_FALSE(row.recorded_day);
  expect_reject(read_text(header + "19830901\tRUS\tUSA\t42" + std::string(13, '\t') + "\n"),
                "CAMEOCode", "lost its leading zero");
}

}  // namespace
}  // namespace entente
