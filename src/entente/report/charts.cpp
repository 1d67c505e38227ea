#include "entente/report/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "entente/base/text.hpp"

namespace entente {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  if (!std::isfinite(value)) return {};
  return parse_double(fmt::format("{:.3g}", value)).value_or(0);
}
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(); }
Json text(const std::string& value) { return value.empty() ? Json() : Json(value); }
std::string month(Day day) { return format_month(day); }
Json range(const DayRange& days) { return {format_day(days.from), format_day(days.to)}; }

const char* name_of(Fill fill) {
  switch (fill) {
    case Fill::kSolid:
      return "solid";
    case Fill::kHalf:
      return "half";
    case Fill::kHollow:
      return "hollow";
  }
  return "hollow";
}

Json mark_of(const Mark& mark) {
  Json out = {{"day", format_day(mark.day)},
              {"kind", entente::name_of(mark.kind)},
              {"fill", name_of(mark.fill)}};
  if (!mark.id.empty()) out["id"] = mark.id;
  if (mark.to) out["to"] = format_day(*mark.to);
  if (mark.open) out["open"] = true;
  if (!mark.title.empty()) out["title"] = mark.title;
  if (!mark.label.empty()) out["label"] = mark.label;
  return out;
}

Json json_of(const LanesChart& chart) {
  Json lanes = Json::array();
  for (const auto& lane : chart.lanes) {
    Json marks = Json::array();
    for (const auto& mark : lane.marks) marks.push_back(mark_of(mark));
    lanes.push_back({{"label", lane.label}, {"note", text(lane.note)}, {"marks", marks}});
  }
  return {{"from", format_day(chart.days.from)},
          {"to", format_day(chart.days.to)},
          {"span", chart.span ? range(*chart.span) : Json()},
          {"key",
           {{"solid", text(chart.key.solid)},
            {"half", text(chart.key.half)},
            {"hollow", text(chart.key.hollow)}}},
          {"lanes", lanes}};
}

Json json_of(const BarsChart& chart) {
  Json rows = Json::array();
  for (const auto& row : chart.rows) {
    Json values = Json::array();
    for (const auto& value : row.values) values.push_back(value ? Json(*value) : Json());
    rows.push_back(
        {{"label", row.label}, {"kind", entente::name_of(row.kind)}, {"values", values}});
  }
  return {{"unit", chart.unit}, {"from", month(chart.from)}, {"rows", rows}};
}

// Years without data would be years of nulls: values stand from `first` on.
Json series_of(const BandsChart::Series& one) {
  std::size_t first = 0;
  std::size_t last = one.value.size();
  while (first < last && !one.value[first]) ++first;
  while (last > first && !one.value[last - 1]) --last;
  const auto part = [&](const std::vector<std::optional<double>>& values) {
    Json out = Json::array();
    for (std::size_t i = first; i < last; ++i) out.push_back(number(values[i]));
    return out;
  };
  Json thin = Json::array();
  for (std::size_t i = first; i < last; ++i) thin.push_back(one.thin[i] ? 1 : 0);
  return {{"kind", entente::name_of(one.kind)}, {"first", first},
          {"value", part(one.value)},           {"low50", part(one.low50)},
          {"high50", part(one.high50)},         {"low80", part(one.low80)},
          {"high80", part(one.high80)},         {"thin", thin}};
}

Json json_of(const BandsChart& chart) {
  Json panels = Json::array();
  std::size_t count = 0;
  for (const auto& panel : chart.panels) {
    Json series = Json::array();
    for (const auto& one : panel.series) {
      count = std::max(count, one.value.size());
      series.push_back(series_of(one));
    }
    Json ticks = Json::array();
    for (const auto& tick : panel.ticks)
      ticks.push_back({format_day(tick.day), entente::name_of(tick.kind), name_of(tick.fill)});
    panels.push_back({{"label", panel.label},
                      {"note", text(panel.note)},
                      {"series", series},
                      {"ticks", {{"columns", {"day", "kind", "fill"}}, {"rows", ticks}}}});
  }
  return {{"unit", chart.unit},
          {"from", month(chart.from)},
          {"step", "month"},
          {"count", count},
          {"panels", panels}};
}

