// The commands over a case and a store, each once, by what a user sees.

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "run_program.hpp"

namespace entente::testing {
namespace {

using std::chrono::days;

TEST(Commands, InitMakesACaseThatWorksAndRefusesAFullFolder) {
  const Workplace place;
  EXPECT_EQ(place.run({"init", "my-case"}).status, 0);
  EXPECT_EQ(place.run({"check", "my-case"}).status, 0);
  const Outcome again = place.run({"init", "my-case"});
  EXPECT_EQ(again.status, 2);
  EXPECT_TRUE(has(again.err, "my-case is not empty")) << again.err;
  const Outcome events = place.run({"events", "--case", "my-case", "--dyad", "FRA,DEU", "--json"});
  EXPECT_EQ(events.status, 0) << events.err;
  EXPECT_TRUE(has(events.out, "\"source\": \"FRA\", \"target\": \"DEU\"")) << events.out;
  EXPECT_TRUE(has(events.out, "INVENTED EXAMPLE")) << events.out;
  EXPECT_FALSE(has(events.out, "\"source\": \"DEU\"")) << events.out;
}

TEST(Commands, CheckNamesAllMistakesWithTheirPlaces) {
  const Workplace place;
  ASSERT_EQ(place.run({"init", "c"}).status, 0);
  place.write("c/events.csv",
              place.read("c/events.csv") +
                  "x,2024-13-01,,2024-03-01,FRA,DEU,036,energy,,,,,,,purposive,,S.,C\ny,2024-03-"
                  "01,,2024-03-01,FRAX,DEU,036,energy,,,,,,,purposive,,S.,C\n");
  const Outcome outcome = place.run({"check", "c", "--json"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_TRUE(has(outcome.out, "\"ok\": false")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "\"file\": \"c/events.csv\", \"line\": 21")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "\"file\": \"c/events.csv\", \"line\": 22")) << outcome.out;
  EXPECT_EQ(place.run({"events", "--case", "c"}).status, 3);
  EXPECT_EQ(place.run({"check", "nowhere"}).status, 4);
  EXPECT_EQ(place.run({"check", "--schema", "case.toml"}).status, 0);
}

TEST(Commands, AddAppendsOneCheckedRowOrNothing) {
  const Workplace place;
  ASSERT_EQ(place.run({"init", "c"}).status, 0);
  const std::string before = place.read("c/events.csv");
  const auto add = [&](const std::string& source, const std::vector<std::string>& more) {
    std::vector<std::string> words = {"events",
                                      "add",
                                      "c",
                                      "--day",
                                      "2024-05-01",
                                      "--source",
                                      source,
                                      "--target",
                                      "DEU",
                                      "--action",
                                      "036",
                                      "--sentence",
                                      "One, \"plain\" sentence.",
                                      "--citation",
                                      "Agency, 2 May 2024"};
    words.insert(words.end(), more.begin(), more.end());
    return place.run(words);
  };
  Outcome outcome = add("FRAX", {"--json"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_TRUE(has(outcome.err, "\"file\": \"c/events.csv\"")) << outcome.err;
  EXPECT_EQ(place.read("c/events.csv"), before);
  outcome = add("FRA", {"--dry-run"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(place.read("c/events.csv"), before);
  outcome = add("FRA", {"--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "{\n  \"id\": \"20240501-fra-deu-036\",\n  \"file\": \"c/events.csv\",\n  \"line\": "
            "21,\n  \"written\": true\n}\n");
  EXPECT_EQ(place.read("c/events.csv"),
            before +
                "20240501-fra-deu-036,2024-05-01,,2024-05-01,FRA,DEU,036,,,,,,,,purposive,,\"One, "
                "\"\"plain\"\" sentence.\",\"Agency, 2 May 2024\"\n");
  EXPECT_TRUE(has(add("FRA", {"--json"}).out, "20240501-fra-deu-036-2"));
  outcome = add("FRA", {"--claimant", "a\nb"});
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  // The case's store is made anew, since its files changed.
  EXPECT_TRUE(has(place.run({"events", "explain", "--case", "c", "20240501-fra-deu-036"}).out,
                  "c/events.csv:21"));
}

// Two files, one with a broken row.
class Store : public ::testing::Test {
 protected:
  void SetUp() override {
    constexpr Day kDay{std::chrono::year{2024} / 2 / 1};
    place.write("20240201.export.CSV", gdelt_line(1, kDay, "PRK", "RUS", "036", 1, "4.0") +
                                           gdelt_line(2, kDay, "RUS", "PRK", "112", 3, "-2.0") +
                                           "broken\tline\n" +
                                           gdelt_line(3, kDay, "ZZZ", "PRK", "010", 1, "0.0"));
    place.write("20240301.export.CSV",
                gdelt_line(4, kDay + days{29}, "PRK", "RUS", "040", 1, "1.0"));
    const Outcome outcome =
        place.run({"ingest", "--store", "s", "202402*.CSV", "20240301.export.CSV", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    first = outcome.out;
    notes = outcome.err;
  }
  Workplace place;
  std::string first, notes;
};

TEST_F(Store, IngestTellsWhatBecameOfEachFile) {
  EXPECT_TRUE(
      has(first, "\"file\": \"20240201.export.CSV\", \"format\": \"gdelt1\", \"sha256\": \""))
      << first;
  EXPECT_TRUE(has(first,
                  "\"rows_read\": 4, \"rows_kept\": 3, \"rows_rejected\": 1, \"rows_duplicate\": "
                  "0, \"rows_passed_over\": 0, \"first_day\": \"2024-02-01\", "
                  "\"last_day\": \"2024-02-01\", \"skipped\": false, \"error\": null"))
      << first;
  EXPECT_TRUE(has(notes, "20240201.export.CSV:3:")) << notes;
  const Outcome again = place.run({"ingest", "--store", "s", "20240201.export.CSV"});
  EXPECT_EQ(again.status, 0);
  EXPECT_TRUE(has(again.out, "known already")) << again.out;
  EXPECT_EQ(
      place
          .run({"ingest", "--store", "s", "-", "--quiet", "--json"}, {},
               gdelt_line(9, Day{std::chrono::year{2024} / 3 / 2}, "PRK", "RUS", "040", 1, "1.0"))
          .status,
      0);
  EXPECT_TRUE(has(
      place.run({"sql", "--store", "s", "--csv", "SELECT file FROM batches ORDER BY number"}).out,
      "\r\n-\r\n"));
}

TEST_F(Store, OnlyKeepsRowsOfTheCase) {
  ASSERT_EQ(place.run({"init", "c"}).status, 0);  // watches France and Germany
  constexpr Day kDay{std::chrono::year{2024} / 4 / 1};
  place.write("20240401.export.CSV", gdelt_line(20, kDay, "FRA", "DEU", "036", 1, "4.0") +
                                         gdelt_line(21, kDay, "PRK", "RUS", "036", 1, "4.0"));
  const Outcome outcome =
      place.run({"ingest", "--store", "only", "--only", "c", "20240401.export.CSV", "--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "\"rows_read\": 2, \"rows_kept\": 1,")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "\"rows_passed_over\": 1")) << outcome.out;
  EXPECT_TRUE(
      has(place.run({"sql", "--store", "only", "--csv", "SELECT source_code FROM events"}).out,
          "\r\nFRA\r\n"));
  EXPECT_EQ(
      place.run({"ingest", "--store", "only", "--only", "nowhere", "20240401.export.CSV"}).status,
      4);
}

TEST_F(Store, EachFilesErrorGivesTheStatusAndTheOthersStay) {
  place.write("words.txt", "these are no events\n");
  place.write("bad.CSV", "a\tb\n" + gdelt_line(7, Day{std::chrono::year{2024} / 3 / 1}, "PRK",
                                               "RUS", "040", 1, "1.0"));
  Outcome outcome = place.run({"ingest", "--store", "s", "missing.CSV", "--json"});
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "\"code\": \"not_found\"")) << outcome.out;
  EXPECT_TRUE(has(outcome.err, "\"code\": \"not_found\"")) << outcome.err;
  outcome = place.run({"ingest", "--store", "s", "words.txt"});
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  outcome = place.run(
      {"ingest", "--store", "s", "--max-errors", "0", "--format", "gdelt1", "bad.CSV", "--json"});
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "\"batches\"")) << outcome.out;
  outcome = place.run({"ingest", "--store", "s", "--format", "gdelt9", "bad.CSV"});
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  outcome = place.run({"ingest", "--dry-run", "20240301.export.CSV", "--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(
      has(place.run({"sql", "--store", "s", "--csv", "SELECT count(*) AS n FROM events"}).out,
          "\r\n4\r\n"));
}

TEST_F(Store, ExplainSaysWhereARowCameFrom) {
  const Outcome outcome = place.run({"events", "explain", "--store", "s", "2", "--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "\"file\": \"20240201.export.CSV\"")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "\"line\": 2")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "\"resolved_by\": \"code\"")) << outcome.out;
  EXPECT_TRUE(
      has(place.run({"events", "explain", "--store", "s", "2"}).out, "20240201.export.CSV:2"));
  EXPECT_EQ(place.run({"events", "explain", "--store", "s", "no-such-id' OR 1=1 --"}).status, 4);
}

TEST_F(Store, ActorsAreResolvedOrNamed) {
  const Outcome outcome = place.run({"actors", "resolve", "--store", "s", "--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "{\"raw\": \"ZZZ\", \"rows\": 1,")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "{\"raw\": \"PRK\", \"rows\": 4,")) << outcome.out;
  const Outcome names =
      place.run({"actors", "resolve", "Japan", "Nobody Known", "--day", "2024-01-01", "--json"});
  EXPECT_TRUE(has(names.out, "\"raw\": \"Japan\", \"rows\": null, \"actor\": \"JPN\""))
      << names.out;
  EXPECT_TRUE(has(names.out, "{\"raw\": \"Nobody Known\", \"rows\": null}")) << names.out;
}

TEST_F(Store, ExportWritesThreeFormsWithAttribution) {
  for (const std::string form : {"csv", "jsonl", "parquet"}) {
    const Outcome outcome = place.run({"export", "--store", "s", "-o", "e." + form, "--json"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(has(outcome.out, "\"rows\": 4")) << outcome.out;
    EXPECT_TRUE(has(place.read("e." + form + ".attribution.csv"), "gdelt1,4,\"The GDELT Project"))
        << form;
  }
  EXPECT_TRUE(place.read("e.csv").starts_with("event_id,provider,provider_id,"));
  EXPECT_TRUE(place.read("e.jsonl").starts_with("{\"event_id\": "));
  EXPECT_TRUE(place.read("e.parquet").starts_with("PAR1"));
  EXPECT_TRUE(place.run({"export", "--store", "s", "-o", "-", "--format", "csv"})
                  .out.starts_with("event_id,"));
  EXPECT_EQ(place.run({"export", "--store", "s", "-o", "e.xlsx"}).status, 2);
  EXPECT_EQ(place.run({"export", "--store", "s", "-o", "nowhere/e.csv"}).status, 4);
}

TEST_F(Store, MessagesSayWhatIsWrong) {
  const auto expect_error = [&](const std::vector<std::string>& words, int status,
                                const std::string& message) {
    const Outcome outcome = place.run(words);
    EXPECT_EQ(outcome.status, status) << outcome.err;
    EXPECT_TRUE(has(outcome.err, message)) << outcome.err;
  };
  std::filesystem::create_directory(place / "empty");
  place.write("file.csv", "x\n");
  expect_error({"export", "--store", "s", "-o", "nowhere/e.csv"}, 4,
               "could not write nowhere/e.csv: the folder nowhere does not exist");
  expect_error({"export", "--store", "s", "-o", "empty"}, 2,
               "could not write empty: it is a folder");
  expect_error({"events", "--store", "file.csv"}, 2, "file.csv is a file, not a folder");
  expect_error({"ingest", "--store", "s", "empty"}, 4, "empty holds no files");
  expect_error({"ingest", "--store", "s", "*.nope"}, 4, "no file matches *.nope");
  expect_error({"actors", "resolve", "--store", "s", "--provider", "nope"}, 2, "it has: gdelt1");
  expect_error({"events", "--store", "s", "--dyad", "Frnce,USA"}, 2, "did you mean France?");
  expect_error({"sql", "--store", "s", "SELECT * FROM nope"}, 2, "views: events, canonical_events");
  EXPECT_EQ(place.run({"events", "--store", "s", "--dyad", "RUS,North Korea", "--json"}).out,
            place.run({"events", "--store", "s", "--dyad", "RUS,PRK", "--json"}).out);
  EXPECT_EQ(place.run({"sql", "--store", "s", "-- a comment\nSELECT 1"}).status, 0);
  EXPECT_EQ(place.run({"sql", "--store=s", "-- a comment with x=1\nSELECT 1"}).status, 0);
}

TEST_F(Store, IsBackedUpCompactedCutAndKeepsItsRuns) {
  const auto digest = [&](const std::string& store) {
    const Outcome outcome = place.run({"check", "--store", store, "--json"});
    EXPECT_EQ(outcome.status, 0) << outcome.out;
    return outcome.out.substr(outcome.out.find("\"digest\""), 46);
  };
  EXPECT_EQ(
      place
          .run({"ingest", "--store", "s", "-"}, {},
               gdelt_line(8, Day{std::chrono::year{2024} / 3 / 1}, "RUS", "PRK", "040", 1, "1.0"))
          .status,
      0);
  const std::string before = digest("s");
  EXPECT_EQ(place.run({"backup", "--store", "s", "copy"}).status, 0);
  EXPECT_EQ(digest("copy"), before);
  EXPECT_EQ(place.run({"backup", "--store", "s", "copy"}).status, 2);
  const Outcome compacted = place.run({"compact", "--store", "s", "--json"});
  EXPECT_EQ(compacted.status, 0) << compacted.err;
  EXPECT_TRUE(has(compacted.out, "month=2024-03/part-")) << compacted.out;
  EXPECT_EQ(digest("s"), before);
  EXPECT_EQ(place.run({"remove", "--store", "s", "77"}).status, 4);
  EXPECT_EQ(place.run({"remove", "--store", "s", "3"}).status, 0);
  EXPECT_NE(digest("s"), before);
  const Outcome runs = place.run({"runs", "--store", "s", "--json"});
  EXPECT_TRUE(has(runs.out, "\"command\": \"compact\", \"status\": \"ok\"")) << runs.out;
  EXPECT_TRUE(has(runs.out, "\"command\": \"remove\", \"status\": \"not_found\"")) << runs.out;
  for (const std::string command : {"compact", "check", "runs", "cite", "events"}) {
    EXPECT_EQ(place.run({command, "--store", "nowhere"}).status, 4) << command;
  }
}

TEST_F(Store, CiteNamesItsProviders) {
  EXPECT_TRUE(has(place.run({"cite", "--store", "s"}).out, "gdelt1: The GDELT Project"));
  EXPECT_TRUE(has(place.run({"cite", "--store", "s", "--bibtex"}).out, "@inproceedings{gdelt,"));
  EXPECT_TRUE(has(place.run({"cite", "--json"}).out, "\"provider\": \"entente\""));
}

TEST(Commands, BriefIsAskedForAPossiblePlaceAndDay) {
  const Workplace place;
  ASSERT_EQ(place.run({"init", "c"}).status, 0);
  EXPECT_TRUE(place.run({"brief", "c", "-o", "-"}).out.starts_with("<!doctype html>"));
  EXPECT_FALSE(std::filesystem::exists(place / "-"));
  EXPECT_EQ(place.run({"brief", "c", "-o", "c"}).status, 2);
  EXPECT_FALSE(std::filesystem::exists(place / "c.new"));
  const Outcome early = place.run({"brief", "c", "-o", "b.html", "--as-of", "1901-01-01"});
  EXPECT_EQ(early.status, 2);
  EXPECT_TRUE(has(early.err, "--as-of 1901-01-01 lies before the case begins")) << early.err;
}

TEST(Commands, BriefIsOneFile) {
  const Workplace place;
  ASSERT_EQ(place.run({"init", "c"}).status, 0);
  EXPECT_EQ(place.run({"brief", "c"}).status, 2);
  const Outcome outcome = place.run({"brief", "c", "-o", "brief.html", "--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "\"file\": \"brief.html\"")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "\"findings\"")) << outcome.out;
  EXPECT_TRUE(has(place.read("brief.html"), "INVENTED EXAMPLE"));
}

}  // namespace
}  // namespace entente::testing
