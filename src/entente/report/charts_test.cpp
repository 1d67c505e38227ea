// The data of the charts as the page carries them: the keys that web/README.md names, three
// significant digits, null for what is missing, and never a number that is none.

#include "entente/report/charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace entente {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Day on(int year, unsigned month, unsigned day) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

TEST(Charts, AFanCarriesItsWeeksAndItsSteps) {
  FanChart chart;
  chart.unit = "acts a week";
  chart.from = on(2019, 3, 18);
  chart.now = on(2019, 3, 31);
  chart.panels.push_back({"A", "", {3.0, std::nullopt}, {{7, 4.23456, 3, 5, 2, 8}}});
  EXPECT_EQ(chart_json(chart),
            R"({"chart":"fan","unit":"acts a week","kind":"conflict","from":"2019-03-18",)"
            R"("now":"2019-03-31","panels":[{"label":"A","note":null,"observed":[3.0,null],)"
            R"("ahead":[{"days":7,"value":4.23,"low50":3.0,"high50":5.0,"low80":2.0,)"
            R"("high80":8.0}]}]})");
}

TEST(Charts, AReliabilityDiagramCarriesItsPoints) {
  ReliabilityChart chart;
  chart.limits = {0.2};
  chart.panels.push_back({"Acts", "", {{0.1, 0.125, 0.05, 0.2, 12, "very unlikely"}}});
  EXPECT_EQ(chart_json(chart),
            R"({"chart":"reliability","limits":[0.2],"panels":[{"label":"Acts","note":null,)"
            R"("points":[{"said":0.1,"share":0.125,"low":0.05,"high":0.2,"n":12,)"
            R"("word":"very unlikely"}]}]})");
}

TEST(Charts, AForestNamesItsScaleAndWhatIsUsualOnlyWhereThereIsOne) {
  ForestChart chart;
  chart.rows.push_back({"a", "", ActKind::kNeutral, 2.0, 1.0, 3.0});
  EXPECT_THAT(chart_json(chart), Not(HasSubstr("usual")));
  EXPECT_THAT(chart_json(chart), Not(HasSubstr("range")));
  chart.range = Interval{0, 100};
  chart.usual = "past share";
  chart.rows.front().usual = 1.5;
  chart.rows.front().more = "Up: x.";
  EXPECT_THAT(chart_json(chart), HasSubstr(R"("note":null,"usual":1.5,"more":"Up: x.")"));
  EXPECT_THAT(chart_json(chart), HasSubstr(R"("range":[0.0,100.0],"usual":"past share")"));
}

TEST(Charts, WhatIsNoNumberIsNull) {
  FanChart chart;
  const double none = std::numeric_limits<double>::quiet_NaN();
  chart.panels.push_back({"A", "", {none}, {{7, std::numeric_limits<double>::infinity()}}});
  EXPECT_THAT(chart_json(chart), HasSubstr(R"("observed":[null])"));
  EXPECT_THAT(chart_json(chart), HasSubstr(R"("value":null)"));
}

}  // namespace
}  // namespace entente
