// A case with every kind of mistake that an author makes, all told at once with place and hint; and
// cases that are sound but have little to say.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "run_program.hpp"

namespace entente::testing {
namespace {

using nlohmann::json;

struct Mistake {
  std::string file;
  int line;
  std::string message, help;
};

TEST(BadCase, EveryMistakeIsToldAtOnceWithItsPlaceAndAHint) {
  const Workplace place;
  ASSERT_EQ(place.run({"init", "c"}).status, 0);
  place.write("c/registers.toml", place.read("c/registers.toml") + R"(
[[register]]
id = "other-meetings"
kind = "The same meetings, from another list."
from = 2024-01-01
to = 2024-07-01
actors = ["FRA"]
sources = ["another list"]
complete = true
)");
  const std::string events = place.read("c/events.csv");
  const int first = static_cast<int>(std::count(events.begin(), events.end(), '\n')) + 1;
  const auto row = [](const std::string& id, const std::string& day, const std::string& who,
                      const std::string& rest) {
    return id + "," + day + ",," + day + "," + who + "," + rest + "\n";
  };
  place.write(
      "c/events.csv",
      events +
          row("before-the-role", "2024-05-02", "example-successor,DEU,036",
              "talks,,,,,,,purposive,,S.,C") +
          row("two-lists", "2024-05-21", "example-envoy,DEU,042",
              "talks,FRA,,,,,,register,other-meetings,S.,C") +
          row("outside", "2024-08-01", "FRA,DEU,042", "talks,,,,,,,register,other-meetings,S.,C") +
          row("no-such-day", "2024-13-01", "FRA,DEU,042", "talks,,,,,,,purposive,,S.,C") +
          row("no-such-actor", "2024-03-01", "fra,DEU,042", "talks,,,,,,,purposive,,S.,C") +
          row("no-such-code", "2024-03-01", "FRA,DEU,42", "talks,,,,,,,purposive,,S.,C") +
          row("no-such-tag", "2024-03-01", "FRA,DEU,042", "talk,,,,,,,purposive,,S.,C") +
          row("no-source", "2024-03-01", "FRA,DEU,042", "talks,,,,,,,purposive,,S.,"));
  place.write("c/ties.csv", place.read("c/ties.csv") + "treaty,FRA,ITA,2024-05-01,2024-04-01,,C\n");
  place.write("c/grades.csv", place.read("c/grades.csv") + "nothing,2024-05-01,confirmed,C\n");
  place.write("c/measures.toml", place.read("c/measures.toml") +
                                     "[[monthly]]\nid = \"m\"\nregisters = [\"example-drill\"]\n");
  const Outcome outcome = place.run({"check", "c", "--json"});
  EXPECT_EQ(outcome.status, 3);
  const json told = json::parse(outcome.out);
  EXPECT_EQ(told["ok"], false);
  const std::vector<Mistake> mistakes = {
      {"c/events.csv", first, "example-successor held no office on 2024-05-02", "add a [[role]]"},
      {"c/events.csv", first + 1,
       "the registers example-meetings and other-meetings disagree on one occasion: DEU and FRA",
       "compare the rows"},
      {"c/events.csv", first + 2, "2024-08-01 is outside the window of the register other-meetings",
       ""},
      {"c/events.csv", first + 3, "day must be a day, got \"2024-13-01\"", "write 2017-01-31"},
      {"c/events.csv", first + 4, "\"fra\" is no actor", "did you mean \"FRA\"?"},
      {"c/events.csv", first + 5, "\"42\" is no CAMEO code", "did you mean \"042\"?"},
      {"c/events.csv", first + 6, "\"talk\" is no issue tag", "did you mean \"talks\"?"},
      {"c/events.csv", first + 7, "citation is missing", "say where this can be read"},
      {"c/ties.csv", 3, "the tie ends before it begins", "first day after the last"},
      {"c/grades.csv", 4, "\"nothing\" is no event", ""},
      {"c/measures.toml", 0, "\"example-drill\" is no register",
       "did you mean \"example-drills\""}};
  for (const auto& mistake : mistakes) {
    bool found = false;
    for (const auto& problem : told["problems"]) {
      const std::string help = problem["help"].is_null() ? "" : problem["help"].get<std::string>();
      found = found || (problem["file"] == mistake.file &&
                        (mistake.line == 0 || problem["line"] == mistake.line) &&
                        has(problem["message"], mistake.message) && has(help, mistake.help));
    }
    EXPECT_TRUE(found) << mistake.file << ":" << mistake.line << " " << mistake.message << "\n"
                       << outcome.out;
  }
  // Nothing else works on it, and says where to look.
  const Outcome brief = place.run({"brief", "c", "-o", "b.html"});
  EXPECT_EQ(brief.status, 3);
  EXPECT_TRUE(has(brief.err, "more mistakes in the case")) << brief.err;
  EXPECT_EQ(place.run({"measure", "c"}).status, 3);
  EXPECT_EQ(place.run({"watch", "c", "--threshold", "register:example-drills > 1"}).status, 3);
}

TEST(BadCase, ACaseWithLittleToSaySaysSo) {
  const Workplace place;
  ASSERT_EQ(place.run({"init", "c"}).status, 0);
  const auto expect_honest = [&] {
    const Outcome made = place.run({"brief", "c", "-o", "b.html"});
    EXPECT_EQ(made.status, 0) << made.err;
    const std::string page = place.read("b.html");
    const std::string words = page.substr(0, page.find("<script"));
    for (const char* const no : {">nan", ">NaN", ">inf<", "null", "undefined"})
      EXPECT_FALSE(has(words.substr(words.find("<body")), no)) << no;
  };
  // No machine-coded data: registers alone.
  expect_honest();
  // A window without events.
  const std::string all = place.read("c/events.csv");
  place.write("c/events.csv", all.substr(0, all.find('\n') + 1));
  place.write("c/grades.csv", "event,day,grade,citation\n");
  EXPECT_EQ(place.run({"check", "c"}).status, 0);
  expect_honest();
  Outcome told = place.run({"measure", "c", "--json"});
  ASSERT_EQ(told.status, 0) << told.err;
  for (const auto& row : json::parse(told.out)["series"]) {
    EXPECT_EQ(row["events"], 0);
    EXPECT_EQ(row["thin"], true);
  }
  // Nothing but case.toml.
  for (const char* const file : {"registers.toml", "measures.toml", "events.csv", "grades.csv",
                                 "ties.csv", "coverage.csv", "outcomes.csv", "actors.toml"})
    std::filesystem::remove(place / (std::string("c/") + file));
  EXPECT_EQ(place.run({"check", "c"}).status, 0);
  told = place.run({"measure", "c"});
  EXPECT_NE(told.status, 1) << told.err;
}

}  // namespace
}  // namespace entente::testing
