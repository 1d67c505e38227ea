// The registers of cases/northeast-asia as forecasts: what is claimed of them on the case's last
// day, how it came out, and whether outcomes.csv tells all that it says it tells. Lists by others
// are read in place (data/reference/SOURCES.md names their makers).

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "entente/base/random.hpp"
#include "entente/forecast/registers/register_backtest.hpp"
#include "entente/forecast/registers/registers.hpp"
#include "entente/forecast/registers/registers_for_tests.hpp"
#include "entente/world/case.hpp"
#include "entente/world/reference_for_tests.hpp"

namespace entente::forecast {
namespace {

using registers_testing::on;
using registers_testing::told;

constexpr std::array<int, 3> kHorizons{7, 30, 90};

Case the_case() {
  CaseLoad load = load_case(std::string(ENTENTE_SOURCE_DIR) + "/cases/northeast-asia");
  if (!load.value) std::abort();
  return *load.value;
}

/// The case's rows as read_acts gives them, as far as registers need it.
std::vector<Act> acts_of(const Case& of) {
  std::vector<Act> acts;
  for (const CuratedEvent& event : of.events) {
    Act act;
    act.id = event.id;
    act.day = event.day;
    act.day_last = event.day_last;
    act.known_day = event.known_day;
    act.source = event.source;
    act.target = event.target;
    act.action = event.action;
    act.country = event.country;
    act.latitude = event.latitude;
    act.longitude = event.longitude;
    act.sampling = event.sampling;
    act.register_key = event.register_key;
    if (!event.occasion.empty()) act.occasion = "curated:" + event.occasion;
    act.sentence = event.sentence;
    act.citation = event.citation;
    acts.push_back(std::move(act));
  }
  return acts;
}

const Day kLastDayOfCase = on("2023-09-26");

TEST(ForecastRegisters, OnTheLastDayTheySettleAgainstTheOutcomes) {
  const Case world = the_case();
  const auto acts = acts_of(world);
  const auto outlook = forecast_registers(world, acts, kLastDayOfCase, kHorizons);
  // The first day within the horizon on which it came, or "no", or "open".
  const std::map<std::string, std::array<std::string, 3>> answers = {
      {"invitations", {"open", "open", "open"}},
      {"japan-russia-leaders", {"no", "no", "no"}},
      {"kim-foreign-leaders", {"no", "no", "no"}},          // Lavrov is no head of government
      {"korea-japan-leaders", {"no", "no", "2023-11-16"}},  // San Francisco
      {"korea-russia-leaders", {"no", "no", "no"}},
      {"leaders-to-us", {"no", "no", "2023-11-12"}},         // the summit of APEC
      {"prk-missile-launches", {"no", "no", "2023-11-21"}},  // the satellite
      {"prk-nuclear-tests", {"no", "no", "no"}},
      {"russia-china-air-patrols", {"no", "no", "2023-12-14"}},
      {"russia-china-exercises", {"no", "no", "no"}},
      {"trilateral-summits", {"open", "open", "open"}},
      {"unsc-dprk", {"no", "no", "no"}},
      {"us-president-visits", {"no", "no", "no"}},
      {"us-rok-command-exercises", {"no", "no", "no"}},
      {"us-secretary-of-state-visits", {"no", "no", "2023-11-07"}},  // the G7 in Tokyo
      {"xi-putin", {"no", "2023-10-18", "2023-10-18"}},              // Beijing
  };
  ASSERT_EQ(outlook.forecasts.size(), 3 * answers.size());
  double brier = 0, brier_climatology = 0;
  for (const Forecast& one : outlook.forecasts) {
    const auto place = static_cast<std::size_t>(std::ranges::find(kHorizons, one.horizon_days) -
                                                kHorizons.begin());
    const std::string& answer = answers.at(one.type).at(place);
    const auto settled = settle_register(one, world, acts);
    SCOPED_TRACE(one.type + " " + std::to_string(one.horizon_days));
    if (answer == "open") {
      EXPECT_EQ(settled, std::nullopt);
      continue;
    }
    ASSERT_TRUE(settled.has_value());
    EXPECT_EQ(*settled, answer != "no");
    if (answer != "no") {
      std::string first = "9999-12-31";
      for (const Outcome& outcome : world.outcomes) {
        if (outcome.register_key == one.type) first = std::min(first, format_day(outcome.day));
      }
      EXPECT_EQ(first, answer);
    }
    const double y = *settled ? 1 : 0;
    brier += (one.probability - y) * (one.probability - y);
    brier_climatology += (one.climatology - y) * (one.climatology - y);
  }
  // The six answers of yes and 36 of no on one day: told, not claimed.
  RecordProperty("brier", fmt::format("{:.4f}", brier / 42));
  RecordProperty("brier_climatology", fmt::format("{:.4f}", brier_climatology / 42));
  EXPECT_LT(brier / 42, 0.25);
}

TEST(ForecastRegisters, NoOutcomeAndNoLaterRowMovesThem) {
  Case world = the_case();
  const auto acts = acts_of(world);
  for (const Day origin : {kLastDayOfCase, on("2019-03-10")}) {
    const std::string before = told(forecast_registers(world, acts, origin, kHorizons));
    Case bare = world;
    bare.outcomes.clear();
    for (Register& one : bare.registers) one.outcomes_to.reset();
    bare.fingerprint = 1;
    std::vector<Act> known;
    for (const Act& act : acts)
      if (act.known_day <= origin) known.push_back(act);
    EXPECT_EQ(told(forecast_registers(bare, known, origin, kHorizons)), before);
  }
}

TEST(ForecastRegisters, BeatTheirPastSharesAndShuffledDaysDoNot) {
  const Case world = the_case();
  auto acts = acts_of(world);
  const auto outlook = forecast_registers(world, acts, kLastDayOfCase, kHorizons);
  for (const RegisterScores& scores : outlook.scores) {
    if (!scores.register_key.empty()) continue;
    EXPECT_TRUE(scores.judged());
    EXPECT_GT(scores.skill_low, 0) << scores.horizon_days;
    EXPECT_LT(scores.reliability.reliability, 0.005) << scores.horizon_days;
    // On the years that no setting was chosen on; at seven days that is not enough to claim it.
    EXPECT_GT(scores.held_out.skill, 0) << scores.horizon_days;
    EXPECT_EQ(scores.above_zero(), scores.horizon_days != 7);
  }

  // Each occasion on any day of its register.
  std::map<std::string, DayRange> days;
  for (const Register& one : world.registers) days[one.key] = one.days;
  std::map<std::string, Day> moved;  // rows of one occasion stay together
  RandomStream random(11, "shuffled registers", 0);
  for (Act& act : acts) {
    if (!act.in_register()) continue;
    const DayRange range = days.at(act.register_key);
    const auto length = static_cast<std::uint64_t>((range.to - range.from).count());
    const Day day = range.from + std::chrono::days{static_cast<int>(random.below(length))};
    const std::string key = act.register_key + (act.occasion.empty() ? act.id : act.occasion);
    act.day = act.day_last = act.known_day = moved.emplace(key, day).first->second;
  }
  const auto chance = forecast_registers(world, acts, kLastDayOfCase, kHorizons);
  for (const RegisterScores& scores : chance.scores) {
    if (!scores.register_key.empty()) continue;
    EXPECT_LE(scores.skill_low, 0) << scores.horizon_days;
  }
}

// ---- Are the outcomes complete up to outcomes_to?

std::set<std::string> outcomes_of(const Case& world, const std::string& key) {
  const auto of = std::ranges::find(world.registers, key, &Register::key);
  if (of == world.registers.end() || !of->outcomes_to) std::abort();
  std::set<std::string> days;
  for (const Outcome& outcome : world.outcomes) {
    if (outcome.register_key == key && outcome.day < *of->outcomes_to)
      days.insert(format_day(outcome.day));
  }
  return days;
}

bool asked(const std::string& day) { return "2023-09-27" <= day && day < "2024-01-01"; }

TEST(ForecastRegisters, LaterLaunchesAreThoseOfTheDatabaseOfMissileTests) {
  const auto text =
      read_text(shared_folder() + "/data/reference/missiles/nk-missile-tests.test.en.json");
  if (!text) GTEST_SKIP() << kNoReference;
  std::set<std::string> list;
  const auto database = nlohmann::json::parse(*text);
  for (const auto& bin : database.at("timeBins")) {
    for (const auto& test : bin.at("data")) {
      const auto day = parse_iso_day(test.at("date").get<std::string>());
      const auto hour = parse_int(test.at("time").get<std::string>().substr(0, 2));
      if (!day) continue;
      const auto korean = format_day(*day + std::chrono::days(hour && *hour + 9 >= 24 ? 1 : 0));
      if (asked(korean)) list.insert(korean);
    }
  }
  EXPECT_EQ(outcomes_of(the_case(), "prk-missile-launches"), list);
}

/// The first days of the entries of one of the State Department's lists that name the six states.
std::set<std::string> listed(const std::string& file) {
  const auto text = read_text(shared_folder() + "/data/reference/visits/" + file);
  std::set<std::string> days;
  if (!text) return days;
  const std::regex start("<start-date>([0-9-]{10})</start-date>");
  const std::regex place(
      "<(country|from) id=\"(china|japan|korea|korea-south|korea-north|russia|"
      "ukraine)\"");
  for (std::size_t from = 0, to = 0; (to = text->find("</id>", from)) != std::string::npos;) {
    const auto next = text->find("</id>", to + 5);
    const std::string entry = text->substr(to, next == std::string::npos ? next : next - to);
    std::smatch day, state;
    if (std::regex_search(entry, day, start) && std::regex_search(entry, state, place) &&
        asked(day[1])) {
      days.insert(day[1]);
    }
    from = to + 5;
  }
  return days;
}

TEST(ForecastRegisters, LaterJourneysAreThoseOfTheStateDepartment) {
  if (!read_text(shared_folder() + "/data/reference/visits/us-visits-by-foreign-leaders-2020.xml"))
    GTEST_SKIP() << kNoReference;
  const Case world = the_case();
  EXPECT_EQ(outcomes_of(world, "us-president-visits"),
            listed("us-president-travels-biden-joseph-r.xml"));
  EXPECT_EQ(outcomes_of(world, "us-secretary-of-state-visits"),
            listed("us-secretary-travels-blinken-antony-j.xml"));
  EXPECT_EQ(outcomes_of(world, "leaders-to-us"), listed("us-visits-by-foreign-leaders-2020.xml"));
}

TEST(ForecastRegisters, LaterCouncilDecisionsAreThoseOfTheListByHand) {
  const auto table = reference_table("unsc/dprk_resolutions_and_drafts.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  std::set<std::string> list;
  for (const auto& row : table->rows) {
    if (asked(table->cell(row, "date"))) list.insert(table->cell(row, "date"));
  }
  EXPECT_EQ(outcomes_of(the_case(), "unsc-dprk"), list);
}

TEST(ForecastRegisters, LaterNuclearTestsAreThoseOfTheListOfProvocations) {
  const auto table = reference_table("missiles/csis-north_korea_provocations_1958_present.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  std::set<std::string> list;
  for (const auto& row : table->rows) {
    const auto& day = table->cell(row, "date");
    if (table->cell(row, "type") == "Nuclear Provocation" && asked(day)) list.insert(day);
  }
  EXPECT_EQ(outcomes_of(the_case(), "prk-nuclear-tests"), list);
}

}  // namespace
}  // namespace entente::forecast
