// A whole small case that loads, and one with every kind of mistake, all reported in one go.

#include "entente/world/case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "entente/base/text.hpp"
#include "entente/world/case_folder_testing.hpp"

namespace entente {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::Files;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kEventsHeader =
    "id,day,day_last,known_day,source,target,action,issues,country,latitude,longitude,grade,"
    "claimant,occasion,sampling,register,sentence,citation\n";

Files good_files() {
  return {
      {"case.toml", R"T(name = "small"
title = "A small case"
summary = "Two states and a league."
from = 2018-01-01
to = 2020-01-01
horizons = [7, 30]
watched = [["PRK", "RUS"], ["RUS", "NATO"]]
[names]
PRK = "North Korea"
[map]
centre = [135.0, 45]
radius_degrees = 50
[data]
ingest = ["*.tab.gz"]
[issues]
talks = "talks of leaders"
arms = "arms"
[[theatre]]
id = "east"
name = "The east"
countries = ["PRK", "KOR"]
boxes = [[30.0, 120.0, 56.0, 150.0]]
issues = ["talks"]
dyads = [["PRK", "RUS"]]
[[theatre]]
id = "west"
name = "The west"
countries = ["UKR"]
[[source_note]]
note = "Names imply no view."
)T"},
      {"actors.toml", R"T([[actor]]
id = "leader"
kind = "office"
name = "Leader of North Korea"
parent = "PRK"
speaks_for_state = true
[[actor]]
id = "kim"
kind = "person"
name = "Kim Example"
[[actor]]
id = "NATO"
stands_alone = true
[[role]]
person = "kim"
office = "leader"
from = 2018-01-01
to = 2019-01-01
)T"},
      {"registers.toml", R"T([[register]]
id = "meetings"
name = "Meetings"
kind = "Meetings in person."
from = 2018-01-01
to = 2019-01-01
actors = ["kim", "RUS"]
sources = ["a list"]
gaps = []
complete = true
)T"},
      {"events.csv",
       "# picked by hand\n" + kEventsHeader +
           "one,2018-04-25,,2018-04-26,kim,RUS,042,talks;arms,RUS,43.1,131.9,reported,,first,"
           "register,meetings,They met.,\"A paper, 26 April 2018\"\n"
           "two,2018-05-01,2018-05-31,2018-06-02,PRK,,150,,,,,,,,purposive,,A test.,A list\n"},
      {"ties.csv",
       "kind,a,b,from,to,value,citation\n"
       "treaty,PRK,RUS,2000-10-09,,friendship,the treaty\n"
       "vote,RUS,S/RES/1,2018-01-01,2018-01-01,yes,the record\n"},
      {"coverage.csv", "provider,from,to,kind,note\nicews,2018-10-06,2018-10-07,missing,no file\n"},
      {"outcomes.csv",
       "id,day,source,target,action,sentence,citation\n"
       "later,2020-02-01,PRK,RUS,042,They met again.,a paper\n"},
      {"grades.csv", "event,day,grade,citation\none,2018-04-27,confirmed,both sides\n"}};
}

TEST(Case, AWholeCaseLoads) {
  const Folder folder(good_files());
  const auto load = load_case(folder.path().string());
  for (const auto& problem : load.problems) ADD_FAILURE() << format_error(problem);
  ASSERT_TRUE(load.value.has_value());
  const auto& made = *load.value;
  EXPECT_EQ(made.name, "small");
  EXPECT_EQ(made.window.from, *parse_iso_day("2018-01-01"));
  EXPECT_EQ(made.watched.size(), 2u);
  EXPECT_THAT(made.horizons, ElementsAre(7, 30));
  EXPECT_EQ(made.map_centre, (std::pair{135.0, 45.0}));
  ASSERT_EQ(made.theatres.size(), 2u);
  EXPECT_EQ(made.theatres[0].boxes.at(0).latitude_max, 56.0);
  EXPECT_THAT(made.theatres[0].issues, ElementsAre("talks"));
  EXPECT_EQ(made.registers.at(0).actors.size(), 2u);
  ASSERT_EQ(made.events.size(), 2u);
  EXPECT_EQ(made.events[0].line, 3u);
  EXPECT_EQ(made.events[0].day_last, made.events[0].day);
  EXPECT_THAT(made.events[0].issues, ElementsAre("talks", "arms"));
  EXPECT_EQ(made.events[0].latitude, 43.1);
  EXPECT_EQ(made.events[0].citation, "A paper, 26 April 2018");
  EXPECT_EQ(made.events[1].day_last, *parse_iso_day("2018-05-31"));
  EXPECT_FALSE(made.events[1].latitude.has_value());
  EXPECT_FALSE(made.ties.at(0).to.has_value());
  EXPECT_EQ(made.coverage.at(0).kind, "missing");
  EXPECT_EQ(made.outcomes.at(0).id, "later");
  EXPECT_EQ(made.grades.at(0).grade, "confirmed");
  EXPECT_NE(made.world.find("kim"), nullptr);
}

TEST(Case, TheFingerprintIsThatOfTheFiles) {
  const auto fingerprint = [](const Files& files) {
    const Folder folder(files);
    const auto load = load_case(folder.path().string());
    EXPECT_TRUE(load.value.has_value());
    return load.value ? load.value->fingerprint : 0;
  };
  auto files = good_files();
  const auto first = fingerprint(files);
  EXPECT_EQ(first, fingerprint(files)) << "whatever the folder's name";
  files["grades.csv"] += "one,2018-04-28,confirmed,again\n";
  EXPECT_NE(first, fingerprint(files));
}

TEST(Case, OnlyCaseTomlMustBeThere) {
  const Folder folder(Files{{"case.toml", good_files()["case.toml"]}});
  // NATO stands alone in actors.toml only, so the watched pair with it is the one problem.
  const auto load = load_case(folder.path().string());
  ASSERT_EQ(load.problems.size(), 1u);
  EXPECT_THAT(load.problems[0].message, HasSubstr("NATO is of kind organisation and no party"));
}

TEST(Case, AFolderWithoutCaseTomlIsNotFound) {
  const Folder folder(Files{});
  for (const auto& path : {folder.path(), folder.path() / "nowhere"}) {
    const auto load = load_case(path.string());
    EXPECT_FALSE(load.value.has_value());
    ASSERT_EQ(load.problems.size(), 1u);
    EXPECT_EQ(load.problems[0].code, ErrorCode::kNotFound);
  }
}

TEST(Case, LinksAndLargeFilesAreRefused) {
  auto files = good_files();
  files.erase("ties.csv");
  files["coverage.csv"] = std::string((16U << 20) + 1, 'x');
  const Folder secret(Files{{"secret", "top secret"}});
  const Folder folder(files);
  fs::create_symlink(secret.path() / "secret", folder.path() / "ties.csv");
  fs::remove(folder.path() / "grades.csv");
  fs::create_directory(folder.path() / "grades.csv");
  const auto load = load_case(folder.path().string());
  EXPECT_FALSE(load.value.has_value());
  std::string all;
  for (const auto& problem : load.problems) all += format_error(problem) + "\n";
  EXPECT_EQ(load.problems.size(), 3u) << all;
  EXPECT_THAT(all, HasSubstr("ties.csv is not a regular file"));
  EXPECT_THAT(all, HasSubstr("grades.csv is not a regular file"));
  EXPECT_THAT(all, HasSubstr("coverage.csv"));
  EXPECT_THAT(all, Not(HasSubstr("top secret")));
}

struct Mistake {
  const char* place;    ///< file:line:column as printed
  const char* message;  ///< part of it
};

TEST(Case, AllMistakesOfAllFilesComeAtOnce) {
  Files files;
  files["case.toml"] = R"T(name = "b a d"
titel = "No title"
from = 2020-01-01
to = 2018-01-01
horizons = [7, 0]
watched = [["PRK", "RUSS"], ["PRK"], ["KOR", "KOR"], ["kim", "PRK"], ["PRK", "KOR"], ["KOR", "PRK"]]
[names]
PRKK = "North Korea"
[map]
centre = [135.0, 145.0]
[issues]
talks = "talks"
[[theatre]]
id = "east"
countries = ["PRK", "Japan"]
boxes = [[30, 120, 95, 150], [50, 10, 40, 20], [1, 2]]
issues = ["talk"]
[[theatre]]
id = "east"
countries = ["PRK"]
dyads = [["PRK", "nowhere"]]
[data]
ingets = []
)T";
  files["actors.toml"] = R"T([[actor]]
id = "leader"
kind = "office"
name = "Leader"
parent = "PRK"
speaks_for_state = true
[[actor]]
id = "kim"
kind = "persn"
name = "Kim"
[[actor]]
id = "lee"
kind = "person"
name = "Lee"
[[role]]
person = "lee"
office = "leader"
from = 2018-01-01
to = 2019-01-01
)T";
  files["registers.toml"] = R"T([[register]]
