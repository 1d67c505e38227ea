// entente forecast, score and backtest counts over a case that ships no machine data: the bundled
// case's registers. They are forecast on the last day of its window, registered in the case's own
// store, settled by its outcomes, and carried over when the case's files change.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "run_program.hpp"

namespace entente::testing {
namespace {

using nlohmann::json;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class RegisterForecasts : public ::testing::Test {
 protected:
  RegisterForecasts() {
    std::filesystem::copy(ENTENTE_SOURCE_DIR "/cases/northeast-asia", place / "c",
                          std::filesystem::copy_options::recursive);
  }
  json told(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const Outcome outcome = place.run(words);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return json::parse(outcome.out, nullptr, false);
  }
  Workplace place;
};

TEST_F(RegisterForecasts, OfACaseAreOfItsRegistersAlone) {
  const json all = told({"forecast", "c"});
  EXPECT_TRUE(all["provider"].is_null());
  EXPECT_TRUE(all["origin"].is_null());
  EXPECT_EQ(all["register_origin"], "2023-09-26");  // the last day of the window, not today
  std::set<int> horizons;
  ASSERT_FALSE(all["forecasts"].empty());
  for (const auto& f : all["forecasts"]) {
    EXPECT_EQ(f["kind"], "register");
    EXPECT_EQ(f["sampling"], "register");
    EXPECT_EQ(f["provider"], "curated");
    EXPECT_TRUE(f["source"].is_null());
    EXPECT_EQ(f["origin"], "2023-09-26");
    EXPECT_NE(f["type_name"], "");
    EXPECT_FALSE(f["statistics"].empty());
    for (const auto& e : f["evidence"]) {
      EXPECT_LE(e["day"].get<std::string>(), "2023-09-26");
      EXPECT_TRUE(e["sentence"].is_string());
      EXPECT_TRUE(e["citation"].is_string());
    }
    horizons.insert(f["horizon_days"].get<int>());
  }
  EXPECT_EQ(horizons, (std::set<int>{7, 30, 90}));
  EXPECT_EQ(all["back_tests"].size(), 3U);
  const Outcome text = place.run({"forecast", "c", "--horizon", "30"});
  EXPECT_TRUE(has(text.out, "Registers, 2023-09-27 to 2023-10-26 (known on 2023-09-26; curated)"))
      << text.out;
  EXPECT_TRUE(has(text.out, "how such forecasts fared:")) << text.out;
}

TEST_F(RegisterForecasts, AreAsOfADayAndNoOutcomeEntersThem) {
  const std::vector<std::string> asked = {"forecast", "c", "--json", "--as-of", "2021-06-30"};
  const Outcome before = place.run(asked);
  ASSERT_EQ(before.status, 0) << before.err;
  EXPECT_EQ(json::parse(before.out)["register_origin"], "2021-06-30");
  const Outcome now = place.run({"forecast", "c", "--json"});
  // Without the outcomes nothing changes.
  const std::string outcomes = place.read("c/outcomes.csv");
  place.write("c/outcomes.csv", outcomes.substr(0, outcomes.find('\n') + 1));
  EXPECT_EQ(place.run(asked).out, before.out);
  EXPECT_EQ(place.run({"forecast", "c", "--json"}).out, now.out);
}

TEST_F(RegisterForecasts, AreSavedSettledByOutcomesAndCarriedWhenTheCaseChanges) {
  const json saved = told({"forecast", "c", "--save"});
  const std::size_t n = saved["forecasts"].size();
  EXPECT_EQ(saved["registered"], (json{{"new", n}, {"known", 0}, {"after_the_fact", n}}));
  // A mistake is mended in a file that says nothing of registers: a new store, the same ledger.
  place.write("c/grades.csv", place.read("c/grades.csv") + "\n");
  EXPECT_EQ(told({"forecast", "c", "--save"})["registered"],
            (json{{"new", 0}, {"known", n}, {"after_the_fact", n}}));
  const json early = told({"score", "c", "--as-of", "2023-10-02"});
  EXPECT_TRUE(early["settled"].empty());
  EXPECT_EQ(early["open"]["not_due"], n);
  const json score = told({"score", "c"});
  EXPECT_EQ(score["settled"].size() + score["open"]["not_known"].get<std::size_t>(), n);
  EXPECT_GT(score["settled"].size(), 0U);
  // The case ends in 2023: no forecast from it is one made beforehand, and that is said.
  EXPECT_TRUE(score["reliability"].is_null());
  EXPECT_EQ(score["after_the_fact"]["reliability"]["n"], score["settled"].size());
  const std::string text = place.run({"score", "c"}).out;
  EXPECT_TRUE(has(text, "Registered after the fact: shown, not counted: ")) << text;
  EXPECT_TRUE(has(text, " registered after the fact: on a day when ")) << text;
  // The back-test's own settlement says the same.
  const json back = told({"backtest", "counts", "--case", "c"});
  std::map<std::string, json> outcome;
  for (const auto& s : back["settled_by_outcomes"]) outcome[s["id"]] = s;
  EXPECT_EQ(outcome.size(), n);
  for (const auto& s : score["settled"]) {
    EXPECT_EQ(outcome.at(s["id"])["outcome"], s["outcome"]) << s["id"];
    EXPECT_EQ(outcome.at(s["id"])["brier"], s["brier"]) << s["id"];
    EXPECT_TRUE(s["count"].is_null());
  }
  EXPECT_TRUE(told({"score", "c"})["settled"].empty());
  // Changed back: the settlements made meanwhile are there too.
  std::filesystem::remove_all(place / "c");
  std::filesystem::copy(ENTENTE_SOURCE_DIR "/cases/northeast-asia", place / "c",
                        std::filesystem::copy_options::recursive);
  const json again = told({"score", "c"});
  EXPECT_TRUE(again["settled"].empty());
  EXPECT_EQ(again["settled_before"], score["settled"].size());
  EXPECT_EQ(again["after_the_fact"], score["after_the_fact"]);
}

TEST_F(RegisterForecasts, AreBackTestedAgainstTheirPastShares) {
  const json back = told({"backtest", "counts", "--case", "c"});
  EXPECT_TRUE(back["by"].empty());
  EXPECT_TRUE(back["brier"].is_null());
  EXPECT_TRUE(back["positives"].is_null());
  ASSERT_FALSE(back["registers"].empty());
  std::size_t sums = 0;
  for (const auto& row : back["registers"]) {
    for (const char* const key : {"register", "horizon_days", "n", "positives", "brier",
                                  "brier_climatology", "skill", "reliability", "statement"})
      EXPECT_TRUE(row.contains(key)) << key;
    const bool few = row["positives"] < 20;
    EXPECT_EQ(row["skill"].is_null(), few);
    EXPECT_EQ(has(row["statement"], "there is no statement"), few) << row["statement"];
    if (!few && row["skill_low"] <= 0) {
      EXPECT_TRUE(has(row["statement"], "not ")) << row["statement"];
    }
    ASSERT_TRUE(row["held_out"].is_object()) << row;
    for (const char* const key : {"n", "positives", "skill", "skill_low", "skill_high"})
      EXPECT_TRUE(row["held_out"].contains(key)) << key;
    // "Above zero" is said where both intervals are, and nowhere else.
    const bool above = !few && row["skill_low"] > 0 && row["held_out"]["skill_low"] > 0;
    EXPECT_EQ(row["above_zero"], above) << row["statement"];
    EXPECT_EQ(has(row["statement"], ": above zero"), above) << row["statement"];
    if (row["register"].is_null()) {
      ++sums;
      EXPECT_TRUE(has(back["statement"], row["statement"].get<std::string>()));
    }
  }
  EXPECT_EQ(sums, 3U);
  const Outcome text = place.run({"backtest", "counts", "--case", "c"});
  EXPECT_TRUE(has(text.out, "Registers 7 days ahead: Brier skill ")) << text.out;
  const Outcome wrong = place.run({"backtest", "counts", "--case", "c", "--origins", "5"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_EQ(place.run({"forecast", "c", "--as-of", "2001-01-01"}).status, 2);
}

TEST_F(RegisterForecasts, OfAnotherCaseAreNotSettledByThisOne) {
  ASSERT_EQ(place.run({"init", "d"}).status, 0);
  place.write("one.export.CSV",
              gdelt_line(1, Day{std::chrono::year{2023} / 1 / 1}, "RUS", "UKR", "190", 4, "-10"));
  ASSERT_EQ(place.run({"ingest", "--store", "s", "one.export.CSV"}).status, 0);
  const json saved =
      told({"forecast", "c", "--store", "s", "--kind", "register", "--horizon", "7", "--save"});
  const std::size_t n = saved["forecasts"].size();
  for (const auto& words : std::vector<std::vector<std::string>>{{"score", "d", "--store", "s"},
                                                                 {"score", "--store", "s"}}) {
    const json score = told(words);
    EXPECT_TRUE(score["settled"].empty());
    EXPECT_EQ(score["open"]["no_data"], n);
  }
  EXPECT_GT(told({"score", "c", "--store", "s"})["settled"].size(), 0U);
  // The case's own ledger knows nothing of it.
  EXPECT_EQ(told({"score", "c"})["registered"], 0);
}

}  // namespace
}  // namespace entente::testing