Json json_of(const VotesChart& chart) {
  Json decisions = Json::array();
  for (const auto& decision : chart.decisions) {
    Json votes = Json::array();
    for (const auto& vote : decision.votes) votes.push_back(text(vote));
    decisions.push_back({{"day", format_day(decision.day)},
                         {"label", decision.label},
                         {"substantive", decision.substantive},
                         {"adopted", decision.adopted},
                         {"votes", votes}});
  }
  return {{"members", chart.members}, {"decisions", decisions}};
}

Json json_of(const MatrixChart& chart) {
  Json value = Json::array();
  Json low = Json::array();
  Json high = Json::array();
  Json shared = Json::array();
  for (const auto& row : chart.cells) {
    Json values = Json::array();
    Json lows = Json::array();
    Json highs = Json::array();
    Json counts = Json::array();
    for (const auto& cell : row) {
      values.push_back(number(cell.value));
      lows.push_back(cell.value ? number(cell.low) : Json());
      highs.push_back(cell.value ? number(cell.high) : Json());
      counts.push_back(cell.shared);
    }
    value.push_back(values);
    low.push_back(lows);
    high.push_back(highs);
    shared.push_back(counts);
  }
  return {{"unit", chart.unit}, {"actors", chart.actors}, {"value", value},
          {"low", low},         {"high", high},           {"shared", shared}};
}

Json json_of(const ForestChart& chart) {
  Json rows = Json::array();
  for (const auto& row : chart.rows) {
    Json one = {{"label", row.label},
                {"kind", entente::name_of(row.kind)},
                {"value", number(row.value)},
                {"low", row.value ? number(row.low) : Json()},
                {"high", row.value ? number(row.high) : Json()},
                {"note", text(row.note)}};
    if (row.usual) one["usual"] = number(row.usual);
    if (!row.more.empty()) one["more"] = row.more;
    rows.push_back(std::move(one));
  }
  Json out = {{"unit", chart.unit},
              {"reference", chart.reference},
              {"log", chart.logarithmic},
              {"rows", rows}};
  if (chart.range) out["range"] = {chart.range->low, chart.range->high};
  if (!chart.usual.empty()) out["usual"] = chart.usual;
  return out;
}

Json json_of(const FanChart& chart) {
  Json panels = Json::array();
  for (const auto& panel : chart.panels) {
    Json observed = Json::array();
    for (const auto& week : panel.observed) observed.push_back(number(week));
    Json ahead = Json::array();
    for (const auto& step : panel.ahead) {
      ahead.push_back({{"days", step.days},
                       {"value", number(step.value)},
                       {"low50", number(step.low50)},
                       {"high50", number(step.high50)},
                       {"low80", number(step.low80)},
                       {"high80", number(step.high80)}});
    }
    panels.push_back({{"label", panel.label},
                      {"note", text(panel.note)},
                      {"observed", observed},
                      {"ahead", ahead}});
  }
  return {{"unit", chart.unit},
          {"kind", entente::name_of(chart.kind)},
          {"from", format_day(chart.from)},
          {"now", format_day(chart.now)},
          {"panels", panels}};
}

Json json_of(const ReliabilityChart& chart) {
  Json limits = Json::array();
  for (const double limit : chart.limits) limits.push_back(number(limit));
  Json panels = Json::array();
  for (const auto& panel : chart.panels) {
    Json points = Json::array();
    for (const auto& point : panel.points) {
      points.push_back({{"said", number(point.said)},
                        {"share", number(point.share)},
                        {"low", number(point.low)},
                        {"high", number(point.high)},
                        {"n", point.n},
                        {"word", text(point.word)}});
    }
    panels.push_back({{"label", panel.label}, {"note", text(panel.note)}, {"points", points}});
  }
  return {{"limits", limits}, {"panels", panels}};
}

}  // namespace

std::string chart_name(const Chart& chart) {
  static constexpr const char* kNames[] = {"lanes",  "bars",   "bands", "votes",
                                           "matrix", "forest", "fan",   "reliability"};
  return kNames[chart.index()];
}

std::string chart_json(const Chart& chart) {
  Json out = {{"chart", chart_name(chart)}};
  out.update(std::visit([](const auto& one) { return json_of(one); }, chart));
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace entente
