// A small world by hand: two states, their offices, three people who change places.
//
//   days      1 Jan 2017      1 Jun 2018        1 Jan 2020
//   Ann       president of R --------------------> out of office
//   Bea       minister of R  -> minister of S ---> (still)
//   Cy        secretary general of the League (stands alone) from 2019

#include "entente/world/actors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "entente/base/text.hpp"
#include "entente/world/codes.hpp"

namespace entente {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kWorld = R"T(
[[actor]]
id = "president-of-russia"
kind = "office"
name = "President of Russia"
parent = "RUS"
speaks_for_state = true

[[actor]]
id = "minister-of-russia"
kind = "office"
name = "Minister of Russia"
parent = "ministry-of-russia"
speaks_for_state = true

[[actor]]
id = "ministry-of-russia"
kind = "agency"
name = "Ministry (Russia)"
parent = "RUS"
speaks_for_state = true

[[actor]]
id = "duma"
kind = "agency"
name = "Duma"
parent = "RUS"

[[actor]]
id = "minister-of-serbia"
kind = "office"
name = "Minister of Serbia"
parent = "SRB"
speaks_for_state = true

[[actor]]
id = "league"
kind = "organisation"
name = "League of Somewhere"
stands_alone = true

[[actor]]
id = "club"
kind = "organisation"
name = "Club of Somewhere"

[[actor]]
id = "secretary-of-the-league"
kind = "office"
name = "Secretary of the League"
parent = "league"
speaks_for_state = true

[[actor]]
id = "ann"
kind = "person"
name = "Ann Example"
aliases = ["A. Example", { name = "President Example", from = 2017-01-01, to = 2020-01-01 }]

[[actor]]
id = "bea"
kind = "person"
name = "Bea Example"
codes = { cameo = "BEA" }

[[actor]]
id = "cy"
kind = "person"
name = "Cy Example"

[[actor]]
id = "RUS"
aliases = ["Rossiya"]

[[role]]
person = "ann"
office = "president-of-russia"
from = 2017-01-01
to = 2020-01-01

[[role]]
person = "bea"
office = "duma"
from = 2017-01-01
to = 2018-06-01

[[role]]
person = "bea"
office = "minister-of-russia"
from = 2017-01-01
to = 2018-06-01

[[role]]
person = "bea"
office = "minister-of-serbia"
from = 2018-06-01

[[role]]
person = "cy"
office = "secretary-of-the-league"
from = 2019-01-01
)T";

Day day(std::string_view text) { return *parse_iso_day(text); }

World small_world(std::string_view text = kWorld) {
  World world = World::built_in();
  Problems problems;
  world.add(text, "actors.toml", problems);
  for (const auto& problem : problems) ADD_FAILURE() << format_error(problem);
  return world;
}

TEST(Actors, TheBuiltInWorldHoldsAllStatesAndOrganisations) {
  const auto world = World::built_in();
  for (const auto& state : states()) {
    const auto* actor = world.find(state.iso3.text);
    ASSERT_NE(actor, nullptr);
    EXPECT_EQ(actor->kind, ActorKind::kState);
  }
  const auto* nato = world.find("NATO");
  ASSERT_NE(nato, nullptr);
  EXPECT_EQ(nato->kind, ActorKind::kOrganisation);
  EXPECT_FALSE(nato->stands_alone);
  EXPECT_EQ(world.find("nobody"), nullptr);
  EXPECT_EQ(world.id_of("AFG").has_value(), true);
  EXPECT_EQ(world.actor(*world.id_of("AFG")).key, "AFG");
}

TEST(Actors, APersonActsForTheOfficeHeldThatDay) {
  const auto world = small_world();
  const auto ann = *world.id_of("ann");
  EXPECT_EQ(world.affiliation(ann, day("2016-12-31")), "");
  EXPECT_FALSE(world.state_act(ann, day("2016-12-31")));
  EXPECT_EQ(world.affiliation(ann, day("2017-01-01")), "RUS");
  EXPECT_TRUE(world.state_act(ann, day("2019-12-31")));
  EXPECT_TRUE(world.in_office(ann, day("2019-12-31")));
  EXPECT_EQ(world.affiliation(ann, day("2020-01-01")), "");
  EXPECT_FALSE(world.in_office(ann, day("2020-01-01")));
  const auto bea = *world.id_of("bea");
  EXPECT_EQ(world.affiliation(bea, day("2018-05-31")), "RUS");
  EXPECT_EQ(world.affiliation(bea, day("2018-06-01")), "SRB");
  EXPECT_TRUE(world.state_act(bea, day("2017-05-01"))) << "the ministry counts, not the Duma";
}

TEST(Actors, OfficesAndAgenciesActThroughTheirParents) {
  const auto world = small_world();
  EXPECT_EQ(world.affiliation(*world.id_of("minister-of-russia"), day("2018-01-01")), "RUS");
  EXPECT_TRUE(world.state_act(*world.id_of("minister-of-russia"), day("2018-01-01")));
  EXPECT_EQ(world.affiliation(*world.id_of("duma"), day("2018-01-01")), "RUS");
  EXPECT_FALSE(world.state_act(*world.id_of("duma"), day("2018-01-01")));
}

