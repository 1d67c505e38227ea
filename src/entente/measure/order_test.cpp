#include "entente/measure/order.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "entente/measure/acts_for_tests.hpp"

namespace entente {
namespace {

using namespace acts_testing;

const Questions::Order kMeetings{"order", "", "AAA", {"r"}};

// A meets B on the 1st and 2nd; B and C together on the 3rd (two rows, one occasion); C on the 4th.
// B and C meet without A on the 1st, which is none of A's meetings.
std::vector<Act> four_days() {
  std::vector<Act> acts = {
      act("ab-1", "2018-01-01", "AAA", "BBB", "042"),
      act("ba-2", "2018-01-02", "BBB", "AAA", "042"),
      act("ab-3", "2018-01-03", "AAA", "BBB", "042"),
      act("ca-3", "2018-01-03", "CCC", "AAA", "042"),
      act("ac-4", "2018-01-04", "AAA", "CCC", "042"),
      act("bc-1", "2018-01-01", "BBB", "CCC", "042"),
  };
  acts[2].occasion = acts[3].occasion = "curated:three";
  return acts;
}

TEST(MeetingOrder, CountsOccasionsWithOthersBefore) {
  const auto acts = four_days();
  const auto order = meeting_order(acts, kMeetings);
  EXPECT_EQ(ids(order.meetings), " ab-1 ba-2 ab-3 ac-4");
  ASSERT_EQ(order.partners.size(), 2U);
  EXPECT_EQ(order.partners[0].partner, "BBB");
  EXPECT_EQ(order.partners[0].meetings, 3U);  // 1st, 2nd, 3rd
  EXPECT_EQ(order.partners[0].others_before, 0U);
  EXPECT_EQ(order.partners[0].first_act, "ab-1");
  EXPECT_TRUE(order.partners[0].certain);
  EXPECT_EQ(order.partners[1].partner, "CCC");
  EXPECT_EQ(order.partners[1].meetings, 2U);       // 3rd, 4th
  EXPECT_EQ(order.partners[1].others_before, 2U);  // B on the 1st and 2nd; the 3rd is C's own
  EXPECT_EQ(format_day(order.partners[1].first), "2018-01-03");
  EXPECT_TRUE(order.partners[1].certain);
}

TEST(MeetingOrder, OverlappingPrecisionLeavesTheOrderOpen) {
  auto acts = four_days();
  acts[1].day_last = on("2018-01-03");  // B on the 2nd or 3rd: before C's 3rd or with it
  const auto order = meeting_order(acts, kMeetings);
  EXPECT_TRUE(order.partners[0].certain);
  EXPECT_FALSE(order.partners[1].certain);
  EXPECT_EQ(order.partners[1].others_before, 2U);
}

TEST(MeetingOrder, WhichOfTwoMeetingsOfOneDayCameFirstIsOpen) {
  const std::vector<Act> acts = {act("ab", "2018-01-01", "AAA", "BBB", "042"),
                                 act("ac", "2018-01-01", "AAA", "CCC", "042")};
  for (const auto& met : meeting_order(acts, kMeetings).partners) {
    EXPECT_EQ(met.others_before, 0U);
    EXPECT_FALSE(met.certain);
  }
}

TEST(MeetingOrder, EmptyInputIsAnEmptyOrder) {
  EXPECT_TRUE(meeting_order({}, kMeetings).partners.empty());
  EXPECT_TRUE(meeting_order(four_days(), {"", "", "ZZZ", {"r"}}).meetings.empty());
  EXPECT_TRUE(meeting_order(four_days(), {"", "", "AAA", {}}).partners.empty());
}

Lines told(const MeetingOrder& order, std::chrono::days shift = {}) {
  Lines lines;
  for (const auto& p : order.partners) {
    lines.push_back(p.partner + " " + format_day(p.first - shift) + " " +
                    format_day(p.first_last - shift) + " " + p.first_act + " " +
                    std::to_string(p.meetings) + " " + std::to_string(p.others_before) +
                    (p.certain ? "" : " open"));
  }
  return sorted(lines);
}

// The definition, act against act.
MeetingOrder plain_order(const std::vector<Act>& acts, const std::string& focal) {
  std::vector<Act> rows;
  for (const Act& a : acts) {
    if (a.in_register() && a.register_key == "r" && a.source != a.target && !a.target.empty() &&
        (a.source == focal || a.target == focal))
      rows.push_back(a);
  }
  std::sort(rows.begin(), rows.end(), [](const Act& x, const Act& y) {
    return std::tie(x.day, x.id) < std::tie(y.day, y.id);
  });
  const auto other = [&](const Act& a) { return a.source == focal ? a.target : a.source; };
  const auto opens = [&](const Act& a) {  // the first act of its occasion
    return std::none_of(rows.begin(), rows.end(), [&](const Act& b) {
      return same_occasion(rows, a, b) && std::tie(b.day, b.id) < std::tie(a.day, a.id);
    });
  };
  const auto with = [&](const Act& a, const std::string& partner) {
    return std::any_of(rows.begin(), rows.end(), [&](const Act& b) {
      return same_occasion(rows, a, b) && other(b) == partner;
    });
  };
  MeetingOrder order;
  for (const auto& partner : kActors) {
    MetPartner met;
    met.partner = partner;
    for (const Act& a : rows) {
      if (other(a) != partner) continue;
      if (met.first_act.empty()) {
        met.first = a.day;
        met.first_last = a.day_last;
        met.first_act = a.id;
      }
    }
    if (met.first_act.empty()) continue;
    for (const Act& a : rows) {
      if (!opens(a)) continue;
      if (with(a, partner)) {
        ++met.meetings;
        continue;
      }
      met.others_before += a.day < met.first;
      if (!(a.day > met.first_last || a.day_last < met.first)) met.certain = false;
    }
    order.partners.push_back(met);
  }
  return order;
}

TEST(MeetingOrder, EqualsItsPlainDefinitionAndKeepsItsProperties) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto acts = random_acts(seed, 60);
    const Lines lines = told(meeting_order(acts, kMeetings));
    EXPECT_EQ(lines, told(plain_order(acts, "AAA"))) << seed;
    EXPECT_EQ(told(meeting_order(shuffled(acts, seed), kMeetings)), lines);
    EXPECT_EQ(told(meeting_order(a_year_later(acts), kMeetings), kYear), lines);
    EXPECT_EQ(told(meeting_order(swapped(acts), {"", "", "BBB", {"r"}})), swapped(lines));
  }
}