id = "meetings"
kind = "Meetings"
from = 2018-01-01
to = 2019-01-01
actors = ["leeder"]
sources = ["a list"]
[[register]]
id = "meetings"
kind = "Meetings"
sources = []
)T";
  files["events.csv"] =
      kEventsHeader +
      "one,2018-02-30,,2018-04-26,lee,RUS,42,tlaks,RU,91,131.9,sure,,,register,meeting,They met.,\n"
      "one,2019-06-01,2019-05-01,2018-04-26,lee,ruus,999,,,43.1,,,,,register,meetings,,x\n"
      "t o,2018-06-01,,,,PRK,042,,,,,,,,guess,,x,x\n"
      "four,2018-06-01,,2018-06-01,PRK,PRK,042,,,,,,,,purposive,meetings,x,x\n"
      "five,2018-06-01,short\n";
  files["ties.csv"] =
      "kind,a,b,from,to,value,citation\n"
      "aliance,PRK,nobody,2001-01-01,2000-01-01,,\n";
  files["coverage.csv"] = "provider,from,to,kind,note\n,2018-10-07,2018-10-06,gap,\n";
  files["outcomes.csv"] =
      "id,day,source,target,action,sentence,citation\n"
      "x,2000-02-01,,RUS,042,y,z\n";
  files["grades.csv"] =
      "event,day,grades,citation\n"
      "oen,2018-04-27,confirmed,both sides\n";
  const Folder folder(files);
  const auto load = load_case(folder.path().string());
  EXPECT_FALSE(load.value.has_value());
  std::string all;
  for (const auto& problem : load.problems) all += format_error(problem) + "\n";
  const std::vector<Mistake> mistakes = {
      {"actors.toml:9:8", "unknown kind \"persn\""},
      {"case.toml:1:8", "is no name for a case"},
      {"case.toml:2:1", "case.toml has no key \"titel\""},
      {"case.toml:1:1", "a case needs title"},
      {"case.toml:1:1", "the case's window ends before it begins"},
      {"case.toml:5:16", "a horizon is a number of days"},
      {"case.toml:6:20", "\"RUSS\" is no actor"},
      {"case.toml:6:29", "watched is a list of pairs of actors"},
      {"case.toml:6:38", "KOR is paired with itself"},
      {"case.toml:6:55", "\"kim\" is no actor"},
      {"case.toml:6:86", "KOR and PRK are watched twice"},
      {"case.toml:8:1", "\"PRKK\" is no actor"},
      {"case.toml:10:10", "expected [longitude, latitude]"},
      {"case.toml:15:21", "\"Japan\" is no country"},
      {"case.toml:16:10", "expected [latitude from"},
      {"case.toml:16:30", "a box ends before it begins"},
      {"case.toml:16:48", "expected [latitude from"},
      {"case.toml:17:11", "\"talk\" is no issue tag"},
      {"case.toml:19:6", "the theatre east stands twice"},
      {"case.toml:20:14", "PRK stands twice in the theatre east"},
      {"case.toml:21:18", "\"nowhere\" is no actor"},
      {"case.toml:23:1", "[data] has no key \"ingets\""},
      {"registers.toml:6:11", "\"leeder\" is no actor"},
      {"registers.toml:9:6", "the register meetings stands twice"},
      {"registers.toml:8:1", "the register meetings needs from"},
      {"registers.toml:8:1", "a register needs sources"},
      {"events.csv:2:2", "day must be a day, got \"2018-02-30\""},
      {"events.csv:2:7", "\"42\" is no CAMEO code"},
      {"events.csv:2:8", "\"tlaks\" is no issue tag"},
      {"events.csv:2:9", "\"RU\" is no country"},
      {"events.csv:2:10", "latitude must be a number from -90 to 90"},
      {"events.csv:2:12", "unknown grade \"sure\""},
      {"events.csv:2:16", "\"meeting\" is no register"},
      {"events.csv:2:18", "citation is missing"},
      {"events.csv:3:1", "the id one stands twice"},
      {"events.csv:3:3", "day_last is before day"},
      {"events.csv:3:4", "known_day 2018-04-26 is before day 2019-06-01"},
      {"events.csv:3:5", "lee held no office on 2019-06-01"},
      {"events.csv:3:6", "\"ruus\" is no actor"},
      {"events.csv:3:7", "\"999\" is no CAMEO code"},
      {"events.csv:3:10", "latitude and longitude go together"},
      {"events.csv:3:2", "2019-06-01 is outside the window of the register meetings"},
      {"events.csv:3:17", "sentence is missing"},
      {"events.csv:4:1", "\"t o\" is no id"},
      {"events.csv:4:4", "known_day is missing"},
      {"events.csv:4:5", "source is missing"},
      {"events.csv:4:15", "unknown sampling \"guess\""},
      {"events.csv:5:6", "PRK acts on itself"},
      {"events.csv:5:16", "a purposive row belongs to no register"},
      {"events.csv:6", "3 fields where the header has 18"},
      {"ties.csv:2:1", "unknown kind of tie \"aliance\""},
      {"ties.csv:2:3", "\"nobody\" is no actor"},
      {"ties.csv:2:5", "the tie ends before it begins"},
      {"ties.csv:2:7", "citation is missing"},
      {"coverage.csv:2:1", "provider is missing"},
      {"coverage.csv:2:3", "the days end before they begin"},
      {"coverage.csv:2:4", "unknown kind \"gap\""},
      {"outcomes.csv:2:3", "source is missing"},
      {"grades.csv:1:3", "unknown column \"grades\""},
      {"grades.csv:1", "the column grade is missing"},
  };
  for (const auto& mistake : mistakes) {
    bool found = false;
    for (const auto& problem : load.problems) {
      const auto text = format_error(problem);
      found = found || (text.find(mistake.message) != std::string::npos &&
                        text.find("/" + std::string(mistake.place)) != std::string::npos);
    }
    EXPECT_TRUE(found) << mistake.place << " " << mistake.message;
  }
  for (const auto* hint :
       {"did you mean \"RUS\"?", "did you mean \"PRK\"?", "did you mean \"JPN\"?",
        "did you mean \"talks\"?", "did you mean \"person\"?",
        "did you mean \"042\"? Codes are texts", "did you mean \"leader\"?",
        "did you mean \"meetings\"?", "did you mean \"alliance\"?", "did you mean \"grade\"?",
        "did you mean \"title\"?"}) {
    EXPECT_THAT(all, HasSubstr(hint));
  }
  if (HasFailure()) std::fputs(all.c_str(), stderr);
}

