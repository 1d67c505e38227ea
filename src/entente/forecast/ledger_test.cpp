// The ledger: registered once, settled once, nothing rewritten, whoever asks.

#include "entente/forecast/ledger.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <limits>

#include "entente/base/files.hpp"

namespace entente::forecast {
namespace {

constexpr Day kOrigin{std::chrono::year{2024} / 3 / 1};

Forecast forecast_of(const std::string& target, double probability) {
  Forecast f;
  f.kind = ForecastKind::kAct;
  f.source = "RUS";
  f.target = target;
  f.type = "19";
  f.provider = "icews";
  f.origin = kOrigin;
  f.probability = probability;
  f.low = probability / 2;
  f.high = probability;
  f.climatology = 0.25;
  f.id = forecast_id(f, "basis");
  return f;
}

// One that is made when all of the others have long been settled.
Forecast later(const std::string& target, double probability) {
  Forecast f = forecast_of(target, probability);
  f.origin = kOrigin + std::chrono::days{90};
  return f;
}

class Ledger : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("entente-ledger-test-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
  }
  void TearDown() override {
    catalogue_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    catalogue_.reset();
    auto opened = Catalogue::open_for_writing(folder_.string());
    ASSERT_TRUE(opened) << opened.error().message;
    catalogue_.emplace(std::move(*opened));
  }
  // What SQLite says to a statement: empty for yes.
  std::string execute(const std::string& sql) const {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open((folder_ / "catalogue.sqlite").c_str(), &database), SQLITE_OK);
    std::string said;
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      said = sqlite3_errmsg(database);
    sqlite3_close(database);
    return said;
  }
  std::vector<Registered> all() {
    auto registered = registered_forecasts(*catalogue_);
    EXPECT_TRUE(registered) << registered.error().message;
    return registered.value_or(std::vector<Registered>{});
  }
  std::filesystem::path folder_;
  std::optional<Catalogue> catalogue_;
};

TEST_F(Ledger, AForecastComesBackAsItWasRegistered) {
  Forecast f = forecast_of("UKR", 0.92);
  f.kind = ForecastKind::kCount;
  f.type = "4";
  f.level = 3;
  f.horizon_days = 30;
  f.count = CountSummary{2.5, 0, 0, 1, 2, 3, 5, 7};
  f.statistics.push_back({"acts", 1, 0.5});
  f.evidence.push_back({"e1", kOrigin, "RUS", "UKR", "", ""});
  const auto added =
      register_forecasts(*catalogue_, std::vector{f}, "2024-03-01T09:00:00Z", "version=1\n");
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(*added, 1U);
  open();
  const auto registered = all();
  ASSERT_EQ(registered.size(), 1U);
  const Forecast& g = registered[0].forecast;
  EXPECT_EQ(g.id, f.id);
  EXPECT_EQ(g.kind, ForecastKind::kCount);
  EXPECT_EQ(g.source + g.target + g.type + g.provider, "RUSUKR4icews");
  EXPECT_EQ(g.origin, kOrigin);
  EXPECT_EQ(g.horizon_days, 30);
  EXPECT_EQ(g.level, 3U);
  EXPECT_EQ(g.probability, 0.92);
  EXPECT_EQ(g.low, 0.46);
  EXPECT_EQ(g.high, 0.92);
  EXPECT_EQ(g.climatology, 0.25);
  ASSERT_TRUE(g.count);
  EXPECT_EQ(g.count->mean, 2.5);
  EXPECT_EQ(g.count->q05, 0U);
  EXPECT_EQ(g.count->q50, 2U);
  EXPECT_EQ(g.count->q95, 7U);
  EXPECT_TRUE(g.statistics.empty());
  EXPECT_EQ(registered[0].registered_at, "2024-03-01T09:00:00Z");
  EXPECT_EQ(registered[0].inputs, "version=1\n");
  EXPECT_FALSE(registered[0].settlement);
}