const Questions::Wait kInvitations{"wait", "", {"r"}, {"s"}, true};

Act visit(const std::string& id, const std::string& day, const std::string& source,
          const std::string& target, const std::string& country) {
  Act a = act(id, day, source, target, "042");
  a.register_key = "s";
  a.country = country;
  return a;
}

// A invites B on the 1st and 2nd, B invites A on the 1st, C invites A on the 1st; A and B meet in
// B's country on the 1st (too early for anyone: not a later day) and in A's on the 4th; C waits on.
TEST(Waits, EndWithTheFirstLaterVisitToTheInviter) {
  const std::vector<Act> acts = {
      act("a-asks-b", "2018-01-01", "AAA", "BBB", "036"),
      act("a-asks-b-again", "2018-01-02", "AAA", "BBB", "036"),
      act("b-asks-a", "2018-01-01", "BBB", "AAA", "036"),
      act("c-asks-a", "2018-01-01", "CCC", "AAA", "036"),
      visit("at-b", "2018-01-01", "AAA", "BBB", "BBB"),
      visit("at-a", "2018-01-04", "BBB", "AAA", "AAA"),
  };
  const auto all = waits(acts, kInvitations, on("2018-01-11"));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(id(all[0].start), "a-asks-b");
  EXPECT_EQ(id(all[0].end), "at-a");
  EXPECT_EQ(all[0].days, 3);
  EXPECT_EQ(id(all[1].start), "b-asks-a");  // at-a is not in B's country
  EXPECT_TRUE(all[1].censored());
  EXPECT_EQ(all[1].days, 9);  // 10 January is the last day watched
  EXPECT_EQ(id(all[2].start), "c-asks-a");
  EXPECT_EQ(all[2].days, 9);
  EXPECT_EQ(id(all[3].start), "a-asks-b-again");
  EXPECT_EQ(id(all[3].end), "at-a");  // both invitations end with one visit
  EXPECT_EQ(all[3].days, 2);
  // Anywhere will do: B's invitation ends with the visit to A as well.
  EXPECT_EQ(id(waits(acts, {"", "", {"r"}, {"s"}, false}, on("2018-01-11"))[1].end), "at-a");
  // Watched to the 4th, half-open: no one has come yet.
  for (const auto& wait : waits(acts, kInvitations, on("2018-01-04"))) EXPECT_TRUE(wait.censored());
}

