// A plain twin: every statistic again from the list of acts, on small random worlds.

#include "entente/forecast/rankings/graph_history.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <tuple>

#include "entente/forecast/rankings/features.hpp"
#include "entente/forecast/rankings/world_testing.hpp"

namespace entente::forecast {
namespace {

struct PlainAct {
  std::uint32_t a, q, o;
  std::int32_t step;
  auto operator<=>(const PlainAct&) const = default;
};

struct Plain {
  std::set<PlainAct> acts;  // both directions, each once a step
  std::uint32_t relations = 0;

  double sum(std::int32_t now, double half_life,
             const std::function<bool(const PlainAct&)>& which) const {
    double total = 0;
    for (const PlainAct& act : acts)
      if (which(act)) total += std::exp2(-(now - act.step) / half_life);
    return total;
  }
};

void expect_stat(const Stat& stat, const Fading& fading, std::int32_t now, const Plain& plain,
                 const std::function<bool(const PlainAct&)>& which) {
  std::uint32_t count = 0;
  std::int32_t last = -1;
  for (const PlainAct& act : plain.acts) {
    if (!which(act)) continue;
    ++count;
    last = std::max(last, act.step);
  }
  EXPECT_EQ(stat.count, count);
  EXPECT_EQ(stat.last, last);
  for (std::size_t h = 0; h < kStepHalfLives.size(); ++h) {
    const double expected = plain.sum(now, kStepHalfLives[h], which);
    EXPECT_NEAR(stat.sum(fading, h, now), expected, 1e-4 * (1 + expected));
  }
}

// Who had the same relation (0), or anything (1), with the same third party on one step.
Plain together(const Plain& plain) {
  Plain pairs;
  for (const PlainAct& x : plain.acts) {
    for (const PlainAct& y : plain.acts) {
      if (x.a != y.a || x.step != y.step || x.o == y.o || x.o == x.a || y.o == y.a) continue;
      pairs.acts.insert({x.o, 1, y.o, x.step});
      if (x.q == y.q) pairs.acts.insert({x.o, 0, y.o, x.step});
    }
  }
  return pairs;
}

TEST(GraphHistory, AgreesWithAPlainTwin) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const QuadFolder world =
        testing::made_world(seed, {.entities = 9, .relations = 3, .train = 20, .acts = 7});
    GraphHistory history(9, 3, groups_of_names(world.entities), 40);
    Plain plain;
    plain.relations = 3;
    std::vector<Quad> day;
    for (std::size_t i = 0; i < world.train.size(); ++i) {
      const Quad& act = world.train[i];
      day.push_back(act);
      plain.acts.insert({act.subject, act.relation, act.object, act.step});
      plain.acts.insert({act.object, act.relation + 3, act.subject, act.step});
      if (i + 1 == world.train.size() || world.train[i + 1].step != act.step) {
        history.advance(act.step, day);
        day.clear();
      }
    }
    const std::int32_t now = 23;
    const Fading& fading = history.fading();
    const Groups groups = groups_of_names(world.entities);
    const Plain pairs = together(plain);
    for (std::uint32_t a = 0; a < 9; ++a) {
      expect_stat(history.entity(a), fading, now, plain,
                  [&](const PlainAct& x) { return x.a == a; });
      expect_stat(history.acting(a), fading, now, plain,
                  [&](const PlainAct& x) { return x.a == a && x.q < 3; });
      for (std::uint32_t o = 0; o < 9; ++o) {
        const PairStat* const pair = history.pair(a, o);
        expect_stat(pair == nullptr ? Stat{} : pair->all, fading, now, plain,
                    [&](const PlainAct& x) { return x.a == a && x.o == o; });
        expect_stat(history.company(a, o), fading, now, pairs,
                    [&](const PlainAct& x) { return x.a == a && x.q == 0 && x.o == o; });
        expect_stat(history.nearby(a, o), fading, now, pairs,
                    [&](const PlainAct& x) { return x.a == a && x.q == 1 && x.o == o; });
        for (std::uint32_t q = 0; q < 6; ++q) {
          const ObjectList* const list = history.of_query(a, q);
          Stat triple;
          if (list != nullptr)
            for (const ObjectStat& object : list->objects)
              if (object.object == o) triple = object.stat;
          expect_stat(triple, fading, now, plain,
                      [&](const PlainAct& x) { return x.a == a && x.q == q && x.o == o; });
          expect_stat(history.relation_object(q, o), fading, now, plain,
                      [&](const PlainAct& x) { return x.q == q && x.o == o; });
          expect_stat(history.place_object(groups.place[a], q, o), fading, now, plain,
                      [&](const PlainAct& x) {
                        return groups.place[x.a] == groups.place[a] && x.q == q && x.o == o;
                      });
        }
      }
    }
  }
}

