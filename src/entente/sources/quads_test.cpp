// Quads with their side files, in a folder of their own.

#include <gtest/gtest.h>

#include <string>

#include "entente/sources/input_testing.hpp"
#include "entente/sources/source_testing.hpp"

namespace entente {
namespace {

using testing::read_text;
using testing::Reading;
using testing::TempFolder;

constexpr Day kOrigin{std::chrono::year{2014} / 1 / 1};

class Quads : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("entity2id.txt", "North Korea\t0\nRussia\t1\r\nCitizen_(Nigeria)\t2\n");
    folder_.write("relation2id.txt", "Make statement\t0\nConsult\t1\nSing together\t2\n");
  }
  SourceContext context(bool with_origin = true) const {
    SourceContext context = testing::context_of(folder_.file("train.txt"));
    if (with_origin) context.quads_origin = kOrigin;
    return context;
  }
  TempFolder folder_;
};

TEST_F(Quads, HoursAndNames) {
  const Reading reading =
      read_text("0\t1\t1\t0\t-1\r\n1  \t0\t0 \t24\t-1\r\n2 2 0 48\n", {}, context());
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "quads");
  ASSERT_EQ(reading.rows.size(), 3U);
  EXPECT_EQ(reading.rows[0].row.provider_id, "");
  EXPECT_EQ(reading.rows[0].row.source_raw, "North Korea");
  EXPECT_EQ(reading.rows[0].row.target_raw, "Russia");
  EXPECT_EQ(reading.rows[0].row.action, "040");
  EXPECT_EQ(reading.rows[0].row.root, 4);
  EXPECT_EQ(reading.rows[0].row.day, kOrigin);
  EXPECT_EQ(reading.rows[1].row.day, kOrigin + std::chrono::days{1});
  EXPECT_EQ(reading.rows[1].row.action, "010");
  EXPECT_EQ(reading.rows[2].row.day, kOrigin + std::chrono::days{2});
  EXPECT_EQ(reading.rows[2].row.source_raw, "Citizen_(Nigeria)");
  EXPECT_EQ(reading.rows[2].row.action, "Sing together");  // no CAMEO code: the name itself
  EXPECT_EQ(reading.rows[2].row.root, 0);
  EXPECT_FALSE(reading.rows[0].row.recorded_day);
}

TEST_F(Quads, DaysAreFoundFromTheTimes) {
  const Reading reading = read_text("0 1 1 0\n0 1 1 24\n0 1 1 25\n", {}, context());
  ASSERT_EQ(reading.rows.size(), 3U);
  EXPECT_EQ(reading.rows[2].row.day, kOrigin + std::chrono::days{25});
}

TEST_F(Quads, AUnitThatIsGivenWins) {
  SourceContext given = context();
  given.quads_unit = "days";
  EXPECT_EQ(read_text("0 1 1 48\n", {}, given).rows.at(0).row.day, kOrigin + std::chrono::days{48});
  given.quads_unit = "weeks";
  const Reading reading = read_text("0 1 1 48\n", {}, given);
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::kUsage);
}

TEST_F(Quads, WithoutAnOriginNothingIsRead) {
  const Reading reading = read_text("0 1 1 48\n", {}, context(false));
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::kUsage);
  EXPECT_NE(reading.error->help.find("--origin"), std::string::npos);
}

TEST_F(Quads, ATimeThatContradictsTheGuessEndsTheReading) {
  // The first 64 KiB, which the guess rests on, hold multiples of 24 only.
  std::string text;
  while (text.size() < (70U << 10)) text += "0 1 1 24\n";
  const Reading reading = read_text(text + "0 1 1 25\n", {}, context());
  ASSERT_TRUE(reading.error);
  EXPECT_NE(reading.error->message.find("25"), std::string::npos);
}

TEST_F(Quads, SideFilesAreNeeded) {
  SourceContext elsewhere = context();
  elsewhere.quads_names = folder_.file("nowhere");
  const Reading reading = read_text("0 1 1 24\n", {}, elsewhere);
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::kNotFound);
}

TEST_F(Quads, Faults) {
  const auto reason = [&](const std::string& line) {
    const Reading reading = read_text(line + "\n", "quads", context());
    return reading.rejects.size() == 1
               ? reading.rejects[0].column + ": " + reading.rejects[0].reason
               : "no single reject";
  };
  EXPECT_EQ(reason("9 1 1 24"), "subject: subject 9 has no name in entity2id.txt");
  EXPECT_EQ(reason("0 7 1 24"), "relation: relation 7 has no name in relation2id.txt");
  EXPECT_EQ(reason("0 1 -1 24"), "object: object -1 has no name in entity2id.txt");
  EXPECT_EQ(reason("0 1 x 24"), ": whole numbers expected, got \"x\"");
  EXPECT_EQ(reason("0 1 1"), ": 4 or 5 numbers expected, got 3");
  EXPECT_EQ(reason("0 1 1 24 0 0"), ": 4 or 5 numbers expected, got more");
  EXPECT_EQ(reason("0 1 1 -24"), "time: time -24 gives no day before the year 10000");
  EXPECT_EQ(reason("0 1 1 9223372036854775800"),
            "time: time 9223372036854775800 gives no day before the year 10000");
}

}  // namespace
}  // namespace entente