TEST(Waits, PrecisionOfBothRowsBoundsTheDays) {
  std::vector<Act> acts = {act("ask", "2018-01-01", "AAA", "BBB", "036"),
                           visit("come", "2018-01-10", "BBB", "AAA", "AAA")};
  acts[0].day_last = on("2018-01-05");
  acts[1].day_last = on("2018-01-12");
  const auto all = waits(acts, kInvitations, on("2018-02-01"));
  EXPECT_EQ(all[0].days, 9);
  EXPECT_EQ(all[0].days_least, 5);  // the 5th to the 10th
  EXPECT_EQ(all[0].days_most, 11);  // the 1st to the 12th
}

TEST(Waits, ARefusalIsNamedAndEndsTheWatchButIsNoVisit) {
  std::vector<Act> acts = {act("ask", "2018-01-01", "AAA", "BBB", "036"),
                           act("no", "2018-01-03", "BBB", "AAA", "120")};
  auto all = waits(acts, kInvitations, on("2018-02-01"));
  ASSERT_EQ(all.size(), 1U);  // a refusal starts no wait
  EXPECT_TRUE(all[0].censored());
  EXPECT_EQ(id(all[0].refused), "no");
  EXPECT_EQ(all[0].days, 2);
  // A visit that came all the same ends the wait; the refusal stays named.
  acts.push_back(visit("come", "2018-01-10", "BBB", "AAA", "AAA"));
  all = waits(acts, kInvitations, on("2018-02-01"));
  EXPECT_EQ(id(all[0].end), "come");
  EXPECT_EQ(id(all[0].refused), "no");
  EXPECT_EQ(all[0].days, 9);
  // One's own refusal, or one after the visit, refuses nothing.
  acts[1].day = on("2018-01-11");
  EXPECT_EQ(waits(acts, kInvitations, on("2018-02-01"))[0].refused, nullptr);
  acts[1] = act("no", "2018-01-03", "AAA", "BBB", "120");
  EXPECT_EQ(waits(acts, kInvitations, on("2018-02-01"))[0].refused, nullptr);
}

TEST(Waits, OneOccasionOfOneDirectionStartsOnce) {
  std::vector<Act> acts = {act("minister", "2018-01-01", "AAA", "BBB", "036"),
                           act("president", "2018-01-01", "AAA", "BBB", "036"),
                           act("back", "2018-01-01", "BBB", "AAA", "036")};
  for (Act& a : acts) a.occasion = "curated:2018-01-01:AAA:BBB:3";
  EXPECT_EQ(waits(acts, kInvitations, on("2018-02-01")).size(), 2U);
  EXPECT_TRUE(waits({}, kInvitations, on("2018-02-01")).empty());
  EXPECT_TRUE(waits(acts, kInvitations, on("2018-01-01")).empty());
}

Lines told(const std::vector<Wait>& all) {
  Lines lines;
  for (const auto& w : all) {
    lines.push_back(id(w.start) + " " + id(w.end) + " " + id(w.refused) + " " +
                    std::to_string(w.days) + " " + std::to_string(w.days_least) + " " +
                    std::to_string(w.days_most));
  }
  return sorted(lines);
}

