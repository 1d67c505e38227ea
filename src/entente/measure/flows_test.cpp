#include "entente/measure/flows.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "entente/measure/acts_for_tests.hpp"

namespace entente {
namespace {

using namespace acts_testing;

const DayRange kAll{kFirstDay, kLastDay};

Act passed(const std::string& id, const std::string& day, const std::string& source,
           const std::string& target, const std::string& grade, const std::string& claimant) {
  Act a = act(id, day, source, target, "072");
  a.issues = {"arms"};
  a.grade = grade;
  a.claimant = claimant;
  return a;
}

// A to B: claimed by C on the 1st, reported by C on the 2nd, confirmed on the 4th: three acts, one
// claimant. B to A: one reported on the 3rd. A sale without a target state, a talk about arms and
// aid without the tag are no flow.
TEST(Flows, CountByGradeAndKeepWhoClaims) {
  std::vector<Act> acts = {
      passed("c", "2018-01-01", "AAA", "BBB", "claimed", "CCC"),
      passed("r", "2018-01-02", "AAA", "BBB", "reported", "CCC"),
      passed("k", "2018-01-04", "AAA", "BBB", "confirmed", ""),
      passed("back", "2018-01-03", "BBB", "AAA", "reported", "AAA"),
      passed("to-no-one", "2018-01-03", "AAA", "", "reported", ""),
      passed("talk", "2018-01-03", "AAA", "CCC", "reported", ""),
      passed("aid", "2018-01-03", "AAA", "CCC", "reported", ""),
  };
  acts[5].action = "036";
  acts[6].issues = {"food"};
  const Questions::Flow question{"arms", "", {"arms"}, {"07"}};
  const auto lines = flows(acts, question, kAll);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].source + lines[0].target, "AAABBB");
  EXPECT_EQ(lines[0].claimed, 1U);
  EXPECT_EQ(lines[0].reported, 1U);
  EXPECT_EQ(lines[0].confirmed, 1U);
  EXPECT_EQ(format_day(lines[0].first), "2018-01-01");
  EXPECT_EQ(format_day(lines[0].last), "2018-01-04");
  EXPECT_EQ(lines[0].claimants, std::vector<std::string>{"CCC"});
  EXPECT_EQ(ids(lines[0].acts), " c r k");
  EXPECT_EQ(lines[1].total(), 1U);
  // Days are half-open: up to the 4th without it.
  EXPECT_EQ(flows(acts, question, {on("2018-01-02"), on("2018-01-04")})[0].total(), 1U);
  EXPECT_TRUE(flows({}, question, kAll).empty());
}

TEST(Flows, AnUnknownGradeIsTheWeakest) {
  const auto lines =
      flows({passed("x", "2018-01-01", "AAA", "BBB", "", "")}, {"", "", {"arms"}, {"072"}}, kAll);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].claimed, 1U);
}

Lines told(const std::vector<FlowLine>& lines, std::chrono::days shift = {}) {
  Lines text;
  for (const auto& f : lines) {
    text.push_back(f.source + ">" + f.target + " " + std::to_string(f.claimed) + " " +
                   std::to_string(f.reported) + " " + std::to_string(f.confirmed) + " " +
                   format_day(f.first - shift) + " " + format_day(f.last - shift) + ids(f.acts));
    for (const auto& who : f.claimants) text.push_back(f.source + ">" + f.target + " by " + who);
  }
  return sorted(text);
}

TEST(Flows, KeepEveryActOnceAndTheirProperties) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto acts = random_acts(seed, 150);
    const Questions::Flow question{"", "", {"x", "y"}, {"05", "1"}};
    const auto lines = flows(acts, question, kAll);
    for (std::size_t i = 1; i < lines.size(); ++i)
      EXPECT_GE(lines[i - 1].total(), lines[i].total());
    const auto asked = std::count_if(acts.begin(), acts.end(), [](const Act& a) {
      return !a.target.empty() && (a.has_issue("x") || a.has_issue("y")) &&
             (a.action.starts_with("05") || a.action[0] == '1');
    });
    const auto total = std::accumulate(lines.begin(), lines.end(), std::uint32_t{0},
                                       [](auto sum, const auto& f) { return sum + f.total(); });
    EXPECT_EQ(total, asked);
    EXPECT_EQ(told(flows(shuffled(acts, seed), question, kAll)), told(lines));
    EXPECT_EQ(told(flows(a_year_later(acts), question, kAll), kYear), told(lines));
    EXPECT_EQ(told(flows(swapped(acts), question, kAll)), swapped(told(lines)));
  }
}

}  // namespace
}  // namespace entente
