// The sections of forecasts from outlooks made by hand: what is said, what is left unsaid, and what
// is strong. The sentences are worked out beside each.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "entente/report/forecast_words.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

using forecast::CountDistribution;
using forecast::Forecast;
using forecast::ForecastKind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Day on(int year, unsigned month, unsigned day) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

// A case of two states with two complete registers; its window ends with 31 March 2019.
struct World {
  Case of_case;
  BriefOptions options;
  World() {
    of_case.window = {on(2017, 1, 1), on(2019, 4, 1)};
    of_case.display_names = {{"AAA", "Aland"}, {"BBB", "Bravonia"}};
    of_case.watched = {{"AAA", "BBB"}};
    for (const auto& [key, name] : {std::pair{"tests", "Tests"}, std::pair{"visits", "Visits"}}) {
      Register one{};
      one.key = key;
      one.name = name;
      of_case.registers.push_back(one);
    }
    options.generated = "2019-06-01T00:00:00Z";
  }
  BriefContext context() const { return BriefContext{.of_case = of_case, .options = options}; }
};

struct Made {
  const char* type;
  int days;
  double p, low, high, climatology;
};

Forecast of_register(const Made& made) {
  Forecast f;
  f.kind = ForecastKind::kRegister;
  f.type = made.type;
  f.provider = "curated";
  f.origin = on(2019, 3, 31);
  f.horizon_days = made.days;
  f.probability = made.p;
  f.low = made.low;
  f.high = made.high;
  f.climatology = made.climatology;
  return f;
}

forecast::RegisterScores scores(int days, std::uint64_t positives, double skill, double low,
                                double high) {
  forecast::RegisterScores s;
  s.horizon_days = days;
  s.n = 100;
  s.positives = positives;
  s.skill = skill;
  s.skill_low = low;
  s.skill_high = high;
  const std::array judged = {forecast::Judged{0.1, false}, forecast::Judged{0.6, true}};
  s.reliability = forecast::reliability_of(judged);
  return s;
}

forecast::RegisterOutlook two_registers(double skill_low) {
  forecast::RegisterOutlook outlook;
  outlook.origin = on(2019, 3, 31);
  outlook.forecasts = {of_register({"tests", 7, 0.21, 0.15, 0.3, 0.2}),
                       of_register({"tests", 30, 0.72, 0.6, 0.81, 0.4}),
                       of_register({"visits", 7, 0.11, 0.05, 0.2, 0.1}),
                       of_register({"visits", 30, 0.3, 0.2, 0.4, 0.35})};
  outlook.scores = {scores(7, 12, 0.1, -0.1, 0.2), scores(30, 60, 0.12, skill_low, 0.2)};
  return outlook;
}

TEST(ForecastWords, ProbabilitiesAreNeverNothingOrAll) {
  EXPECT_EQ(percent(0.62), "62 %");
  EXPECT_EQ(percent(0.034), "3.4 %");
  EXPECT_EQ(percent(0.994), "99.4 %");
  EXPECT_EQ(percent(0.0004), "under 0.1 %");
  EXPECT_EQ(percent(1), "over 99.9 %");
  EXPECT_EQ(percent_number(0.0004), "0.04");
  EXPECT_EQ(percent_interval(0.5, 0.715), "[50, 72] %");
}

TEST(ForecastWords, WhatMovedItIsNamedWithItsDirection) {
  Forecast f;
  EXPECT_EQ(moved_by(f), "");
  f.statistics = {{"acts lately", 3.2, 0.8}, {"one beside the others", -0.5, -0.5}, {"x", 1, 0.3}};
  EXPECT_EQ(moved_by(f), "up: acts lately (3.20); down: one beside the others");
  f.statistics = {{"acts lately", 3.2, 0.05}};
  EXPECT_EQ(moved_by(f), "");
}

// p = 0.5 beside 0.25: 0.5 ln 2 + 0.5 ln(2/3) = 0.1438; beside itself nothing.
TEST(ForecastWords, WhatAForecastTellsIsItsDivergenceFromClimatology) {
  EXPECT_NEAR(told_beyond_climatology(of_register({"t", 7, 0.5, 0, 1, 0.25})), 0.14384, 1e-5);
  EXPECT_EQ(told_beyond_climatology(of_register({"t", 7, 0.5, 0, 1, 0.5})), 0);
  EXPECT_GT(told_beyond_climatology(of_register({"t", 7, 1, 0, 1, 0})), 5);
}

