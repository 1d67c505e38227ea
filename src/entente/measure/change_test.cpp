#include "entente/measure/change.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "entente/measure/plain_testing.hpp"

namespace entente {
namespace {

// 20 in 4 units, then 90 in 6: rates 5 and 15, ratio 3; log variance 3 (1/20 + 1/90).
TEST(Change, RatioByHand) {
  const RateChange change = rate_change(20, 4, 90, 6, 3, 0.9);
  EXPECT_EQ(change.rate_before, 5);
  EXPECT_EQ(change.rate_after, 15);
  EXPECT_NEAR(*change.ratio, 3, 1e-12);
  const double half = 1.6448536269514722 * std::sqrt(3 * (1.0 / 20 + 1.0 / 90));
  EXPECT_NEAR(change.interval.low, 3 * std::exp(-half), 1e-12);
  EXPECT_NEAR(change.interval.high, 3 * std::exp(half), 1e-12);
  EXPECT_EQ(rate_change(20, 4, 90, 6, 0.2, 0.9).phi, 1);
}

TEST(Change, SilentBelowTenEventsOnEitherSide) {
  EXPECT_TRUE(rate_change(10, 1, 10, 1, 1, 0.9).ratio);
  EXPECT_FALSE(rate_change(9, 1, 500, 1, 1, 0.9).ratio);
  EXPECT_FALSE(rate_change(500, 1, 9, 1, 1, 0.9).ratio);
  EXPECT_EQ(rate_change(500, 2, 9, 1, 1, 0.9).rate_before, 250);
  EXPECT_FALSE(rate_change(50, 0, 50, 1, 1, 0.9).ratio);  // nothing was exposed
}

// Twenty days; A acts on B once a day cooperatively, from day 10 on twice in conflict as well; C->D
// makes 3 events a day. Day 12 is missing. Volumes 20 a day.
EventLog turned() {
  std::vector<testing::PlainEvent> events;
  for (std::int32_t day = 0; day < 20; ++day) {
    events.push_back({day, "A", "B", 4, 1, false});
    events.push_back({day, "B", "A", 1, 1, false});
    events.push_back({day, "B", "C", 4, 1, false});
    for (int i = 0; i < 3; ++i) events.push_back({day, "C", "D", 5, 1, false});
    if (day < 10) continue;
    events.push_back({day, "A", "B", 14, 1, false});
    events.push_back({day, "A", "B", 17, 1, false});
  }
  std::vector<std::uint8_t> observed(20, 1);
  observed[12] = 0;
  return testing::make_log(std::move(events), 0, std::vector<std::uint32_t>(20, 20), observed);
}

TEST(Change, OfADyadBeforeAndAfterADay) {
  const auto changes =
      dyad_changes(turned(), {{"A", "B"}, {"X", "Y"}}, day_from_number(10), 10, 0.9);
  ASSERT_EQ(changes.size(), 2U);
  const DyadChange& ab = changes[0];
  EXPECT_EQ(ab.source + ab.target, "AB");
  EXPECT_EQ(ab.cooperation.before, 10U);
  EXPECT_EQ(ab.cooperation.after, 9U);
  EXPECT_FALSE(ab.cooperation.ratio);  // nine
  EXPECT_EQ(ab.conflict.before, 0U);
  EXPECT_EQ(ab.conflict.after, 18U);
  // Without A and B: 20 - 3 a day before, 20 - 5 on nine days after.
  EXPECT_NEAR(ab.cooperation.rate_before, 10 / 0.170, 1e-9);
  EXPECT_NEAR(ab.conflict.rate_after, 18 / 0.135, 1e-9);
  // Conflict 0 of 10, then 18 of 27: variances at 1/12 and 19/29.
  ASSERT_TRUE(ab.share_difference);
  EXPECT_NEAR(ab.share_difference->value, 2.0 / 3, 1e-12);
  const double phi = std::max(ab.cooperation.phi, ab.conflict.phi);
  const double variance = phi * (1.0 / 12 * 11 / 12 / 10 + 19.0 / 29 * 10 / 29 / 27);
  EXPECT_NEAR(ab.share_difference->interval.low, 2.0 / 3 - 1.6448536269514722 * std::sqrt(variance),
              1e-12);
  EXPECT_EQ(changes[1].source + changes[1].target, "XY");
  EXPECT_EQ(changes[1].conflict.after, 0U);
  EXPECT_FALSE(changes[1].share_difference);
}

TEST(Change, SpansBeyondTheLogAreOnlyWhatWasObserved) {
  const EventLog log = turned();
  const auto late = dyad_changes(log, {{"C", "D"}}, day_from_number(15), 400, 0.9);
  EXPECT_EQ(late[0].cooperation.before, 42U);  // 14 observed days of three
  EXPECT_EQ(late[0].cooperation.after, 15U);
  EXPECT_TRUE(late[0].cooperation.ratio);
  const auto never = dyad_changes(log, {{"C", "D"}}, day_from_number(-500), 30, 0.9);
  EXPECT_EQ(never[0].cooperation.before + never[0].cooperation.after, 0U);
  EXPECT_FALSE(never[0].cooperation.ratio);
  EXPECT_TRUE(dyad_changes(log, {}, day_from_number(10), 5, 0.9).empty());
  EXPECT_EQ(dyad_changes(EventLog{}, {{"A", "B"}}, day_from_number(10), 5, 0.9).size(), 1U);
}

}  // namespace
}  // namespace entente
