// The page as such: its sections, its policy, what it makes of hostile text and of nothing at all.

#include "entente/report/brief.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "entente/report/brief_testing.hpp"

namespace entente::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Brief, ACaseWithoutQuestionsHasTheSectionsThatNeedNone) {
  Scene plain;
  plain.questions = false;
  const auto brief = brief_of("plain", plain);
  ASSERT_TRUE(brief) << brief.error().message;
  EXPECT_EQ(brief->sections,
            (std::vector<std::string>{"findings", "map", "relations", "change", "counts",
                                      "track-record", "timeline", "data-health", "notes"}));
  EXPECT_THAT(page_of(*brief), HasSubstr("56 dated acts"));
  EXPECT_THAT(page_of(*brief), HasSubstr("France"));
}

TEST(Brief, AWindowWithoutActsSaysSoInWords) {
  Scene nothing;
  nothing.acts = false;
  const auto brief = brief_of("nothing", nothing);
  ASSERT_TRUE(brief) << brief.error().message;
  EXPECT_THAT(findings_of(*brief), HasSubstr("so there is nothing to find"));
  EXPECT_THAT(findings_of(*brief), HasSubstr("No machine-coded events were given"));
  for (const auto* bad : {">nan", "[nan", ">inf", "[inf", "[-inf"})
    EXPECT_THAT(page_of(*brief), Not(HasSubstr(bad)));
}

TEST(Brief, NoNumberIsEverNotANumber) {
  const auto brief = brief_of("numbers", {}, {.machine = true});
  ASSERT_TRUE(brief) << brief.error().message;
  for (const auto* bad : {">nan", "nan<", " nan", "[nan", " inf", "[inf", "-inf"})
    EXPECT_THAT(page_of(*brief), Not(HasSubstr(bad)));
}

TEST(Brief, WhatWasNotKnownYetIsNotThere) {
  const auto brief = brief_of("as-of", {}, {.as_of = parse_iso_day("2018-03-31")});
  ASSERT_TRUE(brief) << brief.error().message;
  EXPECT_THAT(page_of(*brief), HasSubstr("visits: one, on 5 February 2018."));
  EXPECT_THAT(page_of(*brief), HasSubstr("As known on 31 March 2018."));
  EXPECT_THAT(page_of(*brief), Not(HasSubstr("2019-05-10")));
}

TEST(Brief, TextOfOthersStaysText) {
  Scene hostile;
  hostile.sentence = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
  hostile.note = "<b>bold</b>";
  hostile.handling = "\"><script>alert(3)</script>";
  const auto brief = brief_of("hostile", hostile);
  ASSERT_TRUE(brief);
  EXPECT_THAT(page_of(*brief), Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page_of(*brief), Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page_of(*brief), Not(HasSubstr("<b>")));
  EXPECT_THAT(page_of(*brief), HasSubstr("A &lt;small&gt; case"));
}

TEST(Brief, HiddenCharactersAreLeftOut) {
  Scene hidden;
  hidden.sentence = "One \u202Eside\u202C visited\a the\x1b other.";
  const auto brief = brief_of("hidden", hidden);
  ASSERT_TRUE(brief);
  EXPECT_THAT(page_of(*brief), HasSubstr("One side visited the other."));
  EXPECT_THAT(page_of(*brief), Not(HasSubstr("\u202E")));
  EXPECT_THAT(page_of(*brief), Not(HasSubstr("\x1b")));
}

TEST(Brief, ThePolicyNamesTheBytesBetweenTheTags) {
  const auto brief = brief_of("policy", {});
  ASSERT_TRUE(brief);
  const auto between = [&](const std::string& open, const std::string& close) {
    const auto from = brief->html.rfind(open) + open.size();
    return brief->html.substr(from, brief->html.find(close, from) - from);
  };
  const std::string policy = brief->html.substr(0, brief->html.find("<style>"));
  EXPECT_THAT(policy, HasSubstr("script-src &#39;sha256-" +
                                sha256_base64(between("<script>", "</script>")) + "&#39;"));
  EXPECT_THAT(policy, HasSubstr("style-src &#39;sha256-" +
                                sha256_base64(between("<style>", "</style>")) + "&#39;"));
}

TEST(Brief, ANoteAndAHandlingLineStandOnThePage) {
  Scene own;
  own.note = "Read the second finding first.";
  own.handling = "For the desk only";
  const auto brief = brief_of("own", own);
  ASSERT_TRUE(brief);
  EXPECT_THAT(page_of(*brief), HasSubstr("Note by the sender.</strong> Read the second"));
  EXPECT_THAT(page_of(*brief), HasSubstr("<p class=\"handling\">For the desk only</p>"));
}

TEST(Brief, WhatIsNewSinceAnEarlierRunIsNamed) {
  BriefSince since;
  since.run = 4;
  since.started = "2019-06-15T08:00:00Z";
  std::set<std::string> seen;
  for (const auto& act : acts_of({})) {
    if (act.id != "refusal") seen.insert(act.id);
  }
  since.acts = seen;
  const auto brief = brief_of("since", {}, {.since = since});
  ASSERT_TRUE(brief) << brief.error().message;
  EXPECT_THAT(brief->sections, Contains("news"));
  EXPECT_THAT(findings_of(*brief),
              HasSubstr("Since run 4 of 2019-06-15T08:00:00Z: 1 new act, the last of 1 September "
                        "2019."));
  const std::string page = page_of(*brief);
  const auto row = page.find("[\"refusal\",");
  ASSERT_NE(row, std::string::npos);
  EXPECT_EQ(page.find(",true]"), page.rfind(",true]"));  // one act is marked as new
  EXPECT_GT(page.find(",true]"), row);
}

TEST(Brief, TheOnePageFormKeepsTheStrongFindingsAndOneFigure) {
  Scene one;
  one.one_page = true;
  const auto brief = brief_of("one-page", one);
  ASSERT_TRUE(brief) << brief.error().message;
  EXPECT_EQ(brief->sections.size(), 2u);
  const std::string page = page_of(*brief);
  EXPECT_THAT(page, HasSubstr("<body class=\"one-page\">"));
  EXPECT_EQ(page.find("<figure"), page.rfind("<figure"));
  EXPECT_THAT(page, Not(HasSubstr("Further findings")));
}

// Small multiples go on over several sheets, so they are never the one figure.
TEST(Brief, TheOneFigureIsNoSetOfSmallMultiples) {
  Scene one;
  one.one_page = true;
  const auto brief = brief_of("one-figure", one, {.machine = true});
  ASSERT_TRUE(brief) << brief.error().message;
  const std::string page = page_of(*brief);
  EXPECT_EQ(page.find("<figure"), page.rfind("<figure"));
  EXPECT_THAT(page, Not(HasSubstr("data-chart=\"bands\"")));
  EXPECT_THAT(page, Not(HasSubstr("data-chart=\"fan\"")));
}

}  // namespace
}  // namespace entente::testing
