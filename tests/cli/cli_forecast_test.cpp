// entente forecast and score over machine-coded events: what a script reads, what is registered and
// settled, and what must not influence what. Four hundred days of an invented world: Russia fights
// Ukraine on about two days in three, Ukraine fights back, six other pairs talk or accuse each
// other now and then.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "entente/base/random.hpp"
#include "run_program.hpp"

namespace entente::testing {
namespace {

using nlohmann::json;
using std::chrono::days;

constexpr Day kFirst{std::chrono::year{2023} / 1 / 1};
constexpr int kDays = 400;
constexpr int kShort = 360;  // the days of the store that ends earlier

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The events of one day.
std::string lines_of(int day) {
  struct Habit {
    const char *source, *target, *code;
    int quad_class;
    const char* goldstein;
    double chance;
  };
  static constexpr Habit kHabits[] = {
      {"RUS", "UKR", "190", 4, "-10.0", 0.65}, {"UKR", "RUS", "190", 4, "-10.0", 0.55},
      {"RUS", "UKR", "112", 3, "-2.0", 0.4},   {"PRK", "RUS", "042", 1, "3.0", 0.2},
      {"CHN", "JPN", "112", 3, "-2.0", 0.3},   {"JPN", "CHN", "040", 1, "1.0", 0.3},
      {"USA", "KOR", "057", 1, "8.0", 0.15},   {"KOR", "PRK", "112", 3, "-2.0", 0.25},
      {"PRK", "KOR", "138", 3, "-7.0", 0.1},   {"USA", "UKR", "070", 2, "7.0", 0.3},
      {"DEU", "FRA", "040", 1, "1.0", 0.9},    {"FRA", "DEU", "036", 1, "4.0", 0.8}};
  std::string text;
  RandomStream random(7, "forecast world", static_cast<std::uint64_t>(day));
  long id = 100L * day;
  for (const auto& habit : kHabits) {
    ++id;
    if (random.uniform() < habit.chance)
      text += gdelt_line(id, kFirst + days{day}, habit.source, habit.target, habit.code,
                         habit.quad_class, habit.goldstein);
  }
  return text;
}

std::string lines_of(int from, int to) {
  std::string text;
  for (int day = from; day < to; ++day) text += lines_of(day);
  return text;
}

class Forecasts : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = new Workplace;
    place->write("first.export.CSV", lines_of(0, kShort));
    place->write("last.export.CSV", lines_of(kShort, kDays));
    ingest("long", {"first.export.CSV", "last.export.CSV"});
    ingest("short", {"first.export.CSV"});
  }
  static void TearDownTestSuite() {
    delete place;
    place = nullptr;
  }
  static void ingest(const std::string& store, const std::vector<std::string>& files) {
    std::vector<std::string> words = {"ingest", "--store", store, "--format", "gdelt1"};
    words.insert(words.end(), files.begin(), files.end());
    const Outcome outcome = place->run(words);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
  }
  static Outcome run(const std::vector<std::string>& words) { return place->run(words); }
  static json told(std::vector<std::string> words) {
    words.emplace_back("--json");
    const Outcome outcome = place->run(words);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return json::parse(outcome.out, nullptr, false);
  }
  static Workplace* place;
};
Workplace* Forecasts::place = nullptr;

TEST_F(Forecasts, EveryForecastHasEveryKey) {
  const json all = told({"forecast", "--store", "long", "--dyad", "RUS,UKR"});
  ASSERT_TRUE(all.is_object());
  EXPECT_EQ(all["provider"], "gdelt1");
  EXPECT_EQ(all["origin"], format_day(kFirst + days{kDays - 1}));
  EXPECT_TRUE(all["registered"].is_null());
  std::set<std::string> kinds, ids;
  ASSERT_FALSE(all["forecasts"].empty());
  for (const auto& f : all["forecasts"]) {
    for (const char* const key : {"id",           "kind",
                                  "source",       "target",
                                  "type",         "type_name",
                                  "horizon_days", "probability",
                                  "low",          "high",
                                  "evidence",     "track_record",
                                  "origin",       "due",
                                  "level",        "climatology",
                                  "words",        "statistics",
                                  "count",        "provider",
                                  "sampling",     "pseudo_real_time"})
      EXPECT_TRUE(f.contains(key)) << key;
    kinds.insert(f["kind"]);
    EXPECT_TRUE(ids.insert(f["id"]).second) << f["id"];
    for (const char* const key : {"probability", "low", "high", "climatology"}) {
      EXPECT_GE(f[key], 0) << key;
      EXPECT_LE(f[key], 1) << key;
    }
    EXPECT_LE(f["low"], f["probability"]);
    EXPECT_LE(f["probability"], f["high"]);
    EXPECT_EQ(f["sampling"], "machine");
    EXPECT_EQ(f["pseudo_real_time"], false);
    EXPECT_EQ(f["due"], format_day(kFirst + days{kDays - 1 + f["horizon_days"].get<int>()}));
    EXPECT_EQ(f["count"].is_object(), f["kind"] == "count");
    EXPECT_TRUE(f["source"] == "RUS" || f["source"] == "UKR");
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"act", "count", "escalation"}));
  // The likeliest act: what is done on two days in three happens within a week.
  EXPECT_EQ(all["forecasts"][0]["type"], "19");
  EXPECT_GT(all["forecasts"][0]["probability"], 0.9);
}

