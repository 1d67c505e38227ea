// entente watch: what a cron job sees. A hundred days on which North Korea consults Russia three
// times a day by three different acts; nothing else happens but one act of China's a day.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "run_program.hpp"

namespace entente::testing {
namespace {

using nlohmann::json;
using std::chrono::days;

constexpr Day kFirst{std::chrono::year{2024} / 1 / 1};

class Watch : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = new Workplace;
    std::string text;
    long id = 1;
    for (int i = 0; i < 100; ++i) {
      const Day day = kFirst + days{i};
      for (const char* const code : {"036", "042", "057"})
        text += gdelt_line(id++, day, "PRK", "RUS", code, 1, "3.0");
      text += gdelt_line(id++, day, "CHN", "JPN", "112", 3, "-2.0");
    }
    place->write("20240409.export.CSV", text);
    ASSERT_EQ(place->run({"ingest", "--store", "s", "20240409.export.CSV"}).status, 0);
    ASSERT_EQ(place->run({"init", "c"}).status, 0);
  }
  static void TearDownTestSuite() {
    delete place;
    place = nullptr;
  }
  static Outcome watch(const std::vector<std::string>& thresholds,
                       const std::vector<std::string>& more) {
    std::vector<std::string> words = {"watch"};
    for (const auto& threshold : thresholds) {
      words.emplace_back("--threshold");
      words.push_back(threshold);
    }
    words.insert(words.end(), more.begin(), more.end());
    return place->run(words);
  }
  static Workplace* place;
};
Workplace* Watch::place = nullptr;

TEST_F(Watch, TheStatusSaysWhetherAnythingIsPast) {
  // The rate is far above 100 per 1,000: three acts for each one of all others.
  Outcome outcome = watch({"PRK,RUS cooperation above 100"}, {"--store", "s"});
  EXPECT_EQ(outcome.status, 6) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("PRK,RUS cooperation above 100: past, ")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, " on 2024-04-09\n")) << outcome.out;
  EXPECT_EQ(outcome.err, "");
  outcome = watch({"PRK,RUS cooperation above 1000000"}, {"--store", "s"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, ": not past, ")) << outcome.out;
  outcome = watch({"RUS,BRA share above 0.5"}, {"--store", "s"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, ": cannot tell (too few)")) << outcome.out;
  // One of several is enough; each has its line.
  outcome = watch({"RUS,BRA share > 0.5", "North Korea, Russia events >= 3"}, {"--store", "s"});
  EXPECT_EQ(outcome.status, 6) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "North Korea, Russia events >= 3: past, 3 acts on the day on"))
      << outcome.out;
}

TEST_F(Watch, TheIntervalDecidesUnlessThePointIsAskedFor) {
  const Outcome outcome = watch({"PRK,RUS cooperation above 1"}, {"--store", "s", "--json"});
  const json told = json::parse(outcome.out)["thresholds"][0];
  const double value = told["value"];
  const double low = told["low"];
  ASSERT_LT(low, value);
  const std::string between = "PRK,RUS cooperation above " + std::to_string((low + value) / 2);
  EXPECT_EQ(watch({between}, {"--store", "s"}).status, 0);
  EXPECT_EQ(watch({between}, {"--store", "s", "--point"}).status, 6);
}

TEST_F(Watch, JsonHasAStateForEach) {
  const Outcome outcome =
      watch({"PRK,RUS conflict above 0.5", "CHN,JPN conflict above 0.5", "CHN,JPN stance below 0"},
            {"--store", "s", "--json", "--as-of", "2024-03-01"});
  EXPECT_EQ(outcome.status, 6) << outcome.err;
  const json told = json::parse(outcome.out);
  EXPECT_EQ(told["provider"], "gdelt1");
  EXPECT_EQ(told["judged_by"], "interval");
  ASSERT_EQ(told["thresholds"].size(), 3U);
  EXPECT_EQ(told["thresholds"][0]["state"], "cannot_tell");  // no act of conflict at all
  EXPECT_EQ(told["thresholds"][0]["reason"], "too few");
  EXPECT_EQ(told["thresholds"][1]["state"], "past");
  EXPECT_EQ(told["thresholds"][1]["past"], true);
  EXPECT_EQ(told["thresholds"][1]["day"], "2024-03-01");
  EXPECT_TRUE(told["thresholds"][1]["reason"].is_null());
  for (const auto& one : told["thresholds"]) {
    for (const char* const key :
         {"threshold", "source", "target", "measure", "register", "comparison", "number", "day",
          "value", "low", "high", "unit", "half_life_days", "state", "past", "reason"})
      EXPECT_TRUE(one.contains(key)) << key;
  }
}

TEST_F(Watch, RegistersAreWatchedInACaseAlone) {
  EXPECT_EQ(watch({"register:example-drills above 2"}, {"c"}).status, 6);
  EXPECT_EQ(watch({"register:example-drills above 500"}, {"c"}).status, 0);
  // Early in the year too little is known; a rate of machine-coded data needs such data.
  Outcome outcome = watch({"register:example-drills above 1"}, {"c", "--as-of", "2024-02-20"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(has(outcome.out, "cannot tell (too few)")) << outcome.out;
  outcome = watch({"FRA,DEU conflict above 1"}, {"c"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(has(outcome.out, "cannot tell (no machine-coded data)")) << outcome.out;
  // Both at once: rates from the store, registers from the case.
  outcome = watch({"register:example-drills above 2", "PRK,RUS cooperation above 1000000"},
                  {"c", "--store", "s"});
  EXPECT_EQ(outcome.status, 6) << outcome.err;
}

TEST_F(Watch, WrongThresholdsAreMattersOfUsage) {
  for (const auto& [threshold, message] : std::vector<std::pair<std::string, std::string>>{
           {"PRK,RUS conflict above much", "\"much\" is no number"},
           {"PRK,RUS conflict above nan", "\"nan\" is no number"},
           {"PRK,RUS conflict over 5", "\"over\" is no comparison"},
           {"PRK,RUS conflct above 5", "did you mean conflict?"},
           {"conflict above 5", "a dyad is missing"},
           {"PRK conflict above 5", "must be two actors"},
           {"PRK,PRK conflict above 5", "PRK is named twice"},
           {"PRK,Rusia conflict above 5", "did you mean Russia?"},
           {"register:x above 5", "registers are a case's"},
           {"", "is no number"}}) {
    const Outcome outcome = watch({threshold}, {"--store", "s"});
    EXPECT_EQ(outcome.status, 2) << threshold << "\n" << outcome.err;
    EXPECT_TRUE(has(outcome.err, message)) << threshold << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_EQ(watch({}, {"--store", "s"}).status, 2);
  EXPECT_TRUE(
      has(watch({"register:example-drils above 5"}, {"c"}).err, "did you mean example-drills?"));
  EXPECT_EQ(watch({"PRK,RUS conflict above 5"}, {"--store", "nowhere"}).status, 4);
}

}  // namespace
}  // namespace entente::testing
