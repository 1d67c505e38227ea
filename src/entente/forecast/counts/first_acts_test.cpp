// The fit against the plain likelihood, summed over every pair that had never met.

#include "entente/forecast/counts/first_acts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "entente/forecast/counts/count_testing.hpp"

namespace entente::forecast {
namespace {

using testing::kWorldStart;
using testing::log_of;
using testing::made_world;
using testing::MadeEvent;

struct Fitted {
  EventLog log;
  std::vector<KnownState> states;
  FirstActs fit;
};

// Two windows of 30 days after days 200 and 207, as known on day 300.
Fitted fitted(const std::vector<MadeEvent>& events, std::size_t cls) {
  Fitted made{log_of(events, 420), {}, {}};
  const std::vector<std::int32_t> days{kWorldStart + 200, kWorldStart + 207};
  made.states = CountHistory(made.log, made.log.dyads, days).states();
  std::vector<TaughtWindow> windows;
  for (const KnownState& state : made.states)
    windows.push_back({&state, state.day + 1, state.day + 30, 4});
  made.fit = fit_first_acts(made.log, first_known_days(made.log), cls, windows, kWorldStart + 300);
  return made;
}

// The log likelihood of constant and slope with the slope's prior; the acts and how many are meant.
struct Plain {
  double log_likelihood = 0, acts = 0, meant = 0;
};
Plain plain(const Fitted& made, std::size_t cls, double constant, double slope) {
  Plain sum;
  const EventLog& log = made.log;
  const auto events = [&](std::uint32_t a, std::uint32_t b, const auto& wanted) {
    double n = 0;
    for (std::size_t i = 0; i < log.size(); ++i)
      if (log.dyads[log.dyad[i]] == EventLog::Dyad{a, b} && wanted(i)) n += 1;
    return n;
  };
  for (const KnownState& state : made.states) {
    const auto known = [&](std::size_t i) { return log.day[i] + log.known_lag[i] <= state.day; };
    for (std::uint32_t a = 0; a < log.actors.size(); ++a) {
      for (std::uint32_t b = 0; b < log.actors.size(); ++b) {
        const auto some = [&](std::uint32_t actor) {
          const Masses masses = masses_of(state, {actor, actor});
          return std::max(masses.source, masses.target) > std::log(0.5) + 1e-9;
        };
        if (a == b || !some(a) || !some(b) || events(a, b, known) > 0) continue;
        const double y = events(a, b, [&](std::size_t i) {
          return log.quad[i] == cls + 1 && log.day[i] > state.day && log.day[i] <= state.day + 30 &&
                 log.day[i] + log.known_lag[i] <= kWorldStart + 300;
        });
        const Masses masses = masses_of(state, {a, b});
        const double log_mean = std::log(4) + constant + slope * (masses.source + masses.target);
        sum.acts += y;
        sum.meant += std::exp(log_mean);
        sum.log_likelihood += y * log_mean - std::exp(log_mean);
      }
    }
  }
  sum.log_likelihood -= 2 * (slope - 1) * (slope - 1);
  return sum;
}

TEST(FirstActs, FitIsTheMostLikely) {
  std::vector<MadeEvent> events = made_world({.actors = 5, .quiet = 40});
  for (int i = 0; i < 40; i += 3) {  // some of the quiet act toward one more
    const std::string target = std::string("A") + static_cast<char>('A' + (i + 1) % 5) + "A";
    events.push_back({kWorldStart + 205 + i % 20, "Q" + std::to_string(i), target, 1, 1});
  }
  const Fitted made = fitted(events, 0);
  ASSERT_TRUE(made.fit.fitted);
  const Plain best = plain(made, 0, made.fit.constant, made.fit.slope);
  ASSERT_GT(best.acts, 3);
  EXPECT_NEAR(best.meant, best.acts + 0.5, 1e-6);  // half an act is added
  for (const double step : {-0.02, 0.02}) {
    // At another slope with the constant that goes with it.
    const double slope = made.fit.slope + step;
    const double constant = std::log(best.acts / plain(made, 0, 0, slope).meant);
    const double here = std::log(best.acts / plain(made, 0, 0, made.fit.slope).meant);
    EXPECT_GT(plain(made, 0, here, made.fit.slope).log_likelihood,
              plain(made, 0, constant, slope).log_likelihood);
  }
}

// Nobody new: nothing to fit to. No act at all: a chance, but a small one.
TEST(FirstActs, WithoutPairsOrActs) {
  EXPECT_FALSE(fitted(made_world({.actors = 5}), 0).fit.fitted);
  std::vector<MadeEvent> events = made_world({.actors = 5, .quiet = 40});
  std::erase_if(events,
                [](const MadeEvent& e) { return e.source[0] == 'Q' && e.day > kWorldStart + 200; });
  const Fitted made = fitted(events, 0);
  ASSERT_TRUE(made.fit.fitted);
  const Plain none = plain(made, 0, made.fit.constant, made.fit.slope);
  EXPECT_EQ(none.acts, 0);
  EXPECT_NEAR(none.meant, 0.5, 1e-9);
}

TEST(FirstActs, FirstKnownDays) {
  const EventLog log =
      log_of({{kWorldStart, "A", "B", 1, 9}, {kWorldStart + 3, "A", "B", 1, 1}}, 9);
  EXPECT_EQ(first_known_days(log), (std::vector<std::int32_t>{kWorldStart + 4}));
}

}  // namespace
}  // namespace entente::forecast