// The definition: look at every act for every start.
Lines plain_waits(const std::vector<Act>& acts, bool at_source, Day to) {
  const auto sooner = [](const Act* x, const Act& y) {
    return x == nullptr || std::tie(y.day, y.id) < std::tie(x->day, x->id);
  };
  std::vector<Wait> all;
  for (const Act& s : acts) {
    if (!s.in_register() || s.register_key != "r" || s.target.empty() || s.root == 12 ||
        s.day >= to)
      continue;
    const bool again = std::any_of(acts.begin(), acts.end(), [&](const Act& o) {
      return o.in_register() && o.register_key == "r" && o.root != 12 && !s.occasion.empty() &&
             o.occasion == s.occasion && o.source == s.source && o.target == s.target &&
             std::tie(o.day, o.id) < std::tie(s.day, s.id);
    });
    if (again) continue;
    Wait w;
    w.start = &s;
    for (const Act& e : acts) {
      if (e.in_register() && e.register_key == "s" && e.day > s.day && e.day < to &&
          e.between(s.source, s.target) && (!at_source || e.country == s.source) &&
          sooner(w.end, e))
        w.end = &e;
    }
    for (const Act& no : acts) {
      if (no.in_register() && no.register_key == "r" && no.root == 12 && no.source == s.target &&
          no.target == s.source && no.day >= s.day && no.day < to &&
          (w.end == nullptr || no.day < w.end->day) && sooner(w.refused, no))
        w.refused = &no;
    }
    const Act* stop = w.end != nullptr ? w.end : w.refused;
    const Day last = stop != nullptr ? stop->day : to - std::chrono::days{1};
    const Day latest = stop != nullptr ? stop->day_last : last;
    w.days = static_cast<std::int32_t>((last - s.day).count());
    w.days_least = std::max(0, static_cast<std::int32_t>((last - s.day_last).count()));
    w.days_most = static_cast<std::int32_t>((latest - s.day).count());
    all.push_back(w);
  }
  return told(all);
}

TEST(Waits, EqualTheirPlainDefinitionAndKeepTheirProperties) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (const bool at_source : {false, true}) {
      const Questions::Wait question{"", "", {"r"}, {"s"}, at_source};
      const Day to = on("2018-10-01");
      const auto acts = random_acts(seed, 150);
      const Lines lines = told(waits(acts, question, to));
      EXPECT_FALSE(lines.empty());
      EXPECT_EQ(lines, plain_waits(acts, at_source, to)) << seed;
      EXPECT_EQ(told(waits(shuffled(acts, seed), question, to)), lines);
      EXPECT_EQ(told(waits(a_year_later(acts), question, to + kYear)), lines);
      EXPECT_EQ(told(waits(swapped(acts), question, to)), lines);  // answers name acts alone
    }
  }
}

// Durations as waits: a censored one has no end.
std::vector<Wait> durations(const std::vector<std::pair<int, bool>>& days) {
  static const Act some;
  std::vector<Wait> all;
  for (const auto& [n, ended] : days) {
    Wait w;
    w.start = &some;
    w.end = ended ? &some : nullptr;
    w.days = w.days_least = w.days_most = n;
    all.push_back(w);
  }
  return all;
}

