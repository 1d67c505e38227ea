// The command line itself: help, wrong words, error texts, exit statuses, settings from files and
// variables, and that no locale, time zone or width changes what goes into a pipe.
//
// Expected outputs are in golden/; with ENTENTE_UPDATE_GOLDEN set they are written anew.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "run_program.hpp"

namespace entente::testing {
namespace {

const Environment kElsewhere = {
    {"LC_ALL", "de_DE.UTF-8"}, {"LANG", "de_DE.UTF-8"}, {"TZ", "Asia/Seoul"}, {"COLUMNS", "40"}};

void expect_golden(const std::string& name, const std::string& text) {
  const std::string file = std::string(ENTENTE_SOURCE_DIR) + "/tests/cli/golden/" + name;
  if (std::getenv("ENTENTE_UPDATE_GOLDEN") != nullptr)
    std::ofstream(file, std::ios::binary) << text;
  std::ifstream in(file, std::ios::binary);
  std::ostringstream expected;
  expected << in.rdbuf();
  EXPECT_EQ(text, expected.str()) << "golden/" << name;
}

// The same bytes here and where decimals have commas, days begin elsewhere and lines are short.
Outcome run_everywhere(const Workplace& place, const std::vector<std::string>& arguments) {
  const Outcome here = place.run(arguments);
  const Outcome elsewhere = place.run(arguments, kElsewhere);
  EXPECT_EQ(here.status, elsewhere.status);
  EXPECT_EQ(here.out, elsewhere.out);
  EXPECT_EQ(here.err, elsewhere.err);
  return here;
}

void expect_usage(const Outcome& outcome, const std::string& message,
                  const std::string& help = {}) {
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("error: " + message), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find(help), std::string::npos) << outcome.err;
}

TEST(CommandLine, HelpIsPrintedFromTheTables) {
  const Workplace place;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--help"}, {"-h"}, {"help"}, {}}) {
    const Outcome outcome = run_everywhere(place, words);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    expect_golden("help.txt", outcome.out);
  }
  expect_golden("help-ingest.txt", run_everywhere(place, {"ingest", "--help"}).out);
  expect_golden("help-ingest.txt", place.run({"help", "ingest"}).out);
  expect_golden("help-events-explain.txt", run_everywhere(place, {"events", "explain", "-h"}).out);
}

TEST(CommandLine, EveryCommandHasHelpAManPageEntryAndCompletions) {
  const Workplace place;
  const Outcome man = run_everywhere(place, {"man"});
  EXPECT_EQ(man.status, 0);
  EXPECT_TRUE(man.out.starts_with(".TH ENTENTE 1"));
  std::istringstream help(place.run({"--help"}).out);
  std::string line;
  while (std::getline(help, line) && line != "Commands") {
  }
  int commands = 0;
  while (std::getline(help, line) && line.starts_with("  ")) {
    std::string name = line.substr(2, line.find("  ", 2) - 2);
    ++commands;
    const auto blank = name.find(' ');
    std::vector<std::string> words =
        blank == std::string::npos
            ? std::vector<std::string>{name}
            : std::vector<std::string>{name.substr(0, blank), name.substr(blank + 1)};
    words.emplace_back("--help");
    const Outcome own = place.run(words);
    EXPECT_EQ(own.status, 0) << name;
    EXPECT_TRUE(own.out.starts_with("entente " + name)) << own.out;
    EXPECT_NE(man.out.find(".SS entente " + name), std::string::npos) << name;
  }
  EXPECT_GE(commands, 18);
  for (const char* const shell : {"bash", "zsh", "fish"}) {
    const Outcome script = run_everywhere(place, {"completion", shell});
    EXPECT_EQ(script.status, 0);
    EXPECT_NE(script.out.find("max-errors"), std::string::npos) << shell;
  }
  expect_usage(place.run({"completion", "tcsh"}), "there are no completions for tcsh",
               "bash, zsh or fish");
}

