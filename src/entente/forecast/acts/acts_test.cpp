#include "entente/forecast/acts/acts.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <map>
#include <string>
#include <tuple>

#include "entente/base/parallel.hpp"
#include "entente/forecast/acts/act_testing.hpp"

namespace entente::forecast {
namespace {

using testing::ActRow;
using testing::ActWorld;
using testing::log_of;
using testing::made_acts;
using testing::made_rows;

constexpr int kFirst = 17000;

std::vector<NamedDyad> all_dyads(const EventLog& log) {
  std::vector<NamedDyad> dyads;
  for (const EventLog::Dyad& dyad : log.dyads)
    dyads.emplace_back(log.actors[dyad.source], log.actors[dyad.target]);
  return dyads;
}

// All that is in an outlook, to the last bit.
std::string bytes_of(const ActOutlook& outlook) {
  std::string bytes;
  const auto number = [&](double value) {
    bytes += std::to_string(std::bit_cast<std::uint64_t>(value)) + " ";
  };
  for (const Forecast& one : outlook.forecasts) {
    bytes += one.id + one.source + one.target + one.type + one.provider;
    for (const double value :
         {one.probability, one.low, one.high, one.climatology, one.track.mean_probability,
          one.track.brier, one.track.brier_climatology, one.track.low, one.track.high})
      number(value);
    bytes += std::to_string(one.track.n) + "/" + std::to_string(one.track.happened);
    for (const Statistic& statistic : one.statistics) {
      bytes += statistic.name;
      number(statistic.value);
      number(statistic.effect);
    }
    bytes += "\n";
  }
  for (const ReliabilityBin& bin : outlook.reliability.bins) {
    number(bin.mean_probability);
    number(bin.observed.low);
    bytes += std::to_string(bin.n) + "/" + std::to_string(bin.happened);
  }
  return bytes;
}

bool happened(const EventLog& log, const Forecast& one) {
  const std::int64_t dyad = log.find(one.source, one.target);
  for (std::size_t i = 0; i < log.size(); ++i)
    if (log.dyad[i] == dyad && log.root[i] == std::stoi(one.type) &&
        log.day[i] > day_number(one.origin) && log.day[i] <= day_number(one.due()))
      return true;
  return false;
}

TEST(Acts, AnOutlookIsWholeAndInOrder) {
  const EventLog log = made_acts(1, {});
  const Day origin = day_from_number(kFirst + 200);
  const auto outlook = forecast_acts(log, origin, 7, all_dyads(log));
  ASSERT_TRUE(outlook) << outlook.error().message;
  EXPECT_EQ(outlook->origin, origin);
  EXPECT_EQ(outlook->horizon_days, 7);
  EXPECT_GT(outlook->forecasts.size(), 400U);
  EXPECT_GT(outlook->reliability.n, 1000U);
  std::map<std::string, int> ids;
  for (std::size_t i = 0; i < outlook->forecasts.size(); ++i) {
    const Forecast& one = outlook->forecasts[i];
    EXPECT_EQ(++ids[one.id], 1);
    EXPECT_EQ(one.kind, ForecastKind::kAct);
    EXPECT_EQ(one.provider, "made");
    EXPECT_EQ(one.type.size(), 2U);
    EXPECT_EQ(one.level, 0U);
    EXPECT_TRUE(one.evidence.empty());
    EXPECT_GT(one.probability, 0);
    EXPECT_LT(one.probability, 1);
    EXPECT_GE(one.probability, one.low);
    EXPECT_LE(one.probability, one.high);
    EXPECT_GT(one.climatology, 0);
    EXPECT_LT(one.climatology, 1);
    ASSERT_EQ(one.statistics.size(), 12U);
    for (std::size_t k = 1; k < one.statistics.size(); ++k)
      EXPECT_GE(std::abs(one.statistics[k - 1].effect), std::abs(one.statistics[k].effect));
    if (one.track.n > 0) {
      EXPECT_EQ(one.track.basis, "back-test");
      EXPECT_EQ(word_of(one.track.mean_probability), word_of(one.probability));
      EXPECT_LE(one.track.low, one.track.high);
    }
    if (i == 0) continue;
    const Forecast& before = outlook->forecasts[i - 1];
    EXPECT_TRUE(before.probability > one.probability ||
                (before.probability == one.probability &&
                 std::tie(before.source, before.target, before.type) <
                     std::tie(one.source, one.target, one.type)));
  }
}

// Everything that became known after the origin, taken away or turned into something else, is
// nothing to what was said at it; nor are the volumes and observed days that the log tells with it.
TEST(Acts, NothingKnownLaterIsUsed) {
  for (const std::uint64_t late : {0U, 9U}) {
    const std::vector<ActRow> rows = made_rows(2, {.late = late});
    const int origin = kFirst + 190;
    std::vector<ActRow> without, changed;
    std::size_t later = 0;
    for (const ActRow& row : rows) {
      const bool known = row.day + row.lag <= origin;
      later += known ? 0 : 1;
      if (known) without.push_back(row);
      changed.push_back(row);
      if (known) continue;
      // Another dyad, another kind, on other days still not known; new actors among them.
      ActRow& other = changed.back();
      other.source = row.target + 20;
      other.target = row.source;
      other.root = static_cast<std::uint8_t>(21 - row.root);
      other.day = row.day - 3;
      other.lag = static_cast<std::uint16_t>(row.lag + 3);
    }
    ASSERT_GT(later, 100U);
    const EventLog log = log_of(rows);
    const auto dyads = all_dyads(log);
    const auto whole = forecast_acts(log, day_from_number(origin), 7, dyads);
    ASSERT_TRUE(whole) << whole.error().message;
    const auto cut = forecast_acts(log_of(without), day_from_number(origin), 7, dyads);
    ASSERT_TRUE(cut) << cut.error().message;
    EXPECT_EQ(bytes_of(*whole), bytes_of(*cut));
    EventLog other = log_of(changed);
    for (auto& volume : other.volume) volume = 3;
    for (auto& observed : other.observed) observed = 0;
    const auto turned = forecast_acts(other, day_from_number(origin), 7, dyads);
    ASSERT_TRUE(turned) << turned.error().message;
    EXPECT_EQ(bytes_of(*whole), bytes_of(*turned));
    // What was known is something to it.
    without.erase(without.end() - 20, without.end());
    const auto less = forecast_acts(log_of(without), day_from_number(origin), 7, dyads);
    ASSERT_TRUE(less);
    EXPECT_NE(bytes_of(*whole), bytes_of(*less));
  }
}

TEST(Acts, SameBytesAtAnyNumberOfThreads) {
  const EventLog log = made_acts(4, {.late = 4});
  std::vector<std::string> bytes;
  for (const unsigned count : {1U, 2U, 4U}) {
    set_threads(count);
    const auto outlook = forecast_acts(log, day_from_number(kFirst + 200), 7, all_dyads(log));
    ASSERT_TRUE(outlook);
    bytes.push_back(bytes_of(*outlook));
  }
  set_threads(0);
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

struct Scores {
  Reliability model, climatology;
  double area = 0;
};

Scores scores_of(const EventLog& log, int from, int to) {
  std::vector<Judged> model, climatology;
  for (int day = from; day <= to; day += 7) {
    const auto outlook = forecast_acts(log, day_from_number(day), 7, all_dyads(log));
    EXPECT_TRUE(outlook) << outlook.error().message;
    if (!outlook) continue;
    for (const Forecast& one : outlook->forecasts) {
      const bool yes = happened(log, one);
      model.push_back({one.probability, yes});
      climatology.push_back({one.climatology, yes});
    }
  }
  return {reliability_of(model), reliability_of(climatology), roc_area(model)};
}

// A world with habits and memory is foretold better than by each pair's own share, and what is
// said is kept: in each word of probability with 100 forecasts or more.
TEST(ActsSlow, SkillAndReliabilityWhereThereIsSomethingToKnow) {
  const EventLog log = made_acts(5, {.days = 260});
  const Scores scores = scores_of(log, kFirst + 190, kFirst + 250);
  EXPECT_LT(scores.model.brier, 0.97 * scores.climatology.brier);
  EXPECT_GT(scores.area, 0.8);
  for (const ReliabilityBin& bin : scores.model.bins) {
    if (bin.n < 100) continue;
    const double share = static_cast<double>(bin.happened) / static_cast<double>(bin.n);
    EXPECT_NEAR(bin.mean_probability, share, 0.07) << bin.low;
  }
}

// Negative control: with days permuted (each act on a day drawn anew) the past says nothing beyond
// each pair's share; with dyads and kinds permuted as well, nothing beyond the share of all.
TEST(ActsSlow, PermutedDaysAndKindsLeaveNoSkill) {
  std::vector<ActRow> rows = made_rows(5, {.days = 260});
  RandomStream random(1, "permuted days", 0);
  for (ActRow& row : rows) row.day = kFirst + static_cast<int>(random.below(260));
  const EventLog days = log_of(rows);
  const Scores by_days = scores_of(days, kFirst + 190, kFirst + 250);
  EXPECT_NEAR(by_days.model.brier / by_days.climatology.brier, 1, 0.015);
  for (ActRow& row : rows) {
    row.root = static_cast<std::uint8_t>(1 + random.below(20));
    row.source = static_cast<std::uint32_t>(random.below(6));
    row.target = (row.source + 1 + static_cast<std::uint32_t>(random.below(5))) % 6;
  }
  const Scores by_all = scores_of(log_of(rows), kFirst + 190, kFirst + 250);
  EXPECT_NEAR(by_all.area, 0.5, 0.02);
  EXPECT_NEAR(by_all.model.brier / by_all.model.uncertainty, 1, 0.01);
  EXPECT_LT(by_all.model.resolution, 0.002);
}

TEST(Acts, TooShortALogSaysHowManyDaysAreNeeded) {
  const EventLog log = made_acts(6, {.days = 100});
  const auto dyads = all_dyads(log);
  const auto outlook = forecast_acts(log, day_from_number(kFirst + 60), 7, dyads);
  ASSERT_FALSE(outlook);
  EXPECT_EQ(outlook.error().code, ErrorCode::kBadData);
  // 28 days of history, 8 past days a week apart, a horizon, the origin: 28 + 49 + 7 + 1.
  EXPECT_EQ(
      outlook.error().message,
      "forecasts of acts within 7 days need 85 days of events known before 2016-09-17 to fit, "
      "calibrate and judge, there are 61");
  EXPECT_FALSE(forecast_acts(log, day_from_number(kFirst + 83), 7, dyads));
  EXPECT_TRUE(forecast_acts(log, day_from_number(kFirst + 84), 7, dyads));
  EXPECT_FALSE(forecast_acts(log, day_from_number(kFirst + 99), 90, dyads));
  EXPECT_FALSE(forecast_acts(log, day_from_number(kFirst - 5), 7, dyads));
  EXPECT_FALSE(forecast_acts(EventLog{}, day_from_number(kFirst), 7, dyads));
  EXPECT_EQ(forecast_acts(log, day_from_number(kFirst + 99), 0, dyads).error().code,
            ErrorCode::kUsage);
  EXPECT_EQ(forecast_acts(log, day_from_number(kFirst + 99), 366, dyads).error().code,
            ErrorCode::kUsage);
}

// A dyad that the log never saw has shown nothing; one whose reverse it saw is asked about what the
// reverse has shown.
TEST(Acts, DyadsWithoutHistory) {
  std::vector<ActRow> rows = made_rows(7, {.days = 160});
  std::erase_if(rows, [](const ActRow& row) { return row.source == 2 && row.target == 3; });
  const EventLog log = log_of(rows);
  const std::vector<NamedDyad> dyads = {
      {"A102", "A103"}, {"XXX", "A103"}, {"XXX", "YYY"}, {"", ""}, {"A101", "A101"}};
  const auto outlook = forecast_acts(log, day_from_number(kFirst + 150), 7, dyads);
  ASSERT_TRUE(outlook) << outlook.error().message;
  EXPECT_FALSE(outlook->forecasts.empty());
  for (const Forecast& one : outlook->forecasts) {
    EXPECT_EQ(one.source, "A102");
    EXPECT_EQ(one.target, "A103");
    EXPECT_LT(one.probability, 0.5);
    EXPECT_TRUE(std::isfinite(one.probability));
  }
  const auto none = forecast_acts(log, day_from_number(kFirst + 150), 7, {});
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->forecasts.empty());
}

// Days without rows are missing: a log with a hole says nearly what the whole one says of what is
// constant. A log that ends days before the origin is read as it was.
TEST(Acts, MissingDaysAndALogThatEndsEarly) {
  const ActWorld whole = {.days = 240, .habits = false};
  ActWorld hole = whole;
  hole.gap_from = 130;
  hole.gap_to = 165;
  const EventLog with_hole = made_acts(8, hole);
  const auto a =
      forecast_acts(made_acts(8, whole), day_from_number(kFirst + 230), 7, all_dyads(with_hole));
  const auto b = forecast_acts(with_hole, day_from_number(kFirst + 230), 7, all_dyads(with_hole));
  ASSERT_TRUE(a && b);
  const auto mean = [](const ActOutlook& outlook, double Forecast::*what) {
    double sum = 0;
    for (const Forecast& one : outlook.forecasts) sum += one.*what;
    return sum / static_cast<double>(outlook.forecasts.size());
  };
  const double truth = 1 - std::pow(1 - 0.06, 7);
  EXPECT_NEAR(mean(*a, &Forecast::probability), truth, 0.02);
  EXPECT_NEAR(mean(*b, &Forecast::probability), truth, 0.02);
  EXPECT_NEAR(mean(*b, &Forecast::climatology), truth, 0.02);
  const auto late =
      forecast_acts(with_hole, day_from_number(kFirst + 239 + 20), 7, all_dyads(with_hole));
  ASSERT_TRUE(late) << late.error().message;
  EXPECT_NEAR(mean(*late, &Forecast::probability), truth, 0.02);
}

// One kind of act, one dyad, always: nothing to learn, and still finite.
TEST(Acts, OneKindOfActEveryDay) {
  std::vector<ActRow> rows;
  for (int day = 0; day < 150; ++day) rows.push_back({kFirst + day, 0, 1, 4, 0});
  const auto outlook =
      forecast_acts(log_of(rows), day_from_number(kFirst + 149), 7, {{{"A100", "A101"}}});
  ASSERT_TRUE(outlook) << outlook.error().message;
  ASSERT_EQ(outlook->forecasts.size(), 1U);
  EXPECT_GT(outlook->forecasts[0].probability, 0.9);
  EXPECT_LT(outlook->forecasts[0].probability, 1);
}

}  // namespace
}  // namespace entente::forecast