TEST_F(Ledger, TheSameForecastIsRegisteredOnceAndTheFirstStays) {
  const Forecast first = forecast_of("UKR", 0.9);
  ASSERT_EQ(*register_forecasts(*catalogue_, std::vector{first}, "2024-03-01T09:00:00Z", "a\n"),
            1U);
  Forecast again = first;
  again.probability = 0.1;
  // The same question answered from something else: another seed, another case.
  Forecast elsewhere = again;
  elsewhere.id = forecast_id(elsewhere, "another basis");
  const Forecast other = forecast_of("GEO", 0.2);
  // Twice in one call is once, too.
  ASSERT_EQ(*register_forecasts(*catalogue_, std::vector{again, elsewhere, other, other},
                                "2024-03-02T09:00:00Z", "b\n"),
            1U);
  const auto registered = all();
  ASSERT_EQ(registered.size(), 2U);
  EXPECT_EQ(registered[0].forecast.probability, 0.9);
  EXPECT_EQ(registered[0].registered_at, "2024-03-01T09:00:00Z");
  EXPECT_EQ(registered[0].inputs, "a\n");
  EXPECT_EQ(registered[1].forecast.target, "GEO");
}

TEST_F(Ledger, AForecastIsSettledOnceAndOnlyIfItWasRegistered) {
  const Forecast f = forecast_of("UKR", 0.8);
  ASSERT_TRUE(register_forecasts(*catalogue_, std::vector{f}, "2024-03-01T09:00:00Z", ""));
  const Settlement yes = settlement_of(f, true, 2, "2024-03-10T09:00:00Z");
  EXPECT_DOUBLE_EQ(yes.brier, (1 - 0.8) * (1 - 0.8));
  EXPECT_DOUBLE_EQ(yes.log_score, -std::log(0.8));
  ASSERT_TRUE(settle(*catalogue_, f.id, yes));
  const auto again = settle(*catalogue_, f.id, settlement_of(f, false, 0, "2024-03-11T09:00:00Z"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kFailure);
  const auto unknown = settle(*catalogue_, "0000000000000000", yes);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kFailure);
  // All or none: the second of the two is settled already.
  const Forecast g = forecast_of("GEO", 0.3);
  ASSERT_TRUE(register_forecasts(*catalogue_, std::vector{g}, "2024-03-01T10:00:00Z", ""));
  const std::vector<std::pair<std::string, Settlement>> both = {
      {g.id, settlement_of(g, false, 0, "2024-03-12T09:00:00Z")}, {f.id, yes}};
  EXPECT_FALSE(settle(*catalogue_, both));
  const auto registered = all();
  ASSERT_EQ(registered.size(), 2U);
  ASSERT_TRUE(registered[0].settlement);
  EXPECT_TRUE(registered[0].settlement->happened);
  EXPECT_EQ(registered[0].settlement->count, 2U);
  EXPECT_EQ(registered[0].settlement->settled_at, "2024-03-10T09:00:00Z");
  EXPECT_FALSE(registered[1].settlement);
}

TEST_F(Ledger, ScoresAreFinite) {
  EXPECT_EQ(settlement_of(forecast_of("UKR", 1), true, {}, "").log_score, 0);
  EXPECT_EQ(settlement_of(forecast_of("UKR", 1), true, {}, "").brier, 0);
  EXPECT_DOUBLE_EQ(settlement_of(forecast_of("UKR", 1), false, {}, "").log_score, -std::log(1e-9));
  EXPECT_DOUBLE_EQ(settlement_of(forecast_of("UKR", 0), true, {}, "").brier, 1);
}

TEST_F(Ledger, NothingRewritesItNotEvenSql) {
  const Forecast f = forecast_of("UKR", 0.8);
  ASSERT_TRUE(register_forecasts(*catalogue_, std::vector{f}, "2024-03-01T09:00:00Z", ""));
  ASSERT_TRUE(settle(*catalogue_, f.id, settlement_of(f, true, 2, "2024-03-10T09:00:00Z")));
  const std::string upsert =
      "INSERT INTO forecasts SELECT * FROM forecasts ON CONFLICT DO UPDATE SET probability = 0.5";
  for (const std::string& sql : std::vector<std::string>{
           "UPDATE forecasts SET probability = 0.99", "DELETE FROM forecasts",
           "UPDATE settlements SET happened = 0", "DELETE FROM settlements",
           "INSERT OR REPLACE INTO forecasts SELECT * FROM forecasts",
           "INSERT OR REPLACE INTO settlements SELECT * FROM settlements", upsert})
    EXPECT_NE(execute(sql), "") << sql;
  const auto registered = all();
  ASSERT_EQ(registered.size(), 1U);
  EXPECT_EQ(registered[0].forecast.probability, 0.8);
  ASSERT_TRUE(registered[0].settlement);
  EXPECT_TRUE(registered[0].settlement->happened);
}