TEST(CommandLine, WrongWordsAreNamedWithTheNearest) {
  const Workplace place;
  expect_usage(run_everywhere(place, {"ingst"}), "there is no command ingst",
               "did you mean ingest?");
  expect_usage(place.run({"actors"}), "actors is not a command by itself", "actors resolve");
  expect_usage(place.run({"sql", "--stor", "x", "SELECT 1"}), "there is no option --stor",
               "did you mean --store?");
  expect_usage(place.run({"sql", "--stor=x", "SELECT 1"}), "there is no option --stor",
               "did you mean --store?");
  expect_usage(place.run({"sql", "--mapping", "m", "--store", "s", "SELECT 1"}),
               "sql takes no option --mapping");
  expect_usage(place.run({"sql", "--store"}), "--store needs a value");
  expect_usage(place.run({"sql", "--store", "a", "--store", "b", "x"}),
               "--store was given more than once");
  expect_usage(place.run({"sql", "--store", "a"}), "sql needs QUERY");
  expect_usage(place.run({"sql", "--store", "a", "x", "y"}), "sql does not take \"y\"");
  expect_usage(place.run({"sql", "x"}), "sql needs --store DIR or --case DIR");
  expect_usage(place.run({"events", "--as-of", "2024-13-01"}),
               "--as-of must be a day as 2024-03-01, got \"2024-13-01\"");
  expect_usage(place.run({"ingest", "--store", "s", "--max-errors", "many", "x"}),
               "--max-errors must be a whole number, got \"many\"");
  expect_usage(place.run({"ingest", "--store", "s", "--max-errors", "-2", "x"}),
               "--max-errors must be at least -1");
  expect_usage(place.run({"ingest", "x"}), "ingest needs --store DIR");
  expect_usage(place.run({"sql", "--memory", "much", "--store", "s", "x"}),
               "--memory must be a size");
  expect_usage(place.run({"events", "add", "x", "--grade", "sure"}),
               "--grade must be one of claimed, reported, confirmed");
  expect_usage(place.run({"check"}), "check takes either a case or --store DIR");
  expect_usage(place.run({"fetch", "gdelt3", "--from", "2024-01-01", "--to", "2024-01-02"}), "");
}

TEST(CommandLine, ErrorsAreJsonWhereJsonIsAskedFor) {
  const Workplace place;
  Outcome outcome = run_everywhere(place, {"sql", "--store", "nowhere", "SELECT 1", "--json"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(outcome.out, "");
  expect_golden("error-not-found.json", outcome.err);
  outcome = run_everywhere(place, {"--json", "sqll"});
  EXPECT_EQ(outcome.status, 2);
  expect_golden("error-usage.json", outcome.err);
  // Control characters of the user's own words do not reach the terminal.
  outcome = place.run({"sql", "--store", "\x1b[31mred", "SELECT 1"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos) << outcome.err;
}

TEST(CommandLine, VersionIsTextOrJson) {
  const Workplace place;
  const Outcome outcome = place.run({"--version", "--json"});
  EXPECT_EQ(outcome.status, 0);
  for (const char* const key :
       {"\"version\": \"", "\"git\": \"", "\"duckdb\": \"1.4.4\"", "\"store_version\": "}) {
    EXPECT_NE(outcome.out.find(key), std::string::npos) << outcome.out;
  }
  EXPECT_TRUE(place.run({"--version"}).out.starts_with("entente "));
}

TEST(CommandLine, SettingsComeFromLineVariableFileInThatOrder) {
  const Workplace place;
  const auto threads = [&](const std::vector<std::string>& more, const Environment& environment) {
    std::vector<std::string> words = {"doctor", "--csv"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = place.run(words, environment);
    const auto at = outcome.out.find("threads,true,");
    return at == std::string::npos ? outcome.err : outcome.out.substr(at + 13, 1);
  };
  std::filesystem::create_directories(place / ".config/entente");
  place.write(".config/entente/config.toml", "threads = 3\n");
  EXPECT_EQ(threads({}, {}), "3");
  EXPECT_EQ(threads({}, {{"ENTENTE_THREADS", "4"}}), "4");
  EXPECT_EQ(threads({"--threads", "5"}, {{"ENTENTE_THREADS", "4"}}), "5");
  place.write("mine.toml", "threads = 6\n");
  EXPECT_EQ(threads({}, {{"ENTENTE_CONFIG", "mine.toml"}}), "6");

  Outcome outcome = place.run({"doctor"}, {{"ENTENTE_CONFIG", "missing.toml"}});
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  place.write("wrong.toml", "# settings\nthread = 6\n");
  outcome = place.run({"doctor"}, {{"ENTENTE_CONFIG", "wrong.toml"}});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("wrong.toml:2:1"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("did you mean threads?"), std::string::npos) << outcome.err;
  place.write("wrong.toml", "threads = -1\n");
  EXPECT_EQ(place.run({"doctor"}, {{"ENTENTE_CONFIG", "wrong.toml"}}).status, 2);
}

TEST(CommandLine, DoctorSaysWhatIsThere) {
  const Workplace place;
  const Outcome outcome = place.run({"doctor", "--json", "--store", "nowhere"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.out.find("{\"name\": \"duckdb\", \"ok\": true"), std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("{\"name\": \"store\", \"ok\": false"), std::string::npos)
      << outcome.out;
}

}  // namespace
}  // namespace entente::testing
