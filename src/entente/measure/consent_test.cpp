#include "entente/measure/consent.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "entente/measure/acts_for_tests.hpp"

namespace entente {
namespace {

using namespace acts_testing;

const Questions::Regime kRegime{"regime", "", "r", {"163", "129"}, {"council"}, {"AAA", "BBB"}};
const DayRange kDays{on("2017-06-01"), on("2019-01-01")};

// Sanctions on C on 31 December 2017 (A and B yes) and on 1 January 2018 (A yes, B abstains), the
// panel renewed on 2 January (tagged council), and a draft on the 3rd that B vetoes.
//   A: 3 of 3; B: 1 of 3 on substantive measures, last yes 31 December, first refusal 3 January.
//   2017: 1 adopted; 2018: 2 measures, 1 adopted, 1 vetoed, 1 other.
std::vector<Act> decided() {
  std::vector<Act> acts = {act("first", "2017-12-31", "unsc", "CCC", "163"),
                           act("second", "2018-01-01", "unsc", "CCC", "163"),
                           act("renewal", "2018-01-02", "unsc", "CCC", "163"),
                           act("draft", "2018-01-03", "BBB", "AAA", "129")};
  acts[2].issues = {"council"};
  return acts;
}
std::vector<Tie> cast() {
  return {vote("2017-12-31", "V/1", "AAA", "yes"),
          vote("2017-12-31", "V/1", "BBB", "yes"),
          vote("2018-01-01", "V/2", "AAA", "yes"),
          vote("2018-01-01", "V/2", "BBB", "abstain"),
          vote("2018-01-02", "V/3", "AAA", "yes"),
          vote("2018-01-02", "V/3", "BBB", "yes"),
          vote("2018-01-03", "D/1", "AAA", "yes"),
          vote("2018-01-03", "D/1", "BBB", "veto"),
          vote("2018-01-03", "A/1", "CCC", "yes"),  // none of the members: another body's
          {"treaty", "AAA", "BBB", on("2018-01-01"), std::nullopt, "yes", "no vote"}};
}

TEST(Consent, OfASmallWorldByHand) {
  const auto acts = decided();
  const auto found = consent(acts, cast(), kRegime, kDays, 0.95);
  ASSERT_EQ(found.decisions.size(), 4U);
  EXPECT_EQ(found.decisions[0].symbol, "V/1");
  EXPECT_TRUE(found.decisions[0].substantive);
  EXPECT_TRUE(found.decisions[0].adopted);
  EXPECT_FALSE(found.decisions[2].substantive);
  EXPECT_EQ(found.decisions[3].symbol, "D/1");
  EXPECT_FALSE(found.decisions[3].adopted);
  EXPECT_EQ(found.decisions[3].votes.at("BBB"), "veto");

  ASSERT_EQ(found.years.size(), 2U);
  EXPECT_EQ(found.years[0].measures, 1U);
  EXPECT_EQ(found.years[0].adopted, 1U);
  EXPECT_EQ(found.years[1].measures, 2U);
  EXPECT_EQ(found.years[1].adopted, 1U);
  EXPECT_EQ(found.years[1].vetoed, 1U);
  EXPECT_EQ(found.years[1].others, 1U);

  ASSERT_EQ(found.members.size(), 2U);
  EXPECT_EQ(found.members[0].yes, 3U);
  EXPECT_EQ(found.members[0].voted, 3U);
  EXPECT_EQ(found.members[0].first_refusal, kLastDay);
  // Clopper & Pearson for 3 of 3: the lower limit is 0.025^(1/3) = 0.29240.
  EXPECT_NEAR(found.members[0].interval.low, std::cbrt(0.025), 1e-9);
  EXPECT_EQ(found.members[0].interval.high, 1);
  EXPECT_EQ(found.members[1].yes, 1U);
  EXPECT_EQ(found.members[1].voted, 3U);
  EXPECT_EQ(format_day(found.members[1].last_yes), "2017-12-31");
  EXPECT_EQ(format_day(found.members[1].first_refusal), "2018-01-03");
}

TEST(Consent, ADayOfSeveralSymbolsIsMatchedInOrder) {
  const std::vector<Act> acts = {act("b-later", "2018-01-01", "unsc", "CCC", "163"),
                                 act("a-sooner", "2018-01-01", "unsc", "CCC", "163"),
                                 act("c-last", "2018-01-01", "unsc", "CCC", "163")};
  const std::vector<Tie> ties = {vote("2018-01-01", "V/2", "AAA", "no"),
                                 vote("2018-01-01", "V/1", "AAA", "yes")};
  const auto found = consent(acts, ties, kRegime, kDays, 0.9);
  ASSERT_EQ(found.decisions.size(), 3U);
  EXPECT_EQ(ids(found.decisions[0].acts), " a-sooner");
  EXPECT_EQ(found.decisions[0].symbol, "V/1");
  EXPECT_EQ(found.decisions[1].symbol, "V/2");
  EXPECT_EQ(found.decisions[2].symbol, "");  // no vote is on record for it
  EXPECT_TRUE(found.decisions[2].votes.empty());
}

TEST(Consent, AVetoIsKnownByTheVoteWhateverTheRowSays) {
  const auto found = consent({act("draft", "2018-01-01", "unsc", "CCC", "163")},
                             {vote("2018-01-01", "D/1", "BBB", "veto")}, kRegime, kDays, 0.9);
  ASSERT_EQ(found.decisions.size(), 1U);
  EXPECT_FALSE(found.decisions[0].adopted);
  EXPECT_EQ(found.years[1].vetoed, 1U);
}

TEST(Consent, TwoVetoesOfOneDraftAreOneDecision) {
  const std::vector<Act> acts = {act("a", "2018-01-01", "AAA", "CCC", "129"),
                                 act("b", "2018-01-01", "BBB", "CCC", "129")};
  const auto found = consent(acts, {}, kRegime, kDays, 0.9);
  ASSERT_EQ(found.decisions.size(), 1U);
  EXPECT_EQ(found.years[1].vetoed, 1U);
  EXPECT_EQ(found.members[0].voted, 0U);
  EXPECT_EQ(found.members[0].interval.low, 0);  // nothing known: all of [0, 1]
  EXPECT_EQ(found.members[0].interval.high, 1);
}

TEST(Consent, NothingIsAnEmptyAnswer) {
  const auto found = consent({}, {}, kRegime, kDays, 0.9);
  EXPECT_TRUE(found.decisions.empty());
  EXPECT_EQ(found.years.size(), 2U);
  EXPECT_EQ(found.members[0].last_yes, kFirstDay);
  EXPECT_TRUE(consent({}, {}, kRegime, {kFirstDay, kFirstDay}, 0.9).years.empty());
}

Lines told(const Consent& found, int shift = 0) {
  const auto days = kYear * shift;
  Lines lines;
  for (const auto& d : found.decisions) {
    std::string line = d.symbol + " " + format_day(d.day - days) + (d.substantive ? " S" : "") +
                       (d.adopted ? " A" : "") + ids(d.acts);
    lines.push_back(line);
    for (const auto& [who, how] : d.votes) lines.push_back(d.symbol + " " + who + " " + how);
  }
  for (const auto& y : found.years)
    lines.push_back(std::to_string(y.year - shift) + " " + std::to_string(y.measures) + " " +
                    std::to_string(y.adopted) + " " + std::to_string(y.vetoed) + " " +
                    std::to_string(y.others));
  for (const auto& m : found.members) {
    lines.push_back(m.member + " " + std::to_string(m.yes) + "/" + std::to_string(m.voted) + " " +
                    std::to_string(m.interval.low) + " " + std::to_string(m.interval.high) + " " +
                    (m.last_yes == kFirstDay ? "never" : format_day(m.last_yes - days)) + " " +
                    (m.first_refusal == kLastDay ? "never" : format_day(m.first_refusal - days)));
  }
  return sorted(lines);
}

// Members' counts straight from the rows, where each decision has a day of its own.
TEST(Consent, EqualsItsPlainDefinition) {
  const Questions::Regime question{"", "", "r", {"163", "129", "112"}, {"z"}, kActors};
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    auto acts = random_acts(seed, 60);
    auto ties = random_votes(seed, 60);
    std::set<Day> days;
    std::erase_if(acts, [&](const Act& a) { return !days.insert(a.day).second; });
    for (Act& a : acts) a.occasion.clear();
    // Votes on the days of acts: the k-th act's day for the k-th symbol.
    std::set<std::string> symbols;
    for (Tie& tie : ties) {
      symbols.insert(tie.b);
      if (symbols.size() <= acts.size()) tie.from = acts[symbols.size() - 1].day;
    }
    std::erase_if(ties, [&](const Tie& tie) { return !days.contains(tie.from); });
    const auto found = consent(acts, ties, question, kDays, 0.9);
    for (const auto& member : found.members) {
      std::uint32_t yes = 0, voted = 0;
      Day last = kFirstDay, refused = kLastDay;
      for (const Tie& tie : ties) {
        for (const Act& a : acts) {
          if (a.day != tie.from || tie.a != member.member || !kDays.contains(a.day) ||
              a.sampling != "register" || a.register_key != "r" || a.has_issue("z") ||
              (a.action != "163" && a.action != "129" && a.action != "112"))
            continue;
          // Only the day's first symbol is this decision's.
          const bool later = std::any_of(ties.begin(), ties.end(), [&](const Tie& other) {
            return other.from == tie.from && other.b < tie.b;
          });
          if (later) continue;
          ++voted;
          if (tie.value == "yes") {
            ++yes;
            last = std::max(last, a.day);
          }
          if (tie.value == "no" || tie.value == "veto") refused = std::min(refused, a.day);
        }
      }
      EXPECT_EQ(member.yes, yes) << seed;
      EXPECT_EQ(member.voted, voted) << seed;
      EXPECT_EQ(member.last_yes, last);
      EXPECT_EQ(member.first_refusal, refused);
    }
    for (const auto& year : found.years) {
      EXPECT_EQ(year.measures, year.adopted + year.vetoed);
      std::uint32_t in_all = 0;
      for (const Act& a : acts) {
        in_all += a.in_register() && a.register_key == "r" && kDays.contains(a.day) &&
                  format_day(a.day).starts_with(std::to_string(year.year));
      }
      EXPECT_EQ(year.measures + year.others, in_all);
    }
  }
}

TEST(Consent, KeepsItsProperties) {
  const Questions::Regime question{"", "", "r", {"163", "129", "112"}, {"z"}, kActors};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto acts = random_acts(seed, 300);
    const auto ties = random_votes(seed, 150);
    const Lines lines = told(consent(acts, ties, question, kDays, 0.9));
    EXPECT_EQ(told(consent(shuffled(acts, seed), shuffled(ties, seed), question, kDays, 0.9)),
              lines);
    EXPECT_EQ(told(consent(a_year_later(acts), a_year_later(ties), question,
                           {kDays.from + kYear, kDays.to + kYear}, 0.9),
                   1),
              lines);
    EXPECT_EQ(told(consent(swapped(acts), swapped(ties), question, kDays, 0.9)), swapped(lines));
  }
}

}  // namespace
}  // namespace entente