TEST_F(Ledger, OldStoresGetTheTablesOnWritingAndAreEmptyOnReading) {
  catalogue_.reset();
  EXPECT_EQ(execute("DROP TABLE settlements; DROP TABLE forecasts"), "");
  {
    auto reading = Catalogue::open_for_reading(folder_.string());
    ASSERT_TRUE(reading) << reading.error().message;
    const auto registered = registered_forecasts(*reading);
    ASSERT_TRUE(registered) << registered.error().message;
    EXPECT_TRUE(registered->empty());
  }
  open();
  EXPECT_TRUE(register_forecasts(*catalogue_, std::vector{forecast_of("UKR", 0.8)}, "t", ""));
  EXPECT_NE(execute("DELETE FROM forecasts"), "");  // the triggers came with them
}

TEST_F(Ledger, ACopyCarriesItAndAnotherStoreTakesItOver) {
  const Forecast f = forecast_of("UKR", 0.8), g = forecast_of("GEO", 0.3);
  ASSERT_TRUE(register_forecasts(*catalogue_, std::vector{f, g}, "2024-03-01T09:00:00Z", "i\n"));
  ASSERT_TRUE(settle(*catalogue_, f.id, settlement_of(f, true, 2, "2024-03-10T09:00:00Z")));
  const auto copy = folder_ / "copy", heir = folder_ / "heir";
  std::filesystem::create_directories(copy);
  std::filesystem::create_directories(heir);
  ASSERT_TRUE(catalogue_->copy_to((copy / "catalogue.sqlite").string()));
  auto copied = Catalogue::open_for_reading(copy.string());
  ASSERT_TRUE(copied);
  const auto records = copied->forecasts();
  ASSERT_TRUE(records) << records.error().message;
  EXPECT_EQ(records->size(), 2U);
  // The heir knows one of them, unsettled; it gets the other and the settlement, and no change.
  auto taking = Catalogue::open_for_writing(heir.string());
  ASSERT_TRUE(taking);
  Forecast own = f;
  own.probability = 0.7;
  ASSERT_TRUE(register_forecasts(*taking, std::vector{own}, "2024-03-01T08:00:00Z", "own\n"));
  EXPECT_EQ(*taking->add_forecasts(*records), 1U);
  EXPECT_EQ(*taking->add_forecasts(*records), 0U);
  const auto registered = registered_forecasts(*taking);
  ASSERT_TRUE(registered);
  ASSERT_EQ(registered->size(), 2U);
  EXPECT_EQ((*registered)[0].forecast.probability, 0.7);
  ASSERT_TRUE((*registered)[0].settlement);
  EXPECT_EQ((*registered)[1].forecast.id, g.id);
  EXPECT_EQ((*registered)[1].registered_at, "2024-03-01T09:00:00Z");
  EXPECT_EQ((*registered)[1].inputs, "i\n");
}

TEST_F(Ledger, NoNumberThatIsNoneIsRegisteredOrReadBack) {
  Forecast f = forecast_of("UKR", 0.8);
  f.probability = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(register_forecasts(*catalogue_, std::vector{f}, "t", ""));
  f.probability = 1.5;
  EXPECT_FALSE(register_forecasts(*catalogue_, std::vector{f}, "t", ""));
  f = forecast_of("UKR", 0.8);
  f.id.clear();
  EXPECT_FALSE(register_forecasts(*catalogue_, std::vector{f}, "t", ""));
  EXPECT_TRUE(all().empty());
  // A catalogue with a row that no program wrote.
  EXPECT_EQ(execute("INSERT INTO forecasts VALUES ('x', 't', 'prophecy', '', '', '', '', 0, 7, 0, "
                    "0.5, 0, 1, 0.5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '')"),
            "");
  const auto registered = registered_forecasts(*catalogue_);
  ASSERT_FALSE(registered);
  EXPECT_EQ(registered.error().code, ErrorCode::kBadData);
}

