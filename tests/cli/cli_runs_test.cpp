// What is remembered of a run, what an earlier one makes new, and the bundle to do it again.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "run_program.hpp"

namespace entente::testing {
namespace {

using nlohmann::json;

class Runs : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(place.run({"init", "c"}).status, 0); }

  json brief(std::vector<std::string> more, int status = 0) const {
    std::vector<std::string> words = {"brief", "c", "-o", "b.html", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = place.run(words);
    EXPECT_EQ(outcome.status, status) << outcome.err;
    return json::parse(status == 0 ? outcome.out : outcome.err, nullptr, false);
  }
  json runs(const std::vector<std::string>& of) const {
    std::vector<std::string> words = {"runs", "--json"};
    words.insert(words.end(), of.begin(), of.end());
    return json::parse(place.run(words).out)["runs"];
  }

  Workplace place;
};

TEST_F(Runs, QueriesAreNotedTooAndNoneFailsForIt) {
  const json first = brief({});
  EXPECT_EQ(first["run"]["id"], 1);
  EXPECT_TRUE(first["run"]["since"].is_null());
  EXPECT_EQ(place.run({"measure", "c"}).status, 0);
  EXPECT_EQ(place.run({"sql", "--case", "c", "SELECT count(*) FROM events"}).status, 0);
  EXPECT_EQ(place.run({"sql", "--case", "c", "SELECT nothing FROM events"}).status, 2);
  EXPECT_EQ(place.run({"watch", "c", "--threshold", "register:example-drills above 2"}).status, 6);
  const json list = runs({"--case", "c"});
  ASSERT_EQ(list.size(), 5U);
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"brief", "ok"}, {"measure", "ok"}, {"sql", "ok"}, {"sql", "usage"}, {"watch", "ok"}};
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_EQ(list[i]["id"], i + 1);
    EXPECT_EQ(list[i]["command"], expected[i].first);
    EXPECT_EQ(list[i]["status"], expected[i].second);
  }
  // As a shell would read it back.
  EXPECT_EQ(list[4]["arguments"], "watch c --threshold 'register:example-drills above 2'");
}

TEST_F(Runs, ABriefMarksWhatAnEarlierOneCouldNotShow) {
  ASSERT_EQ(brief({})["run"]["id"], 1);
  const std::string sentence = "France and Germany agreed on a bridge.";
  ASSERT_EQ(
      place
          .run({"events", "add", "c", "--day", "2024-05-01", "--source", "FRA", "--target", "DEU",
                "--action", "057", "--sentence", sentence, "--citation", "Agency, 2 May 2024"})
          .status,
      0);
  // The case has a new store; the run keeps its number, and the act's own day is no matter.
  const json second = brief({"--since", "1"});
  EXPECT_EQ(second["run"]["id"], 2);
  EXPECT_EQ(second["run"]["since"], 1);
  EXPECT_TRUE(has(place.read("b.html"), ": 1 new act")) << "one act was added";
  brief({"--since", "2"});
  EXPECT_TRUE(has(place.read("b.html"), ": no new act")) << "nothing was added";
  // Looking back: what became known between two days.
  brief({"--as-of", "2024-03-31"});
  const json later = brief({"--as-of", "2024-04-30", "--since", "4"});
  EXPECT_EQ(later["run"]["as_of"], "2024-04-30");
  EXPECT_TRUE(has(place.read("b.html"), ": 1 new act")) << "that of 2 April";
  const json missing = brief({"--since", "99"}, 4);
  EXPECT_EQ(missing["error"]["message"], "there is no run 99");
}