// Alpha met Beta on steps 0, 1 and 3; Alpha threatened Gamma on step 3. Asked on step 4: whom will
// Alpha meet?
TEST(Features, SayWhatTheirNamesSay) {
  const std::vector<std::string> names = {"Alpha", "Beta", "Gamma"};
  GraphHistory history(3, 2, groups_of_names(names), 10);
  history.advance(0, std::vector<Quad>{{0, 0, 1, 0}});
  history.advance(1, std::vector<Quad>{{0, 0, 1, 1}});
  history.advance(3, std::vector<Quad>{{0, 0, 1, 3}, {0, 1, 2, 3}});
  const Learnt learnt(3, 2, 1);
  const std::vector<AnsweredQuery> queries = {{0, 0, {}}};
  const StepView view = view_step(history, 4, queries, false);
  Workspace space(3);
  view_subject(history, 4, 0, space);
  find_candidates(history, learnt, view, 0, 0, space);
  const FeatureWriter writer(history, view, 0, 0, space.candidates);
  std::vector<float> row(feature_names().size());
  const auto value = [&](std::uint32_t object, const std::string& name) {
    for (std::size_t i = 0; i < space.candidates.size(); ++i)
      if (space.candidates[i].object == object) writer.write(i, row);
    for (std::size_t i = 0; i < row.size(); ++i)
      if (feature_names()[i] == name) return row[i];
    ADD_FAILURE() << name;
    return 0.0F;
  };
  EXPECT_EQ(value(1, "triple_count"), 3);
  EXPECT_EQ(value(1, "triple_since"), 1);
  EXPECT_NEAR(value(1, "triple_sum2"), 0.25 + 0.353553 + 0.707107, 1e-5);
  EXPECT_EQ(value(2, "triple_count"), 0);
  EXPECT_EQ(value(2, "triple_since"), 100'000);
  EXPECT_EQ(value(2, "pair_count"), 1);
  EXPECT_EQ(value(1, "query_count"), 3);
  EXPECT_EQ(value(1, "subject_partners"), 2);
  EXPECT_EQ(value(1, "object_count"), 3);
  EXPECT_EQ(value(1, "rank_triple"), 0);
  EXPECT_EQ(value(2, "rank_triple"), 1);
  EXPECT_EQ(value(1, "inverse"), 0);
}

// Who is asked about on the step is seen under day-queries-known alone.
TEST(Features, SeeTheStepsQueriesOnlyWhereTheyAreKnown) {
  GraphHistory history(3, 2, groups_of_names({"Alpha", "Beta", "Gamma"}), 10);
  history.advance(0, std::vector<Quad>{{0, 0, 1, 0}, {0, 0, 2, 0}});
  const std::vector<AnsweredQuery> queries =
      queries_of(std::vector<Quad>{{0, 0, 1, 1}, {2, 1, 0, 1}}, 2);
  for (const bool known : {false, true}) {
    const StepView view = view_step(history, 1, queries, known);
    Workspace space(3);
    view_subject(history, 1, 0, space);
    find_candidates(history, Learnt(3, 2, 1), view, 0, 0, space);
    const FeatureWriter writer(history, view, 0, 0, space.candidates);
    std::vector<float> row(feature_names().size());
    const auto asked =
        std::find(feature_names().begin(), feature_names().end(), "asked_relations") -
        feature_names().begin();
    for (std::size_t i = 0; i < space.candidates.size(); ++i) {
      writer.write(i, row);
      const bool gamma = space.candidates[i].object == 2;
      const bool alpha = space.candidates[i].object == 0;
      EXPECT_EQ(row[static_cast<std::size_t>(asked)], known && (gamma || alpha) ? 1 : 0);
    }
  }
}

TEST(RuleTable, CountsChancesAndAnswers) {
  GraphHistory history(3, 2, groups_of_names({"Alpha", "Beta", "Gamma"}), 10);
  RuleTable rules(2);
  history.advance(0, std::vector<Quad>{{0, 0, 1, 0}, {0, 0, 2, 0}});
  // On step 1 Alpha threatens Beta: of the two met the day before, one is the answer.
  rules.learn(history, 1, queries_of(std::vector<Quad>{{0, 1, 1, 1}}, 2));
  EXPECT_FLOAT_EQ(rules.confidence(1, 0, 1), 1.0F / 12);
  EXPECT_FLOAT_EQ(rules.confidence(1, 0, 2), 0);
  // And asked who threatened Beta, Alpha is the only one it had to do with.
  EXPECT_FLOAT_EQ(rules.confidence(3, 2, 1), 1.0F / 11);
}

// Two acts of one step between the same two: neither has met the other before.
TEST(GraphHistory, MetMeansMetOnAnEarlierStep) {
  GraphHistory history(3, 2, groups_of_names({"Alpha", "Beta", "Gamma"}), 10);
  history.advance(0, std::vector<Quad>{{0, 0, 1, 0}, {0, 1, 1, 0}});
  EXPECT_EQ(history.novelty(0).met, 0);
  EXPECT_EQ(history.novelty(1).met, 0);
  EXPECT_EQ(history.acts_with_met(0).count, 0U);
  history.advance(1, std::vector<Quad>{{0, 0, 1, 1}, {0, 1, 1, 1}, {0, 1, 2, 1}});
  EXPECT_EQ(history.novelty(0).met, 1);
  EXPECT_EQ(history.novelty(1).met, 1);  // Beta, not Gamma
  EXPECT_EQ(history.acts_with_met(0).count, 2U);
  EXPECT_EQ(history.acts_repeated(0).count, 2U);
}

TEST(GraphHistory, RecentPartnersAreThoseOfTheLastWeek) {
  const QuadFolder world =
      testing::made_world(3, {.entities = 9, .relations = 2, .train = 60, .acts = 2});
  GraphHistory history(9, 2, groups_of_names(world.entities), 80);
  std::vector<Quad> day;
  for (std::size_t i = 0; i < world.train.size(); ++i) {
    day.push_back(world.train[i]);
    if (i + 1 < world.train.size() && world.train[i + 1].step == day.front().step) continue;
    const std::int32_t step = day.front().step;
    history.advance(step, day);
    day.clear();
    for (std::uint32_t a = 0; a < 9; ++a) {
      std::multiset<std::uint32_t> listed, expected;
      const auto partners = history.partners(a);
      for (const std::uint32_t p : history.recent_partners(a))
        if (step - partners[p].all.last <= kRecentLag) listed.insert(p);
      for (std::uint32_t p = 0; p < partners.size(); ++p)
        if (step - partners[p].all.last <= kRecentLag) expected.insert(p);
      EXPECT_EQ(listed, expected) << "entity " << a << ", step " << step;
    }
  }
}

// Alpha met Beta, Beta threatened Gamma: from Alpha it is one act to Gamma over Beta.
TEST(HopRules, CountWhatPartnersHaveMet) {
  GraphHistory history(4, 2, groups_of_names({"Alpha", "Beta", "Gamma", "Delta"}), 20);
  history.advance(0, std::vector<Quad>{{0, 0, 1, 0}, {1, 1, 2, 0}, {3, 0, 1, 0}});
  std::vector<HopAct> acts;
  hop_acts(history, 2, 0, acts);
  ASSERT_EQ(acts.size(), 2U);
  EXPECT_EQ(acts[0].object, 2U);
  EXPECT_EQ(acts[0].relation, 1U);
  EXPECT_EQ(acts[0].lag, 2);
  EXPECT_EQ(acts[1].object, 3U);
  EXPECT_EQ(acts[1].relation, 2U);  // Beta was met by Delta: the inverse
  HopRules rules(2);
  rules.learn(history, 2, queries_of(std::vector<Quad>{{0, 1, 2, 2}}, 2));
  EXPECT_FLOAT_EQ(rules.confidence(1, 1, 2), 1.0F / 51);
  EXPECT_FLOAT_EQ(rules.confidence(1, 2, 2), 0);
  hop_acts(history, 9, 0, acts);  // over a week ago
  EXPECT_TRUE(acts.empty());
}

TEST(Groups, ComeFromNames) {
  const Groups groups =
      groups_of_names({"India", "Police_(India)", "Police (Peru)", "Odd_(", "()"});
  EXPECT_EQ(groups.place[0], groups.place[1]);
  EXPECT_NE(groups.place[1], groups.place[2]);
  EXPECT_EQ(groups.sector[1], groups.sector[2]);
  EXPECT_EQ(groups.sector[0], 0U);
  EXPECT_EQ(groups.place[3], 0U);
  EXPECT_EQ(groups.place[4], 0U);
}

}  // namespace
}  // namespace entente::forecast
