// Registers with a rate, a season or nothing that is known; what came later is nothing to a
// forecast; and what settles one.

#include "entente/forecast/registers/registers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "entente/forecast/registers/register_backtest.hpp"
#include "entente/forecast/registers/registers_for_tests.hpp"

namespace entente::forecast {
namespace {

using namespace registers_testing;

constexpr std::array<int, 3> kHorizons{7, 30, 90};

const RegisterScores& scores_of(const RegisterOutlook& outlook, const std::string& key,
                                int horizon) {
  const auto at = std::ranges::find_if(outlook.scores, [&](const RegisterScores& one) {
    return one.register_key == key && one.horizon_days == horizon;
  });
  if (at == outlook.scores.end()) std::abort();
  return *at;
}

const Forecast& forecast_of(const RegisterOutlook& outlook, const std::string& key, int horizon) {
  const auto at = std::ranges::find_if(outlook.forecasts, [&](const Forecast& one) {
    return one.type == key && one.horizon_days == horizon;
  });
  if (at == outlook.forecasts.end()) std::abort();
  return *at;
}

/// Eight registers, each with its own steady rate.
struct Steady {
  Case world;
  std::vector<Act> acts;
  std::map<std::string, double> a_day;
};
Steady steady_world() {
  Steady made;
  for (int i = 0; i < 8; ++i) {
    const std::string key = "r" + std::to_string(i);
    made.world.registers.push_back(made_register(key, "2008-01-01", "2020-01-01"));
    made.a_day[key] = 0.002 * (1 + i);
    append(made.acts, at_random(made.world.registers.back(), made.a_day[key],
                                static_cast<std::uint64_t>(i) + 1));
  }
  return made;
}

TEST(RegisterForecasts, ASteadyRateIsFoundAndClaimsNoSkill) {
  const Steady made = steady_world();
  const auto outlook = forecast_registers(made.world, made.acts, on("2019-12-31"), kHorizons);
  ASSERT_EQ(outlook.forecasts.size(), 24U);
  int inside = 0;
  for (const Forecast& one : outlook.forecasts) {
    const double truth = 1 - std::pow(1 - made.a_day.at(one.type), one.horizon_days);
    // What the world drew: its own rate differs from the true one by chance.
    const auto drawn = std::ranges::count(made.acts, one.type, &Act::register_key);
    const double drawn_share = 1 - std::exp(-static_cast<double>(drawn) / 4383 * one.horizon_days);
    EXPECT_NEAR(std::log(one.probability / (1 - one.probability)),
                std::log(drawn_share / (1 - drawn_share)), 0.75)
        << one.type << " " << one.horizon_days;
    EXPECT_LE(one.low, one.probability);
    EXPECT_GE(one.high, one.probability);
    inside += one.low <= truth && truth <= one.high ? 1 : 0;
  }
  EXPECT_GE(inside, 20);  // 90 % intervals of the probability, of 24
  for (const int horizon : kHorizons) {
    const RegisterScores& all = scores_of(outlook, "", horizon);
    EXPECT_TRUE(all.judged());
    EXPECT_LE(all.skill_low, 0) << horizon;
    EXPECT_LT(all.skill, 0.02) << horizon;
    // Kept probabilities: bins hold about what was said.
    for (const auto& bin : all.reliability.bins) {
      if (bin.n < 100) continue;
      EXPECT_LE(bin.observed.low, bin.mean_probability + 0.02) << horizon;
      EXPECT_GE(bin.observed.high, bin.mean_probability - 0.02) << horizon;
    }
  }
}

TEST(RegisterForecasts, ASeasonIsLearned) {
  Case world;
  std::vector<Act> acts;
  for (int i = 0; i < 4; ++i) {
    const std::string key = "r" + std::to_string(i);
    world.registers.push_back(made_register(key, "2005-01-01", "2020-01-01"));
    RandomStream random(5, key, 0);
    for (int year = 2005; year < 2020; ++year) {
      const Day day{std::chrono::year{year} / (3 + 2 * i) / 18};
      acts.push_back(occasion(key, day + std::chrono::days{static_cast<int>(random.below(3))}));
    }
  }
  const auto before = forecast_registers(world, acts, on("2019-03-15"), kHorizons);
  const auto& yes = forecast_of(before, "r0", 7);
  EXPECT_GT(yes.probability, 0.5);
  EXPECT_LT(yes.climatology, 0.05);
  ASSERT_FALSE(yes.statistics.empty());
  EXPECT_EQ(yes.statistics.front().name,
            "share of earlier years with an occasion at this time of year");
  EXPECT_EQ(yes.statistics.front().value, 1);
  EXPECT_GT(yes.statistics.front().effect, 0);
  EXPECT_LT(forecast_of(before, "r2", 7).probability, 0.02);
  const auto& scores = scores_of(before, "", 30);
  EXPECT_GT(scores.skill_low, 0.2);
  EXPECT_GT(scores.reliability.resolution, scores.reliability.reliability);
}

TEST(RegisterForecasts, BurstsAreWorthSomethingAndShuffledDaysNothing) {
  Case world;
  std::vector<Act> acts, shuffled;
  for (int i = 0; i < 8; ++i) {
    const std::string key = "r" + std::to_string(i);
    world.registers.push_back(made_register(key, "2006-01-01", "2020-01-01"));
    const Register& made = world.registers.back();
    RandomStream random(9, key, 0);
    bool busy = false;
    for (Day day = made.days.from; day < made.days.to; day += std::chrono::days{1}) {
      if (random.uniform() < 1 / 250.0) busy = !busy;
      if (random.uniform() >= (busy ? 0.04 : 0.001)) continue;
      acts.push_back(occasion(key, day));
      const auto days = static_cast<std::uint64_t>((made.days.to - made.days.from).count());
      const Day anywhere = made.days.from + std::chrono::days{static_cast<int>(random.below(days))};
      shuffled.push_back(occasion(key, anywhere));
      shuffled.back().id += "-" + std::to_string(shuffled.size());
    }
  }
  const auto bursts = forecast_registers(world, acts, on("2019-12-31"), kHorizons);
  const auto chance = forecast_registers(world, shuffled, on("2019-12-31"), kHorizons);
  for (const int horizon : {7, 30}) {
    EXPECT_GT(scores_of(bursts, "", horizon).skill_low, 0) << horizon;
  }
  for (const int horizon : kHorizons) {
    EXPECT_LE(scores_of(chance, "", horizon).skill_low, 0) << horizon;
    EXPECT_LT(scores_of(chance, "", horizon).skill, 0.01) << horizon;
  }
}

TEST(RegisterForecasts, WhatWasNotKnownIsNothingToThem) {
  Steady made = steady_world();
  const Day origin = on("2016-05-10");
  const std::string before = told(forecast_registers(made.world, made.acts, origin, kHorizons));
  EXPECT_NE(before.find("back-test"), std::string::npos);

  // What happened or became known later is gone.
  std::vector<Act> known;
  for (const Act& act : made.acts)
    if (act.known_day <= origin) known.push_back(act);
  ASSERT_LT(known.size(), made.acts.size());
  EXPECT_EQ(told(forecast_registers(made.world, known, origin, kHorizons)), before);

  // It is another, and more of it, and rows of the past that became known later stand beside it.
  std::vector<Act> other = known;
  for (const Register& one : made.world.registers) {
    append(other, at_random(made_register(one.key, "2016-05-11", "2020-01-01"), 0.2, 77));
    other.push_back(occasion(one.key, on("2016-05-01"), 10));
    other.back().id += "-late";
  }
  EXPECT_EQ(told(forecast_registers(made.world, other, origin, kHorizons)), before);
  // Picked rows never count.
  other.push_back(occasion("r0", on("2016-05-02")));
  other.back().sampling = "purposive";
  EXPECT_EQ(told(forecast_registers(made.world, other, origin, kHorizons)), before);
  // One that was known does count.
  other.push_back(occasion("r0", on("2016-05-02")));
  EXPECT_NE(told(forecast_registers(made.world, other, origin, kHorizons)), before);

  // Outcomes are for settling alone.
  for (Register& one : made.world.registers) one.outcomes_to = on("2021-01-01");
  Outcome outcome;
  outcome.day = on("2020-01-05");
  outcome.register_key = "r0";
  made.world.outcomes.push_back(outcome);
  EXPECT_EQ(told(forecast_registers(made.world, known, origin, kHorizons)), before);

  // The order of rows and registers is nothing to them.
  std::ranges::reverse(known);
  std::ranges::reverse(made.world.registers);
  EXPECT_EQ(told(forecast_registers(made.world, known, origin, kHorizons)), before);
}

TEST(RegisterForecasts, AtARollingOriginTheLaterIsUnknownToo) {
  // What was said at an origin of the past is what would have been said then.
  const Steady made = steady_world();
  const auto pasts = RegisterRun::pasts_of(made.world, made.acts, on("2019-12-31"));
  const RegisterRun run(pasts, on("2019-12-31"), 30);
  const auto earlier = RegisterRun::pasts_of(made.world, made.acts, on("2015-02-28"));
  const RegisterRun then(earlier, on("2015-02-28"), 30);
  std::size_t same = 0;
  for (const RegisterJudged& one : then.judged()) {
    ASSERT_LT(same, run.judged().size());
    const RegisterJudged& later = run.judged()[same++];
    EXPECT_EQ(later.origin, one.origin);
    EXPECT_EQ(later.probability, one.probability);
    EXPECT_EQ(later.climatology, one.climatology);
    EXPECT_EQ(later.happened, one.happened);
  }
  EXPECT_GT(same, 100U);
}

TEST(RegisterForecasts, WhichRegistersAreAsked) {
  Case world;
  world.registers = {made_register("open", "2010-01-01", "2020-01-01"),
                     made_register("young", "2017-06-01", "2020-01-01"),
                     made_register("ended", "2010-01-01", "2018-01-01"),
                     made_register("picked", "2010-01-01", "2020-01-01"),
                     made_register("later", "2019-06-01", "2020-01-01"),
                     made_register("never", "2010-01-01", "2020-01-01")};
  world.registers[3].complete = false;
  std::vector<Act> acts;
  for (const auto& one : world.registers) {
    if (one.key != "never") append(acts, at_random(one, 0.01, 3));
  }
  const auto outlook = forecast_registers(world, acts, on("2019-04-01"), kHorizons);
  std::vector<std::string> asked;
  for (const Forecast& one : outlook.forecasts)
    asked.push_back(one.type + " " + std::to_string(one.horizon_days));
  EXPECT_EQ(asked, (std::vector<std::string>{"never 7", "never 30", "never 90", "open 7", "open 30",
                                             "open 90"}));
  const Forecast& never = forecast_of(outlook, "never", 90);
  EXPECT_TRUE(never.evidence.empty());
  EXPECT_GT(never.probability, 0);
  EXPECT_LT(never.probability, 0.1);
  EXPECT_FALSE(scores_of(outlook, "never", 90).judged());

  const Forecast& open = forecast_of(outlook, "open", 30);
  EXPECT_EQ(open.kind, ForecastKind::kRegister);
  EXPECT_EQ(open.provider, "curated");
  EXPECT_EQ(open.source, "");
  EXPECT_EQ(open.level, 0U);
  EXPECT_EQ(open.due(), on("2019-05-01"));
  EXPECT_EQ(open.id.size(), 16U);
  ASSERT_EQ(open.evidence.size(), 3U);
  EXPECT_GT(open.evidence[0].day, open.evidence[1].day);
  EXPECT_LE(open.evidence[0].day, on("2019-04-01"));
  EXPECT_EQ(open.evidence[0].citation, "A paper.");
  for (std::size_t i = 1; i < open.statistics.size(); ++i)
    EXPECT_GE(std::abs(open.statistics[i - 1].effect), std::abs(open.statistics[i].effect));

  world.registers = {world.registers[3]};
  const auto none = forecast_registers(world, acts, on("2019-04-01"), kHorizons);
  EXPECT_TRUE(none.forecasts.empty());
  EXPECT_TRUE(none.scores.empty());
  EXPECT_TRUE(forecast_registers(Case{}, {}, on("2019-04-01"), kHorizons).forecasts.empty());
}

TEST(RegisterForecasts, FewOriginsAreNotScored) {
  Case world;
  world.registers = {made_register("r", "2017-01-01", "2020-01-01")};
  const auto acts = at_random(world.registers[0], 0.02, 4);
  const auto outlook = forecast_registers(world, acts, on("2019-06-30"), kHorizons);
  ASSERT_EQ(outlook.forecasts.size(), 3U);
  EXPECT_TRUE(outlook.scores.empty());
  EXPECT_EQ(outlook.forecasts[0].track.basis, "");
  EXPECT_EQ(outlook.forecasts[0].track.n, 0U);
}

TEST(RegisterForecasts, ScoresAreThoseOfTheirDefinition) {
  const std::vector<RegisterJudged> judged = {{0, on("2019-01-15"), 0.8, 0.5, true},
                                              {1, on("2019-01-15"), 0.1, 0.2, false},
                                              {0, on("2019-01-31"), 0.6, 0.5, false}};
  const RegisterScores scores = score_registers(judged, 7, "r");
  EXPECT_EQ(scores.n, 3U);
  EXPECT_EQ(scores.positives, 1U);
  EXPECT_NEAR(scores.brier, (0.04 + 0.01 + 0.36) / 3, 1e-15);
  EXPECT_NEAR(scores.brier_climatology, (0.25 + 0.04 + 0.25) / 3, 1e-15);
  EXPECT_NEAR(scores.skill, 1 - 0.41 / 0.54, 1e-12);
  EXPECT_FALSE(scores.judged());
  EXPECT_FALSE(scores.above_zero());
  EXPECT_EQ(scores.held_out.n, 3U);
  EXPECT_NEAR(scores.held_out.skill, scores.skill, 1e-12);
  // Two origins are one block: no draw differs from what was seen.
  EXPECT_NEAR(scores.skill_low, scores.skill, 1e-12);
  EXPECT_EQ(score_registers({}, 7, "r").n, 0U);

  // What may be said rests on the held-out origins too.
  RegisterScores said;
  said.positives = 20;
  said.skill_low = 0.01;
  EXPECT_TRUE(said.above_zero());
  said.held_out.n = 1;
  EXPECT_FALSE(said.above_zero());
  said.held_out.skill_low = 0.01;
  EXPECT_TRUE(said.above_zero());
  said.positives = 19;
  EXPECT_FALSE(said.above_zero());
}

TEST(RegisterForecasts, WhatSettlesOne) {
  Case world;
  world.registers = {made_register("r", "2015-01-01", "2020-01-01"),
                     made_register("s", "2015-01-01", "2020-01-01")};
  const std::vector<Act> acts = {occasion("r", on("2019-12-10"))};
  const auto settled = [&](const std::string& key, const std::string& origin, int horizon) {
    Forecast asked;
    asked.kind = ForecastKind::kRegister;
    asked.type = key;
    asked.origin = on(origin);
    asked.horizon_days = horizon;
    return settle_register(asked, world, acts);
  };
  // From the register's own days: the first and the last day asked about count, the origin not.
  EXPECT_EQ(settled("r", "2019-12-09", 7), true);
  EXPECT_EQ(settled("r", "2019-12-03", 7), true);
  EXPECT_EQ(settled("r", "2019-12-02", 7), false);
  EXPECT_EQ(settled("r", "2019-12-10", 7), false);
  EXPECT_EQ(settled("s", "2019-12-09", 7), false);
  EXPECT_EQ(settled("r", "2019-12-24", 7), false);  // to 31 December
  EXPECT_EQ(settled("r", "2014-12-30", 7), std::nullopt);
  EXPECT_EQ(settled("other", "2019-12-09", 7), std::nullopt);
  // Over the window's end.
  EXPECT_EQ(settled("r", "2019-12-25", 7), std::nullopt);
  EXPECT_EQ(settled("r", "2019-12-09", 90), std::nullopt);
  Outcome outcome;
  outcome.day = on("2020-02-10");
  outcome.register_key = "s";
  world.outcomes = {outcome};
  EXPECT_EQ(settled("s", "2019-12-31", 90), std::nullopt);  // a yes needs the whole list too
  EXPECT_EQ(settled("s", "2019-12-31", 30), std::nullopt);
  EXPECT_EQ(settled("r", "2019-12-31", 90), std::nullopt);
  world.registers[0].outcomes_to = on("2020-01-31");
  EXPECT_EQ(settled("r", "2019-12-31", 30), false);
  EXPECT_EQ(settled("r", "2019-12-31", 31), std::nullopt);
  world.registers[1].outcomes_to = on("2020-03-31");
  EXPECT_EQ(settled("s", "2019-12-31", 90), true);
  world.registers[0].complete = false;
  EXPECT_EQ(settled("r", "2019-12-31", 30), std::nullopt);
}

}  // namespace
}  // namespace entente::forecast
