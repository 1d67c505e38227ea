// Evidence out of a table that stands for the view `events`: each row here is there to be left out
// or taken for one reason.

#include "entente/forecast/evidence.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace entente::forecast {
namespace {

constexpr Day kOrigin{std::chrono::year{2024} / 3 / 10};

Duck made_events() {
  auto duck = Duck::open({});
  EXPECT_TRUE(duck);
  const auto made = duck->run(R"sql(
CREATE TABLE events (event_id VARCHAR, provider VARCHAR, day DATE, known_day DATE, source_code VARCHAR,
  target_code VARCHAR, source_state_act BOOLEAN, target_state_act BOOLEAN, root UTINYINT,
  quad_class UTINYINT, action VARCHAR, sampling VARCHAR, is_current BOOLEAN);
INSERT INTO events VALUES
  ('b', 'icews', '2024-03-09', '2024-03-09', 'RUS', 'UKR', true, true, 19, 4, '190', 'machine', true),
  ('a', 'icews', '2024-03-09', '2024-03-09', 'RUS', 'UKR', true, true, 19, 4, '193', 'machine', true), -- merged with b
  ('c', 'icews', '2024-03-08', '2024-03-08', 'RUS', 'UKR', true, true, 18, 4, '180', 'machine', true), -- another root, same class
  ('d', 'icews', '2024-03-10', '2024-03-11', 'RUS', 'UKR', true, true, 19, 4, '190', 'machine', true), -- known too late
  ('e', 'icews', '2024-03-11', '2024-03-11', 'RUS', 'UKR', true, true, 19, 4, '190', 'machine', true), -- later
  ('f', 'icews', '2024-03-07', '2024-03-07', 'RUS', 'UKR', true, true, 19, 4, '190', 'machine', false), -- revised away
  ('g', 'icews', '2024-03-06', '2024-03-06', 'RUS', 'UKR', false, true, 19, 4, '190', 'machine', true), -- no act of the state
  ('h', 'icews', '2024-03-05', '2024-03-05', 'RUS', 'UKR', true, true, 19, 4, '190', 'purposive', true), -- picked
  ('i', 'gdelt1', '2024-03-04', '2024-03-04', 'RUS', 'UKR', true, true, 19, 4, '190', 'machine', true), -- another provider
  ('j', 'icews', '2024-03-03', '2024-03-03', 'UKR', 'RUS', true, true, 19, 4, '190', 'machine', true), -- the other way
  ('k', 'quads', '2024-02-01', '2024-02-02', 'RUS', 'UKR', true, true, 19, 4, '190', 'machine', true),
  ('l', 'icews', '2022-03-01', '2022-03-01', 'RUS', 'UKR', true, true, 19, 4, '190', 'machine', true), -- too long ago
  ('m', 'icews', '2024-03-02', '2024-03-02', 'RUS', 'UKR', true, true, 4, 1, '040', 'machine', true);
)sql");
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*duck);
}

Forecast asked(ForecastKind kind, const std::string& type, const std::string& provider = "icews") {
  Forecast f;
  f.kind = kind;
  f.source = "RUS";
  f.target = "UKR";
  f.type = type;
  f.provider = provider;
  f.origin = kOrigin;
  return f;
}

std::string ids(const Forecast& f) {
  std::string text;
  for (const auto& e : f.evidence) text += e.event_id;
  return text;
}

TEST(Evidence, IsTheNewestOfTheKindThatWasKnown) {
  Duck duck = made_events();
  std::vector<Forecast> all = {
      asked(ForecastKind::kAct, "19"),       asked(ForecastKind::kAct, "04"),
      asked(ForecastKind::kAct, "20"),       asked(ForecastKind::kCount, "4"),
      asked(ForecastKind::kEscalation, "4"), asked(ForecastKind::kAct, "19", "quads and icews"),
      asked(ForecastKind::kRegister, "19")};
  all.back().evidence.push_back({"own", kOrigin, "", "", "", ""});
  std::vector<Forecast*> pointers;
  for (auto& f : all) pointers.push_back(&f);
  const auto added = add_evidence(duck, pointers);
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(ids(all[0]), "a");
  EXPECT_EQ(ids(all[1]), "m");
  EXPECT_EQ(ids(all[2]), "");
  EXPECT_EQ(ids(all[3]), "ac");
  EXPECT_EQ(ids(all[4]), "ac");
  EXPECT_EQ(ids(all[5]), "ak");
  EXPECT_EQ(ids(all[6]), "own");
  EXPECT_EQ(all[0].evidence[0].day, kOrigin - std::chrono::days{1});
  EXPECT_EQ(all[0].evidence[0].source + all[0].evidence[0].target, "RUSUKR");
  EXPECT_EQ(all[0].evidence[0].sentence, "");
}

TEST(Evidence, IsAtMostFiveAndEachOriginHasItsOwn) {
  Duck duck = made_events();
  ASSERT_TRUE(duck.run(
      "INSERT INTO events SELECT 'z' || i, 'icews', DATE '2024-01-01' + CAST(i AS INTEGER), DATE "
      "'2024-01-01' + CAST(i AS INTEGER), 'RUS', 'UKR', true, true, 19, 4, '190', 'machine', true "
      "FROM range(9) t(i)"));
  Forecast now = asked(ForecastKind::kAct, "19"), then = now;
  then.origin = Day{std::chrono::year{2024} / 1 / 3};
  Forecast* const both[] = {&now, &then};
  ASSERT_TRUE(add_evidence(duck, both));
  EXPECT_EQ(ids(now), "az8z7z6z5");
  EXPECT_EQ(ids(then), "z2z1z0");
}

TEST(Evidence, NoNameIsTakenForSql) {
  Duck duck = made_events();
  Forecast f = asked(ForecastKind::kAct, "19");
  f.source = "RUS'); DROP TABLE events; --";
  Forecast* const one[] = {&f};
  ASSERT_TRUE(add_evidence(duck, one));
  EXPECT_EQ(ids(f), "");
  EXPECT_TRUE(duck.number("SELECT count(*) FROM events"));
  EXPECT_TRUE(add_evidence(duck, {}));
}

}  // namespace
}  // namespace entente::forecast
