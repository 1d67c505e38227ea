// Resolution, rule by rule, over the built-in world and a small case: Ivan is president of Russia
// from 2012 to 7 May 2018 and minister after that; NATO stands alone.

#include "entente/world/resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "entente/world/reference_for_tests.hpp"
#include "entente/world/sectors.hpp"

namespace entente {
namespace {

constexpr std::string_view kCase = R"T(
[[actor]]
id = "president-of-russia"
kind = "office"
name = "President of Russia"
parent = "RUS"
speaks_for_state = true

[[actor]]
id = "envoy-of-serbia"
kind = "office"
name = "Envoy of Serbia"
parent = "SRB"
speaks_for_state = true

[[actor]]
id = "duma"
kind = "agency"
name = "State Duma (Russia)"
parent = "RUS"

[[actor]]
id = "army"
kind = "agency"
name = "Army of the Case"
parent = "RUS"
aliases = ["Military (Russia)"]
speaks_for_state = true

[[actor]]
id = "un-secretary"
kind = "office"
name = "Secretary of the United Nations"
parent = "UN"
speaks_for_state = true

[[actor]]
id = "ivan"
kind = "person"
name = "Ivan Example"
aliases = [{ name = "President Example", from = 2012-05-07, to = 2018-05-07 }]

[[actor]]
id = "guterres"
kind = "person"
name = "Antonio Example"

[[actor]]
id = "NATO"
stands_alone = true

[[role]]
person = "ivan"
office = "president-of-russia"
from = 2012-05-07
to = 2018-05-07

[[role]]
person = "ivan"
office = "envoy-of-serbia"
from = 2018-05-07

[[role]]
person = "guterres"
office = "un-secretary"
from = 2017-01-01
)T";

Day day(std::string_view text) { return *parse_iso_day(text); }

World case_world(std::string_view text = kCase) {
  World world = World::built_in();
  Problems problems;
  world.add(text, "actors.toml", problems);
  for (const auto& problem : problems) ADD_FAILURE() << format_error(problem);
  return world;
}

struct Got {
  std::string actor, affiliation;
  bool state_act = false;
  std::string sector, by;
  bool operator==(const Got&) const = default;
};
void PrintTo(const Got& got, std::ostream* to) {
  *to << got.actor << "/" << got.affiliation << "/" << got.state_act << "/" << got.sector << "/"
      << got.by;
}

class Resolve : public testing::Test {
 protected:
  Got at(const RawActor& raw, std::string_view on = "2018-01-01") const {
    const auto got = resolver.resolve_at(raw, day(on));
    return {got.actor.value() == 0 ? "" : world.actor(got.actor).key, got.affiliation,
            got.state_act, got.sector, std::string(name_of(got.by))};
  }
  Got icews(const std::string& name, const std::string& sectors = "",
            const std::string& country = "", std::string_view on = "2018-01-01") const {
    return at({"icews", name, "", sectors, country}, on);
  }
  Got gdelt(const std::string& code, const std::string& name = "", const std::string& types = "",
            const std::string& country = "", std::string_view on = "2018-01-01") const {
    return at({"gdelt1", code, name, types, country}, on);
  }
  World world = case_world();
  Resolver resolver{world};
};

TEST_F(Resolve, SectorsOfIcews) {
  EXPECT_TRUE(read_icews_sectors("Parties,Executive,Elite").speaks);
  EXPECT_TRUE(read_icews_sectors("Government").speaks);
  EXPECT_FALSE(read_icews_sectors("Government,Police").speaks);
  EXPECT_TRUE(read_icews_sectors("Government,Police,Military").speaks);
  EXPECT_FALSE(read_icews_sectors("Parties").speaks);
  EXPECT_EQ(read_icews_sectors("Government,Police").group, "police");
  EXPECT_EQ(read_icews_sectors("Government,Legislative / Parliamentary").group, "parliament");
  EXPECT_EQ(read_icews_sectors("Military").group, "military");
  EXPECT_EQ(read_icews_sectors("Military,Executive").group, "executive");
  EXPECT_EQ(read_icews_sectors("Executive,Military").group, "executive");
  EXPECT_EQ(read_icews_sectors("Parties,Media"), read_icews_sectors("Media,Parties"));
  EXPECT_FALSE(read_icews_sectors("").listed);
  // One sector, whose name holds a comma.
  EXPECT_EQ(read_icews_sectors("Bantu, Central-East").group, "other");
  EXPECT_TRUE(read_actor_types("GOV,MIL").speaks);
  EXPECT_FALSE(read_actor_types("ELI,GOV").speaks);
  EXPECT_FALSE(read_actor_types("").listed);
}

TEST_F(Resolve, IcewsNames) {
  EXPECT_EQ(icews("North Korea"), (Got{"PRK", "PRK", true, "state", "alias"}));
  EXPECT_EQ(icews("Police (India)", "Government,Police", "IND"),
            (Got{"IND", "IND", false, "police", "name_with_country"}));
  EXPECT_EQ(icews("Citizen (North Korea)", "General Population / Civilian / Social", "PRK"),
            (Got{"PRK", "PRK", false, "citizen", "name_with_country"}));
  EXPECT_EQ(icews("Jane Somebody", "Executive,Parties", "FRA"),
            (Got{"FRA", "FRA", true, "executive", "country_column"}));
  EXPECT_EQ(icews("Jane Somebody", "", "FRA"), (Got{"FRA", "FRA", false, "", "country_column"}));
  EXPECT_EQ(icews("Jane Somebody", "Executive"), (Got{"", "", false, "executive", "nothing"}));
  EXPECT_EQ(icews("Military (Russia)", "Military", "RUS"),
            (Got{"army", "RUS", true, "military", "alias"}));
  EXPECT_EQ(icews("State Duma (Russia)", "Government,Executive", "RUS"),
            (Got{"duma", "RUS", false, "other", "alias"}));
  EXPECT_EQ(icews("Militant (Taliban)", "Insurgents", "AFG"),
            (Got{"taliban", "AFG", false, "insurgent", "name_with_country"}));
  EXPECT_EQ(icews("United Nations", "Global,International Government Organization"),
            (Got{"UN", "", false, "organisation", "alias"}));
  EXPECT_EQ(icews("NATO"), (Got{"NATO", "NATO", true, "organisation", "alias"}));
  EXPECT_EQ(icews(""), (Got{"", "", false, "", "nothing"}));
  EXPECT_EQ(icews("("), (Got{"", "", false, "", "nothing"}));
  EXPECT_EQ(icews(")"), (Got{"", "", false, "", "nothing"}));
}

TEST_F(Resolve, APersonOfTheCaseOverridesTheCountryColumn) {
  EXPECT_EQ(icews("Ivan Example", "Parties", "UKR"),
            (Got{"ivan", "RUS", true, "executive", "alias"}));
  EXPECT_EQ(icews("Ivan Example", "Parties", "UKR", "2018-05-07"),
            (Got{"ivan", "SRB", true, "executive", "alias"}));
  // Out of any known office: the provider's own columns.
  EXPECT_EQ(icews("Ivan Example", "Parties", "UKR", "2010-01-01"),
            (Got{"ivan", "UKR", false, "party", "alias"}));
  EXPECT_EQ(icews("Ivan Example", "Executive", "UKR", "2010-01-01"),
            (Got{"ivan", "UKR", true, "executive", "alias"}));
  // In an office of an organisation: of no state.
  EXPECT_EQ(icews("Antonio Example", "Government", "PRT"),
            (Got{"guterres", "", false, "other", "alias"}));
  // A dated alias ends.
  EXPECT_EQ(icews("President Example", "", "", "2018-05-06").actor, "ivan");
  EXPECT_EQ(icews("President Example", "", "", "2018-05-07").actor, "");
}

TEST_F(Resolve, GdeltCodes) {
  EXPECT_EQ(gdelt("USA", "UNITED STATES", "", "USA"), (Got{"USA", "USA", true, "state", "code"}));
  EXPECT_EQ(gdelt("USAGOV", "PRESIDENT", "GOV", "USA"),
            (Got{"USA", "USA", true, "executive", "code"}));
  EXPECT_EQ(gdelt("CHNMIL", "ARMY", "MIL", "CHN"), (Got{"CHN", "CHN", true, "military", "code"}));
  EXPECT_EQ(gdelt("USACOP", "POLICE", "COP", "USA"), (Got{"USA", "USA", false, "police", "code"}));
  EXPECT_EQ(gdelt("CHEPTY", "PARTY", "", "CHE"), (Got{"CHE", "CHE", false, "party", "code"}));
  EXPECT_EQ(gdelt("USAJEW", "RABBI", "", "USA"), (Got{"USA", "USA", false, "", "code"}));
  EXPECT_EQ(gdelt("MNCCHE", "NESTLE", "MNC", "CHE"),
            (Got{"CHE", "CHE", false, "business", "code"}));
  EXPECT_EQ(gdelt("IGOUNO", "UNITED NATIONS", "IGO"),
            (Got{"UN", "", false, "organisation", "code"}));
  EXPECT_EQ(gdelt("IGOUNO", "UN SECURITY COUNCIL", "IGO"),
            (Got{"unsc", "", false, "organisation", "code"}));
  EXPECT_EQ(gdelt("IGOWSTNAT", "NATO", "IGO"), (Got{"NATO", "NATO", true, "organisation", "code"}));
  EXPECT_EQ(gdelt("GOV", "GOVERNMENT", "GOV"), (Got{"", "", false, "executive", "nothing"}));
  EXPECT_EQ(gdelt("EUR", "EUROPE"), (Got{"", "", false, "", "nothing"}));
  EXPECT_EQ(gdelt(""), (Got{"", "", false, "", "nothing"}));
  // The country column is empty for Taiwan; the code names it.
  EXPECT_EQ(gdelt(" TWNGOV ", "TAIPEI", "GOV"), (Got{"TWN", "TWN", true, "executive", "code"}));
}

TEST_F(Resolve, TheNameBesideAGdeltCodeMayBeFiner) {
  EXPECT_EQ(gdelt("RUSGOV", "IVAN EXAMPLE", "GOV", "RUS"),
            (Got{"ivan", "RUS", true, "executive", "code"}));
  EXPECT_EQ(gdelt("RUSELI", "IVAN EXAMPLE", "ELI", "RUS"),
            (Got{"ivan", "RUS", true, "executive", "code"}));
  EXPECT_EQ(gdelt("RUSELI", "IVAN EXAMPLE", "ELI", "RUS", "2010-01-01"),
            (Got{"ivan", "RUS", false, "citizen", "code"}));
  // The code goes before the name: here the two do not agree.
  EXPECT_EQ(gdelt("USAGOV", "IVAN EXAMPLE", "GOV", "USA"),
            (Got{"USA", "USA", true, "executive", "code"}));
}

TEST_F(Resolve, OtherProviders) {
  EXPECT_EQ(at({"ucdp_dyadic", "Government of Russia (Soviet Union)", "", "", ""}),
            (Got{"RUS", "RUS", true, "executive", "name_with_country"}));
  EXPECT_EQ(at({"acled", "Military Forces of Russia (2000-) Navy", "", "8", ""}),
            (Got{"RUS", "RUS", true, "military", "name_with_country"}));
  EXPECT_EQ(at({"acled", "Police Forces of the United States (2021-)", "", "1", ""}),
            (Got{"USA", "USA", false, "police", "name_with_country"}));
  EXPECT_EQ(at({"acled", "Protesters (South Korea)", "", "6", ""}),
            (Got{"KOR", "KOR", false, "", "name_with_country"}));
  EXPECT_EQ(at({"curated", "PRK", "", "", ""}), (Got{"PRK", "PRK", true, "state", "code"}));
  EXPECT_EQ(at({"curated", "ivan", "", "", ""}), (Got{"ivan", "RUS", true, "executive", "code"}));
  EXPECT_EQ(at({"mine", "Russia", "", "", ""}), (Got{"RUS", "RUS", true, "state", "alias"}));
  EXPECT_EQ(at({"polecat", "Somebody", "", "GOV", "JPN"}),
            (Got{"JPN", "JPN", true, "executive", "country_column"}));
}

TEST_F(Resolve, PeriodsCoverAllDaysAndAgreeWithSingleDays) {
  for (const RawActor& raw :
       {RawActor{"icews", "Ivan Example", "", "Parties", "UKR"},
        RawActor{"icews", "President Example", "", "", ""},
        RawActor{"gdelt1", "GME", "EAST GERMANY", "", "DDR"},
        RawActor{"curated", "guterres", "", "", ""}, RawActor{"icews", "Nobody", "", "", ""}}) {
    const auto periods = resolver.resolve(raw);
    ASSERT_FALSE(periods.empty());
    EXPECT_EQ(periods.front().days.from, kFirstDay);
    EXPECT_EQ(periods.back().days.to, kLastDay);
    for (std::size_t i = 0; i < periods.size(); ++i) {
      EXPECT_FALSE(periods[i].days.empty());
      if (i != 0) {
        EXPECT_EQ(periods[i - 1].days.to, periods[i].days.from);
      }
      for (const auto on : {periods[i].days.from, periods[i].days.to - std::chrono::days{1}}) {
        const auto one = resolver.resolve_at(raw, on);
        EXPECT_EQ(one.actor, periods[i].actor) << raw.raw << " " << format_day(on);
        EXPECT_EQ(one.affiliation, periods[i].affiliation);
        EXPECT_EQ(one.state_act, periods[i].state_act);
      }
    }
  }
  // Before Ukraine is a state, before the office, president, envoy.
  EXPECT_EQ(resolver.resolve({"icews", "Ivan Example", "", "Parties", "UKR"}).size(), 4u);
  EXPECT_EQ(resolver.resolve({"icews", "Nobody", "", "", ""}).size(), 1u);
}

// The promise of actors.toml: a role's date moves, and the rows of those days and no others change.
TEST_F(Resolve, ChangingOneRolesDateChangesExactlyThoseDays) {
  std::string text(kCase);
  text.replace(text.find("2018-05-07\n\n[[role]]"), 10, "2018-03-01");
  const auto other = case_world(text);
  const Resolver changed(other);
  const std::vector<RawActor> raws = {{"icews", "Ivan Example", "", "Parties", "UKR"},
                                      {"icews", "Antonio Example", "", "", "PRT"},
                                      {"icews", "Russia", "", "", "RUS"},
                                      {"icews", "Military (Russia)", "", "Military", "RUS"},
                                      {"curated", "ivan", "", "", ""},
                                      {"gdelt1", "RUSELI", "IVAN EXAMPLE", "ELI", "RUS"}};
  std::set<std::string> moved;
  for (auto on = day("2017-06-01"); on < day("2019-06-01"); on += std::chrono::days{1}) {
    const bool inside = day("2018-03-01") <= on && on < day("2018-05-07");
    for (const auto& raw : raws) {
      const auto a = resolver.resolve_at(raw, on), b = changed.resolve_at(raw, on);
      const bool same = a.actor == b.actor && a.affiliation == b.affiliation &&
                        a.state_act == b.state_act && a.sector == b.sector && a.by == b.by;
      if (!same) moved.insert(raw.provider + " " + raw.raw);
      EXPECT_TRUE(same || inside) << raw.raw << " " << format_day(on);
      if (inside && raw.raw == "Ivan Example") {
        EXPECT_FALSE(same) << format_day(on);
      }
    }
  }
  EXPECT_EQ(moved, (std::set<std::string>{"icews Ivan Example", "curated ivan", "gdelt1 RUSELI"}));
}

TEST_F(Resolve, NamesLearnedFromFilesServeQuadsForNearDays) {
  const std::vector<LearnedName> learned = {
      {"Jane Somebody", "Parties,Executive", "FRA", day("2018-10-01"), day("2018-10-20")},
      {"Jane Somebody", "Executive,Parties", "FRA", day("2018-10-25"), day("2018-10-31")},
      {"Jane Somebody", "Parties", "", day("2018-12-01"), day("2018-12-31")},
      {"Police (India)", "Government,Police", "IND", day("2018-10-01"), day("2018-10-31")}};
  const Resolver with(world, learned);
  const auto quad = [&](const std::string& name, std::string_view on) {
    const auto got = with.resolve_at({"quads", name, "", "", ""}, day(on));
    return Got{got.actor.value() == 0 ? "" : world.actor(got.actor).key, got.affiliation,
               got.state_act, got.sector, std::string(name_of(got.by))};
  };
  const Got executive{"FRA", "FRA", true, "executive", "learned_name"};
  EXPECT_EQ(quad("Jane Somebody", "2018-10-22"), executive) << "between two, read as one";
  EXPECT_EQ(quad("Jane_Somebody", "2018-01-01"), executive) << "underscores for blanks";
  EXPECT_EQ(quad("Jane Somebody", "2018-12-05"), (Got{"", "", false, "party", "nothing"}));
  EXPECT_EQ(quad("Jane Somebody", "2014-01-01"), (Got{"", "", false, "", "nothing"}));
  EXPECT_EQ(quad("Police_(India)", "2018-10-02"),
            (Got{"IND", "IND", false, "police", "name_with_country"}));
  EXPECT_EQ(quad("Ivan_Example", "2018-10-02").affiliation, "SRB");
  // A file's own columns go before what was learned.
  EXPECT_EQ(with.resolve_at({"icews", "Jane Somebody", "", "Media", "BEL"}, day("2018-10-02"))
                .affiliation,
            "BEL");
  for (const auto& period : with.resolve({"quads", "Jane Somebody", "", "", ""})) {
    for (const auto on : {period.days.from, period.days.to - std::chrono::days{1}}) {
      EXPECT_EQ(with.resolve_at({"quads", "Jane Somebody", "", "", ""}, on).affiliation,
                period.affiliation);
    }
  }
}

TEST_F(Resolve, ACodeThatRepeatsItsCountryColumnIsTheState) {
  const World states = World::built_in();
  const Resolver plain(states);
  const auto at = [&](const RawActor& raw) { return plain.resolve_at(raw, day("2020-01-01")); };
  for (const std::string& raw : std::vector<std::string>{"FR", "fr", "FRA", "220"}) {
    const auto got = at({"visits", raw, "", "", "FRA"});
    EXPECT_EQ(got.affiliation, "FRA") << raw;
    EXPECT_TRUE(got.state_act) << raw;
    EXPECT_EQ(got.by, ResolvedBy::kCode) << raw;
  }
  EXPECT_EQ(at({"visits", "GM", "", "", "DEU"}).affiliation, "DEU") << "FIPS";
  EXPECT_FALSE(at({"visits", "FR", "", "Media", "FRA"}).state_act) << "the types say more";
  EXPECT_FALSE(at({"visits", "Someone", "", "", "FRA"}).state_act);
  EXPECT_FALSE(at({"icews", "FR", "", "", "FRA"}).state_act);
  EXPECT_TRUE(at({"visits", "prk", "", "", ""}).state_act) << "small letters";
}

TEST_F(Resolve, AStateOutsideItsMembershipIsNamedButActsForNobody) {
  const auto got = gdelt("GME", "EAST GERMANY", "GOV", "DDR", "1995-01-01");
  EXPECT_EQ(got.actor, "DDR");
  EXPECT_EQ(got.affiliation, "");
  EXPECT_FALSE(got.state_act);
}

}  // namespace
}  // namespace entente