TEST(Case, CountriesIssuesAndDyadsBelongToOneTheatre) {
  auto files = good_files();
  files["case.toml"] += R"T([[theatre]]
id = "third"
countries = ["UKR"]
issues = ["talks"]
dyads = [["RUS", "PRK"]]
)T";
  const Folder folder(files);
  std::string all;
  for (const auto& problem : load_case(folder.path().string()).problems) {
    all += format_error(problem) + "\n";
  }
  EXPECT_THAT(all, HasSubstr("UKR is in two theatres: west and third"));
  EXPECT_THAT(all, HasSubstr("the issue talks is in two theatres: east and third"));
  EXPECT_THAT(all, HasSubstr("the dyad RUS, PRK is in two theatres: east and third"));
}

TEST(Case, TwoRegistersMustAgreeOnOneOccasion) {
  auto files = good_files();
  files["registers.toml"] += R"T([[register]]
id = "visits"
kind = "Visits."
from = 2018-01-01
to = 2019-01-01
actors = ["RUS"]
sources = ["another list"]
complete = true
)T";
  const auto row = [](const std::string& id, const std::string& day, const std::string& country,
                      const std::string& occasion) {
    return id + "," + day + ",,2018-04-26,kim,RUS,042,talks," + country + ",,,,," + occasion +
           ",register,visits,They met.,Another paper\n";
  };
  const std::string good = files["events.csv"];
  // The same day and country, a country left open, an occasion of its own: no disagreement.
  for (const auto& agrees : {row("x", "2018-04-25", "RUS", "first"), row("x", "2018-04-25", "", ""),
                             row("x", "2018-04-25", "KOR", "second")}) {
    files["events.csv"] = good + agrees;
    const Folder folder(files);
    const auto load = load_case(folder.path().string());
    EXPECT_TRUE(load.value) << (load.problems.empty() ? "" : load.problems.front().message);
  }
  // Another day of the occasion; another country of the same act; each told once, with its line.
  for (const auto& [wrong, what] : std::map<std::string, std::string>{
           {row("x", "2018-04-24", "RUS", "first"), "2018-04-25 and 2018-04-24"},
           {row("x", "2018-04-25", "KOR", "first"), "RUS and KOR"},
           {row("x", "2018-04-25", "KOR", ""), "RUS and KOR"}}) {
    files["events.csv"] = good + wrong;
    const Folder folder(files);
    const auto load = load_case(folder.path().string());
    ASSERT_EQ(load.problems.size(), 1U);
    EXPECT_EQ(load.problems.front().message,
              "the registers meetings and visits disagree on one occasion: " + what);
    EXPECT_EQ(load.problems.front().place.line, 5U);
    EXPECT_THAT(load.problems.front().help, HasSubstr("compare the rows one (line 3) and x"));
  }
}