TEST_F(Runs, OwnWordsAreCheckedAndStayText) {
  EXPECT_EQ(brief({"--handling", std::string(121, 'x')}, 2)["error"]["code"], "usage");
  EXPECT_EQ(brief({"--handling", "one\ntwo"}, 2)["error"]["message"],
            "--handling must be one line");
  EXPECT_EQ(brief({"--note", std::string(2001, 'x')}, 2)["error"]["message"],
            "--note has 2,001 characters, at most 2,000 fit");
  EXPECT_EQ(brief({"--note", "a\x1b[31mb"}, 2)["error"]["message"],
            "--note has control characters");
  EXPECT_EQ(brief({"--note", " "}, 2)["error"]["message"], "--note is empty");
  std::string umlauts;
  for (int i = 0; i < 120; ++i) umlauts += "ü";
  brief({"--handling", umlauts, "--note", "first line\n<script>alert(1)</script>", "--one-page"});
  const std::string page = place.read("b.html");
  EXPECT_TRUE(has(page, umlauts));
  EXPECT_TRUE(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_FALSE(has(page, "<script>alert(1)"));
  EXPECT_EQ(brief({"--provider", "icews"}, 2)["error"]["code"], "usage");
}

TEST_F(Runs, ABundleSaysHowToDoItAgain) {
  ASSERT_EQ(brief({"--seed", "7"})["run"]["id"], 1);
  const Outcome made = place.run({"runs", "export", "1", "--case", "c", "-o", "bundle", "--json"});
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(json::parse(made.out)["as_at_the_run"], true);
  const json told = json::parse(place.read("bundle/run.json"));
  EXPECT_EQ(told["run"]["arguments"], "brief c -o b.html --json --seed 7");
  EXPECT_EQ(told["run"]["seed"], 7);
  EXPECT_EQ(told["run"]["status"], "ok");
  EXPECT_EQ(told["store"]["rows"], 19);
  EXPECT_EQ(told["store"]["digest"].get<std::string>().size(), 32U);
  EXPECT_EQ(told["inputs"][0]["sha256"].get<std::string>().size(), 64U);
  EXPECT_EQ(told["exported_by"]["store_version"], 1);
  EXPECT_TRUE(has(place.read("bundle/README.md"), "entente brief c -o b.html --json --seed 7"));
  EXPECT_TRUE(place.read("bundle/inputs.csv").starts_with("number,file,format,provider,sha256,"));
  // The copy is the case: its brief has the same findings.
  EXPECT_EQ(place.read("bundle/case/events.csv"), place.read("c/events.csv"));
  EXPECT_EQ(place.run({"check", "bundle/case"}).status, 0);
  // A file that changed since is named, not copied.
  place.write("c/ties.csv", "kind,a,b,from,to,value,citation\n");
  ASSERT_EQ(place.run({"runs", "export", "1", "--case", "c", "-o", "again"}).status, 0);
  EXPECT_FALSE(std::filesystem::exists(place / "again/case/ties.csv"));
  EXPECT_TRUE(has(place.read("again/README.md"), "ties.csv  (changed or gone since: not copied)"));
  EXPECT_EQ(place.run({"runs", "export", "1", "--case", "c", "-o", "again"}).status, 2);
  EXPECT_EQ(place.run({"runs", "export", "99", "--case", "c", "-o", "x"}).status, 4);
  EXPECT_FALSE(std::filesystem::exists(place / "x"));
  EXPECT_EQ(place.run({"runs", "export", "one", "--case", "c", "-o", "x"}).status, 2);
  EXPECT_EQ(place.run({"runs", "export", "1", "--case", "c"}).status, 2);
  EXPECT_EQ(place.run({"runs", "export", "1", "-o", "x"}).status, 2);
}

TEST_F(Runs, ABundleOfAStoreNamesItsInputsAndCopiesNoRow) {
  constexpr Day kDay{std::chrono::year{2024} / 2 / 1};
  place.write("20240201.export.CSV", gdelt_line(1, kDay, "FRA", "DEU", "036", 1, "4.0"));
  place.write("20240202.export.CSV",
              gdelt_line(2, kDay + std::chrono::days{1}, "FRA", "DEU", "112", 3, "-2.0"));
  ASSERT_EQ(place.run({"ingest", "--store", "s", "20240201.export.CSV"}).status, 0);
  ASSERT_EQ(brief({"--store", "s"})["run"]["id"], 2);
  ASSERT_EQ(place.run({"ingest", "--store", "s", "20240202.export.CSV"}).status, 0);
  EXPECT_EQ(brief({"--store", "s", "--since", "2", "--provider", "gdelt1"})["run"]["since"], 2);
  ASSERT_EQ(place.run({"runs", "export", "2", "--store", "s", "-o", "bundle"}).status, 0);
  const json told = json::parse(place.read("bundle/run.json"));
  ASSERT_EQ(told["inputs"].size(), 1U);  // what came in later the run could not see
  EXPECT_EQ(told["inputs"][0]["file"], "20240201.export.CSV");
  EXPECT_EQ(told["store"]["as_at_the_run"], false);
  const std::string readme = place.read("bundle/README.md");
  EXPECT_TRUE(has(readme, "entente ingest --store store FILE...")) << readme;
  EXPECT_TRUE(has(readme, "more came in after the run")) << readme;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place / "bundle")) {
    const std::string name = std::filesystem::relative(entry.path(), place.folder()).string();
    if (!entry.is_regular_file()) continue;
    EXPECT_FALSE(has(place.read(name), "http://example.org/1")) << name;
  }
}

}  // namespace
}  // namespace entente::testing
