// The statistics of a dyad's past against plain sums over its days.

#include "entente/forecast/counts/count_panel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "entente/forecast/counts/count_testing.hpp"

namespace entente::forecast {
namespace {

using testing::kWorldStart;
using testing::log_of;
using testing::made_world;
using testing::MadeEvent;

constexpr int kOrigin = 300;

class PanelRow {
 public:
  explicit PanelRow(const std::vector<MadeEvent>& events, std::size_t cls = 0)
      : log_(log_of(events, 420)),
        panel_(log_, pool_of(log_, kWorldStart + kOrigin, kOrigin + 1, 1000, 20), {}, days_) {
    const EventLog::Dyad dyad{static_cast<std::uint32_t>(log_.find_actor("AAA")),
                              static_cast<std::uint32_t>(log_.find_actor("ABA"))};
    row_ = panel_.statistics_of(0, panel_.dyad(dyad) * kClasses + cls);
    for (const MadeEvent& e : events)
      if (e.source == "AAA" && e.target == "ABA" && e.quad == cls + 1 && e.day <= last() &&
          e.day + e.lag <= kWorldStart + kOrigin)
        own_.push_back(e.day);
    std::ranges::sort(own_, std::greater<>());
  }
  double of(const std::string& name) const {
    const auto at = std::ranges::find(CountPanel::names(), name);
    if (at == CountPanel::names().end()) return NAN;
    return row_[static_cast<std::size_t>(at - CountPanel::names().begin())];
  }
  const std::vector<float>& row() const { return row_; }
  std::int32_t last() const { return panel_.states()[0].last; }
  /// Events from..to days before the last known one.
  double count(std::int32_t from, std::int32_t to) const {
    return static_cast<double>(std::ranges::count_if(
        own_, [&](std::int32_t day) { return last() - day <= from && last() - day >= to; }));
  }
  const std::vector<std::int32_t>& own() const { return own_; }