TEST(Case, TheWindowDividesEventsFromOutcomes) {
  auto files = good_files();
  files["events.csv"] +=
      "late,2020-01-01,,2020-01-02,PRK,RUS,042,,,,,,,,purposive,,They met.,A paper\n";
  files["outcomes.csv"] += "early,2019-12-31,PRK,RUS,042,They met.,A paper\n";
  const Folder folder(files);
  const auto load = load_case(folder.path().string());
  ASSERT_EQ(load.problems.size(), 2u);
  EXPECT_THAT(load.problems[0].message, HasSubstr("the event is after the case's window"));
  EXPECT_THAT(load.problems[1].message, HasSubstr("the outcome is inside the case's window"));
}

TEST(Case, AFileFullOfMistakesIsNotListedWhole) {
  auto files = good_files();
  for (int i = 0; i < 5000; ++i) files["ties.csv"] += "x,y,z,a,b,c,d\n";
  const Folder folder(files);
  const auto load = load_case(folder.path().string());
  EXPECT_EQ(load.problems.size(), 1000u);
  EXPECT_THAT(load.problems.back().message, HasSubstr("too many mistakes"));
}

TEST(Case, ThereIsASchemaForEachTomlFile) {
  for (const auto* file :
       {"case.toml", "actors.toml", "cases/small/registers.toml", "measures.toml"}) {
    const auto schema = nlohmann::json::parse(schema_of(file));
    EXPECT_EQ(schema.at("type"), "object");
    EXPECT_FALSE(schema.at("additionalProperties").get<bool>());
  }
  EXPECT_EQ(schema_of("events.csv"), "");
}

TEST(Case, TheBundledCaseHasNoMistakes) {
  const std::string folder = std::string(ENTENTE_SOURCE_DIR) + "/cases/northeast-asia";
  if (!fs::exists(folder)) GTEST_SKIP() << "skipped: no bundled case";
  const auto load = load_case(folder);
  for (const auto& problem : load.problems) ADD_FAILURE() << format_error(problem);
}

}  // namespace
}  // namespace entente
