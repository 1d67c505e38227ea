// Forecasts of counts on a made world: whole, without leaks, the same at any number of threads.

#include "entente/forecast/counts/counts.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"
#include "entente/forecast/counts/count_history.hpp"
#include "entente/forecast/counts/count_testing.hpp"

namespace entente::forecast {
namespace {

using testing::kWorldStart;
using testing::log_of;
using testing::made_world;
using testing::MadeEvent;

constexpr int kDays = 420;
const std::vector<int> kHorizons{7, 30};
// Two busy dyads; of the others one has an actor that the log never saw, one two.
const std::vector<NamedDyad> kAsked{{"AAA", "ABA"}, {"ACA", "AAA"}, {"XXX", "AAA"}, {"YYY", "ZZZ"}};
// These and a quiet one, in a world where others are quiet too.
const std::vector<NamedDyad> kAskedAndQuiet{
    {"AAA", "ABA"}, {"ACA", "AAA"}, {"Q3", "ADA"}, {"XXX", "AAA"}, {"YYY", "ZZZ"}};
std::vector<MadeEvent> world_with_quiet() { return made_world({.quiet = 60}); }

Day day_of(int number) { return day_from_number(kWorldStart + number); }

// All that a forecast says, in full digits.
std::string text_of(const Forecast& f) {
  std::string text =
      fmt::format("{} {} {} {} {} {} {} {} {} {} {}", f.id, name_of(f.kind), f.source, f.target,
                  f.type, f.horizon_days, f.level, f.probability, f.low, f.high, f.climatology);
  if (f.count)
    text += fmt::format(" {} {} {} {}", f.count->mean, f.count->q05, f.count->q50, f.count->q95);
  for (const Statistic& s : f.statistics)
    text += fmt::format(" {}={} {}", s.name, s.value, s.effect);
  return text;
}

std::string text_of(const Result<CountOutlook>& outlook) {
  if (!outlook) return format_error(outlook.error());
  std::string text;
  for (const CountForecast& c : outlook->counts) {
    text += text_of(c.forecast);
    for (int k = 0; k < 12; ++k) text += fmt::format(" {}", c.distribution.below_or_at(k));
    text += '\n';
  }
  for (const EscalationForecast& e : outlook->escalations) text += text_of(e.forecast) + '\n';
  return text;
}

TEST(Counts, AreWhole) {
  const auto outlook = forecast_counts(log_of(made_world(), kDays), day_of(300), kHorizons, kAsked);
  ASSERT_TRUE(outlook) << format_error(outlook.error());
  ASSERT_EQ(outlook->counts.size(), kAsked.size() * 4 * 2);
  ASSERT_EQ(outlook->escalations.size(), kAsked.size() * 2);
  std::size_t i = 0;
  for (const NamedDyad& dyad : kAsked) {
    for (const char* const cls : {"1", "2", "3", "4"}) {
      for (const int horizon : kHorizons) {
        const Forecast& f = outlook->counts[i].forecast;
        EXPECT_EQ(f.source, dyad.first);
        EXPECT_EQ(f.target, dyad.second);
        EXPECT_EQ(f.type, cls);
        EXPECT_EQ(f.horizon_days, horizon);
        EXPECT_EQ(f.id.size(), 16U);
        ASSERT_TRUE(f.count);
        EXPECT_TRUE(std::isfinite(f.count->mean));
        EXPECT_LE(f.count->q05, f.count->q50);
        EXPECT_LE(f.count->q50, f.count->q95);
        EXPECT_LE(f.low, f.probability);
        EXPECT_GE(f.high, f.probability);
        EXPECT_NEAR(f.probability, outlook->counts[i].distribution.more_than(0), 1e-15);
        EXPECT_LE(f.statistics.size(), 6U);
        for (std::size_t s = 1; s < f.statistics.size(); ++s)
          EXPECT_GE(std::abs(f.statistics[s - 1].effect), std::abs(f.statistics[s].effect));
        ++i;
      }
    }
  }
  for (const EscalationForecast& e : outlook->escalations) {
    EXPECT_GE(e.forecast.level, 1U);
    EXPECT_EQ(e.forecast.kind, ForecastKind::kEscalation);
    EXPECT_LE(e.forecast.climatology, 0.1 + 1e-12);
    EXPECT_FALSE(e.forecast.count);
  }
}

// A dyad that the log never saw gets little and no certainty; so does one with an unknown actor.
TEST(Counts, DyadWithoutHistory) {
  const auto outlook = forecast_counts(log_of(made_world(), kDays), day_of(300), kHorizons, kAsked);
  ASSERT_TRUE(outlook);
  for (std::size_t i = 16; i < outlook->counts.size(); ++i) {
    const CountForecast& c = outlook->counts[i];
    EXPECT_EQ(c.forecast.climatology, 0);
    EXPECT_GT(c.forecast.probability, 0);
    EXPECT_LT(c.distribution.mean(), c.forecast.horizon_days == 7 ? 2 : 8);
  }
}

// Dyads too quiet to teach get about what they have, whose forecasts the busy ones would raise.
TEST(Counts, QuietDyadsGetWhatTheyHave) {
  const std::vector<MadeEvent> events = made_world({.quiet = 300});
  std::vector<NamedDyad> asked;
  for (const MadeEvent& e : events)
    if (e.source[0] == 'Q' && e.day <= kWorldStart + 300) asked.emplace_back(e.source, e.target);
  std::ranges::sort(asked);
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  const auto outlook =
      forecast_counts(log_of(events, kDays), day_of(300), std::vector<int>{30}, asked);
  ASSERT_TRUE(outlook) << format_error(outlook.error());
  double expected = 0, seen = 0;
  for (const CountForecast& c : outlook->counts) expected += c.distribution.mean();
  for (const MadeEvent& e : events)
    if (e.source[0] == 'Q' && std::ranges::binary_search(asked, NamedDyad(e.source, e.target)) &&
        e.day > kWorldStart + 300 && e.day <= kWorldStart + 330)
      seen += 1;
  EXPECT_GT(seen, 80);
  EXPECT_NEAR(expected / seen, 1, 0.35);
}

// However busy those are that taught: here each of them has several acts of each class a week.
TEST(Counts, DyadWithoutHistoryBesideBusyOnes) {
  std::vector<MadeEvent> events;
  for (const MadeEvent& e : made_world()) events.insert(events.end(), 30, e);
  const auto outlook = forecast_counts(log_of(events, kDays), day_of(300), kHorizons, kAsked);
  ASSERT_TRUE(outlook) << format_error(outlook.error());
  for (std::size_t i = 16; i < outlook->counts.size(); ++i) {
    const CountForecast& c = outlook->counts[i];
    EXPECT_GT(c.forecast.probability, 0);
    EXPECT_LT(c.distribution.mean(), c.forecast.horizon_days == 7 ? 0.5 : 4);
  }
}

// At the turn of the year less is told of: the forecast knows it before and has forgotten it after.
TEST(Counts, TurnOfTheYear) {
  std::vector<MadeEvent> events = made_world({.wander = 0.0});
  RandomStream stream(5, "turn of the year", 0);
  std::erase_if(events,
                [&](const MadeEvent& e) { return stream.uniform() > share_of_usual(e.day); });
  const EventLog log = log_of(events, kDays);
  const auto expected = [&](Day origin) {
    double sum = 0;
    for (const NamedDyad& dyad : std::vector<NamedDyad>{{"AAA", "ABA"}, {"ABA", "ACA"}}) {
      const auto made = forecast_counts(log, origin, std::vector<int>{7}, std::span(&dyad, 1));
      EXPECT_TRUE(made) << format_error(made.error());
      for (std::size_t i = 0; made && i < made->counts.size(); ++i)
        sum += made->counts[i].distribution.mean();
    }
    return sum;
  };
  using std::chrono::year;
  const double usual = expected(year{2018} / 11 / 26);
  // The regression's share of the pool falls to 0.6; the own weeks' stays.
  const double at_the_turn = expected(year{2018} / 12 / 24) / usual;
  EXPECT_GT(at_the_turn, 0.55);
  EXPECT_LT(at_the_turn, 0.9);
  EXPECT_NEAR(expected(year{2019} / 1 / 9) / usual, 1, 0.12);
}

// Rows known later may be changed, removed or added: nothing moves. The log is numbered anew, and
// the later days' volumes are others.
TEST(Counts, NothingKnownLaterMoves) {
  const std::vector<MadeEvent> events = world_with_quiet();
  const std::int32_t origin = kWorldStart + 300;
  const auto made = [&](const std::vector<MadeEvent>& from) {
    return text_of(forecast_counts(log_of(from, kDays), day_of(300), kHorizons, kAskedAndQuiet));
  };
  const std::string whole = made(events);
  std::vector<MadeEvent> cut, other;
  for (const MadeEvent& e : events) {
    if (e.day + e.lag <= origin) {
      cut.push_back(e);
      other.push_back(e);
    } else if (e.day > origin) {
      other.push_back({e.day, "A0A", e.source, 4, 0});
    } else {
      // Of a known day, but told only later: elsewhere, and twice. And of years ago.
      other.push_back({kWorldStart - 900, "A0A", "AAA", 4, 2'000});
      other.push_back({e.day, "A0A", "AAA", 3, 60});
      other.push_back({e.day, e.target, e.source, 2, 60});
    }
  }
  ASSERT_LT(cut.size(), events.size());
  EXPECT_EQ(made(cut), whole);
  EXPECT_EQ(made(other), whole);
  // The control: a row that was known does move it.
  std::vector<MadeEvent> moved = events;
  moved.push_back({origin - 3, "AAA", "ABA", 1, 1});
  EXPECT_NE(made(moved), whole);
}

// A few rows of years ago are no beginning of the data: the forecasts stay about what they were.
TEST(Counts, OldRowsAreNoBeginning) {
  std::vector<MadeEvent> events = made_world();
  const auto made = [&] {
    return forecast_counts(log_of(events, kDays), day_of(300), kHorizons, kAsked);
  };
  const auto before = made();
  ASSERT_TRUE(before);
  for (int i = 0; i < 40; ++i) events.push_back({kWorldStart - 3'000 + 30 * i, "AAA", "ABA", 1, 1});
  const auto after = made();
  ASSERT_TRUE(after);
  for (std::size_t i = 0; i < 16; ++i) {
    const double mean = before->counts[i].distribution.mean();
    EXPECT_NEAR(after->counts[i].distribution.mean(), mean, 0.1 * mean + 0.05);
  }
}

// What else is asked for changes nothing.
TEST(Counts, AskedAloneIsTheSame) {
  const EventLog log = log_of(world_with_quiet(), kDays);
  const auto all = forecast_counts(log, day_of(300), kHorizons, kAskedAndQuiet);
  const auto one = forecast_counts(log, day_of(300), kHorizons, std::span(kAskedAndQuiet).first(1));
  ASSERT_TRUE(all && one);
  for (std::size_t i = 0; i < one->counts.size(); ++i)
    EXPECT_EQ(text_of(one->counts[i].forecast), text_of(all->counts[i].forecast));
}

TEST(Counts, SameBytesAtAnyNumberOfThreads) {
  const EventLog log = log_of(world_with_quiet(), kDays);
  std::vector<std::string> texts;
  for (const unsigned n : {1U, 2U, 4U}) {
    set_threads(n);
    texts.push_back(text_of(forecast_counts(log, day_of(300), kHorizons, kAskedAndQuiet)));
  }
  set_threads(0);
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_EQ(texts[0], texts[2]);
}

// Classes that never occur are forecast to stay near nothing.
TEST(Counts, SingleClass) {
  const auto outlook = forecast_counts(log_of(made_world({.classes = 1}), kDays), day_of(300),
                                       kHorizons, std::span(kAsked).first(1));
  ASSERT_TRUE(outlook) << format_error(outlook.error());
  EXPECT_GT(outlook->counts[0].distribution.mean(), 0.05);
  for (std::size_t i = 2; i < outlook->counts.size(); ++i)
    EXPECT_LT(outlook->counts[i].distribution.mean(), 0.02) << i;
}

// Ten days without any data are missing, not zero: the forecast stays what it was to within the
// little that ten fewer days tell. Taken for zeros they would halve the last weeks.
TEST(Counts, MissingDaysAreNoZeros) {
  std::vector<MadeEvent> events = made_world({.wander = 0.0});
  const auto sum = [&](const std::vector<MadeEvent>& from) {
    double total = 0;
    const auto outlook = forecast_counts(
        log_of(from, kDays), day_of(300), kHorizons,
        std::vector<NamedDyad>{{"AAA", "ABA"}, {"ABA", "ACA"}, {"ADA", "AEA"}, {"AEA", "AFA"}});
    EXPECT_TRUE(outlook) << format_error(outlook.error());
    if (outlook)
      for (const CountForecast& c : outlook->counts) total += c.distribution.mean();
    return total;
  };
  const double whole = sum(events);
  std::erase_if(events, [](const MadeEvent& e) {
    return e.day > kWorldStart + 285 && e.day <= kWorldStart + 295;
  });
  EXPECT_NEAR(sum(events) / whole, 1, 0.12);
}

TEST(Counts, TooLittleIsSaid) {
  const EventLog log = log_of(made_world(), kDays);
  const auto early = forecast_counts(log, day_of(40), kHorizons, kAsked);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::kBadData);
  const auto late = forecast_counts(log, day_of(kDays + 200), kHorizons, kAsked);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kBadData);
  EXPECT_FALSE(forecast_counts(EventLog{}, day_of(40), kHorizons, kAsked));
  const std::vector<int> none, wrong{0};
  EXPECT_EQ(forecast_counts(log, day_of(300), none, kAsked).error().code, ErrorCode::kUsage);
  EXPECT_EQ(forecast_counts(log, day_of(300), wrong, kAsked).error().code, ErrorCode::kUsage);
  const auto before = forecast_counts(log, day_of(-50), kHorizons, kAsked);
  ASSERT_FALSE(before);
  EXPECT_EQ(before.error().code, ErrorCode::kBadData);
}

TEST(Counts, EscalationLevel) {
  // Nearest rank: 9 of 10 spans have at most 4.
  EXPECT_EQ(escalation_level(std::vector<std::uint32_t>{0, 0, 1, 1, 2, 2, 3, 4, 4, 9}), 4U);
  EXPECT_EQ(escalation_level(std::vector<std::uint32_t>{0, 0, 0}), 1U);
  EXPECT_EQ(escalation_level({}), 1U);
  EXPECT_EQ(share_above(std::vector<std::uint32_t>{0, 2, 3, 1}, 1), 0.5);
  EXPECT_EQ(share_above({}, 1), 0);
}

TEST(Forecast, IdsNameTheQuestion) {
  Forecast f;
  f.kind = ForecastKind::kCount;
  f.source = "AB";
  f.target = "C";
  const std::string id = forecast_id(f, "basis");
  EXPECT_EQ(forecast_id(f, "basis"), id);
  EXPECT_NE(forecast_id(f, "other"), id);
  f.source = "A";
  f.target = "BC";
  EXPECT_NE(forecast_id(f, "basis"), id);
  for (const ForecastKind kind : {ForecastKind::kAct, ForecastKind::kCount,
                                  ForecastKind::kEscalation, ForecastKind::kRegister})
    EXPECT_EQ(forecast_kind(name_of(kind)), kind);
  EXPECT_FALSE(forecast_kind("war"));
}

}  // namespace
}  // namespace entente::forecast
