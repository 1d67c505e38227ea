// Are the registers of cases/northeast-asia what they say they are: complete? Each one for which a
// list by others exists is compared with that list, both ways, by day and by what identifies an
// entry. A difference must stand in the test's own table with its reason; one that is not there, or
// one there that is gone, fails. The lists are read in place (data/reference/SOURCES.md names their
// makers) and are not part of the repository.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "entente/world/case.hpp"
#include "entente/world/reference_for_tests.hpp"

namespace entente {
namespace {

using Keys = std::multiset<std::string>;

/// An entry of one side alone ("case 2013-03-15": the case has it and the list has not) and why.
struct Difference {
  std::string_view entry, why;
};

/// Equal but for the differences named; every one of them must be there.
void expect_equal_but_for(const Keys& ours, const Keys& list,
                          const std::vector<Difference>& named) {
  EXPECT_FALSE(ours.empty());
  EXPECT_FALSE(list.empty());
  Keys found;
  const auto collect = [&found](const Keys& from, const Keys& other, std::string_view side) {
    const std::set<std::string> distinct(from.begin(), from.end());
    for (const auto& key : distinct) {
      for (auto more = from.count(key); more > other.count(key); --more) {
        found.insert(fmt::format("{} {}", side, key));
      }
    }
  };
  collect(ours, list, "case");
  collect(list, ours, "list");
  for (const auto& difference : named) {
    EXPECT_FALSE(difference.why.empty());
    const auto at = found.find(std::string(difference.entry));
    if (at == found.end()) {
      ADD_FAILURE() << "no longer a difference: " << difference.entry;
    } else {
      found.erase(at);
    }
  }
  for (const auto& key : found) ADD_FAILURE() << "not explained: " << key;
}

const Case& the_case() {
  static const CaseLoad load = load_case(std::string(ENTENTE_SOURCE_DIR) + "/cases/northeast-asia");
  if (!load.value) std::abort();
  return *load.value;
}

const Register& the_register(std::string_view key) {
  for (const auto& found : the_case().registers) {
    if (found.key == key) return found;
  }
  std::abort();
}

std::vector<const CuratedEvent*> rows_of(std::string_view key) {
  std::vector<const CuratedEvent*> rows;
  for (const auto& event : the_case().events) {
    if (event.register_key == key) rows.push_back(&event);
  }
  return rows;
}

/// The state an actor belongs to on a day, as the case reckons it.
std::string state_of(const std::string& actor, Day day) {
  const auto& world = the_case().world;
  const auto id = world.id_of(actor);
  return id ? world.affiliation(*id, day) : std::string();
}

std::string reference(const std::string& file) {
  return read_text(shared_folder() + "/data/reference/" + file).value_or("");
}

bool inside(std::string_view register_key, std::string_view day) {
  const auto parsed = parse_iso_day(day);
  return parsed && the_register(register_key).days.contains(*parsed);
}

// ---- Security Council

/// What follows `before` in the text, as far as letters of a symbol go.
std::string symbol_after(const std::string& text, std::string_view before) {
  const auto at = text.find(before);
  if (at == std::string::npos) return {};
  const auto from = at + before.size();
  return text.substr(from, text.find_first_not_of("S/0123456789", from) - from);
}

/// The decision that a row of the register records, and which of the list's kinds it is.
std::string decision_of(const CuratedEvent& row) {
  static const std::map<std::string, std::string> kKinds = {
      {"100", "demand"}, {"163", "sanctions"}, {"090", "panel"}};
  const auto day = format_day(row.day);
  if (row.action == "129") {
    return fmt::format("{} {} vetoed by {}", symbol_after(row.sentence, "("), day, row.source);
  }
  const auto kind = kKinds.find(row.action);
  return fmt::format("S/RES/{} {} {}", symbol_after(row.sentence, "(resolution "), day,
                     kind == kKinds.end() ? row.action : kind->second);
}

TEST(Registers, CouncilDecisionsAreThoseOfTheListByHand) {
  const auto table = reference_table("unsc/dprk_resolutions_and_drafts.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  Keys ours, list;
  for (const auto* row : rows_of("unsc-dprk")) ours.insert(decision_of(*row));
  for (const auto& row : table->rows) {
    const auto& day = table->cell(row, "date");
    if (!inside("unsc-dprk", day)) continue;
    const auto& symbol = table->cell(row, "symbol");
    if (table->cell(row, "outcome") == "adopted") {
      list.insert(fmt::format("{} {} {}", symbol, day, table->cell(row, "kind")));
    } else {
      for (const auto state : split(table->cell(row, "vetoed_by"), ';')) {
        list.insert(fmt::format("{} {} vetoed by {}", symbol, day, state));
      }
    }
  }
  expect_equal_but_for(ours, list, {});
}

TEST(Registers, VetoesAreThoseOfTheListOfAllVetoes) {
  const auto table = reference_table("unsc/unsc_vetoes_1946_sept2022.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  constexpr Day kListEnds{std::chrono::year{2022} / 9 / 1};
  Keys ours, list;
  for (const auto* row : rows_of("unsc-dprk")) {
    if (row->action == "129" && row->day < kListEnds) ours.insert(decision_of(*row));
  }
  const std::map<std::string, std::string> states = {{"China", "CHN"}, {"Russia", "RUS"}};
  for (const auto& row : table->rows) {
    const auto& agenda = table->cell(row, "agenda_item");
    const auto date = split(table->cell(row, "date"), '/');  // month/day/year
    if (agenda.find("Democratic People") == std::string::npos || date.size() != 3) continue;
    const auto day = fmt::format("{}-{:0>2}-{:0>2}", date[2], date[0], date[1]);
    if (!inside("unsc-dprk", day)) continue;
    for (const auto* column : {"member_veto1", "member_veto2", "member_veto3"}) {
      const auto state = states.find(table->cell(row, column));
      if (state == states.end()) continue;
      list.insert(fmt::format("{} {} vetoed by {}", table->cell(row, "draft"), day, state->second));
    }
  }
  expect_equal_but_for(ours, list, {});
}

TEST(Registers, CouncilVotesAreThoseOfTheMembersOfTheDay) {
  const auto table = reference_table("unsc/dprk_resolutions_and_drafts.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  // Elected members of the Council among the case's states; two years from 1 January.
  const auto members = [](std::string_view day) {
    const auto year = day.substr(0, 4);
    std::vector<std::string> states = {"CHN", "FRA", "GBR", "RUS", "USA"};
    for (const auto term : {"2005", "2006", "2009", "2010", "2016", "2017", "2023"}) {
      if (year == term) states.emplace_back("JPN");
    }
    if (year == "2013" || year == "2014") states.emplace_back("KOR");
    if (year == "2016" || year == "2017") states.emplace_back("UKR");
    return states;
  };
  Keys ours, list;
  for (const auto& tie : the_case().ties) {
    if (tie.kind != "vote" || !tie.b.starts_with("S/")) continue;
    ours.insert(fmt::format("{} {} {} {}", tie.b, format_day(tie.from), tie.a, tie.value));
  }
  for (const auto& row : table->rows) {
    const auto& day = table->cell(row, "date");
    if (!inside("unsc-dprk", day)) continue;
    const auto vetoes = split(table->cell(row, "vetoed_by"), ';');
    // The list counts votes without names: all but the vetoes were in favour.
    const std::set<std::string> against(vetoes.begin(), vetoes.end());
    for (const auto& state : members(day)) {
      list.insert(fmt::format("{} {} {} {}", table->cell(row, "symbol"), day, state,
                              against.contains(state) ? "veto" : "yes"));
    }
  }
  expect_equal_but_for(ours, list, {});
}

TEST(Registers, AssemblyVotesAreThoseOfTheRollCalls) {
  const auto table = reference_table("unga/unga-rollcalls-seven-2012-2019.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  const std::map<std::string, std::string> states = {{"CN", "CHN"}, {"JP", "JPN"}, {"KP", "PRK"},
                                                     {"KR", "KOR"}, {"RU", "RUS"}, {"UA", "UKR"},
                                                     {"US", "USA"}};
  Keys ours, list;
  std::set<std::string> resolutions;
  for (const auto& tie : the_case().ties) {
    if (tie.kind != "vote" || !tie.b.starts_with("A/RES/")) continue;
    if (tie.from >= Day{std::chrono::year{2020} / 2 / 1}) continue;  // the file ends
    resolutions.insert(tie.b);
    ours.insert(fmt::format("{} {} {} {}", tie.b, format_day(tie.from), tie.a, tie.value));
  }
  for (const auto& row : table->rows) {
    auto symbol = table->cell(row, "unres");  // R/70/5 or A/RES/71/205
    if (symbol.starts_with("R/")) symbol = "A/RES/" + symbol.substr(2);
    if (!resolutions.contains(symbol)) continue;
    list.insert(fmt::format("{} {} {} {}", symbol, table->cell(row, "date"),
                            states.at(table->cell(row, "country_code")), table->cell(row, "vote")));
  }
  expect_equal_but_for(ours, list, {});
}

// ---- Tests and launches

Keys days_of(std::string_view register_key) {
  Keys days;
  for (const auto* row : rows_of(register_key)) days.insert(format_day(row->day));
  return days;
}

TEST(Registers, NuclearTestsAreThoseOfTheListOfProvocations) {
  const auto table = reference_table("missiles/csis-north_korea_provocations_1958_present.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  Keys list;
  for (const auto& row : table->rows) {
    const auto& day = table->cell(row, "date");
    if (table->cell(row, "type") == "Nuclear Provocation" && inside("prk-nuclear-tests", day)) {
      list.insert(day);
    }
  }
  expect_equal_but_for(days_of("prk-nuclear-tests"), list, {});
}

/// The Korean day (UTC and nine hours) of an entry of the CNS database; its own day where it gives
/// no time; nothing where it gives no day (1984).
std::optional<std::string> korean_day(const nlohmann::json& test) {
  const auto day = parse_iso_day(test.at("date").get<std::string>());
  if (!day) return std::nullopt;
  const auto time = test.at("time").get<std::string>();  // "22:55 (UTC)" or "unknown"
  const auto hour = parse_int(std::string_view(time).substr(0, 2));
  return format_day(*day + std::chrono::days(hour && *hour + 9 >= 24 ? 1 : 0));
}

TEST(Registers, LaunchesAreThoseOfTheDatabaseOfMissileTests) {
  const auto text = reference("missiles/nk-missile-tests.test.en.json");
  if (text.empty()) GTEST_SKIP() << kNoReference;
  std::set<std::string> occasions;  // one a day and site
  Keys list;
  const auto database = nlohmann::json::parse(text);
  for (const auto& bin : database.at("timeBins")) {
    for (const auto& test : bin.at("data")) {
      const auto day = korean_day(test);
      if (!day || !inside("prk-missile-launches", *day)) continue;
      if (occasions.insert(*day + test.at("facility").get<std::string>()).second) {
        list.insert(*day);
      }
    }
  }
  expect_equal_but_for(
      days_of("prk-missile-launches"), list,
      {
          {"case 2013-03-15", "two KN-02, in the list of provocations alone"},
          {"case 2022-11-05", "four missiles from Tongrim, in the list of provocations alone"},
          {"case 2023-01-01", "one KN-25 on New Year's Day, in the list of provocations alone"},
          {"case 2015-03-02", "the database gives a UTC day without a time"},
          {"list 2015-03-01", "the same launch"},
          {"case 2016-04-15", "the database gives a Korean day beside a UTC time"},
          {"list 2016-04-16", "the same launch, moved by nine hours once too often"},
          {"case 2017-05-14", "the database gives a Korean day beside a UTC time"},
          {"list 2017-05-15", "the same launch, moved by nine hours once too often"},
          {"list 2019-04-17", "a weapon test without type, site or flight; left out"},
          {"list 2019-09-09", "a failed rocket of 10 September, entered by its UTC day"},
      });
}

TEST(Registers, LaunchesAreThoseOfTheListOfProvocations) {
  const auto table = reference_table("missiles/csis-north_korea_provocations_1958_present.csv");
  if (!table) GTEST_SKIP() << kNoReference;
  // The list's types are loose: a launch of ours may stand there as any missile or rocket, and what
  // it calls ballistic, intercontinental or a satellite must be a launch of ours.
  std::set<std::string> any, surely;
  for (const auto& row : table->rows) {
    const auto& day = table->cell(row, "date");
    if (!inside("prk-missile-launches", day)) continue;
    const auto event = ascii_lower(table->cell(row, "event"));
    const auto has = [&event](std::string_view word) {
      return event.find(word) != std::string::npos;
    };
    if (has("ballistic") || has("intercontinental") || has("satellite")) surely.insert(day);
    if (table->cell(row, "type") == "Missile Provocation" || has("mlrs")) any.insert(day);
  }
  const auto all = days_of("prk-missile-launches");
  const std::set<std::string> days(all.begin(), all.end());
  Keys ours, list(surely.begin(), surely.end());
  for (const auto& day : days) {
    ours.insert(day);
    if (any.contains(day) && !surely.contains(day)) list.insert(day);
  }
  expect_equal_but_for(
      ours, list,
      {
          {"case 2017-11-29", "the Hwasong-15 is not in the list"},
          {"case 2019-05-04", "the salvo from Hodo is not in the list"},
          {"case 2020-03-29", "the two rockets from Wonsan are not in the list"},
          {"case 2019-08-06", "in Korea it was the 6th"},
          {"list 2019-08-05", "the same launch"},
          {"case 2020-03-09", "the list's date says 6 March, its text 9 March"},
          {"case 2023-05-31", "in Korea it was the 31st"},
          {"list 2023-05-30", "the same launch"},
          {"case 2023-07-19", "in Korea it was the 19th"},
          {"list 2023-07-18", "the same launch"},
          {"case 2023-08-24", "in Korea it was the 24th"},
          {"list 2023-08-23", "the same launch"},
          {"list 2014-03-04", "large rockets, which the database of tests leaves out"},
          {"list 2016-03-03", "large rockets, which the database of tests leaves out"},
          {"list 2016-03-21", "large rockets, which the database of tests leaves out"},
          {"list 2016-03-29", "a large rocket, which the database of tests leaves out"},
          {"list 2015-03-13", "by the list's own text surface-to-air missiles"},
          {"list 2016-04-06", "an attempt under water, halted; not in the database of tests"},
          {"list 2022-08-17", "by the list's own text cruise missiles"},
      });
}

// ---- Journeys

struct Journey {
  std::string from, to, state, who;
};

/// The text of the first <tag ...>text</tag> in an element; attributes are passed over.
std::string element(std::string_view xml, std::string_view tag) {
  const auto open = xml.find(fmt::format("<{}", tag));
  if (open == std::string_view::npos) return {};
  const auto from = xml.find('>', open) + 1;
  return std::string(trim(xml.substr(from, xml.find("</", from) - from)));
}

/// The entries of one of the State Department's lists that concern the six states; one an entry,
/// `tag` is "trip" or "visit" and `place` names the element with the country.
std::vector<Journey> journeys(const std::vector<std::string>& files, std::string_view tag,
                              std::string_view place) {
  const std::map<std::string, std::string, std::less<>> states = {
      {"china", "CHN"},       {"japan", "JPN"},  {"korea", "KOR"},  {"korea-south", "KOR"},
      {"korea-north", "PRK"}, {"russia", "RUS"}, {"ukraine", "UKR"}};
  std::vector<Journey> found;
  for (const auto& file : files) {
    const auto text = reference("visits/" + file);
    const auto end = fmt::format("</{}>", tag);
    const auto id_of = fmt::format("<{} id=\"", place);
    std::string_view rest = text;
    for (auto at = rest.find(end); at != std::string_view::npos; at = rest.find(end)) {
      const auto entry = rest.substr(0, at);
      rest.remove_prefix(at + end.size());
      const auto open = entry.find(id_of);
      if (open == std::string_view::npos) continue;
      const auto from = open + id_of.size();
      const auto state = states.find(entry.substr(from, entry.find('"', from) - from));
      if (state == states.end()) continue;
      found.push_back({element(entry, "start-date"), element(entry, "end-date"), state->second,
                       element(entry, "visitor")});
    }
  }
  return found;
}

TEST(Registers, PresidentsJourneysAreThoseOfTheStateDepartment) {
  const auto trips =
      journeys({"us-president-travels-obama-barack.xml", "us-president-travels-trump-donald-j.xml",
                "us-president-travels-biden-joseph-r.xml"},
               "trip", "country");
  if (trips.empty()) GTEST_SKIP() << kNoReference;
  Keys ours, list;
  for (const auto* row : rows_of("us-president-visits")) {
    ours.insert(format_day(row->day) + " " + row->country);
  }
  for (const auto& trip : trips) {
    if (inside("us-president-visits", trip.from)) list.insert(trip.from + " " + trip.state);
  }
  expect_equal_but_for(ours, list,
                       {
                           {"case 2014-04-23 JPN", "the day of arrival"},
                           {"list 2014-04-22 JPN", "the day of departure for the same stay"},
                           {"case 2022-05-20 KOR", "the day of arrival"},
                           {"list 2022-05-19 KOR", "the day of departure for the same stay"},
                           {"case 2022-05-22 JPN", "the day of arrival"},
                           {"list 2022-05-21 JPN", "an earlier day for the same stay"},
                           {"list 2016-05-22 JPN", "a stop at Yokota air base on the way to Hanoi"},
                           {"list 2016-09-09 JPN", "a stop at Yokota air base on the way home"},
                       });
}

TEST(Registers, SecretariesJourneysAreThoseOfTheStateDepartment) {
  const auto trips = journeys(
      {"us-secretary-travels-kerry-john-forbes.xml", "us-secretary-travels-tillerson-rex-w.xml",
       "us-secretary-travels-pompeo-michael-r.xml", "us-secretary-travels-blinken-antony-j.xml"},
      "trip", "country");
  if (trips.empty()) GTEST_SKIP() << kNoReference;
  Keys ours;
  std::set<std::string> stays;  // the list has one stay several times, with the same days
  for (const auto* row : rows_of("us-secretary-of-state-visits")) {
    ours.insert(
        fmt::format("{} {} {}", format_day(row->day), format_day(row->day_last), row->country));
  }
  for (const auto& trip : trips) {
    if (inside("us-secretary-of-state-visits", trip.from)) {
      stays.insert(fmt::format("{} {} {}", trip.from, trip.to, trip.state));
    }
  }
  expect_equal_but_for(ours, Keys(stays.begin(), stays.end()), {});
}

TEST(Registers, LeadersVisitsAreThoseOfTheStateDepartment) {
  const auto visits =
      journeys({"us-visits-by-foreign-leaders-2010.xml", "us-visits-by-foreign-leaders-2020.xml"},
               "visit", "from");
  if (visits.empty()) GTEST_SKIP() << kNoReference;
  Keys ours, list;
  for (const auto* row : rows_of("leaders-to-us")) {
    ours.insert(format_day(row->day) + " " + state_of(row->source, row->day));
  }
  for (const auto& visit : visits) {
    if (inside("leaders-to-us", visit.from)) list.insert(visit.from + " " + visit.state);
  }
  expect_equal_but_for(ours, list,
                       {
                           {"list 2019-02-22 CHN", "Vice Premier Liu He, neither head"},
                           {"list 2019-04-04 CHN", "Vice Premier Liu He, neither head"},
                           {"list 2019-10-11 CHN", "Vice Premier Liu He, neither head"},
                       });
}

// ---- Registers without a list by others

TEST(Registers, MeetingsHaveAPlaceAndStandThereOnce) {
  for (const std::string_view key :
       {"kim-foreign-leaders", "xi-putin", "korea-japan-leaders", "japan-russia-leaders",
        "korea-russia-leaders", "trilateral-summits", "us-president-visits", "leaders-to-us"}) {
    std::set<std::string> seen;
    for (const auto* row : rows_of(key)) {
      EXPECT_FALSE(row->country.empty()) << row->id;
      EXPECT_TRUE(row->latitude && row->longitude) << row->id;
      EXPECT_TRUE(seen.insert(format_day(row->day) + " " + row->source + " " + row->target).second)
          << row->id;
    }
    EXPECT_FALSE(seen.empty()) << key;
  }
}

TEST(Registers, AVisitorsMeetingLiesInTheHostsCountry) {
  for (const std::string_view key : {"kim-foreign-leaders", "xi-putin", "korea-japan-leaders",
                                     "japan-russia-leaders", "korea-russia-leaders"}) {
    for (const auto* row : rows_of(key)) {
      if (row->action != "042") continue;
      EXPECT_EQ(row->country, state_of(row->target, row->day)) << row->id;
      EXPECT_NE(row->country, state_of(row->source, row->day)) << row->id;
    }
  }
}

TEST(Registers, InvitationsAndRefusalsNameBothSides) {
  for (const std::string_view key : {"invitations", "invitations-others"}) {
    for (const auto* row : rows_of(key)) {
      EXPECT_TRUE(row->action == "036" || row->action.starts_with("12")) << row->id;
      const auto from = state_of(row->source, row->day), to = state_of(row->target, row->day);
      EXPECT_TRUE(from.size() == 3 && to.size() == 3 && from != to) << row->id;
      EXPECT_EQ(key == "invitations", from == "PRK" || to == "PRK") << row->id;
    }
  }
}

}  // namespace
}  // namespace entente