TEST_F(Forecasts, EvidenceIsTheNewestEventsOfThatKindKnownByThen) {
  const json all = told({"forecast", "--store", "long", "--dyad", "RUS,UKR", "--kind", "act",
                         "--kind", "count", "--horizon", "7", "--as-of", "2023-12-01"});
  std::size_t seen = 0;
  for (const auto& f : all["forecasts"]) {
    const std::string type = std::to_string(std::stoi(f["type"].get<std::string>()));
    const std::string what = f["kind"] == "act" ? "root = " + type : "quad_class = " + type;
    const json wanted = told({"sql", "--store", "long", "--as-of", "2023-12-01",
                              "SELECT event_id, day FROM events WHERE source_code = '" +
                                  f["source"].get<std::string>() + "' AND target_code = '" +
                                  f["target"].get<std::string>() + "' AND " + what +
                                  " ORDER BY day DESC, event_id LIMIT 5"});
    ASSERT_EQ(f["evidence"].size(), wanted["rows"].size()) << f["id"];
    for (std::size_t i = 0; i < wanted["rows"].size(); ++i) {
      EXPECT_EQ(f["evidence"][i]["event_id"], wanted["rows"][i][0]);
      EXPECT_EQ(f["evidence"][i]["day"], wanted["rows"][i][1]);
      EXPECT_LE(f["evidence"][i]["day"].get<std::string>(), "2023-12-01");
      ++seen;
    }
  }
  EXPECT_GE(seen, 20U);
}

TEST_F(Forecasts, WhatCameLaterMattersNowhere) {
  const std::string as_of = format_day(kFirst + days{kShort - 1});
  for (const auto& more : std::vector<std::vector<std::string>>{
           {}, {"--dyad", "RUS,UKR"}, {"--actor", "PRK", "--horizon", "7"}}) {
    std::vector<std::string> later = {"forecast", "--json", "--store", "long", "--as-of", as_of};
    std::vector<std::string> then = {"forecast", "--json", "--store", "short"};
    later.insert(later.end(), more.begin(), more.end());
    then.insert(then.end(), more.begin(), more.end());
    const Outcome a = run(later), b = run(then);
    EXPECT_EQ(a.status, 0) << a.err;
    EXPECT_GT(a.out.size(), 2000U);
    EXPECT_EQ(a.out, b.out);
  }
}

TEST_F(Forecasts, ThreadsMakeNoDifference) {
  const Outcome one = run({"forecast", "--json", "--store", "short", "--threads", "1"});
  ASSERT_EQ(one.status, 0) << one.err;
  for (const char* const threads : {"2", "4"})
    EXPECT_EQ(run({"forecast", "--json", "--store", "short", "--threads", threads}).out, one.out);
}

TEST_F(Forecasts, TextSaysTheQuestionTheWordAndTheNumber) {
  const Outcome outcome = run({"forecast", "--store", "long", "--dyad", "RUS,UKR", "--limit", "3"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "RUS toward UKR: armed fighting (19) within 7 days: almost certain"))
      << outcome.out;
  EXPECT_TRUE(has(outcome.out, "    last: 2024-0")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, " (event ")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "entente events explain ID shows where an event came from\n"));
  EXPECT_TRUE(has(outcome.out, "how such forecasts fared:")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "back-test")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, " more (--limit ")) << outcome.out;
  // The one left out has its past share inside its interval: nothing is unusual.
  EXPECT_FALSE(has(outcome.out, "furthest from what is usual:")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "Escalations, ")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "reported without a claim")) << outcome.out;
  const Outcome csv = run({"forecast", "--store", "long", "--dyad", "RUS,UKR", "--csv"});
  EXPECT_TRUE(csv.out.starts_with("id,kind,source,target,type,type_name,origin,due,")) << csv.out;
}

