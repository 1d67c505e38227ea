// Answers out of a small log that can be counted by hand: ten days, RUS toward UKR fights (root 19,
// class 4) on days 2, 3 and 5 and consults (root 4, class 1) on day 5; UKR toward RUS fights daily.

#include "entente/forecast/settle.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace entente::forecast {
namespace {

constexpr Day kFirst{std::chrono::year{2024} / 1 / 1};

class Built {
 public:
  Built() {
    log.provider = "icews";
    log.actors = {"GEO", "RUS", "UKR"};
    log.dyads = {{1, 2}, {2, 1}};
    log.first_day = day_number(kFirst);
    log.volume.assign(10, 5);
    log.observed.assign(10, 1);
    for (int day = 0; day < 10; ++day) {
      if (day == 2 || day == 3 || day == 5) add(day, 0, 19, 4);
      if (day == 5) add(day, 0, 4, 1);
      add(day, 1, 19, 4);
    }
  }
  // In the log's own order, with a lag of none.
  void add(int day, std::uint32_t dyad, int root, int quad, int lag = 0) {
    const int at = log.first_day + day;
    std::size_t i = 0;
    const auto key = [&](std::size_t k) {
      return std::make_tuple(log.day[k], log.dyad[k], log.root[k]);
    };
    while (i < log.size() && key(i) <= std::make_tuple(at, dyad, static_cast<std::uint8_t>(root)))
      ++i;
    const auto put = [&](auto& column, auto value) {
      column.insert(column.begin() + static_cast<std::ptrdiff_t>(i), value);
    };
    put(log.day, at);
    put(log.dyad, dyad);
    put(log.root, static_cast<std::uint8_t>(root));
    put(log.quad, static_cast<std::uint8_t>(quad));
    put(log.intensity, std::numeric_limits<float>::quiet_NaN());
    put(log.known_lag, static_cast<std::uint16_t>(lag));
  }
  EventLog log;
};

Forecast asked(ForecastKind kind, const std::string& type, int origin, int horizon) {
  Forecast f;
  f.kind = kind;
  f.source = "RUS";
  f.target = "UKR";
  f.type = type;
  f.provider = "icews";
  f.origin = kFirst + std::chrono::days{origin};
  f.horizon_days = horizon;
  return f;
}

TEST(Settle, CountsTheDaysAfterTheOriginUpToTheLastAskedAbout) {
  const EventLog log = Built().log;
  struct Wanted {
    ForecastKind kind;
    std::string type;
    int origin, horizon;
    std::uint32_t count;
  };
  for (const auto& w : std::vector<Wanted>{{ForecastKind::kAct, "19", 0, 7, 3},
                                           {ForecastKind::kAct, "19", 2, 3, 2},
                                           {ForecastKind::kAct, "19", 3, 1, 0},
                                           {ForecastKind::kAct, "04", 0, 7, 1},
                                           {ForecastKind::kAct, "18", 0, 7, 0},
                                           {ForecastKind::kCount, "4", 0, 7, 3},
                                           {ForecastKind::kCount, "1", 0, 7, 1},
                                           {ForecastKind::kEscalation, "4", 4, 4, 1},
                                           {ForecastKind::kEscalation, "4", 5, 3, 0}}) {
    const Answer answer = answer_from_log(asked(w.kind, w.type, w.origin, w.horizon), log, 1);
    EXPECT_EQ(answer.unanswered, Unanswered::kNone) << w.type << " " << w.origin;
    EXPECT_EQ(answer.count, w.count) << w.type << " " << w.origin;
    EXPECT_EQ(answer.happened, w.count > 0);
  }
}

TEST(Settle, YesIsMoreThanTheLevel) {
  const EventLog log = Built().log;
  Forecast f = asked(ForecastKind::kEscalation, "4", 0, 7);
  f.level = 2;
  EXPECT_TRUE(answer_from_log(f, log, 1).happened);
  f.level = 3;
  EXPECT_FALSE(answer_from_log(f, log, 1).happened);
}

TEST(Settle, NothingIsToldBeforeADayAfterTheLastWasObserved) {
  Built built;
  // Day 9 is the last observed one: up to day 8 can be told.
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "19", 1, 7), built.log, 1).unanswered,
            Unanswered::kNone);
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "19", 2, 7), built.log, 1).unanswered,
            Unanswered::kNotKnown);
  built.log.observed[9] = 0;
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "19", 1, 7), built.log, 1).unanswered,
            Unanswered::kNotKnown);
}

