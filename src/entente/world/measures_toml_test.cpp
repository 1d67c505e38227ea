// A measures.toml that asks one question of each kind, and one with a mistake of each kind.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "entente/base/text.hpp"
#include "entente/world/case_parts.hpp"

namespace entente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Read {
  Case made;
  Problems problems;
};

Read read(const std::string& text) {
  Read out;
  out.made.world = World::built_in();
  out.made.issues = {{"arms", "weapons"}, {"talks", "talks"}};
  Register meetings;
  meetings.key = "meetings";
  out.made.registers = {meetings};
  CaseChecks checks{out.made, out.problems, {}};
  for (const auto& actor : out.made.world.actors()) checks.actor_keys.push_back(actor.key);
  read_measures_toml(text, "measures.toml", checks);
  return out;
}

TEST(Measures, OneQuestionOfEachKind) {
  const auto [made, problems] = read(R"T(half_lives = [90, 30.5]
[[order]]
id = "first"
name = "Who came first"
focal = "PRK"
registers = ["meetings"]
[[wait]]
id = "waiting"
registers = "meetings"
until = ["meetings"]
at_source = true
[[flow]]
id = "arms"
issues = ["arms"]
[[regime]]
id = "council"
register = "meetings"
measures = ["163"]
members = ["RUS", "CHN"]
[[wedge]]
id = "split"
third = "RUS"
a = "JPN"
b = "KOR"
from = 2018-10-30
to = 2019-11-23
[[track]]
id = "korea"
a = "RUS"
b = "USA"
issues = ["talks"]
[[monthly]]
id = "months"
registers = ["meetings"]
)T");
  for (const auto& problem : problems) ADD_FAILURE() << format_error(problem);
  const Questions& q = made.questions;
  EXPECT_THAT(q.half_lives, ElementsAre(90, 30.5));
  ASSERT_EQ(q.orders.size(), 1u);
  EXPECT_EQ(q.orders[0].name, "Who came first");
  ASSERT_EQ(q.waits.size(), 1u);
  EXPECT_EQ(q.waits[0].name, "waiting");
  EXPECT_THAT(q.waits[0].registers, ElementsAre("meetings"));
  EXPECT_TRUE(q.waits[0].at_source);
  ASSERT_EQ(q.flows.size(), 1u);
  EXPECT_THAT(q.flows[0].actions, ElementsAre("06", "07"));
  ASSERT_EQ(q.regimes.size(), 1u);
  EXPECT_EQ(q.regimes[0].register_key, "meetings");
  EXPECT_THAT(q.regimes[0].members, ElementsAre("RUS", "CHN"));
  ASSERT_EQ(q.wedges.size(), 1u);
  EXPECT_EQ(format_day(q.wedges[0].days.to), "2019-11-23");
  ASSERT_EQ(q.tracks.size(), 1u);
  EXPECT_EQ(q.tracks[0].b, "USA");
  ASSERT_EQ(q.monthly.size(), 1u);
}

TEST(Measures, AllMistakesComeAtOnce) {
  const auto [made, problems] = read(R"T(half_lifes = [90]
half_lives = [0, 90, 90]
[[order]]
id = "first"
focal = "RUSS"
registers = ["meting"]
[[order]]
id = "first"
focal = "PRK"
[[wait]]
until = ["meetings"]
registers = ["meetings"]
[[flow]]
id = "a b"
issues = ["talk"]
actions = ["7"]
isues = []
[[wedge]]
id = "split"
third = "RUS"
a = "JPN"
b = "KOR"
from = 2019-10-30
to = 2018-11-23
[[track]]
id = "alike"
a = "RUS"
b = "RUS"
issues = ["talks"]
[[regime]]
id = "twice"
register = "meetings"
measures = ["99"]
members = ["CHN", "CHN"]
)T");
  std::string all;
  for (const auto& problem : problems) all += format_error(problem) + "\n";
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"measures.toml:1:1", "has no key \"half_lifes\""},
      {"measures.toml:2:15", "a half-life is a number of days"},
      {"measures.toml:2:22", "the same half-life stands twice"},
      {"measures.toml:5:9", "\"RUSS\" is no actor"},
      {"measures.toml:6:13", "\"meting\" is no register of this case"},
      {"measures.toml:7:1", "[[order]] first stands twice"},
      {"measures.toml:7:1", "registers is missing"},
      {"measures.toml:10:1", "needs id"},
      {"measures.toml:14:6", "\"a b\" is no id"},
      {"measures.toml:15:10", "\"talk\" is no issue tag of this case"},
      {"measures.toml:16:11", "\"7\" is no CAMEO code"},
      {"measures.toml:17:1", "[[flow]] has no key \"isues\""},
      {"measures.toml:18:1", "a wedge's span ends before it begins"},
      {"measures.toml:28:5", "RUS stands twice in one question"},
      {"measures.toml:33:12", "\"99\" is no CAMEO code"},
      {"measures.toml:34:11", "CHN stands twice"},
  };
  for (const auto& [place, message] : mistakes) {
    const bool found = std::ranges::any_of(problems, [&](const Error& problem) {
      return format_error(problem).find(place + "\n") != std::string::npos &&
             problem.message.find(message) != std::string::npos;
    });
    EXPECT_TRUE(found) << place << " " << message << "\nin\n" << all;
  }
}

}  // namespace
}  // namespace entente