TEST(Outlook, TheMostTellingRegisterIsTheHeadlineAndStrongWithSkill) {
  const World world;
  BriefContext context = world.context();
  context.register_outlook = two_registers(0.05);
  const SectionPage page = outlook_section(context);
  ASSERT_THAT(page.headlines, SizeIs(1));
  // 30 days after 31 March: 30 April. 0.72 is likely; 0.4 lies outside [0.6, 0.81].
  EXPECT_EQ(page.headlines[0].sentence,
            "Tests: at least one within 30 days, by 30 April 2019 is likely (72 %); the past share "
            "alone says 40 %.");
  EXPECT_EQ(page.headlines[0].interval, "[60, 81] %");
  EXPECT_THAT(page.headlines[0].unit,
              HasSubstr("beat the past share alone, by 12.0 % [5.0, 20.0] of its Brier score"));
  EXPECT_TRUE(page.headlines[0].strong);
  EXPECT_THAT(page.html, HasSubstr("roughly even chance"));
  // Each register once in the main table, all horizons in the other.
  EXPECT_THAT(page.html, HasSubstr("Table (2 rows)"));
  EXPECT_THAT(page.html, HasSubstr("All registers (2 rows)"));
}

TEST(Outlook, WithoutSkillAboveZeroNothingIsStrong) {
  const World world;
  BriefContext context = world.context();
  context.register_outlook = two_registers(-0.05);
  const SectionPage page = outlook_section(context);
  ASSERT_THAT(page.headlines, SizeIs(1));
  EXPECT_FALSE(page.headlines[0].strong);
  EXPECT_THAT(page.headlines[0].unit, HasSubstr("no skill above zero"));
}

TEST(Outlook, ASmallDifferenceIsNotStrong) {
  const World world;
  BriefContext context = world.context();
  context.register_outlook = two_registers(0.05);
  for (auto& f : context.register_outlook->forecasts) f.climatology = f.probability - 0.05;
  EXPECT_FALSE(outlook_section(context).headlines[0].strong);
}

TEST(Outlook, EvidenceIsLinkedOnlyWhereItsRowIsOnThePage) {
  const World world;
  BriefContext context = world.context();
  context.register_outlook = two_registers(0.05);
  Act act;
  act.id = "test-9";
  act.day = on(2019, 3, 9);
  context.events.push_back(act);
  context.register_outlook->forecasts[1].evidence = {{"test-9", on(2019, 3, 9), "AAA", "", "", ""},
                                                     {"test-0", on(2016, 3, 9), "AAA", "", "", ""}};
  const std::string html = outlook_section(context).html;
  EXPECT_THAT(html, HasSubstr("<a href=\"#row-test-9\">2019-03-09</a>"));
  EXPECT_THAT(html, Not(HasSubstr("test-0")));
}

TEST(Outlook, NothingIsSaidWhereNothingCanBeSaid) {
  const World world;
  BriefContext context = world.context();
  EXPECT_THAT(outlook_section(context).html, IsEmpty());
  context.no_acts = "the log knows 40 days, 200 are needed";
  EXPECT_EQ(outlook_section(context).html,
            "<p>Nothing is said of machine-coded acts to come: the log knows 40 days, 200 are "
            "needed.</p>\n");
  EXPECT_THAT(outlook_section(context).headlines, IsEmpty());
}

TEST(Outlook, ActsAreChosenFewADyadAndTabledWhole) {
  const World world;
  BriefContext context = world.context();
  context.log.emplace();
  context.log->provider = "icews";
  context.act_outlook.emplace();
  context.act_outlook->origin = on(2019, 3, 31);
  for (int root = 20; root >= 1; --root) {
    Forecast f = of_register({"", 7, 0.04 * root, 0, 1, 0.02 * root});
    f.kind = ForecastKind::kAct;
    f.type = std::string(root < 10 ? "0" : "") + std::to_string(root);
    f.source = "AAA";
    f.target = "BBB";
    context.act_outlook->forecasts.push_back(f);
  }
  const SectionPage page = outlook_section(context);
  // 20 forecasts of one dyad: two of them in the main table, all in the other.
  EXPECT_THAT(page.html, HasSubstr("Table (2 rows)"));
  EXPECT_THAT(page.html, HasSubstr("(20 forecasts)"));
  EXPECT_THAT(page.html, HasSubstr("<th scope=\"col\">mass violence</th>"));
  ASSERT_THAT(page.headlines, SizeIs(1));
  EXPECT_THAT(page.headlines[0].sentence, HasSubstr("Aland \u2192 Bravonia: mass violence: at "
                                                    "least one within 7 days, by 7 April 2019"));
}