TEST(Actors, AnOrganisationActsForItselfOnlyWhereItStandsAlone) {
  const auto world = small_world();
  EXPECT_EQ(world.affiliation(*world.id_of("league"), day("2018-01-01")), "league");
  EXPECT_EQ(world.affiliation(*world.id_of("club"), day("2018-01-01")), "");
  EXPECT_FALSE(world.state_act(*world.id_of("club"), day("2018-01-01")));
  EXPECT_EQ(world.affiliation(*world.id_of("cy"), day("2018-12-31")), "");
  EXPECT_EQ(world.affiliation(*world.id_of("cy"), day("2019-01-01")), "league");
}

TEST(Actors, AStateActsWhileItIsAMember) {
  const auto world = World::built_in();
  const auto ddr = *world.id_of("DDR");
  EXPECT_EQ(world.affiliation(ddr, day("1990-10-02")), "DDR");
  EXPECT_EQ(world.affiliation(ddr, day("1990-10-03")), "");
  EXPECT_EQ(world.affiliation(*world.id_of("PRK"), day("2023-09-13")), "PRK");
}

TEST(Actors, TurningDaysAreThoseOfRolesAndParents) {
  const auto world = small_world();
  const auto days = world.turning_days(*world.id_of("bea"));
  EXPECT_THAT(days, testing::Contains(day("2018-06-01")));
  EXPECT_THAT(days, testing::Contains(day("2017-01-01")));
}

TEST(Actors, TheFingerprintSeesEveryChange) {
  const auto base = small_world().fingerprint();
  EXPECT_EQ(base, small_world().fingerprint());
  const auto with = [](std::string_view from, std::string_view to) {
    std::string text(kWorld);
    text.replace(text.find(from), from.size(), to);
    return small_world(text).fingerprint();
  };
  EXPECT_NE(base, with("to = 2018-06-01", "to = 2018-05-31"));
  EXPECT_NE(base, with("Rossiya", "Rossija"));
  EXPECT_NE(base, with("stands_alone = true", "stands_alone = false"));
  EXPECT_NE(base, with("\"BEA\"", "\"BEB\""));
  EXPECT_NE(base, World::built_in().fingerprint());
}

TEST(Actors, AllMistakesComeAtOnceWithTheirPlaces) {
  const std::string text = R"T([[actor]]
id = "one"
kind = "offise"
name = "One"

[[actor]]
id = "two"
kind = "office"
nmae = "Two"

[[actor]]
id = "two"
kind = "office"
name = "Two again"

[[actor]]
id = "a b"
kind = "office"
name = "Spaces"

[[actor]]
id = "nato"
kind = "organisation"
name = "Something"

[[actor]]
id = "three"
kind = "organisation"
name = "Three"
aliases = ["NATO", 7]

[[actor]]
id = "four"
kind = "agency"
name = "Four"
parent = "five"

[[actor]]
id = "five"
kind = "agency"
name = "Five"
parent = "four"

[[actor]]
id = "six"
kind = "person"
name = "Six"
parent = "RUSS"

[[actor]]
id = "seven"
kind = "person"
name = "Seven"
stands_alone = true

[[role]]
person = "sixx"
office = "two"

[[role]]
person = "six"
office = "nowhere"

[[role]]
person = "six"
office = "two"
from = 2019-01-01
to = 2018-01-01

[[role]]
person = "six"
office = "two"
from = "2018-01-01"
to = 2018-02-01

[[role]]
person = "seven"
office = "two"
from = 2018-01-15

[[role]]
person = "six"
office = "RUS"

[[roles]]
)T";
  World world = World::built_in();
  Problems problems;
  world.add(text, "actors.toml", problems);
  std::string all;
  for (const auto& problem : problems) all += format_error(problem) + "\n";
  for (const auto* expected : {"an actors file has no key \"roles\"",
                               "actors.toml:85:",
                               "did you mean \"role\"?",
                               "unknown kind \"offise\"",
                               "actors.toml:3:",
                               "did you mean \"office\"?",
                               "an actor has no key \"nmae\"",
                               "did you mean \"name\"?",
                               "the actor two needs a name",
                               "the actor two stands twice in this file",
                               "actors.toml:12:",
                               "\"a b\" is no id",
                               "the actor nato differs from NATO in case only",
                               "the name \"nato\" of three also means NATO",
                               "an alias is a text",
                               "four is its own parent through five",
                               "the parent \"RUSS\" of six is no actor",
                               "seven is of kind person and cannot stand alone",
                               "the person \"sixx\" of this role is no actor",
                               "did you mean \"six\"?",
                               "the office \"nowhere\" of this role is no actor",
                               "a role ends before it begins",
                               "from must be a day (no quotes), not a text",
                               "six and seven both hold two on 2018-01-15",
                               "RUS is of kind state; a role is held in an office"}) {
    EXPECT_THAT(all, HasSubstr(expected));
  }
  for (const auto& problem : problems) {
    EXPECT_EQ(problem.place.file, "actors.toml");
    EXPECT_NE(problem.place.line, 0u) << problem.message;
    EXPECT_NE(problem.place.column, 0u) << problem.message;
  }
}

TEST(Actors, BrokenTomlIsOneProblemWithItsPlace) {
  World world = World::built_in();
  Problems problems;
  world.add("[[actor]]\nid = \n", "a.toml", problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].place.line, 2u);
  problems.clear();
  world.add("x = \"\xff\"\n", "a.toml", problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems[0].message, HasSubstr("UTF-8"));
  problems.clear();
  world.add(std::string(100000, '['), "a.toml", problems);
  EXPECT_EQ(problems.size(), 1u);
  problems.clear();
  world.add("", "a.toml", problems);
  EXPECT_THAT(problems, IsEmpty());
}

}  // namespace
}  // namespace entente
