// Findings follow the numbers: other actors, another year or the opposite effect give other
// sentences, and no sentence of the first page survives where its fact does not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "entente/report/brief_testing.hpp"

namespace entente::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string findings(const std::string& name, const Scene& scene) {
  const auto brief = brief_of(name, scene, {.machine = true});
  if (!brief) {
    ADD_FAILURE() << brief.error().message;
    return {};
  }
  return findings_of(*brief);
}

// Registers: 12 launches, then 36. 36/12 = 3; the launches come evenly, so phi is 1 and the 95 %
// interval is 3 exp(+-1.96 sqrt(1/12 + 1/36)) = [1.56, 5.77].
TEST(Findings, EachSectionSaysWhatItsNumbersSay) {
  const std::string said = findings("said", {});
  EXPECT_THAT(
      said,
      HasSubstr("launches rose 3.00-fold (last year): from 12.0 to 36.0 a year. [1.56, 5.77]"));
  EXPECT_THAT(said, HasSubstr("Meetings: 2 meetings with Germany came before the first with Italy "
                              "on 10 May 2019."));
  // From 5 July 2018 to 10 May 2019.
  EXPECT_THAT(said, HasSubstr("after the longest pause, 309 days without one, the first was with "
                              "Italy on 10 May 2019."));
  // From 1 February 2018 to 10 May 2019.
  EXPECT_THAT(said, HasSubstr("The longest wait that ended, Italy \u2192 France, took 463 days: to "
                              "10 May 2019."));
  EXPECT_THAT(said, HasSubstr("Arms, France \u2192 Germany: 2 acts on record, 1 confirmed and 1 "
                              "only claimed (by Italy)."));
  EXPECT_THAT(said, HasSubstr("Measures: the only one put to the vote, on 1 March 2018, was "
                              "adopted; the one put to the vote since was not."));
  EXPECT_THAT(said,
              HasSubstr("Members that voted for some new measures and refused others: Germany (1 "
                        "of 2, refused first on 1 September 2019)."));
  EXPECT_THAT(said, HasSubstr("launches: 48 from 4 January 2018 to 22 December 2019, 36 of them in "
                              "2019."));
  EXPECT_THAT(said,
              HasSubstr("The highest measured rate of conflict is that of France \u2192 Germany"));
  EXPECT_THAT(said,
              HasSubstr("The highest measured rate of cooperation is that of France \u2192 Italy"));
  EXPECT_THAT(said, HasSubstr("France \u2192 Germany: conflict rose"));
}

TEST(Findings, OtherActorsGiveOtherNames) {
  Scene other;
  other.a = "BRA";
  other.b = "ARG";
  other.c = "CHL";
  const std::string said = findings("actors", other);
  EXPECT_THAT(said, HasSubstr("2 meetings with Argentina came before the first with Chile on 10 "
                              "May 2019."));
  EXPECT_THAT(
      said, HasSubstr("The highest measured rate of conflict is that of Brazil \u2192 Argentina"));
  for (const auto* name : {"France", "Germany", "Italy"}) EXPECT_THAT(said, Not(HasSubstr(name)));
}

TEST(Findings, AnotherYearGivesOtherDays) {
  Scene later;
  later.year = 2021;
  const std::string said = findings("year", later);
  EXPECT_THAT(said, HasSubstr("launches: 48 from 4 January 2021 to 22 December 2022, 36 of them in "
                              "2022."));
  EXPECT_THAT(said, HasSubstr("took 463 days: to 10 May 2022."));
  for (const auto* year : {"2018", "2019"}) EXPECT_THAT(said, Not(HasSubstr(year)));
}

TEST(Findings, TheOppositeEffectGivesTheOppositeSentence) {
  Scene fewer;
  fewer.more_later = false;
  const std::string said = findings("fewer", fewer);
  EXPECT_THAT(
      said,
      HasSubstr("launches fell to 0.33 of what it was (last year): from 36.0 to 12.0 a year."));
  EXPECT_THAT(said, HasSubstr("France \u2192 Germany: conflict fell to"));
  EXPECT_THAT(said, Not(HasSubstr("conflict rose")));
  EXPECT_THAT(said, HasSubstr("36 of them in 2018"));
}

TEST(Findings, ListsThatAreNotCompleteAreNotCounted) {
  Scene open;
  open.complete = false;
  const std::string said = findings("open", open);
  EXPECT_THAT(said, HasSubstr(": 0 belong to complete registers"));
  EXPECT_THAT(said, HasSubstr("The list is not complete: what is on record."));
  EXPECT_THAT(said, Not(HasSubstr("launches")));
  EXPECT_THAT(said, Not(HasSubstr("Complete list")));
}

TEST(Findings, WithoutMachineCodedEventsNothingIsSaidOfRates) {
  const auto brief = brief_of("curated", {});
  ASSERT_TRUE(brief) << brief.error().message;
  const std::string said = findings_of(*brief);
  EXPECT_THAT(said, HasSubstr("No machine-coded events were given"));
  EXPECT_THAT(said, Not(HasSubstr("highest measured rate")));
  EXPECT_THAT(said, Not(HasSubstr("per 1,000")));
}

}  // namespace
}  // namespace entente::testing