// Twelve pairs that quarrel for some forty days in turn: those that do now are told, and not
// those that always talk.
TEST_F(Forecasts, TextNamesWhatIsFurthestFromTheUsual) {
  constexpr const char* kCodes[] = {"USA", "CHN", "RUS", "IRN", "ISR", "IND", "PAK"};
  std::string text;
  long id = 0;
  for (int day = 0; day < kDays; ++day) {
    RandomStream random(8, "quarrels in turn", static_cast<std::uint64_t>(day));
    for (int pair = 0; pair < 12; ++pair) {
      const char* const source = kCodes[pair % 7];
      const char* const target = kCodes[(pair + 1 + pair / 7) % 7];
      const bool quarrel = (day + 31 * pair) / 40 % 3 == 0;
      ++id;
      if (random.uniform() < (quarrel ? 0.8 : 0.01))
        text += gdelt_line(id, kFirst + days{day}, source, target, "138", 3, "-7.0");
      ++id;
      if (random.uniform() < 0.9)
        text += gdelt_line(id, kFirst + days{day}, source, target, "040", 1, "1.0");
    }
  }
  place->write("quarrels.export.CSV", text);
  ingest("quarrels", {"quarrels.export.CSV"});
  const Outcome outcome =
      run({"forecast", "--store", "quarrels", "--kind", "act", "--horizon", "7", "--limit", "3"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const std::size_t at = outcome.out.find("  furthest from what is usual:\n");
  ASSERT_NE(at, std::string::npos) << outcome.out;
  const std::string told = outcome.out.substr(at, outcome.out.find("\n  how", at) - at);
  EXPECT_EQ(std::ranges::count(told, '\n'), 5) << told;
  EXPECT_TRUE(has(told, "threats (13) within 7 days")) << told;
  EXPECT_FALSE(has(told, "consultation (04)")) << told;
}

TEST_F(Forecasts, SavedOnceSettledOnceAndNeverRewritten) {
  ingest("ledger", {"first.export.CSV"});
  const std::vector<std::string> save = {"forecast", "--store",   "ledger", "--dyad", "RUS,UKR",
                                         "--save",   "--horizon", "7",      "--json"};
  json first = json::parse(run(save).out);
  const std::size_t n = first["forecasts"].size();
  // Of days long gone by: registered after the fact.
  EXPECT_EQ(first["registered"], (json{{"new", n}, {"known", 0}, {"after_the_fact", n}}));
  json again = json::parse(run(save).out);
  EXPECT_EQ(again["registered"], (json{{"new", 0}, {"known", n}, {"after_the_fact", n}}));
  again["registered"] = first["registered"];
  EXPECT_EQ(again, first);
  // Nothing is due: the log ends where the days asked about begin.
  json score = told({"score", "--store", "ledger"});
  EXPECT_TRUE(score["settled"].empty());
  EXPECT_EQ(score["open"]["n"], n);
  EXPECT_EQ(score["open"]["not_known"], n);
  EXPECT_EQ(score["statement"], "No forecast has been settled yet.");
  EXPECT_TRUE(has(run({"score", "--store", "ledger"}).out, "nothing new has come due"));
  // Later days come in; as of a day before the last one asked about still nothing is settled.
  ingest("ledger", {"last.export.CSV"});
  score = told({"score", "--store", "ledger", "--as-of", format_day(kFirst + days{kShort + 5})});
  EXPECT_TRUE(score["settled"].empty());
  EXPECT_EQ(score["open"]["not_due"], n);
  score = told({"score", "--store", "ledger", "--as-of", format_day(kFirst + days{kShort + 6})});
  EXPECT_TRUE(score["settled"].empty());
  EXPECT_EQ(score["open"]["not_known"], n);
  // A dry run tells what would be settled, as often as it is asked, and writes nothing.
  const std::vector<std::string> dry = {"score", "--store", "ledger", "--as-of",
                                        format_day(kFirst + days{kShort + 7})};
  const std::string runs = run({"runs", "--store", "ledger", "--json"}).out;
  for (int i = 0; i < 2; ++i) {
    score = told(dry);
    EXPECT_EQ(score["dry_run"], true);
    ASSERT_EQ(score["settled"].size(), n);
    EXPECT_TRUE(score["settled"][0]["settled_at"].is_null());
  }
  EXPECT_TRUE(has(run(dry).out, "a dry run: ")) << run(dry).out;
  EXPECT_EQ(run({"runs", "--store", "ledger", "--json"}).out, runs);
  score = told({"score", "--store", "ledger"});
  EXPECT_EQ(score["dry_run"], false);
  ASSERT_EQ(score["settled"].size(), n);
  EXPECT_EQ(score["open"]["n"], 0);
  // Settled once, and listed again where that is asked for.
  const json later = told({"score", "--store", "ledger"});
  EXPECT_TRUE(later["settled"].empty());
  EXPECT_EQ(later["settled_before"], n);
  EXPECT_EQ(told({"score", "--store", "ledger", "--all"})["settled"], score["settled"]);
  std::map<std::string, json> registered;
  for (const auto& f : first["forecasts"]) registered[f["id"]] = f;
  double brier = 0;
  for (const auto& s : score["settled"]) {
    for (const char* const key :
         {"id", "outcome", "brier", "log_score", "kind", "due", "probability", "words"})
      EXPECT_TRUE(s.contains(key)) << key;
    const json& f = registered.at(s["id"]);
    EXPECT_EQ(s["probability"], f["probability"]);
    EXPECT_EQ(s["after_the_fact"], true);
    const std::string type = std::to_string(std::stoi(s["type"].get<std::string>()));
    const json counted = told(
        {"sql", "--store", "ledger",
         "SELECT count(*) FROM canonical_events WHERE source = '" + s["source"].get<std::string>() +
             "' AND target = '" + s["target"].get<std::string>() + "' AND day > DATE '" +
             s["origin"].get<std::string>() + "' AND day <= DATE '" + s["due"].get<std::string>() +
             "' AND " + (s["kind"] == "act" ? "root = " : "quad_class = ") + type});
    EXPECT_EQ(s["count"], counted["rows"][0][0]) << s["id"];
    EXPECT_EQ(s["outcome"], s["count"] > s["level"]);
    const double y = s["outcome"] ? 1 : 0, p = s["probability"];
    EXPECT_NEAR(s["brier"], (p - y) * (p - y), 1e-12);
    EXPECT_NEAR(s["log_score"], -std::log(std::max(y == 1 ? p : 1 - p, 1e-9)), 1e-9);
    brier += s["brier"].get<double>();
  }
  const json& late = score["after_the_fact"];
  EXPECT_EQ(late["registered"], n);
  EXPECT_NEAR(late["reliability"]["brier"], brier / static_cast<double>(n), 1e-12);
  EXPECT_TRUE(has(late["statement"], "Registered after the fact: shown, not counted"));
  EXPECT_TRUE(score["reliability"].is_null());
  EXPECT_EQ(score["statement"], "No forecast that was registered beforehand has been settled yet.");
  EXPECT_TRUE(
      has(run({"score", "--store", "ledger"}).out, late["statement"].get<std::string>() + "\n"));
  // Once.
  const json second = told({"score", "--store", "ledger"});
  EXPECT_TRUE(second["settled"].empty());
  EXPECT_EQ(second["settled_before"], n);
  EXPECT_EQ(second["after_the_fact"], score["after_the_fact"]);
  // What was registered after the fact is no track record of new forecasts.
  const json next = told({"forecast", "--store", "ledger", "--dyad", "RUS,UKR", "--horizon", "7"});
  EXPECT_EQ(next["forecasts"][0]["track_record"]["basis"], "back-test");
  EXPECT_TRUE(next["forecasts"][0]["settled_record"].is_null());
  // A backup has it all.
  ASSERT_EQ(run({"backup", "--store", "ledger", "copy"}).status, 0);
  EXPECT_EQ(told({"score", "--store", "copy"})["settled_before"], n);
  EXPECT_EQ(told({"check", "--store", "copy"})["ok"], true);
}

TEST_F(Forecasts, TwoSavesAtOnceRegisterOnce) {
  ingest("twice", {"first.export.CSV"});
  const std::vector<std::string> save = {"forecast", "--store",   "twice", "--dyad", "RUS,UKR",
                                         "--save",   "--horizon", "7",     "--json"};
  Running a(*place, save), b(*place, save);
  const Outcome one = a.wait(), other = b.wait();
  ASSERT_EQ(one.status, 0) << one.err;
  ASSERT_EQ(other.status, 0) << other.err;
  const json x = json::parse(one.out), y = json::parse(other.out);
  const std::size_t n = x["forecasts"].size();
  EXPECT_EQ(x["registered"]["new"].get<std::size_t>() + y["registered"]["new"].get<std::size_t>(),
            n);
  EXPECT_EQ(told({"score", "--store", "twice"})["registered"], n);
}

TEST_F(Forecasts, ADyadWithoutHistoryIsSaidToHaveNone) {
  const json all = told({"forecast", "--store", "long", "--dyad", "BRA,LAO", "--horizon", "7"});
  EXPECT_EQ(all["without_history"],
            (json{{{"source", "BRA"}, {"target", "LAO"}}, {{"source", "LAO"}, {"target", "BRA"}}}));
  for (const auto& f : all["forecasts"]) {
    EXPECT_NE(f["kind"], "act");  // neither has ever shown any
    EXPECT_LT(f["probability"], 0.5);
    EXPECT_TRUE(f["evidence"].empty());
  }
  const Outcome text = run({"forecast", "--store", "long", "--dyad", "BRA,LAO", "--horizon", "7"});
  EXPECT_TRUE(has(text.out, "BRA toward LAO: no act is on record by 2024-02-04")) << text.out;
  const Outcome actor = run({"forecast", "--store", "long", "--actor", "BRA"});
  EXPECT_EQ(actor.status, 4);
  EXPECT_TRUE(has(actor.err, "no act from or toward BRA is on record")) << actor.err;
}

TEST_F(Forecasts, AnActorsDyadsAreThoseOnRecord) {
  const json all = told({"forecast", "--store", "long", "--actor", "North Korea", "--kind", "act"});
  std::set<std::pair<std::string, std::string>> dyads;
  for (const auto& f : all["forecasts"]) dyads.emplace(f["source"], f["target"]);
  EXPECT_EQ(dyads, (std::set<std::pair<std::string, std::string>>{
                       {"PRK", "RUS"}, {"PRK", "KOR"}, {"KOR", "PRK"}}));
}

TEST_F(Forecasts, WrongQuestionsAreMattersOfUsage) {
  for (const auto& [more, message] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--horizon", "0"}, "--horizon must be at least 1"},
           {{"--horizon", "-7"}, "--horizon must be at least 1"},
           {{"--horizon", "366"}, "--horizon must be 1 to 365 days"},
           {{"--horizon", "week"}, "--horizon must be a whole number"},
           {{"--kind", "war"}, "--kind must be one of"},
           {{"--dyad", "RUS,Ukrane"}, "did you mean Ukraine?"},
           {{"--dyad", "RUS"}, "must be two actors"},
           {{"--dyad", "RUS,RUS"}, "RUS is named twice"},
           {{"--actor", "Rusia"}, "did you mean Russia?"},
           {{"--actor", "RUS", "--dyad", "RUS,UKR"}, "are two questions"},
           {{"--kind", "register"}, "registers are a case's"},
           {{"--provider", "icews"}, "there is: gdelt1"},
           {{"--as-of", "2022-12-31"}, "its days begin on 2023-01-01"}}) {
    std::vector<std::string> words = {"forecast", "--store", "long"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.status, 2) << more.front() << "\n" << outcome.err;
    EXPECT_TRUE(has(outcome.err, message)) << message << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_EQ(run({"forecast"}).status, 2);
  EXPECT_EQ(run({"forecast", "--store", "nowhere"}).status, 4);
  EXPECT_EQ(run({"score", "--store", "nowhere"}).status, 4);
  EXPECT_EQ(run({"score"}).status, 2);
}

TEST_F(Forecasts, TooShortALogSaysHowMuchIsNeeded) {
  place->write("few.export.CSV", lines_of(0, 20));
  ingest("few", {"few.export.CSV"});
  for (const char* const kind : {"act", "count", "escalation"}) {
    const Outcome outcome = run({"forecast", "--store", "few", "--kind", kind, "--horizon", "30"});
    EXPECT_EQ(outcome.status, 3) << kind << outcome.err;
    EXPECT_TRUE(has(outcome.err, "days")) << outcome.err;
  }
  EXPECT_EQ(run({"backtest", "counts", "--store", "few", "--horizon", "30"}).status, 3);
}

TEST_F(Forecasts, AStoreWithoutMachineDataSaysSo) {
  ASSERT_EQ(run({"init", "c"}).status, 0);
  const Outcome curated =
      run({"ingest", "--store", "curated", "--format", "curated", "c/events.csv"});
  ASSERT_EQ(curated.status, 0) << curated.err;
  Outcome outcome = run({"forecast", "--store", "curated"});
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  EXPECT_TRUE(has(outcome.err, "holds no machine-coded acts between states")) << outcome.err;
  outcome = run({"backtest", "counts", "--store", "curated"});
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  outcome = run({"forecast", "c", "--dyad", "FRA,DEU"});
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  // The example's registers are of one year: too young.
  outcome = run({"forecast", "c"});
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  EXPECT_TRUE(has(outcome.err, "two years")) << outcome.err;
}

TEST_F(Forecasts, AStoreThatCannotBeWrittenRegistersNothing) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everything";
  ingest("locked", {"first.export.CSV"});
  const auto store = *place / "locked";
  using std::filesystem::perms;
  for (const char* const file :
       {"catalogue.sqlite", "catalogue.sqlite-wal", "catalogue.sqlite-shm"})
    if (std::filesystem::exists(store / file))
      std::filesystem::permissions(store / file, perms::owner_read);
  std::filesystem::permissions(store, perms::owner_read | perms::owner_exec);
  const Outcome outcome = run({"forecast", "--store", "locked", "--dyad", "RUS,UKR", "--save"});
  std::filesystem::permissions(store, perms::owner_all);
  EXPECT_EQ(outcome.status, 1) << outcome.out;
  EXPECT_TRUE(has(outcome.err, "cannot be registered")) << outcome.err;
  EXPECT_EQ(outcome.out, "");
}

TEST_F(Forecasts, CountsAreBackTestedWithEveryKey) {
  const json all =
      told({"backtest", "counts", "--store", "long", "--horizon", "7", "--origins", "12"});
  for (const char* const key : {"by", "brier", "brier_skill", "positives", "escalation",
                                "registers", "settled_by_outcomes", "statement"})
    EXPECT_TRUE(all.contains(key)) << key;
  EXPECT_EQ(all["pseudo_real_time"], false);
  ASSERT_FALSE(all["by"].empty());
  for (const auto& row : all["by"]) {
    for (const char* const key : {"horizon_days", "quad_class", "band", "n", "crps", "crps_log",
                                  "crps_baselines", "log_score", "pit_coverage_80",
                                  "interval_coverage_80", "skill", "skill_low", "skill_high"})
      EXPECT_TRUE(row.contains(key)) << key;
    EXPECT_EQ(row["horizon_days"], 7);
    EXPECT_GE(row["crps_baselines"].size(), 5U);
  }
  EXPECT_TRUE(all["by"][0]["quad_class"].is_null());
  EXPECT_TRUE(all["by"][0]["band"].is_null());
  EXPECT_TRUE(has(all["statement"], "Counts 7 days ahead: CRPS beside the best baseline"));
  EXPECT_LE(all["origins"], 12);
  const Outcome text =
      run({"backtest", "counts", "--store", "long", "--horizon", "7", "--origins", "12"});
  EXPECT_TRUE(has(text.out, all["by"][0]["statement"].get<std::string>())) << text.out;
  for (const auto& [more, message] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--from", "2020-01-01"}, "lies outside the data"},
           {{"--from", "2025-01-01"}, "lies outside the data"},
           {{"--origins", "0"}, "--origins must be at least 1"},
           {{"--horizon", "400"}, "--horizon must be 1 to 365 days"}}) {
    std::vector<std::string> words = {"backtest", "counts", "--store", "long"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_TRUE(has(outcome.err, message)) << outcome.err;
  }
  EXPECT_EQ(run({"backtest", "counts"}).status, 2);
}

}  // namespace
}  // namespace entente::testing