TEST(Settle, AMissingDayLeavesYesAndNoOpenAlike) {
  Built built;
  built.log.observed[4] = 0;
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "19", 0, 7), built.log, 1).unanswered,
            Unanswered::kDaysMissing);
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "18", 0, 7), built.log, 1).unanswered,
            Unanswered::kDaysMissing);
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "19", 0, 3), built.log, 1).count, 2U);
  // Days before the log's first one are not observed either.
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "19", -5, 7), built.log, 1).unanswered,
            Unanswered::kDaysMissing);
}

TEST(Settle, ADyadThatTheLogNeverSawDidNothing) {
  Forecast f = asked(ForecastKind::kCount, "4", 0, 7);
  f.target = "GEO";
  const Answer answer = answer_from_log(f, Built().log, 1);
  EXPECT_EQ(answer.unanswered, Unanswered::kNone);
  EXPECT_EQ(answer.count, 0U);
  EXPECT_FALSE(answer.happened);
}

TEST(Settle, AnotherProvidersLogAndRegistersAnswerNothing) {
  Forecast f = asked(ForecastKind::kAct, "19", 0, 7);
  f.provider = "gdelt1";
  EXPECT_EQ(answer_from_log(f, Built().log, 1).unanswered, Unanswered::kNoData);
  EXPECT_EQ(
      answer_from_log(asked(ForecastKind::kRegister, "tests", 0, 7), Built().log, 1).unanswered,
      Unanswered::kNoData);
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "x", 0, 7), Built().log, 1).unanswered,
            Unanswered::kNoData);
  EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, "19", 0, 7), EventLog{}, 1).unanswered,
            Unanswered::kNoData);
}

TEST(Settle, OneWaitsAsLongAsLateRowsTakeToComeIn) {
  Built built;
  EXPECT_EQ(days_of_waiting(built.log), 1);  // all rows on their own day
  EXPECT_EQ(days_of_waiting(EventLog{}), 1);
  // Day 9 is the last observed one: with four days of waiting up to day 5 can be told, yes and no.
  for (const char* const type : {"19", "18"}) {
    EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, type, 1, 4), built.log, 4).unanswered,
              Unanswered::kNone);
    EXPECT_EQ(answer_from_log(asked(ForecastKind::kAct, type, 2, 4), built.log, 4).unanswered,
              Unanswered::kNotKnown);
  }
  // A hundred rows: with five of them four days late the 95th percentile is still none ...
  Built many;
  many.log.day.clear();
  many.log.dyad.clear();
  many.log.root.clear();
  many.log.quad.clear();
  many.log.intensity.clear();
  many.log.known_lag.clear();
  for (int i = 0; i < 95; ++i) many.add(1 + i % 8, 0, 1 + i % 20, 4, 0);
  for (int i = 0; i < 5; ++i) many.add(i, 0, 1, 4, 4);
  EXPECT_EQ(days_of_waiting(many.log), 1);
  // ... with six it is four; one waits no longer than 30 days; what is never known is no lag.
  many.add(2, 0, 1, 4, 4);
  EXPECT_EQ(days_of_waiting(many.log), 4);
  many.add(2, 0, 1, 4, kLateLag);
  EXPECT_EQ(days_of_waiting(many.log), 4);
  for (auto& lag : many.log.known_lag) lag = 40;
  EXPECT_EQ(days_of_waiting(many.log), 30);
  // Lags of long ago say nothing of today.
  Built old;
  for (int i = 0; i < 50; ++i) old.add(-200 + i % 8, 0, 1 + i % 20, 4, 9);
  EXPECT_EQ(days_of_waiting(old.log), 1);
}

TEST(Settle, StragglersAreNoKnowledgeOfADay) {
  Built built;
  EXPECT_EQ(last_well_known_day(built.log), kFirst + std::chrono::days{9});
  // One row that came in three days later than all others, where seven a day are usual.
  for (int day = 0; day < 10; ++day)
    for (int i = 0; i < 6; ++i) built.add(day, 1, 10 + i, 3);
  built.add(9, 0, 18, 4, 3);
  EXPECT_EQ(last_well_known_day(built.log), kFirst + std::chrono::days{9});
  EXPECT_EQ(last_observed_day(built.log), kFirst + std::chrono::days{9});
  EXPECT_FALSE(last_well_known_day(EventLog{}));
  EXPECT_FALSE(last_observed_day(EventLog{}));
}

TEST(Settle, TheLogsNameSaysHowItIsReadAgain) {
  EXPECT_EQ(log_filter_of("icews").provider, "icews");
  EXPECT_EQ(log_filter_of("icews").earlier, "");
  const LogFilter joined = log_filter_of("quads and icews");
  EXPECT_EQ(joined.provider, "icews");
  EXPECT_EQ(joined.earlier, "quads");
}

}  // namespace
}  // namespace entente::forecast