// Fails the step with that name, or ends the program there.
class FailAt : public files::Observer {
 public:
  explicit FailAt(std::string step, bool kill = false) : step_(std::move(step)), kill_(kill) {
    files::set_observer(this);
  }
  ~FailAt() override { files::set_observer(nullptr); }
  int before(std::string_view step, const files::Path&) override {
    if (step != step_) return 0;
    if (kill_) ::kill(::getpid(), SIGKILL);
    return ENOSPC;
  }
  void wrote(const files::Path&) override {}
  void synced(const files::Path&) override {}
  void renamed(const files::Path&, const files::Path&) override {}
  void synced_folder(const files::Path&) override {}

 private:
  std::string step_;
  bool kill_;
};

TEST_F(Ledger, StoppedInTheMiddleNothingIsRegistered) {
  const std::vector both = {forecast_of("UKR", 0.8), forecast_of("GEO", 0.3)};
  {
    const FailAt full("commit forecasts");
    const auto added = register_forecasts(*catalogue_, both, "t", "");
    ASSERT_FALSE(added);
    EXPECT_NE(added.error().help, "");
  }
  EXPECT_TRUE(all().empty());
  EXPECT_EQ(*register_forecasts(*catalogue_, both, "t", ""), 2U);
  EXPECT_EQ(all().size(), 2U);
}

TEST_F(Ledger, KilledInTheMiddleNothingIsRegistered) {
  catalogue_.reset();
  const std::vector both = {forecast_of("UKR", 0.8), forecast_of("GEO", 0.3)};
  const auto killed = [&] {
    const FailAt end("commit forecasts", true);
    open();
    (void)register_forecasts(*catalogue_, both, "t", "");
  };
  EXPECT_EXIT(killed(), ::testing::KilledBySignal(SIGKILL), "");
  open();
  EXPECT_EQ(catalogue_->integrity().value_or("no answer"), "");
  EXPECT_TRUE(all().empty());
  EXPECT_EQ(*register_forecasts(*catalogue_, both, "t", ""), 2U);
}

TEST_F(Ledger, TheTrackRecordIsOfSettledOnesOfTheSameWord) {
  // Four "very likely" ones, three of which happened, one "unlikely", one of another horizon, and
  // one that is open.
  std::vector<Forecast> forecasts;
  for (const auto& [target, p] : std::vector<std::pair<std::string, double>>{{"UKR", 0.8},
                                                                             {"GEO", 0.85},
                                                                             {"MDA", 0.9},
                                                                             {"POL", 0.94},
                                                                             {"LVA", 0.3},
                                                                             {"LTU", 0.85},
                                                                             {"EST", 0.85}})
    forecasts.push_back(forecast_of(target, p));
  forecasts[5].horizon_days = 30;
  forecasts[5].id = forecast_id(forecasts[5], "basis");
  ASSERT_EQ(*register_forecasts(*catalogue_, forecasts, "2024-03-02T09:00:00Z", ""), 7U);
  const bool happened[] = {true, true, true, false, false, true};
  for (std::size_t i = 0; i < 6; ++i)
    ASSERT_TRUE(settle(*catalogue_, forecasts[i].id,
                       settlement_of(forecasts[i], happened[i], {}, "2024-04-05T09:00:00Z")));
  const TrackRecord track = track_record(all(), later("BLR", 0.82));
  EXPECT_EQ(track.basis, "settled");
  EXPECT_EQ(track.n, 4U);
  EXPECT_EQ(track.happened, 3U);
  EXPECT_NEAR(track.mean_probability, (0.8 + 0.85 + 0.9 + 0.94) / 4, 1e-12);
  EXPECT_NEAR(track.brier, (0.04 + 0.0225 + 0.01 + 0.8836) / 4, 1e-12);
  EXPECT_NEAR(track.brier_climatology, (3 * 0.5625 + 0.0625) / 4, 1e-12);
  // R: prop.test(3, 4, conf.level = 0.9, correct = FALSE)$conf.int
  EXPECT_NEAR(track.low, 0.3561680, 1e-7);
  EXPECT_NEAR(track.high, 0.9420927, 1e-7);
  EXPECT_EQ(track_record(all(), later("BLR", 0.02)).basis, "");
  EXPECT_EQ(reliability_of(all()).n, 6U);
  EXPECT_EQ(reliability_of(all()).happened, 4U);
}

