#pragma once
// What the page's charts draw: eight kinds, each a plain value, and the JSON that the bundle reads.
// web/README.md is the contract between the two.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/measure/intervals.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

/// How a mark is filled; what it means is said in the chart's key.
enum class Fill : std::uint8_t { kSolid, kHalf, kHollow };
struct FillKey {
  std::string solid, half, hollow;  ///< empty: the fill does not occur
};

struct Mark {
  std::string id;  ///< of the act behind it; may be empty
  Day day{};
  std::optional<Day> to;  ///< a bar from day to this day
  bool open = false;      ///< the bar goes on
  ActKind kind = ActKind::kNeutral;
  Fill fill = Fill::kSolid;
  std::string title;  ///< what is told of it
  std::string label;  ///< printed beside it where there is room; may be empty
};
struct Lane {
  std::string label, note;
  std::vector<Mark> marks;
};
/// Acts over time, a row a lane.
struct LanesChart {
  DayRange days;
  std::optional<DayRange> span;  ///< shaded
  FillKey key;
  std::vector<Lane> lanes;
};

/// Counts by month, a row of bars each, on one scale.
struct BarsChart {
  struct Row {
    std::string label;
    ActKind kind = ActKind::kNeutral;
    std::vector<std::optional<std::uint32_t>> values;
  };
  std::string unit;
  Day from{};  ///< the first month's first day
  std::vector<Row> rows;
};

/// Rates by month with bands of 50 and 80 %, small multiples on one scale.
struct BandsChart {
  struct Series {
    ActKind kind = ActKind::kNeutral;
    std::vector<std::optional<double>> value = {}, low50 = {}, high50 = {}, low80 = {}, high80 = {};
    std::vector<bool> thin = {};  ///< too few events: hatched
  };
  struct Tick {
    Day day{};
    ActKind kind = ActKind::kNeutral;
    Fill fill = Fill::kSolid;
  };
  struct Panel {
    std::string label, note;
    std::vector<Series> series;
    std::vector<Tick> ticks;
  };
  std::string unit;
  Day from{};
  std::vector<Panel> panels;
};

/// Votes of a body's members on its decisions.
struct VotesChart {
  struct Decision {
    Day day{};
    std::string label;
    bool substantive = false, adopted = false;
    std::vector<std::string> votes;  ///< in the members' order; empty: none on record
  };
  std::vector<std::string> members;
  std::vector<Decision> decisions;
};

/// A value between -1 and 1 for each pair of actors.
struct MatrixChart {
  struct Cell {
    std::optional<double> value;
    double low = 0, high = 0;
    std::uint32_t shared = 0;
  };
  std::string unit;
  std::vector<std::string> actors;
  std::vector<std::vector<Cell>> cells;
};

/// Estimates with intervals, a row each, against a line of no difference.
struct ForestChart {
  struct Row {
    std::string label, note;
    ActKind kind = ActKind::kNeutral;
    std::optional<double> value;
    double low = 0, high = 0;          ///< NaN: without an interval
    std::optional<double> usual = {};  ///< drawn as an upright tick beside the value
    std::string more = {};             ///< told when the row is looked at closely
  };
  std::string unit;
  double reference = 0;
  bool logarithmic = false;
  std::vector<Row> rows;
  std::optional<Interval> range = {};  ///< ends of the scale, where they are fixed
  std::string usual = {};              ///< what the upright ticks are
};

/// Weekly counts that were seen, then what the next days bring a week: small multiples, one scale.
struct FanChart {
  struct Step {
    int days = 0;  ///< the average of all days up to this one after `now`
    double value = 0, low50 = 0, high50 = 0, low80 = 0, high80 = 0;
  };
  struct Panel {
    std::string label, note;
    std::vector<std::optional<double>> observed;  ///< a week each; the last one ends with `now`
    std::vector<Step> ahead;                      ///< by days
  };
  std::string unit;
  ActKind kind = ActKind::kConflict;
  Day from{}, now{};  ///< the first week's first day, and the last known day
  std::vector<Panel> panels;
};

/// What was said against what happened, a square each.
struct ReliabilityChart {
  struct Point {
    double said = 0, share = 0, low = 0, high = 0;  ///< 0 to 1
    std::uint64_t n = 0;
    std::string word;
  };
  struct Panel {
    std::string label, note;
    std::vector<Point> points;
  };
  std::vector<double> limits;  ///< between the words of probability
  std::vector<Panel> panels;
};

using Chart = std::variant<LanesChart, BarsChart, BandsChart, VotesChart, MatrixChart, ForestChart,
                           FanChart, ReliabilityChart>;
/// lanes, bars, bands, votes, matrix, forest, fan, reliability: the figure's data-chart.
std::string chart_name(const Chart& chart);
/// One JSON object. Numbers have three significant digits: no picture shows more.
std::string chart_json(const Chart& chart);

}  // namespace entente
