// Counts on the real ICEWS data: the quads of January to October 2018 joined to the daily files up
// to March 2019, in one store, as a user has them.
//
// The figures of docs/methods/counts.md are kept from falling: more skill than none at 7 and 30
// days by the intervals, PIT shares in every band, and no forecast moved by what was known later.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "entente/forecast/counts/backtest_counts.hpp"
#include "entente/forecast/counts/count_history.hpp"
#include "entente/forecast/counts/counts.hpp"
#include "entente/history/event_log.hpp"
#include "store_testing.hpp"

namespace entente::forecast {
namespace {

namespace fs = std::filesystem;
using entente::testing::put_in;
using entente::testing::shared_data;
using entente::testing::StoreFolder;
using entente::testing::views_of;

constexpr Day kFirstOrigin{std::chrono::year{2018} / 8 / 1};

Result<EventLog> joined_log(const StoreFolder& store) {
  IngestOptions options;
  options.context.quads_origin = Day{std::chrono::year{2018} / 1 / 1};
  std::vector<std::string> files;
  for (const char* const part : {"train", "valid", "test"})
    files.push_back((shared_data() / "tkg/ICEWS18" / (std::string(part) + ".txt.gz")).string());
  for (const auto& entry : fs::directory_iterator(shared_data() / "events/icews"))
    if (entry.path().filename().string().starts_with("201")) files.push_back(entry.path().string());
  std::ranges::sort(files);
  put_in(store.path(), files, options);
  auto views = views_of(store.path());
  if (!views) return fail(views.error());
  ENTENTE_TRY(const std::vector<std::string> providers, providers_by_size(views->duck()));
  return read_event_log(views->duck(), with_family("icews", providers));
}

// The log without the rows that were known after the origin.
EventLog as_known(const EventLog& log, Day origin) {
  EventLog cut = log;
  std::size_t n = 0;
  for (std::size_t i = 0; i < log.size(); ++i) {
    if (log.day[i] + log.known_lag[i] > day_number(origin)) continue;
    cut.day[n] = log.day[i];
    cut.dyad[n] = log.dyad[i];
    cut.root[n] = log.root[i];
    cut.quad[n] = log.quad[i];
    cut.intensity[n] = log.intensity[i];
    cut.known_lag[n] = log.known_lag[i];
    ++n;
  }
  cut.day.resize(n);
  cut.dyad.resize(n);
  cut.root.resize(n);
  cut.quad.resize(n);
  cut.intensity.resize(n);
  cut.known_lag.resize(n);
  const auto days = static_cast<std::size_t>(day_number(origin) - log.first_day);
  for (std::size_t i = 0; i < cut.volume.size(); ++i) {
    cut.volume[i] = i <= days ? cut.volume[i] : 7;
    cut.observed[i] = i <= days ? cut.observed[i] : 0;
  }
  return cut;
}

class ForecastCountsSlow : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(shared_data() / "events/icews") || !fs::exists(shared_data() / "tkg/ICEWS18"))
      GTEST_SKIP() << "skipped: the shared ICEWS files or the ICEWS18 quads are missing in "
                   << shared_data();
    const StoreFolder store;
    log_ = joined_log(store);
    ASSERT_TRUE(log_) << format_error(log_.error());
  }

  Result<EventLog> log_;
};

TEST_F(ForecastCountsSlow, BeatTheBaselinesOnIcews) {
  CountBacktestOptions options;
  options.from = kFirstOrigin;
  const auto result = backtest_counts(*log_, options);
  ASSERT_TRUE(result) << format_error(result.error());
  EXPECT_GE(result->origins.size(), 30U);
  EXPECT_GE(result->dyads, 500U);
  for (const CountScores& s : result->by) {
    if (s.quad_class != 0) continue;
    fmt::print(
        "{} days {:>5}: n {} CRPS {:.4f} skill {:.3f} ({:.3f} to {:.3f}) over {}, PIT {:.3f}"
        " ({:.3f} to {:.3f})\n",
        s.horizon_days, s.band, s.n, s.crps, s.skill, s.skill_low, s.skill_high, s.best_baseline,
        s.pit_coverage_80, s.pit_low, s.pit_high);
    EXPECT_GE(s.pit_coverage_80, 0.77) << s.horizon_days << s.band;
    EXPECT_LE(s.pit_coverage_80, 0.83) << s.horizon_days << s.band;
    if (!s.band.empty()) continue;
    EXPECT_GT(s.skill_low, s.horizon_days == 7 ? 0.05 : 0.0);
  }
  for (const EscalationScores& e : result->escalation) {
    EXPECT_TRUE(e.judged());
    EXPECT_GT(e.skill_low, 0) << e.horizon_days;
  }
}