TEST_F(Ledger, AHindcastIsNoForecast) {
  Registered r;
  r.forecast = forecast_of("UKR", 0.8);  // about 2024-03-02 to 2024-03-08
  const auto late = [&](const char* at) {
    r.registered_at = at;
    return r.after_the_fact();
  };
  EXPECT_FALSE(late("2024-02-29T09:00:00Z"));
  EXPECT_FALSE(late("2024-03-01T09:00:00Z"));
  EXPECT_FALSE(late("2024-03-03T23:59:59Z"));
  EXPECT_TRUE(late("2024-03-04T00:00:00Z"));
  EXPECT_TRUE(late("2026-11-24T00:00:00Z"));
  for (const char* const none : {"", "t", "yesterday", "2024-13-01T00:00:00Z", "2024-03-01x"})
    EXPECT_TRUE(late(none)) << none;
  // Of one day: by its end.
  r.forecast.horizon_days = 1;
  EXPECT_FALSE(late("2024-03-02T23:59:59Z"));
  EXPECT_TRUE(late("2024-03-03T00:00:00Z"));
}

TEST_F(Ledger, WhatWasRegisteredAfterTheFactIsKeptSettledAndNotCounted) {
  const Forecast early = forecast_of("UKR", 0.8), late = forecast_of("GEO", 0.85);
  ASSERT_TRUE(register_forecasts(*catalogue_, std::vector{early}, "2024-03-02T09:00:00Z", ""));
  ASSERT_TRUE(register_forecasts(*catalogue_, std::vector{late}, "2024-03-20T09:00:00Z", ""));
  for (const Forecast& f : {early, late})
    ASSERT_TRUE(settle(*catalogue_, f.id, settlement_of(f, true, 1, "2024-03-25T09:00:00Z")));
  const auto registered = all();
  ASSERT_EQ(registered.size(), 2U);
  const TrackRecord track = track_record(registered, later("BLR", 0.82));
  EXPECT_EQ(track.n, 1U);
  EXPECT_EQ(track.mean_probability, 0.8);
  EXPECT_EQ(reliability_of(registered).n, 1U);
  EXPECT_EQ(reliability_after_the_fact(registered).n, 1U);
  EXPECT_NEAR(reliability_after_the_fact(registered).brier, 0.15 * 0.15, 1e-12);
}

TEST_F(Ledger, TheTrackRecordKnowsNoAnswerThatCameLater) {
  const Forecast f = forecast_of("UKR", 0.8);  // due on 2024-03-08
  Registered r;
  r.forecast = f;
  r.registered_at = "2024-03-02T09:00:00Z";
  r.settlement = settlement_of(f, true, 1, "2024-03-10T09:00:00Z");
  Forecast like = f;
  for (const unsigned day : {1U, 7U, 8U, 9U, 10U, 11U}) {
    like.origin = std::chrono::year{2024} / std::chrono::March / std::chrono::day{day};
    EXPECT_EQ(track_record(std::vector{r}, like).n, day >= 10 ? 1U : 0U) << day;
  }
  // A settlement that claims to be older than its days is not believed.
  r.settlement->settled_at = "2024-03-01T09:00:00Z";
  like.origin = std::chrono::year{2024} / 3 / 7;
  EXPECT_EQ(track_record(std::vector{r}, like).n, 0U);
  r.settlement->settled_at = "once";
  like.origin = std::chrono::year{2024} / 3 / 11;
  EXPECT_EQ(track_record(std::vector{r}, like).n, 0U);
}

