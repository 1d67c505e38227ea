// PLOVER objects, made by hand, whole and broken.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "entente/sources/json_objects.hpp"
#include "entente/sources/source_testing.hpp"

namespace entente {
namespace {

using testing::context_of;
using testing::read_text;
using testing::Reading;

Day day(int year, unsigned month, unsigned d) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{d}};
}

const std::string kPretty = R"({
  "id": "41",
  "date": "2022-12-13",
  "enddate": "2022-12-14",
  "codedDate": "2022-12-19",
  "event": "191",
  "text": "a brace } and a \" quote",
  "ccode": "FIN",
  "protesteridentity": "Blue party: Dissident,Parties: Finland",
  "location": [
    {
      "city": "Turku",
      "lat": "60.45",
      "long": 22.27
    }
  ]
}
)";

std::string one_line(const std::string& id) {
  return R"({"id": ")" + id + R"(", "date": "2022-12-13", "event": "CONSULT", "mode": "visit", )" +
         R"("source": [{"name": "Finland", "country": "FIN", "sector": "GOV"}], )" +
         R"("target": {"name": "Sweden", "country": "Sweden"}})" + "\n";
}

TEST(Plover, ReadsPrettyObjects) {
  const Reading reading = read_text(kPretty + kPretty);
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "plover");
  ASSERT_EQ(reading.rows.size(), 2U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider_id, "41");
  EXPECT_EQ(row.day, day(2022, 12, 13));
  EXPECT_EQ(row.day_last, day(2022, 12, 14));
  EXPECT_EQ(row.recorded_day->day, day(2022, 12, 19));
  EXPECT_EQ(row.action, "191");
  EXPECT_EQ(row.root, 19);
  EXPECT_EQ(row.source_raw, "Blue party");
  EXPECT_EQ(row.source_sectors, "Dissident,Parties");
  EXPECT_EQ(row.source_country, "FIN");
  EXPECT_EQ(row.target_raw, "");
  EXPECT_EQ(row.country, "FIN");
  EXPECT_DOUBLE_EQ(row.latitude, 60.45);
  EXPECT_DOUBLE_EQ(row.longitude, 22.27);
  EXPECT_EQ(reading.rows[1].row.line, 18U);
}

TEST(Plover, ReadsOneALineAndArrays) {
  for (const std::string& text :
       {one_line("1") + one_line("2"), "[" + one_line("1") + "," + one_line("2") + "]",
        "[\n" + one_line("1") + ",\n" + one_line("2") + "]\n"}) {
    const Reading reading = read_text(text);
    ASSERT_EQ(reading.rows.size(), 2U) << text;
    EXPECT_TRUE(reading.rejects.empty());
    const EventRow& row = reading.rows[1].row;
    EXPECT_EQ(row.provider_id, "2");
    EXPECT_EQ(row.action, "CONSULT");
    EXPECT_EQ(row.root, 4);
    EXPECT_EQ(row.source_raw, "Finland");
    EXPECT_EQ(row.target_country, "SWE");
  }
}

TEST(Plover, ABrokenLineLeavesTheOthers) {
  const Reading reading =
      read_text(one_line("1") + R"({"id": "2", "date": "2022-12-13")" + "\n" + one_line("3"));
  EXPECT_EQ(reading.rows.size(), 2U);
  ASSERT_EQ(reading.rejects.size(), 1U);
  EXPECT_EQ(reading.rejects[0].line, 2U);
  EXPECT_EQ(reading.rejects[0].reason, "the object is not closed on its line");
}

TEST(Plover, AnUnclosedPrettyObjectLeavesTheOthers) {
  const std::string broken = "{\n  \"id\": \"9\",\n  \"location\": {\n";
  const Reading reading = read_text(kPretty + broken + kPretty);
  EXPECT_EQ(reading.rows.size(), 2U);
  ASSERT_EQ(reading.rejects.size(), 1U);
  EXPECT_EQ(reading.rejects[0].line, 18U);
  EXPECT_EQ(reading.rejects[0].reason, "the object is not closed");
}

TEST(Plover, Faults) {
  const auto reason = [](const std::string& text) {
    const Reading reading = read_text(text, "plover");
    return reading.rejects.size() == 1 && reading.rows.empty()
               ? reading.rejects[0].column + ": " + reading.rejects[0].reason
               : "no single reject";
  };
  EXPECT_EQ(reason("{\"id\": }\n"), ": this is not valid JSON");
  EXPECT_EQ(reason("[1, 2]\n"), ": a JSON object was expected");
  EXPECT_EQ(reason("{\"date\": \"13.12.2022\"}\n"),
            "date: day must be YYYY-MM-DD, got \"13.12.2022\"");
  EXPECT_EQ(reason("{\"date\": null}\n"), "date: day must be YYYY-MM-DD, got nothing");
  EXPECT_EQ(reason("{\"date\": \"2022-12-13\"}\n"), "event: event is empty");
  EXPECT_EQ(reason("{\"date\": \"2022-12-13\", \"event\": \"010\", \"source\": "
                   "\"a\\u0000b\"}\n"),
            ": NUL byte in a text");
  EXPECT_EQ(reason("{\"id\": \"\xFF\"}\n"),
            ": invalid UTF-8 at byte offset 8: save the file as UTF-8");
  EXPECT_EQ(reason("{\"a\": " + std::string(100, '[') + std::string(100, ']') + "}\n"),
            ": an object nested more than 64 deep");
  EXPECT_EQ(reason("{\"date\": \"2022-12-13\", \"event\": \"010\", \"location\": {\"lat\": 91, "
                   "\"long\": 1}}\n"),
            "location: latitude must lie from -90 to 90, got \"91\"");
}

TEST(Plover, AnObjectThatNeverEndsCostsNoMemory) {
  std::string text = "{\n";
  for (int i = 0; i < 50000; ++i) text += "\"a\": \"" + std::string(40, 'x') + "\",\n";
  const Reading reading = read_text(text);
  ASSERT_EQ(reading.rejects.size(), 1U);
  EXPECT_EQ(reading.rejects[0].reason, "an object of more than 1048576 bytes");
  EXPECT_LE(reading.rejects[0].raw.size(), 4096U);
}

}  // namespace
}  // namespace entente