// Dyads with 1 to 14 events, so that none of them is near to teaching at any origin: as many are
// expected as came, to within a half, in the month after each of three origins. (The regression
// alone expects three to seven times the conflict.)
TEST_F(ForecastCountsSlow, QuietDyadsGetWhatTheyHave) {
  const std::vector<int> horizons{30};
  std::array<double, kClasses> expected{}, seen{};
  for (const Day origin : {kFirstOrigin, Day{std::chrono::year{2018} / 9 / 26},
                           Day{std::chrono::year{2019} / 1 / 16}}) {
    const std::int32_t now = day_number(origin);
    const std::vector<std::uint32_t> totals = known_totals(*log_, now);
    std::vector<NamedDyad> quiet;
    std::vector<char> is_quiet(totals.size(), 0);
    for (std::size_t d = 0; d < totals.size(); ++d) {
      if (totals[d] < 1 || totals[d] > 14) continue;
      is_quiet[d] = 1;
      quiet.emplace_back(log_->actors[log_->dyads[d].source], log_->actors[log_->dyads[d].target]);
    }
    const auto made = forecast_counts(*log_, origin, horizons, quiet);
    ASSERT_TRUE(made) << format_error(made.error());
    for (std::size_t i = 0; i < made->counts.size(); ++i)
      expected[i % kClasses] += made->counts[i].distribution.mean();
    for (std::size_t i = 0; i < log_->size(); ++i)
      if (is_quiet[log_->dyad[i]] != 0 && log_->day[i] > now && log_->day[i] <= now + 30 &&
          log_->quad[i] >= 1 && log_->quad[i] <= kClasses)
        seen[log_->quad[i] - std::size_t{1}] += 1;
  }
  for (std::size_t cls = 0; cls < kClasses; ++cls) {
    fmt::print("quiet dyads, class {}: {} acts came, {:.0f} were expected\n", cls + 1, seen[cls],
               expected[cls]);
    EXPECT_NEAR(expected[cls] / seen[cls], 1, 0.5) << cls + 1;
  }
}

// Pairs of known actors without any act so far, by how much the two do and get: as many acts are
// expected as came, within a factor of two, and far fewer between the small than between the large.
TEST_F(ForecastCountsSlow, FirstActsOnIcews) {
  const Day origin = kFirstOrigin + std::chrono::days{56};
  const std::int32_t now = day_number(origin);
  const std::vector<std::uint32_t> totals = known_totals(*log_, now);
  std::vector<double> done(log_->actors.size()), got(log_->actors.size());
  for (std::size_t d = 0; d < totals.size(); ++d) {
    done[log_->dyads[d].source] += totals[d];
    got[log_->dyads[d].target] += totals[d];
  }
  std::vector<NamedDyad> asked;
  std::vector<std::size_t> group;
  std::map<NamedDyad, std::size_t> groups;
  for (std::uint32_t a = 0; a < log_->actors.size(); ++a) {
    for (std::uint32_t b = 0; b < log_->actors.size(); ++b) {
      if (a == b || done[a] + got[a] == 0 || done[b] + got[b] == 0) continue;
      const std::int64_t at = log_->find(a, b);
      if (at >= 0 && totals[static_cast<std::size_t>(at)] > 0) continue;
      const double product = (done[a] + 1) * (got[b] + 1);
      asked.emplace_back(log_->actors[a], log_->actors[b]);
      group.push_back(product < 1e3 ? 0 : product < 1e5 ? 1 : 2);
      groups[asked.back()] = group.back();
    }
  }
  const auto made = forecast_counts(*log_, origin, std::vector<int>{30}, asked);
  ASSERT_TRUE(made) << format_error(made.error());
  std::array<double, 3> pairs{}, expected{}, seen{};
  for (std::size_t i = 0; i < asked.size(); ++i) {
    pairs[group[i]] += 1;
    for (std::size_t cls = 0; cls < kClasses; ++cls)
      expected[group[i]] += made->counts[i * kClasses + cls].distribution.mean();
  }
  for (std::size_t i = 0; i < log_->size(); ++i) {
    if (log_->day[i] <= now || log_->day[i] > now + 30 || log_->quad[i] < 1) continue;
    const EventLog::Dyad dyad = log_->dyads[log_->dyad[i]];
    const auto at = groups.find({log_->actors[dyad.source], log_->actors[dyad.target]});
    if (at != groups.end()) seen[at->second] += 1;
  }
  for (std::size_t g = 0; g < 3; ++g) {
    fmt::print("pairs that never met, group {}: {} pairs, {} acts came, {:.1f} were expected\n", g,
               pairs[g], seen[g], expected[g]);
    EXPECT_LT(expected[g], 2 * seen[g] + 5) << g;
    EXPECT_GT(2 * expected[g] + 5, seen[g]) << g;
  }
  EXPECT_GT(expected[2] / pairs[2], 20 * expected[0] / pairs[0]);
}

TEST_F(ForecastCountsSlow, NothingKnownLaterMovesOnIcews) {
  const std::vector<int> horizons{7, 30};
  const std::vector<NamedDyad> asked{
      {"USA", "CHN"}, {"CHN", "USA"}, {"RUS", "UKR"}, {"XXX", "USA"}};
  for (const Day origin :
       {Day{std::chrono::year{2018} / 8 / 15}, Day{std::chrono::year{2018} / 12 / 5}}) {
    const auto whole = forecast_counts(*log_, origin, horizons, asked);
    const auto known = forecast_counts(as_known(*log_, origin), origin, horizons, asked);
    ASSERT_TRUE(whole) << format_error(whole.error());
    ASSERT_TRUE(known) << format_error(known.error());
    for (std::size_t i = 0; i < whole->counts.size(); ++i) {
      const Forecast &a = whole->counts[i].forecast, &b = known->counts[i].forecast;
      EXPECT_EQ(a.id, b.id);
      EXPECT_EQ(a.probability, b.probability);
      EXPECT_EQ(a.low, b.low);
      EXPECT_EQ(a.count->mean, b.count->mean);
    }
    for (std::size_t i = 0; i < whole->escalations.size(); ++i)
      EXPECT_EQ(whole->escalations[i].forecast.probability,
                known->escalations[i].forecast.probability);
  }
}

}  // namespace
}  // namespace entente::forecast