TEST_F(Ledger, DroppedTriggersComeBackOnTheNextOpeningForWriting) {
  const Forecast f = forecast_of("UKR", 0.8);
  ASSERT_TRUE(register_forecasts(*catalogue_, std::vector{f}, "2024-03-01T09:00:00Z", ""));
  ASSERT_TRUE(settle(*catalogue_, f.id, settlement_of(f, true, 2, "2024-03-10T09:00:00Z")));
  catalogue_.reset();
  for (const char* const trigger : {"forecasts_once", "forecasts_stay", "forecasts_are_kept",
                                    "settlements_once", "settlements_stay", "settlements_are_kept"})
    EXPECT_EQ(execute(std::string("DROP TRIGGER ") + trigger), "");
  open();
  EXPECT_NE(execute("UPDATE forecasts SET probability = 0.99"), "");
  EXPECT_NE(execute("DELETE FROM settlements"), "");
  EXPECT_NE(execute("INSERT OR REPLACE INTO forecasts SELECT * FROM forecasts"), "");
  EXPECT_NE(execute("INSERT OR REPLACE INTO settlements SELECT * FROM settlements"), "");
  EXPECT_EQ(all().size(), 1U);
}

TEST_F(Ledger, AHostileRowIsNamedByItsTableAndId) {
  Forecast f = forecast_of("UKR", 0.8);
  f.kind = ForecastKind::kCount;
  f.count = CountSummary{2.5, 0, 0, 1, 2, 3, 5, 7};
  ASSERT_TRUE(register_forecasts(*catalogue_, std::vector{f}, "2024-03-01T09:00:00Z", "a\n"));
  ASSERT_TRUE(settle(*catalogue_, f.id, settlement_of(f, true, 2, "2024-03-10T09:00:00Z")));
  EXPECT_EQ(execute("DROP TRIGGER forecasts_stay; DROP TRIGGER settlements_stay"), "");
  ASSERT_EQ(all().size(), 1U);
  struct Lie {
    std::string table, column, value;
  };
  for (const Lie& lie : std::vector<Lie>{{"forecasts", "horizon_days", "0"},
                                         {"forecasts", "horizon_days", "366"},
                                         {"forecasts", "horizon_days", "4294967303"},
                                         {"forecasts", "horizon_days", "'week'"},
                                         {"forecasts", "origin", "9223372036854775807"},
                                         {"forecasts", "origin", "9000000"},
                                         {"forecasts", "probability", "1.5"},
                                         {"forecasts", "probability", "9e999"},
                                         {"forecasts", "probability", "'likely'"},
                                         {"forecasts", "low", "-0.1"},
                                         {"forecasts", "high", "0.01"},
                                         {"forecasts", "climatology", "2"},
                                         {"forecasts", "level", "-1"},
                                         {"forecasts", "count_mean", "9e999"},
                                         {"forecasts", "q50", "1000"},
                                         {"forecasts", "q95", "NULL"},
                                         {"forecasts", "q05", "-3"},
                                         {"forecasts", "source", "hex(zeroblob(200))"},
                                         {"forecasts", "inputs", "hex(zeroblob(600000))"},
                                         {"forecasts", "kind", "x'616374'"},
                                         {"settlements", "happened", "2"},
                                         {"settlements", "count", "-1"},
                                         {"settlements", "brier", "1.01"},
                                         {"settlements", "log_score", "9e999"},
                                         {"settlements", "settled_at", "hex(zeroblob(200))"}}) {
    const std::string what = lie.table + "." + lie.column + " = " + lie.value;
    ASSERT_EQ(execute("CREATE TABLE kept AS SELECT * FROM " + lie.table), "") << what;
    ASSERT_EQ(execute("UPDATE " + lie.table + " SET " + lie.column + " = " + lie.value), "")
        << what;
    const auto registered = registered_forecasts(*catalogue_);
    ASSERT_FALSE(registered) << what;
    EXPECT_EQ(registered.error().code, ErrorCode::kBadData) << what;
    const std::string& said = registered.error().message;
    EXPECT_NE(said.find("table " + lie.table + " "), std::string::npos) << what << ": " << said;
    EXPECT_NE(said.find(f.id), std::string::npos) << what << ": " << said;
    ASSERT_EQ(execute("UPDATE " + lie.table + " SET " + lie.column + " = (SELECT " + lie.column +
                      " FROM kept); DROP TABLE kept"),
              "")
        << what;
  }
  EXPECT_EQ(all().size(), 1U);
}

}  // namespace
}  // namespace entente::forecast
