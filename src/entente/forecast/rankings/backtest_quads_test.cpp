// No leaks, the same bytes at any threads, and skill only where there is something to know.

#include "entente/forecast/rankings/backtest_quads.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "entente/forecast/rankings/world_testing.hpp"

namespace entente::forecast {
namespace {

using testing::Lists;
using testing::made_world;
using testing::run_world;
using testing::same;
using testing::small_options;

// The lists of the first `quads` test quads, both directions.
std::vector<std::vector<Scored>> first_lists(const Lists& lists, std::size_t quads) {
  const std::size_t all = lists.lists.size() / 2;
  std::vector<std::vector<Scored>> first(lists.lists.begin(),
                                         lists.lists.begin() + static_cast<std::ptrdiff_t>(quads));
  first.insert(first.end(), lists.lists.begin() + static_cast<std::ptrdiff_t>(all),
               lists.lists.begin() + static_cast<std::ptrdiff_t>(all + quads));
  return first;
}

void expect_same(const std::vector<std::vector<Scored>>& x,
                 const std::vector<std::vector<Scored>>& y) {
  ASSERT_EQ(x.size(), y.size());
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_TRUE(same(x[i], y[i])) << "query " << i;
}

TEST(BacktestQuads, FindsHabits) {
  const auto lists = run_world(made_world(1), small_options());
  ASSERT_TRUE(lists) << lists.error().message;
  EXPECT_EQ(lists->result.all.queries, 240U);
  EXPECT_GT(lists->result.all.mrr(), 0.6);
  EXPECT_EQ(lists->lists.size(), 240U);
}

// Chance: 24 entities, mean of 1 / rank = H(24) / 24 = 0.157. Relations drawn anew leave who meets
// whom, objects drawn anew leave nothing.
TEST(BacktestQuads, NegativeControlFallsToChance) {
  QuadFolder world = made_world(1);
  RandomStream random(5, "permuted", 0);
  for (auto* const part : {&world.train, &world.valid, &world.test})
    for (Quad& quad : *part) quad.object = static_cast<std::uint32_t>(random.below(24));
  const auto nothing = run_world(world, small_options());
  ASSERT_TRUE(nothing);
  EXPECT_NEAR(nothing->result.all.mrr(), 0.157, 0.05);

  world = made_world(1);
  for (auto* const part : {&world.train, &world.valid, &world.test})
    for (Quad& quad : *part) quad.relation = static_cast<std::uint32_t>(random.below(4));
  const auto permuted = run_world(world, small_options());
  const auto whole = run_world(made_world(1), small_options());
  ASSERT_TRUE(permuted && whole);
  EXPECT_LT(permuted->result.all.mrr(), whole->result.all.mrr() - 0.2);
}

TEST(BacktestQuads, LaterStepsChangeNothing) {
  const QuadFolder world = made_world(2);
  for (const auto& [setting, online] : {std::pair{BacktestSetting::kSingleStep, false},
                                        std::pair{BacktestSetting::kSingleStep, true},
                                        std::pair{BacktestSetting::kMultiStep, false}}) {
    BacktestOptions options = small_options();
    options.setting = setting;
    options.online = online;
    const auto whole = run_world(world, options);
    ASSERT_TRUE(whole);
    const std::size_t kept = 60;  // three steps of twenty acts
    QuadFolder shorter = world;
    shorter.test.resize(kept);
    const auto cut = run_world(shorter, options);
    ASSERT_TRUE(cut);
    expect_same(first_lists(*whole, kept), first_lists(*cut, kept));

    QuadFolder shuffled = world;
    RandomStream random(9, "shuffled", 0);
    for (std::size_t i = kept; i < shuffled.test.size(); ++i) {
      shuffled.test[i].subject = static_cast<std::uint32_t>(random.below(24));
      shuffled.test[i].relation = static_cast<std::uint32_t>(random.below(4));
      shuffled.test[i].object = static_cast<std::uint32_t>(random.below(24));
    }
    const auto other = run_world(shuffled, options);
    ASSERT_TRUE(other);
    expect_same(first_lists(*whole, kept), first_lists(*other, kept));
  }
}

TEST(BacktestQuads, TheStepsOtherQueriesChangeNothing) {
  const QuadFolder world = made_world(3);
  const auto whole = run_world(world, small_options());
  ASSERT_TRUE(whole);
  QuadFolder replaced = world;
  RandomStream random(11, "replaced", 0);
  for (std::size_t i = 1; i < 20; ++i) {
    replaced.test[i].subject = static_cast<std::uint32_t>(random.below(24));
    replaced.test[i].object = static_cast<std::uint32_t>(random.below(24));
  }
  const auto other = run_world(replaced, small_options());
  ASSERT_TRUE(other);
  expect_same(first_lists(*whole, 1), first_lists(*other, 1));
}

TEST(BacktestQuads, TheOwnAnswerChangesNothing) {
  QuadFolder world = made_world(4);
  const auto whole = run_world(world, small_options());
  world.test[0].object = (world.test[0].object + 1) % 24;
  const auto other = run_world(world, small_options());
  ASSERT_TRUE(whole && other);
  EXPECT_TRUE(same(whole->lists[0], other->lists[0]));
}

TEST(BacktestQuads, MultiStepHasNoHistoryOfTheTest) {
  BacktestOptions options = small_options();
  options.setting = BacktestSetting::kMultiStep;
  const QuadFolder world = made_world(5);
  const auto whole = run_world(world, options);
  ASSERT_TRUE(whole) << whole.error().message;
  QuadFolder changed = world;
  RandomStream random(12, "changed", 0);
  for (std::size_t i = 0; i < 20; ++i)
    changed.test[i].object = static_cast<std::uint32_t>(random.below(24));
  const auto other = run_world(changed, options);
  ASSERT_TRUE(other);
  for (std::size_t i = 20; i < 120; ++i) EXPECT_TRUE(same(whole->lists[i], other->lists[i])) << i;
  EXPECT_GT(whole->result.all.mrr(), 0.5);
}

TEST(BacktestQuads, IsTheSameAtAnyThreads) {
  const QuadFolder world = made_world(6);
  std::vector<std::vector<Scored>> first;
  for (const unsigned count : {1U, 2U, 4U}) {
    BacktestOptions options = small_options();
    options.ranker.trees.models = 3;
    const auto lists = run_world(world, options, count);
    ASSERT_TRUE(lists);
    if (first.empty()) first = lists->lists;
    expect_same(first, lists->lists);
  }
  set_threads(0);
}

TEST(BacktestQuads, TheOrderOfLinesWithinAStepChangesNothing) {
  const QuadFolder world = made_world(7);
  QuadFolder turned = world;
  std::reverse(turned.train.begin(), turned.train.end());
  std::stable_sort(turned.train.begin(), turned.train.end(),
                   [](const Quad& x, const Quad& y) { return x.step < y.step; });
  turned.train.push_back(turned.train.back());  // and a duplicate
  const auto one = run_world(world, small_options()), two = run_world(turned, small_options());
  ASSERT_TRUE(one && two);
  expect_same(one->lists, two->lists);
}

// "What held at the step before stands first, all else ties" is hard to beat where states last; the
// ranker must not fall behind it.
TEST(BacktestQuads, LastingStatesAreNotForgotten) {
  const QuadFolder world = testing::made_lasting_world(
      1, {.entities = 200, .relations = 6, .train = 50, .valid = 3, .test = 4, .acts = 100});
  std::vector<Quad> acts = world.train;
  acts.insert(acts.end(), world.valid.begin(), world.valid.end());
  acts.insert(acts.end(), world.test.begin(), world.test.end());
  std::map<std::int32_t, std::vector<Quad>> by_step;
  for (const Quad& act : acts) by_step[act.step].push_back(act);
  RankScores plain;
  const auto relations = static_cast<std::uint32_t>(world.relations.size());
  for (std::int32_t step = world.test.front().step; step <= world.test.back().step; ++step) {
    const auto before = queries_of(by_step[step - 1], relations);
    for (const AnsweredQuery& query : queries_of(by_step[step], relations)) {
      std::vector<Scored> list;
      for (const AnsweredQuery& held : before) {
        if (held.subject != query.subject || held.q != query.q) continue;
        for (const std::uint32_t object : held.answers) list.push_back({object, 1});
      }
      for (const std::uint32_t answer : query.answers)
        plain.add(rank_of(answer, query.answers, list, world.entities.size()));
    }
  }
  BacktestOptions options = small_options();
  options.ranker.trees.rounds = 60;
  const auto lists = run_world(world, options);
  ASSERT_TRUE(lists) << lists.error().message;
  EXPECT_EQ(lists->result.all.queries, plain.queries);
  EXPECT_GT(plain.mrr(), 0.75);
  EXPECT_GE(lists->result.all.mrr(), plain.mrr());
}

TEST(BacktestQuads, OddWorldsAreRanked) {
  QuadFolder one_relation = made_world(8, {.relations = 1});
  EXPECT_TRUE(run_world(one_relation, small_options()));
  QuadFolder gaps = made_world(8);
  for (auto* const part : {&gaps.train, &gaps.valid, &gaps.test})
    for (Quad& quad : *part) quad.step *= 9;  // steps without any act between
  EXPECT_TRUE(run_world(gaps, small_options()));
  QuadFolder strangers = made_world(8);
  strangers.entities.push_back("Stranger");
  strangers.test[0].subject = 24;  // asked about, never seen
  const auto lists = run_world(strangers, small_options());
  ASSERT_TRUE(lists);
  EXPECT_EQ(lists->result.new_subject.queries, 1U);
  QuadFolder no_valid = made_world(8);
  no_valid.train.insert(no_valid.train.end(), no_valid.valid.begin(), no_valid.valid.end());
  no_valid.valid.clear();
  EXPECT_TRUE(run_world(no_valid, small_options()));
}

TEST(BacktestQuads, TooLittleMemoryIsSaidBefore) {
  BacktestOptions options = small_options();
  const QuadFolder world = made_world(9);
  options.memory_bytes = memory_needed(world, options) - 1;
  const auto none = run_world(world, options);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("GiB of memory"), std::string::npos);
  options.memory_bytes += 1;
  EXPECT_TRUE(run_world(world, options));
}

TEST(BacktestQuads, TooLittleToLearnFromIsAnError) {
  const auto one_step = run_world(made_world(9, {.train = 1, .valid = 0}), small_options());
  ASSERT_FALSE(one_step);
  EXPECT_EQ(one_step.error().code, ErrorCode::kBadData);
  EXPECT_NE(one_step.error().message.find("one step of training"), std::string::npos);
}

}  // namespace
}  // namespace entente::forecast