// Aland -> Bravonia: a week of two acts, then one with a missing day, then the last week with one
// act that was known only after the origin.
BriefContext watched(const World& world) {
  BriefContext context = world.context();
  EventLog log;
  log.provider = "icews";
  log.actors = {"AAA", "BBB"};
  log.dyads = {{0, 1}};
  const int now = day_number(on(2019, 3, 31));
  log.first_day = now - 181;
  log.observed.assign(182, 1);
  log.observed[182 - 10] = 0;
  log.volume.assign(182, 5);
  const auto add = [&](int day, std::uint8_t quad, std::uint16_t lag) {
    log.day.push_back(day);
    log.dyad.push_back(0);
    log.root.push_back(19);
    log.quad.push_back(quad);
    log.intensity.push_back(-5);
    log.known_lag.push_back(lag);
  };
  add(now - 20, 4, 0);
  add(now - 19, 4, 1);
  add(now - 19, 3, 1);
  add(now - 1, 4, 1);
  add(now, 4, 1);
  context.log = log;
  context.count_outlook.emplace();
  context.count_outlook->origin = on(2019, 3, 31);
  for (const int days : {7, 28}) {
    Forecast f = of_register({"4", days, days == 7 ? 0.5 : 0.6, 0.3, 0.7, 0.1});
    f.kind = ForecastKind::kCount;
    f.source = "AAA";
    f.target = "BBB";
    f.provider = "icews";
    const std::array<std::uint32_t, 4> counts = {1, 2, 3, 4};
    context.count_outlook->counts.push_back({f, CountDistribution::sample(counts)});
    f.kind = ForecastKind::kEscalation;
    f.level = 2;
    context.count_outlook->escalations.push_back({f});
  }
  return context;
}

TEST(WatchList, SaysWhoseRiskIsGreatestAndAboveWhat) {
  const World world;
  const SectionPage page = watch_section(watched(world));
  ASSERT_THAT(page.headlines, SizeIs(1));
  EXPECT_EQ(page.headlines[0].sentence,
            "The greatest risk of escalation is that of Aland \u2192 Bravonia: more than 2 acts of "
            "material conflict within 7 days, by 7 April 2019, is roughly even chance (50 %); its "
            "own past says 10 %.");
  EXPECT_EQ(page.headlines[0].interval, "[30, 70] %");
}

// Of {1, 2, 3, 4} the quantiles at 0.1, 0.25, 0.5, 0.75 and 0.9 are 1, 1, 2, 3 and 4: a week of 7
// days as they are, of 28 days a quarter of them. 26 weeks end with the origin; the one with the
// missing day has no count, and the act known a day late is in no week yet.
TEST(WatchList, AFanShowsKnownWeeksAndTheAverageAWeek) {
  const World world;
  const SectionPage page = watch_section(watched(world));
  ASSERT_THAT(page.charts, SizeIs(2));
  EXPECT_EQ(page.charts[1].first, "fans");
  const std::string& json = page.charts[1].second;
  EXPECT_THAT(json, HasSubstr(R"("from":"2018-10-01","now":"2019-03-31")"));
  EXPECT_THAT(json, HasSubstr(R"(0.0,2.0,null,1.0],"ahead":[{"days":7,"value":2.0,"low50":1.0,)"
                              R"("high50":3.0,"low80":1.0,"high80":4.0},{"days":28,"value":0.5,)"
                              R"("low50":0.25,"high50":0.75,"low80":0.25,"high80":1.0}])"));
}

TEST(WatchList, DaysOfKnowledgeThatAreAssumedAreSaid) {
  const World world;
  BriefContext context = watched(world);
  EXPECT_THAT(watch_section(context).html, Not(HasSubstr("pseudo real time")));
  context.pseudo_real_time = true;
  const SectionPage page = watch_section(context);
  EXPECT_THAT(page.html, HasSubstr("31 March 2019, days of knowledge assumed: pseudo real time."));
  EXPECT_THAT(page.headlines[0].unit, HasSubstr("pseudo real time"));
}

TEST(WatchList, ALogThatIsTooShortIsNamed) {
  const World world;
  BriefContext context = world.context();
  EXPECT_THAT(watch_section(context).html, IsEmpty());
  context.no_counts = "90 days need 180 known ones";
  EXPECT_THAT(watch_section(context).html,
              HasSubstr("Nothing is said of the risk of escalation: 90 days need 180 known ones."));
}