 private:
  std::vector<std::int32_t> days_{kWorldStart + kOrigin};
  EventLog log_;
  CountPanel panel_;
  std::vector<float> row_;
  std::vector<std::int32_t> own_;
};

// All rows known the day after, so that days enter in their order.
std::vector<MadeEvent> prompt_world() {
  std::vector<MadeEvent> events = made_world();
  for (MadeEvent& e : events) e.lag = 1;
  return events;
}

TEST(CountPanel, PlainCountsAreSums) {
  for (const auto& events : {made_world(), prompt_world()}) {
    const PanelRow row(events);
    const auto expect = [&](const char* name, std::int32_t from, std::int32_t to) {
      EXPECT_NEAR(row.of(std::string("acts of this kind ") + name),
                  std::log(0.3 + row.count(from, to)), 1e-5)
          << name;
    };
    expect("on the last known day", 0, 0);
    expect("on the last two days", 1, 0);
    expect("on the last three days", 2, 0);
    expect("on the last seven days", 6, 0);
    expect("on the seven days before", 13, 7);
    expect("five to seven days ago", 6, 4);
  }
}

// Events of ten days by day of the log, and the pool's rate: 20 in 100 days.
TEST(CountPanel, Quietness) {
  const std::vector<std::int32_t> days{kWorldStart + 49, kWorldStart + 99};
  std::vector<MadeEvent> events;
  for (int day = 0; day < 100; ++day) {
    events.push_back({kWorldStart + day, "BUS", "AAA", 1, 0});
    if (day % 25 == 0) events.push_back({kWorldStart + day, "QUI", "AAA", 1, 0});
  }
  events.push_back({kWorldStart + 60, "LAT", "AAA", 1, 0});
  const EventLog log = log_of(events, 100);
  CountPool pool;
  pool.events = 20;
  pool.days = 100;
  const CountPanel panel(log, pool, {}, days);
  const auto dyad = [&](const char* source) {
    return panel.dyad({static_cast<std::uint32_t>(log.find_actor(source)),
                       static_cast<std::uint32_t>(log.find_actor("AAA"))});
  };
  // Two events in 50 days are four in 100; four in 100 are four.
  EXPECT_NEAR(panel.quietness(0, dyad("QUI")), std::log(5.0 / 21), 1e-12);
  EXPECT_NEAR(panel.quietness(1, dyad("QUI")), std::log(5.0 / 21), 1e-12);
  EXPECT_EQ(panel.quietness(0, dyad("BUS")), 0);
  // Only what was known by then is compared.
  const auto number = [&](const char* source) { return static_cast<std::uint32_t>(dyad(source)); };
  EXPECT_EQ(panel.quiet_dyads(0), (std::vector<std::uint32_t>{number("QUI")}));
  EXPECT_EQ(panel.quiet_dyads(1), (std::vector<std::uint32_t>{number("LAT"), number("QUI")}));
}

// Of many, some are drawn by their names: the same ones however the log numbers them.
TEST(CountPanel, QuietDyadsAreDrawnByName) {
  const std::vector<std::int32_t> days{kWorldStart + kOrigin};
  const auto names = [&](const std::vector<MadeEvent>& events) {
    const EventLog log = log_of(events, 420);
    CountPool pool = pool_of(log, days[0], kOrigin + 1, 1000, 20);
    EXPECT_EQ(pool.one_quiet_in, 1U);
    pool.one_quiet_in = 3;
    const CountPanel panel(log, pool, {}, days);
    std::vector<std::string> drawn;
    for (const std::uint32_t d : panel.quiet_dyads(0))
      drawn.push_back(log.actors[panel.history().dyads()[d].source]);
    return drawn;
  };
  std::vector<MadeEvent> events = made_world({.quiet = 90});
  const std::vector<std::string> drawn = names(events);
  EXPECT_GT(drawn.size(), 15U);
  EXPECT_LT(drawn.size(), 45U);
  events.push_back({kWorldStart + 310, "A0A", "AAA", 1, 0});  // numbered before all others
  EXPECT_EQ(names(events), drawn);
}

TEST(CountPanel, DaysAndWeeks) {
  const PanelRow row(prompt_world());
  std::vector<std::int32_t> days = row.own();  // newest first
  days.erase(std::unique(days.begin(), days.end()), days.end());
  ASSERT_GE(days.size(), 2U);
  EXPECT_NEAR(row.of("days between the last two days with acts of this kind"),
              std::log1p(days[0] - days[1]), 1e-5);
  EXPECT_NEAR(row.of("days since the last act of this kind"), std::log1p(row.last() - days[0]),
              1e-5);
  double sum = 0, squares = 0, most = 0;
  for (int week = 0; week < 26; ++week) {
    const double n = row.count(7 * week + 6, 7 * week);
    sum += n;
    squares += n * n;
    most = std::max(most, n);
  }
  const double mean = sum / 26, variance = squares / 26 - mean * mean;
  EXPECT_NEAR(row.of("weekly acts of this kind, variance over mean"),
              std::log((variance + 0.3) / (mean + 0.3)), 1e-5);
  EXPECT_NEAR(row.of("weekly acts of this kind, busiest week over mean"),
              std::log((most + 0.3) / (mean + 0.3)), 1e-5);
  // A day with several acts counts once, so days are no more than acts.
  EXPECT_LE(row.of("days with acts of this kind, last year"),
            row.of("acts of this kind, last year"));
  EXPECT_GT(row.of("days with acts of this kind, last year"), std::log(0.15));
}

// A day on which the dyad acts once more changes the acts of the day and not its days. The volume
// stays, since another dyad acts once less.
TEST(CountPanel, ADayCountsOnce) {
  std::vector<MadeEvent> events = prompt_world();
  events.push_back({kWorldStart + kOrigin - 3, "AAA", "ABA", 1, 1});
  events.push_back({kWorldStart + kOrigin - 3, "ADA", "AEA", 1, 1});
  const PanelRow once(events);
  events.back().source = "AAA";
  events.back().target = "ABA";
  const PanelRow twice(events);
  EXPECT_GT(twice.of("acts of this kind, last days"), once.of("acts of this kind, last days"));
  EXPECT_EQ(twice.of("days with acts of this kind, last days"),
            once.of("days with acts of this kind, last days"));
}

// Missing days are filled by the dyad's own rate and taken for no quiet weeks.
TEST(CountPanel, MissingDaysAreNoZeros) {
  std::vector<MadeEvent> events;
  for (int day = 0; day < kOrigin; ++day)
    for (const char* const target : {"ABA", "ACA"})
      for (int k = 0; k < 4; ++k) events.push_back({kWorldStart + day, "AAA", target, 1, 1});
  const PanelRow whole(events);
  std::erase_if(events, [](const MadeEvent& e) {
    return e.day > kWorldStart + kOrigin - 6 && e.day < kWorldStart + kOrigin - 1;
  });
  const PanelRow holes(events);
  for (const char* const name :
       {"acts of this kind on the last seven days", "acts of this kind on the last three days",
        "weekly acts of this kind, variance over mean", "acts of this kind, last week"})
    EXPECT_NEAR(holes.of(name), whole.of(name), 0.02) << name;
}

TEST(CountPanel, BendsAreToldWithTheirRate) {
  const PanelRow row(made_world());
  ASSERT_EQ(row.row().size(), CountPanel::columns());
  std::size_t bends = 0;
  std::map<std::string, int> names;
  for (std::size_t j = 0; j < CountPanel::columns(); ++j) {
    EXPECT_TRUE(std::isfinite(row.row()[j])) << CountPanel::names()[j];
    const std::size_t of = CountPanel::told_as(j);
    EXPECT_EQ(CountPanel::told_as(of), of);
    if (of == j) {
      EXPECT_EQ(++names[CountPanel::names()[j]], 1) << CountPanel::names()[j];
    } else {
      ++bends;
      EXPECT_EQ(CountPanel::names()[j], "bend of " + CountPanel::names()[of]);
    }
  }
  EXPECT_EQ(bends, 9U);
  const double quarter = row.of("acts of this kind, last quarter");
  EXPECT_NEAR(row.of("bend of acts of this kind, last quarter"), quarter * quarter, 1e-4);
}

}  // namespace
}  // namespace entente::forecast