// Remission of 21 leukaemia patients on 6-mercaptopurine, weeks (Freireich et al. 1963, Blood 21).
// S as printed in textbooks; limits by R 4.2.2, survival 3.5-3: summary(survfit(Surv(t, e) ~ 1,
// conf.type = "log-log", conf.int = level)), median's limits by quantile(fit, 0.5).
TEST(Survival, PublishedValuesOfRemission) {
  const auto all = durations(
      {{6, true},   {6, true},   {6, true},   {6, false},  {7, true},   {9, false},  {10, true},
       {10, false}, {11, false}, {13, true},  {16, true},  {17, false}, {19, false}, {20, false},
       {22, true},  {23, true},  {25, false}, {32, false}, {32, false}, {34, false}, {35, false}});
  const auto s = survival(all, 0.95);
  struct Line {
    int days;
    std::uint32_t at_risk, ended;
    double still, low, high;
  };
  const std::vector<Line> published = {
      {6, 21, 3, 0.8571428571, 0.6197179553, 0.9515517476},
      {7, 17, 1, 0.8067226891, 0.5631465646, 0.9228090192},
      {10, 15, 1, 0.7529411765, 0.5031995108, 0.8893618352},
      {13, 12, 1, 0.6901960784, 0.4316102225, 0.8490659633},
      {16, 11, 1, 0.6274509804, 0.3675108560, 0.8049121895},
      {22, 7, 1, 0.5378151261, 0.2677789368, 0.7467907176},
      {23, 6, 1, 0.4481792717, 0.1880520060, 0.6801426285},
  };
  ASSERT_EQ(s.steps.size(), published.size());
  for (std::size_t i = 0; i < published.size(); ++i) {
    EXPECT_EQ(s.steps[i].days, published[i].days);
    EXPECT_EQ(s.steps[i].at_risk, published[i].at_risk);
    EXPECT_EQ(s.steps[i].ended, published[i].ended);
    EXPECT_NEAR(s.steps[i].still_waiting, published[i].still, 1e-9);
    EXPECT_NEAR(s.steps[i].interval.low, published[i].low, 1e-9);
    EXPECT_NEAR(s.steps[i].interval.high, published[i].high, 1e-9);
  }
  EXPECT_EQ(s.median, 23);
  EXPECT_EQ(s.median_low, 13);
  EXPECT_EQ(s.median_high, std::nullopt);
  EXPECT_EQ(survival(all, 0.5).median_low, 22);
  EXPECT_NEAR(survival(all, 0.9).steps[6].interval.low, 0.2264620882, 1e-9);
}

// Four ends, none censored: S = 3/4, 1/2, 1/4, 0. R gives no limits where S is 0; here the upper
// one is carried on. The limits of the 2nd to 4th step are R's (as above).
TEST(Survival, AllEnded) {
  const auto s = survival(durations({{1, true}, {2, true}, {3, true}, {4, true}}), 0.95);
  ASSERT_EQ(s.steps.size(), 4U);
  EXPECT_DOUBLE_EQ(s.steps[1].still_waiting, 0.5);
  EXPECT_NEAR(s.steps[2].interval.low, 0.008947824417, 1e-9);
  EXPECT_NEAR(s.steps[2].interval.high, 0.6653253428, 1e-9);
  EXPECT_EQ(s.steps[3].still_waiting, 0);
  EXPECT_EQ(s.steps[3].interval.low, 0);
  EXPECT_EQ(s.steps[3].interval.high, s.steps[2].interval.high);
  EXPECT_EQ(s.median, 2);
  EXPECT_EQ(s.median_low, 1);
  EXPECT_EQ(s.median_high, std::nullopt);
}

TEST(Survival, NothingToSayIsNotANumberOfAnyKind) {
  EXPECT_TRUE(survival({}, 0.9).steps.empty());
  const auto none = survival(durations({{3, false}, {9, false}}), 0.9);
  EXPECT_TRUE(none.steps.empty());
  EXPECT_FALSE(none.median);
  const auto one = survival(durations({{0, true}}), 0.9);
  ASSERT_EQ(one.steps.size(), 1U);
  EXPECT_EQ(one.steps[0].interval.low, 0);
  EXPECT_EQ(one.steps[0].interval.high, 1);
  EXPECT_EQ(one.median, 0);
}

// Without censoring S(t) is the plain share of waits longer than t.
TEST(Survival, WithoutCensoringItIsTheShareStillWaiting) {
  RandomStream random(3, "survival", 0);
  std::vector<std::pair<int, bool>> days;
  for (int i = 0; i < 200; ++i) days.emplace_back(static_cast<int>(random.below(50)), true);
  for (const auto& step : survival(durations(days), 0.9).steps) {
    const auto longer =
        std::count_if(days.begin(), days.end(), [&](const auto& d) { return d.first > step.days; });
    EXPECT_NEAR(step.still_waiting, static_cast<double>(longer) / 200, 1e-12);
    EXPECT_LE(step.interval.low, step.still_waiting);
    EXPECT_GE(step.interval.high, step.still_waiting);
  }
}

}  // namespace
}  // namespace entente
