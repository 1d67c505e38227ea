#include "entente/measure/wedge.hpp"

#include <gtest/gtest.h>

#include "entente/measure/acts_for_tests.hpp"

namespace entente {
namespace {

using namespace acts_testing;

const Questions::Wedge kWedge{"wedge", "",    "CCC",
                              "AAA",   "BBB", {on("2018-01-01"), on("2018-01-05")}};

// C grants A something on the 1st and threatens B on the 2nd; A blames B on the 3rd and B says a
// word of A on the 4th. A and C meet on the 2nd, told from both ends: one act of C toward A. The
// act of 5 January is past the span.
std::vector<Act> four_days() {
  std::vector<Act> acts = {
      act("grant", "2018-01-01", "CCC", "AAA", "070"),
      act("threat", "2018-01-02", "CCC", "BBB", "138"),
      act("blame", "2018-01-03", "AAA", "BBB", "112"),
      act("word", "2018-01-04", "BBB", "AAA", "010"),
      act("meet-ac", "2018-01-02", "AAA", "CCC", "042"),
      act("meet-ca", "2018-01-02", "CCC", "AAA", "042"),
      act("late", "2018-01-05", "CCC", "AAA", "070"),
  };
  acts[4].occasion = acts[5].occasion = "curated:2018-01-02:AAA:CCC:4";
  return acts;
}

TEST(Wedge, FourDirectionsByHand) {
  const auto acts = four_days();
  const auto found = wedge(acts, nullptr, kWedge, 0.9);
  ASSERT_EQ(found.sides.size(), 4U);
  EXPECT_EQ(found.sides[0].source + found.sides[0].target, "CCCAAA");
  EXPECT_EQ(ids(found.sides[0].acts), " grant meet-ac");
  EXPECT_EQ(found.sides[0].cooperation, 2U);
  EXPECT_EQ(found.sides[1].source + found.sides[1].target, "CCCBBB");
  EXPECT_EQ(found.sides[1].conflict, 1U);
  EXPECT_EQ(found.sides[2].source + found.sides[2].target, "AAABBB");
  EXPECT_EQ(ids(found.sides[2].acts), " blame");
  EXPECT_EQ(found.sides[3].neutral, 1U);
  EXPECT_FALSE(found.sides[0].change);
}

TEST(Wedge, NothingIsFourEmptySides) {
  const auto found = wedge({}, nullptr, kWedge, 0.9);
  ASSERT_EQ(found.sides.size(), 4U);
  for (const auto& side : found.sides) EXPECT_TRUE(side.acts.empty());
}

Lines told(const Wedge& found) {
  Lines lines;
  for (const auto& s : found.sides)
    lines.push_back(s.source + ">" + s.target + " " + std::to_string(s.cooperation) + " " +
                    std::to_string(s.conflict) + " " + std::to_string(s.neutral) + ids(s.acts));
  return sorted(lines);
}

TEST(Wedge, KeepsItsPropertiesAndCountsWhatItLists) {
  Questions::Wedge question = kWedge;
  question.days = {on("2017-05-01"), on("2018-08-01")};
  Questions::Wedge later = question;
  later.days = {question.days.from + kYear, question.days.to + kYear};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto acts = random_acts(seed, 200);
    const auto found = wedge(acts, nullptr, question, 0.9);
    const Lines lines = told(found);
    for (const auto& side : found.sides) {
      EXPECT_EQ(side.acts.size(), side.cooperation + side.conflict + side.neutral);
      for (const Act& a : acts) {
        // Every directed act that is no meeting is listed, once.
        if (a.symmetric() || !question.days.contains(a.day) || a.source != side.source ||
            a.target != side.target)
          continue;
        EXPECT_EQ(std::count(side.acts.begin(), side.acts.end(), &a), 1);
      }
    }
    EXPECT_EQ(told(wedge(shuffled(acts, seed), nullptr, question, 0.9)), lines);
    EXPECT_EQ(told(wedge(a_year_later(acts), nullptr, later, 0.9)), lines);
    EXPECT_EQ(told(wedge(swapped(acts), nullptr, question, 0.9)), swapped(lines));
  }
}

// A log of 40 days: C cooperates with A once a day from day 20 on and never before, and with B once
// a day before and never after. The span is the last 20 days, so that it is set against the first.
TEST(Wedge, SetsTheSpanOfALogAgainstTheOneBeforeIt) {
  EventLog log;
  log.provider = "icews";
  log.actors = {"AAA", "BBB", "CCC"};
  log.dyads = {{2, 0}, {2, 1}};
  log.first_day = day_number(on("2018-01-01"));
  for (std::int32_t d = 0; d < 40; ++d) {
    log.day.push_back(log.first_day + d);
    log.dyad.push_back(d < 20 ? 1 : 0);
    log.root.push_back(4);
    log.intensity.push_back(1);
    log.volume.push_back(101);
    log.observed.push_back(1);
  }
  Questions::Wedge question = kWedge;
  question.days = {on("2018-01-21"), on("2018-02-10")};
  const auto found = wedge({}, &log, question, 0.9);
  ASSERT_TRUE(found.sides[0].change);
  EXPECT_EQ(found.sides[0].change->cooperation.before, 0U);
  EXPECT_EQ(found.sides[0].change->cooperation.after, 20U);
  ASSERT_TRUE(found.sides[1].change);
  EXPECT_EQ(found.sides[1].change->cooperation.before, 20U);
  EXPECT_EQ(found.sides[1].change->cooperation.after, 0U);
}

}  // namespace
}  // namespace entente
