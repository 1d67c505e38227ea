#include "entente/measure/tracks.hpp"

#include <gtest/gtest.h>

#include "entente/measure/acts_for_tests.hpp"

namespace entente {
namespace {

using namespace acts_testing;

const Questions::Track kTrack{"track", "", "AAA", "BBB", {"x"}};

Act about(const std::string& issue, Act a) {
  a.issues = {issue};
  return a;
}

// A and B on four days over two years. On x: a meeting (cooperation) on 31 December, a statement
// (neutral) on 1 January; else: a demand (conflict) on 1 January, a grant on the 2nd. C's act with
// A is neither's.
TEST(Track, PartsOneIssueFromTheRest) {
  const std::vector<Act> acts = {
      about("x", act("meet", "2017-12-31", "AAA", "BBB", "042")),
      about("x", act("say", "2018-01-01", "BBB", "AAA", "010")),
      about("y", act("demand", "2018-01-01", "AAA", "BBB", "100")),
      act("grant", "2018-01-02", "BBB", "AAA", "070"),
      about("x", act("third", "2018-01-02", "AAA", "CCC", "042")),
  };
  const auto found = track(acts, kTrack, {on("2016-06-01"), on("2019-01-01")});
  ASSERT_EQ(found.years.size(), 3U);
  EXPECT_EQ(found.years[0].year, 2016);
  EXPECT_EQ(found.years[0].issue_cooperation + found.years[0].other_conflict, 0U);
  EXPECT_EQ(found.years[1].issue_cooperation, 1U);
  EXPECT_EQ(found.years[2].issue_neutral, 1U);
  EXPECT_EQ(found.years[2].other_conflict, 1U);
  EXPECT_EQ(found.years[2].other_cooperation, 1U);
  EXPECT_EQ(ids(found.issue_acts), " meet say");
  EXPECT_EQ(ids(found.other_acts), " demand grant");
  EXPECT_EQ(id(found.last_cooperation), "meet");
  EXPECT_EQ(id(found.last_other_cooperation), "grant");
}

TEST(Track, NothingIsAnEmptyAnswer) {
  EXPECT_TRUE(track({}, kTrack, {on("2018-01-01"), on("2018-01-01")}).years.empty());
  const auto quiet = track({}, kTrack, {on("2018-01-01"), on("2018-01-02")});
  EXPECT_EQ(quiet.years.size(), 1U);
  EXPECT_EQ(quiet.last_cooperation, nullptr);
}

Lines told(const Track& found, int shift = 0) {
  Lines lines = {ids(found.issue_acts), ids(found.other_acts), id(found.last_cooperation),
                 id(found.last_other_cooperation)};
  for (const auto& y : found.years) {
    std::string line = std::to_string(y.year - shift);
    for (const auto n : {y.issue_cooperation, y.issue_conflict, y.issue_neutral,
                         y.other_cooperation, y.other_conflict, y.other_neutral})
      line += " " + std::to_string(n);
    lines.push_back(line);
  }
  return lines;
}

// The definition: each number by a count of its own.
Lines plain_track(std::vector<Act> acts, DayRange days) {
  std::sort(acts.begin(), acts.end(), [](const Act& x, const Act& y) {
    return std::tie(x.day, x.id) < std::tie(y.day, y.id);
  });
  const auto counts = [&](const Act& a) {
    return a.day >= days.from && a.day < days.to &&
           ((a.source == "AAA" && a.target == "BBB") || (a.source == "BBB" && a.target == "AAA"));
  };
  const auto on_issue = [](const Act& a) { return !a.issues.empty() && a.issues[0] == "x"; };
  const auto kind = [](const Act& a) { return a.root <= 2 ? 2 : a.root <= 8 ? 0 : 1; };
  Lines lines(4);
  lines[2] = lines[3] = "none";
  for (const Act& a : acts) {
    if (!counts(a)) continue;
    lines[on_issue(a) ? 0 : 1] += " " + a.id;
    if (kind(a) == 0) lines[on_issue(a) ? 2 : 3] = a.id;
  }
  for (const std::string year : {"2017", "2018"}) {
    std::string line = year;
    for (const bool issue : {true, false}) {
      for (const int k : {0, 1, 2}) {
        line += " " + std::to_string(std::count_if(acts.begin(), acts.end(), [&](const Act& a) {
                  return counts(a) && format_day(a.day).starts_with(year) && on_issue(a) == issue &&
                         kind(a) == k;
                }));
      }
    }
    lines.push_back(line);
  }
  return lines;
}

TEST(Track, EqualsItsPlainDefinitionAndKeepsItsProperties) {
  const DayRange days{on("2017-03-05"), on("2018-11-11")};
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto acts = random_acts(seed, 200);
    const Lines lines = told(track(acts, kTrack, days));
    EXPECT_EQ(lines, plain_track(acts, days)) << seed;
    EXPECT_EQ(told(track(shuffled(acts, seed), kTrack, days)), lines);
    EXPECT_EQ(told(track(a_year_later(acts), kTrack, {days.from + kYear, days.to + kYear}), 1),
              lines);
    EXPECT_EQ(told(track(swapped(acts), kTrack, days)), lines);  // the pair is the same pair
    const Questions::Track with_c{"", "", "AAA", "CCC", {"x"}};
    const Questions::Track c_with_b{"", "", "BBB", "CCC", {"x"}};
    EXPECT_EQ(told(track(swapped(acts), c_with_b, days)), told(track(acts, with_c, days)));
  }
}

}  // namespace
}  // namespace entente
