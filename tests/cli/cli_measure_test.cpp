// entente measure and panel, and the view dyad_days: what a script reads from them. The world is
// small enough to count by hand; that the estimates are right is tested where they are made.
//
// Ten days of January 2024, the fifth without a file. North Korea visits Russia every day, Russia
// accuses North Korea on every other day (1, 3, 7, 9), China consults
// Japan daily.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "run_program.hpp"

namespace entente::testing {
namespace {

using nlohmann::json;
using std::chrono::days;

constexpr Day kFirst{std::chrono::year{2024} / 1 / 1};

class Measure : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = new Workplace;
    std::string text;
    long id = 1;
    for (int i = 0; i < 10; ++i) {
      if (i == 4) continue;
      const Day day = kFirst + days{i};
      text += gdelt_line(id++, day, "PRK", "RUS", "042", 1, "3.0");
      text += gdelt_line(id++, day, "CHN", "JPN", "040", 1, "1.0");
      if (i % 2 == 0) text += gdelt_line(id++, day, "RUS", "PRK", "112", 3, "-2.0");
    }
    place->write("20240110.export.CSV", text);
    const Outcome outcome = place->run({"ingest", "--store", "s", "20240110.export.CSV"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    ASSERT_EQ(place->run({"init", "c"}).status, 0);
  }
  static void TearDownTestSuite() {
    delete place;
    place = nullptr;
  }

  static json measure(std::vector<std::string> more, int status = 0) {
    more.insert(more.begin(), "measure");
    more.emplace_back("--json");
    const Outcome outcome = place->run(more);
    EXPECT_EQ(outcome.status, status) << outcome.err;
    return json::parse(status == 0 ? outcome.out : outcome.err, nullptr, false);
  }

  static Workplace* place;
};
Workplace* Measure::place = nullptr;

TEST_F(Measure, ADyadIsToldDayByDayWithEveryKey) {
  const json told = measure({"--store", "s", "--dyad", "PRK,RUS"});
  EXPECT_EQ(told["provider"], "gdelt1");
  EXPECT_EQ(told["level"], 0.9);
  EXPECT_EQ(told["sampling"], "machine");
  EXPECT_TRUE(told["unit"].is_string());
  ASSERT_EQ(told["series"].size(), 10U);
  int day = 0;
  for (const auto& row : told["series"]) {
    for (const char* const key : {"source",
                                  "target",
                                  "day",
                                  "cooperation",
                                  "cooperation_low",
                                  "cooperation_high",
                                  "conflict",
                                  "conflict_low",
                                  "conflict_high",
                                  "stance",
                                  "stance_low",
                                  "stance_high",
                                  "stance_raw",
                                  "conflict_share",
                                  "conflict_share_low",
                                  "conflict_share_high",
                                  "salience",
                                  "events",
                                  "half_life_days",
                                  "provider",
                                  "sampling",
                                  "thin"})
      EXPECT_TRUE(row.contains(key)) << key;
    EXPECT_EQ(row["source"], "PRK");
    EXPECT_EQ(row["target"], "RUS");
    EXPECT_EQ(row["day"], format_day(kFirst + days{day}));
    EXPECT_EQ(row["half_life_days"], 90);
    EXPECT_EQ(row["provider"], "gdelt1");
    // A day without data is missing, not zero.
    EXPECT_EQ(row["events"], day == 4 ? json(nullptr) : json(1));
    EXPECT_LE(row["cooperation_low"], row["cooperation"]);
    EXPECT_LE(row["cooperation"], row["cooperation_high"]);
    EXPECT_LE(row["conflict_low"], row["conflict"]);
    EXPECT_GT(row["cooperation"], row["conflict"]);
    EXPECT_EQ(row["salience"], 1.0);  // North Korea acts toward nobody else
    EXPECT_EQ(row["conflict_share"], 0.0);
    ++day;
  }
}

TEST_F(Measure, DaysAreInclusiveAndHalfLivesRepeat) {
  const json told = measure({"--store", "s", "--dyad", "RUS,North Korea", "--from", "2024-01-02",
                             "--to", "2024-01-03", "--half-life", "30", "--half-life", "7.5"});
  ASSERT_EQ(told["series"].size(), 4U);
  EXPECT_EQ(told["half_lives"], json({7.5, 30}));
  EXPECT_EQ(told["series"][0]["day"], "2024-01-02");
  EXPECT_EQ(told["series"][0]["half_life_days"], 7.5);
  EXPECT_EQ(told["series"][0]["events"], 0);
  EXPECT_EQ(told["series"][3]["day"], "2024-01-03");
  EXPECT_EQ(told["series"][3]["half_life_days"], 30);
  EXPECT_EQ(told["series"][3]["events"], 1);
}

TEST_F(Measure, PeriodsCountTheirOwnEvents) {
  // 2024 began on a Monday: a week of six observed days, then three days.
  const json weeks = measure({"--store", "s", "--dyad", "PRK,RUS", "--by", "week"});
  ASSERT_EQ(weeks["series"].size(), 2U);
  EXPECT_EQ(weeks["series"][0]["day"], "2024-01-07");
  EXPECT_EQ(weeks["series"][0]["events"], 6);
  EXPECT_EQ(weeks["series"][1]["day"], "2024-01-10");
  EXPECT_EQ(weeks["series"][1]["events"], 3);
  const json months =
      measure({"--store", "s", "--dyad", "RUS,PRK", "--by", "month", "--from", "2024-01-03"});
  ASSERT_EQ(months["series"].size(), 1U);
  EXPECT_EQ(months["series"][0]["events"], 3);  // the 3rd, 7th and 9th
}

TEST_F(Measure, WithoutADyadAllAreTold) {
  const json told = measure({"--store", "s"});
  std::set<std::string> dyads;
  for (const auto& row : told["series"]) {
    EXPECT_EQ(row["events"], 1);  // on the days on which they acted
    dyads.insert(row["source"].get<std::string>() + row["target"].get<std::string>());
  }
  EXPECT_EQ(dyads, (std::set<std::string>{"CHNJPN", "PRKRUS", "RUSPRK"}));
  EXPECT_EQ(told["series"].size(), 9U + 9U + 4U);
}

TEST_F(Measure, LookingBackHidesWhatCameLater) {
  const json back = measure({"--store", "s", "--dyad", "PRK,RUS", "--as-of", "2024-01-03"});
  const json told = measure({"--store", "s", "--dyad", "PRK,RUS", "--to", "2024-01-03"});
  ASSERT_FALSE(told["series"].empty());
  EXPECT_EQ(back["series"], told["series"]);  // later days change nothing of the earlier ones
}

TEST_F(Measure, ADyadNeverSeenAndAWindowWithoutEventsAreToldInWords) {
  const json never = measure({"--store", "s", "--dyad", "BRA,PER", "--from", "2024-01-09"});
  ASSERT_EQ(never["series"].size(), 2U);
  EXPECT_EQ(never["series"][0]["events"], 0);
  EXPECT_EQ(never["series"][0]["thin"], true);
  EXPECT_TRUE(never["series"][0]["stance"].is_null());
  EXPECT_TRUE(has(never["notes"].dump(), "BRA never acted toward PER in gdelt1"));
  const json none = measure({"--store", "s", "--dyad", "PRK,RUS", "--from", "2030-01-01"});
  EXPECT_TRUE(none["series"].empty());
  EXPECT_TRUE(has(none["notes"].dump(), "No data in these days: gdelt1 has 2024-01-01 to"));
  const Outcome words = place->run({"measure", "--store", "s", "--dyad", "BRA,PER"});
  EXPECT_EQ(words.status, 0);
  EXPECT_TRUE(has(words.out, "BRA never acted toward PER")) << words.out;
  EXPECT_TRUE(has(words.out, "no data")) << words.out;
  for (const auto& text : {words.out, never.dump(), none.dump()}) {
    EXPECT_FALSE(has(text, "nan")) << text;
    EXPECT_FALSE(has(text, "inf")) << text;
  }
}

TEST_F(Measure, ACaseAloneCountsItsRegistersAndNeverItsPickedRows) {
  const json told = measure({"c"});
  EXPECT_EQ(told["provider"], "curated");
  EXPECT_EQ(told["sampling"], "register");
  EXPECT_TRUE(has(told["notes"].dump(), "Picked (purposive) rows are examples and give no rate"));
  std::set<std::string> registers;
  int drills = 0;
  for (const auto& row : told["series"]) {
    registers.insert(row["register"]);
    for (const char* const key : {"cooperation", "conflict", "stance", "salience"})
      EXPECT_TRUE(row.contains(key) && row[key].is_null()) << key;
    EXPECT_LE(row["events_per_year_low"], row["events_per_year"]);
    EXPECT_LE(row["events_per_year"], row["events_per_year_high"]);
    if (row["register"] == "example-drills") drills += row["events"].get<int>();
  }
  EXPECT_EQ(registers,
            (std::set<std::string>{"example-drills", "example-invitations", "example-meetings"}));
  EXPECT_EQ(drills, 8);
  EXPECT_EQ(told["series"].size(), 36U);
  // Of a dyad: only what is between the two; a meeting has no direction.
  int meetings = 0;
  const json of_two = measure({"c", "--dyad", "FRA,DEU"});
  for (const auto& row : of_two["series"]) {
    EXPECT_EQ(row["source"], "FRA");
    if (row["register"] == "example-meetings") meetings += row["events"].get<int>();
  }
  EXPECT_EQ(meetings, 2);
  const json none = measure({"c", "--dyad", "FRA,BRA"});
  EXPECT_TRUE(none["series"].empty());
  EXPECT_TRUE(has(none["notes"].dump(), "No complete register of the case holds an act from FRA"));
  EXPECT_EQ(measure({"c", "--register", "example-drills", "--to", "2024-02-29"})["series"].size(),
            2U);
  // What was not known yet is not counted as quiet: the watch ends with the day.
  EXPECT_EQ(
      measure({"c", "--register", "example-drills", "--as-of", "2024-02-29"})["series"].size(), 2U);
  const Outcome words = place->run({"measure", "c"});
  EXPECT_TRUE(has(words.out, "Joint exercises (invented) (example-drills)")) << words.out;
}

TEST_F(Measure, WrongWordsAreMattersOfUsage) {
  const auto expect = [&](const std::vector<std::string>& words, const std::string& message,
                          const std::string& help = {}) {
    const Outcome outcome = place->run(words);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_TRUE(has(outcome.err, message)) << outcome.err;
    EXPECT_TRUE(has(outcome.err, help)) << outcome.err;
  };
  expect({"measure"}, "measure needs a case or --store DIR");
  expect({"measure", "--store", "s", "--dyad", "Frnce,DEU"}, "--dyad: there is no actor Frnce",
         "did you mean France?");
  expect({"measure", "--store", "s", "--dyad", "PRK,PRK"}, "PRK is named twice");
  expect({"measure", "--store", "s", "--half-life", "0"}, "--half-life must be a number over 0");
  expect({"measure", "--store", "s", "--half-life", "-1"}, "--half-life must be a number over 0");
  expect({"measure", "--store", "s", "--half-life", "inf"}, "--half-life must be a number over 0");
  expect({"measure", "--store", "s", "--by", "decade"}, "--by must be one of day, week");
  expect({"measure", "--store", "s", "--provider", "icews"}, "there are no machine-coded acts of",
         "there is: gdelt1");
  expect({"measure", "--store", "s", "--from", "2024-02-01", "--to", "2024-01-01"},
         "--to lies before --from");
  expect({"measure", "c", "--case", "c"}, "measure takes one case");
  expect({"measure", "c", "--register", "example-drill"}, "the case has no register",
         "did you mean example-drills?");
  EXPECT_EQ(place->run({"measure", "--store", "nowhere"}).status, 4);
  EXPECT_EQ(place->run({"measure", "nowhere"}).status, 4);
}

TEST_F(Measure, CsvHasTheSameColumnsAndTheViewTheSameNumbers) {
  const Outcome csv = place->run({"measure", "--store", "s", "--dyad", "PRK,RUS", "--csv"});
  EXPECT_TRUE(csv.out.starts_with(
      "source,target,day,cooperation,cooperation_low,cooperation_high,conflict,conflict_low,"
      "conflict_high,stance,stance_low,stance_high,stance_raw,conflict_share,conflict_share_low,"
      "conflict_share_high,salience,events,half_life_days,provider,sampling,thin\r\n"))
      << csv.out;
  const json told = measure({"--store", "s", "--dyad", "PRK,RUS", "--from", "2024-01-10"});
  const std::string query =
      "SELECT cooperation, conflict_high, stance_low, salience, events, half_life_days FROM "
      "Dyad_Days WHERE source = 'PRK' AND target = 'RUS' AND day = DATE '2024-01-10'";
  const Outcome view = place->run({"sql", "--store", "s", "--json", query});
  ASSERT_EQ(view.status, 0) << view.err;
  const json row = json::parse(view.out)["rows"][0];
  const json& last = told["series"][0];
  EXPECT_DOUBLE_EQ(row[0], last["cooperation"]);
  EXPECT_DOUBLE_EQ(row[1], last["conflict_high"]);
  EXPECT_DOUBLE_EQ(row[2], last["stance_low"]);
  EXPECT_DOUBLE_EQ(row[3], last["salience"]);
  EXPECT_EQ(row[4], 1);
  EXPECT_EQ(row[5], 90);
  // A case without machine-coded data has the view, and no row in it.
  EXPECT_EQ(place->run({"sql", "--case", "c", "--csv", "SELECT count(*) AS n FROM dyad_days"}).out,
            "n\r\n0\r\n");
}

TEST_F(Measure, APanelKeepsZerosAndCodes) {
  const Outcome made = place->run(
      {"panel", "--store", "s", "--by", "week", "--dyad", "RUS,PRK", "-o", "p.csv", "--json"});
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(json::parse(made.out)["rows"], 2);
  const std::string csv = place->read("p.csv");
  EXPECT_TRUE(csv.starts_with(
      "provider,source,target,source_iso3,source_cow,source_gw,target_iso3,target_cow,target_gw,"
      "period,first_day,last_day,observed_days,events,cooperation_events,conflict_events,"
      "neutral_events,exposure,cooperation,cooperation_low,"))
      << csv;
  EXPECT_TRUE(has(csv,
                  "\r\ngdelt1,RUS,PRK,RUS,365,365,PRK,731,731,week,2024-01-01,2024-01-07,6,3,"
                  "0,3,0,"))
      << csv;
  EXPECT_TRUE(has(place->read("p.csv.attribution.csv"), "gdelt1,22,")) << csv;
  // A quiet dyad, day by day: zeros, but for the day without data, which is empty.
  const Outcome days_out = place->run({"panel", "--store", "s", "--by", "day", "--dyad", "BRA,PER",
                                       "--to", "2024-01-06", "-o", "-", "--format", "jsonl"});
  ASSERT_EQ(days_out.status, 0) << days_out.err;
  std::istringstream lines(days_out.out);
  std::string line;
  int day = 0;
  for (; std::getline(lines, line); ++day) {
    const json row = json::parse(line);
    EXPECT_EQ(row["events"], day == 4 ? json(nullptr) : json(0)) << line;
    EXPECT_EQ(row["observed_days"], day == 4 ? 0 : 1) << line;
    EXPECT_EQ(row["source_cow"], 140) << line;
  }
  EXPECT_EQ(day, 6);
  EXPECT_EQ(place->run({"panel", "--store", "s", "-o", "p.parquet"}).status, 0);
  EXPECT_TRUE(place->read("p.parquet").starts_with("PAR1"));
  for (const auto& entry : std::filesystem::directory_iterator(place->folder()))
    EXPECT_FALSE(has(entry.path().filename().string(), ".part")) << entry.path();
  EXPECT_EQ(place->run({"panel", "--store", "s"}).status, 2);
  EXPECT_EQ(place->run({"panel", "--store", "s", "-o", "p.xlsx"}).status, 2);
  EXPECT_EQ(place->run({"panel", "--store", "s", "-o", "nowhere/p.csv"}).status, 4);
  EXPECT_EQ(place->run({"panel", "c", "-o", "p2.csv"}).status, 4);  // nothing machine-coded
}

}  // namespace
}  // namespace entente::testing
