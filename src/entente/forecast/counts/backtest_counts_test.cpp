// The back-test of counts on made worlds: it finds what is there, and nothing where days are
// permuted.

#include "entente/forecast/counts/backtest_counts.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "entente/base/parallel.hpp"
#include "entente/forecast/counts/count_testing.hpp"

namespace entente::forecast {
namespace {

using testing::kWorldStart;
using testing::log_of;
using testing::made_world;
using testing::MadeEvent;

constexpr int kDays = 420;

CountBacktestOptions options_of(std::vector<int> horizons = {7}) {
  CountBacktestOptions options;
  options.horizons = std::move(horizons);
  options.from = day_from_number(kWorldStart + 280);
  return options;
}

// Every day's events go to another day, all dyads together.
std::vector<MadeEvent> permuted(std::vector<MadeEvent> events) {
  std::vector<int> to(kDays);
  std::iota(to.begin(), to.end(), 0);
  RandomStream stream(5, "permuted days", 0);
  for (std::size_t i = to.size(); i > 1; --i) std::swap(to[i - 1], to[stream.below(i)]);
  for (MadeEvent& e : events)
    e.day = kWorldStart + to[static_cast<std::size_t>(e.day - kWorldStart)];
  return events;
}

TEST(BacktestCounts, SkillWhereThereIsSome) {
  const auto result = backtest_counts(log_of(made_world(), kDays), options_of({7, 30}));
  ASSERT_TRUE(result) << format_error(result.error());
  EXPECT_EQ(result->origins.size(), 19U);
  ASSERT_FALSE(result->by.empty());
  const CountScores& all = result->by.front();
  EXPECT_EQ(all.horizon_days, 7);
  EXPECT_EQ(all.quad_class, 0);
  EXPECT_TRUE(all.band.empty());
  EXPECT_EQ(all.n, result->origins.size() * result->dyads * 4);
  EXPECT_GT(all.skill, 0.02);
  EXPECT_LE(all.skill_low, all.skill);
  EXPECT_GE(all.skill_high, all.skill);
  EXPECT_NEAR(all.pit_coverage_80, 0.8, 0.03);
  EXPECT_EQ(all.crps_baselines.size(), 5U);
  for (const auto& [name, crps] : all.crps_baselines)
    EXPECT_GE(crps, all.crps_baselines.at(all.best_baseline)) << name;
  std::uint64_t of_classes = 0, of_bands = 0;
  for (const CountScores& s : result->by) {
    EXPECT_TRUE(std::isfinite(s.crps) && std::isfinite(s.log_score) && std::isfinite(s.skill_low));
    if (s.horizon_days != 7) continue;
    if (s.quad_class > 0 && s.band.empty()) of_classes += s.n;
    if (s.quad_class == 0 && !s.band.empty()) of_bands += s.n;
  }
  EXPECT_EQ(of_classes, all.n);
  EXPECT_EQ(of_bands, all.n);
  ASSERT_EQ(result->escalation.size(), 2U);
  EXPECT_EQ(result->escalation[0].n, result->origins.size() * result->dyads);
}

// Permuted days tell nothing of the next ones. What is left of the skill over the best baseline is
// that a sample of n spans scores (1 + 1/n) times what the distribution behind it would, and that
// counts of levels pooled are no exact Poisson ones: far from what the world's memory gives.
TEST(BacktestCounts, NoSkillInPermutedDays) {
  const auto whole = backtest_counts(log_of(made_world({.wander = 1.4}), kDays), options_of());
  const auto nothing =
      backtest_counts(log_of(permuted(made_world({.wander = 1.4})), kDays), options_of());
  ASSERT_TRUE(whole && nothing);
  EXPECT_GT(whole->by.front().skill, 0.04);
  EXPECT_LT(nothing->by.front().skill, 0.015);
}

std::string scores_of(const std::vector<MadeEvent>& events) {
  CountBacktestOptions options = options_of();
  options.origins = 5;
  const auto result = backtest_counts(log_of(events, kDays), options);
  if (!result) return format_error(result.error());
  std::string all;
  for (const CountScores& s : result->by)
    all += fmt::format("{} {} {} {} {} {} {} {} {} {}\n", s.crps, s.crps_log, s.log_score,
                       s.pit_coverage_80, s.pit_low, s.pit_high, s.skill, s.skill_low, s.skill_high,
                       s.best_baseline);
  return all;
}

// A row of years ago that is told only after the last origin judges nothing and moves nothing.
TEST(BacktestCounts, RowsToldLaterMoveNothing) {
  std::vector<MadeEvent> events = made_world();
  const std::string before = scores_of(events);
  for (int i = 0; i < 30; ++i) events.push_back({kWorldStart - 500 + i, "AAA", "ABA", 4, 5'000});
  EXPECT_EQ(scores_of(events), before);
}

TEST(BacktestCounts, SameBytesAtAnyNumberOfThreads) {
  const auto text = [] { return scores_of(made_world()); };
  std::vector<std::string> texts;
  for (const unsigned n : {1U, 2U, 4U}) {
    set_threads(n);
    texts.push_back(text());
  }
  set_threads(0);
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_EQ(texts[0], texts[2]);
}

// Three of seven days after an origin without data: that window judges nothing.
TEST(BacktestCounts, WindowsThatWereNotSeenJudgeNothing) {
  std::vector<MadeEvent> events = made_world();
  std::erase_if(events, [](const MadeEvent& e) {
    return e.day > kWorldStart + 282 && e.day <= kWorldStart + 285;
  });
  const auto result = backtest_counts(log_of(events, kDays), options_of());
  ASSERT_TRUE(result) << format_error(result.error());
  EXPECT_EQ(result->by.front().n, (result->origins.size() - 1) * result->dyads * 4);
}

TEST(BacktestCounts, RefusalsAreSaid) {
  const EventLog log = log_of(made_world(), kDays);
  CountBacktestOptions options = options_of();
  options.from = day_from_number(kWorldStart + kDays);
  EXPECT_EQ(backtest_counts(log, options).error().code, ErrorCode::kBadData);
  options = options_of();
  options.horizons.clear();
  EXPECT_EQ(backtest_counts(log, options).error().code, ErrorCode::kUsage);
  options = options_of();
  options.settings.fewest_events = 1000000;
  EXPECT_EQ(backtest_counts(log, options).error().code, ErrorCode::kBadData);
  options = options_of();
  options.progress = [](std::size_t done, std::size_t) { return done < 2; };
  EXPECT_EQ(backtest_counts(log, options).error().code, ErrorCode::kInterrupted);
  EXPECT_FALSE(backtest_counts(EventLog{}, options));
}

}  // namespace
}  // namespace entente::forecast