TEST(Reliability, SkillIsSaidInWordsAndFewOccasionsClaimNothing) {
  const World world;
  BriefContext context = world.context();
  EXPECT_THAT(reliability_section(context).html, IsEmpty());
  context.register_outlook = two_registers(0.05);
  SectionPage page = reliability_section(context);
  ASSERT_THAT(page.headlines, SizeIs(1));
  EXPECT_EQ(
      page.headlines[0].sentence,
      "Back-tested, forecasts of registers beat the past share alone at 30 days (12.0 % [5.0, "
      "20.0]). Nothing is claimed for 7 days: fewer than 20 occasions came.");
  context.register_outlook = two_registers(-0.05);
  page = reliability_section(context);
  EXPECT_THAT(page.headlines[0].sentence,
              HasSubstr("is not shown to be above zero at 30 days (12.0 % [-5.0, 20.0])"));
  // Above zero over all years, but not over those that chose no setting.
  context.register_outlook = two_registers(0.05);
  context.register_outlook->scores[1].held_out = {40, 30, 0.04, -0.02, 0.1};
  page = reliability_section(context);
  EXPECT_THAT(page.headlines[0].sentence,
              HasSubstr("is not shown to be above zero at 30 days (12.0 % [5.0, 20.0]; from 1 "
                        "January 2019 on, which chose no setting, 4.0 % [-2.0, 10.0])"));
}

forecast::Registered registered(const Forecast& f, std::optional<bool> happened) {
  forecast::Registered one;
  one.forecast = f;
  one.registered_at = "2019-04-01T00:00:00Z";
  if (happened) one.settlement = forecast::settlement_of(f, *happened, std::nullopt, "2019-05-01");
  return one;
}

TEST(TrackRecord, WithoutAnyItSaysHowToRegister) {
  const World world;
  const SectionPage page = track_record_section(world.context());
  EXPECT_THAT(page.html, HasSubstr("No forecast has been registered yet"));
  EXPECT_THAT(page.headlines, IsEmpty());
}

// 0.72 came: (0.28)^2 = 0.0784; 0.21 did not: 0.0441; mean 0.06125. The page is of 1 June 2019: of
// the two that are not settled the one of 7 days is due, that of 90 days is open.
TEST(TrackRecord, FewThatCameAreCountedAndNothingIsStated) {
  const World world;
  BriefContext context = world.context();
  context.registered = {registered(of_register({"tests", 30, 0.72, 0.6, 0.8, 0.4}), true),
                        registered(of_register({"tests", 7, 0.21, 0.1, 0.3, 0.2}), false),
                        registered(of_register({"visits", 7, 0.3, 0.1, 0.5, 0.2}), std::nullopt),
                        registered(of_register({"visits", 90, 0.3, 0.1, 0.5, 0.2}), std::nullopt)};
  const SectionPage page = track_record_section(context);
  EXPECT_THAT(page.html, HasSubstr("4 forecasts registered: 2 came due and settled, 1 came due and "
                                   "not settled yet, 1 still open."));
  EXPECT_THAT(page.html,
              HasSubstr("Of the settled ones 1 came (mean Brier score 0.061, 0.20 of the "
                        "past share alone); with fewer than 20"));
  EXPECT_THAT(page.headlines, IsEmpty());
  EXPECT_THAT(page.charts, IsEmpty());
}

TEST(TrackRecord, WhatWasRegisteredAfterTheFactIsShownAndNeverCounted) {
  const World world;
  BriefContext context = world.context();
  auto late = registered(of_register({"tests", 7, 0.9, 0.8, 0.95, 0.4}), true);
  late.registered_at = "2019-04-05T00:00:00Z";
  context.registered = {late};
  const SectionPage page = track_record_section(context);
  EXPECT_THAT(page.html, HasSubstr("1 forecast registered: 0 came due and settled"));
  EXPECT_THAT(page.html, HasSubstr("; 1 registered when their days had begun or passed"));
  EXPECT_THAT(page.html, Not(HasSubstr("Brier")));
  EXPECT_THAT(page.html, HasSubstr("Registered after the fact (1 row)"));
}

TEST(TrackRecord, ManyThatCameAreDrawn) {
  const World world;
  BriefContext context = world.context();
  for (int i = 0; i < 40; ++i)
    context.registered.push_back(registered(of_register({"tests", 7, 0.6, 0.5, 0.7, 0.4}), i < 24));
  const SectionPage page = track_record_section(context);
  ASSERT_THAT(page.headlines, SizeIs(1));
  EXPECT_EQ(page.headlines[0].sentence,
            "Of 40 forecasts registered beforehand and settled, 24 came; 1 of 1 words of "
            "probability came as often as they said.");
  EXPECT_THAT(page.charts, SizeIs(1));
}

}  // namespace
}  // namespace entente
