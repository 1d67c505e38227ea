// The watch list: where material conflict may rise above what is usual for a dyad, and the fans of
// the dyads on its top.
//
// The risk is the predictive probability that the next days bring more acts of material conflict
// (quad class 4) than nine in ten of the dyad's own past spans of as many days; the level, the past
// share and the number stand beside each other. A fan is the same distribution at every horizon, as
// acts a week.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "entente/base/text.hpp"
#include "entente/report/forecast_words.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

using forecast::Forecast;

constexpr std::size_t kDrawn = 12;
constexpr std::size_t kFans = 8;
constexpr int kWeeks = 26;
constexpr int kWeekDays = 7;
constexpr int kLongerDays = 30;
constexpr std::uint8_t kMaterialConflict = 4;

struct Watched {
  std::string source, target;
  const Forecast* near = nullptr;  // the shortest horizon
  const Forecast* far = nullptr;   // 30 days, or the next longer one; null: none
};

std::vector<Watched> by_risk(const forecast::CountOutlook& outlook) {
  std::map<std::pair<std::string, std::string>, std::map<int, const Forecast*>> risks;
  for (const auto& one : outlook.escalations) {
    const Forecast& f = one.forecast;
    risks[{f.source, f.target}][f.horizon_days] = &f;
  }
  std::vector<Watched> list;
  for (const auto& [dyad, by_days] : risks) {
    Watched one{dyad.first, dyad.second, by_days.begin()->second, nullptr};
    const auto longer = by_days.lower_bound(kLongerDays);
    if (longer != by_days.end() && longer->second != one.near) one.far = longer->second;
    list.push_back(one);
  }
  std::ranges::stable_sort(list, [](const Watched& a, const Watched& b) {
    return a.near->probability > b.near->probability;
  });
  return list;
}

// A chance out of a predictive distribution may come without an interval of its own.
bool has_interval(const Forecast& f) { return f.low < f.high; }

std::string risk_cell(const Forecast& f) {
  return has_interval(f) ? percent_cell(f.probability, f.low, f.high)
                         : percent_number(f.probability);
}

HtmlTable risk_table(const BriefContext& context, const std::vector<Watched>& list) {
  const bool longer = list.front().far != nullptr;
  const auto title = [](const char* what, const Forecast& f) {
    return fmt::format("{} {} days", what, f.horizon_days);
  };
  std::vector<HtmlColumn> columns = {{"Dyad"}, {"In words"}};
  for (const Forecast* one : {list.front().near, list.front().far}) {
    if (one == nullptr) continue;
    columns.push_back({title("More than, in", *one), "number"});
    columns.push_back({has_interval(*one) ? "Probability, % [90 %]" : "Probability, %", "number"});
    columns.push_back({"Past share", "number"});
  }
  HtmlTable table("Risk of escalation by dyad", std::move(columns));
  for (const auto& one : list) {
    std::vector<std::string> cells = {html(context.dyad_name(one.source, one.target)),
                                      std::string(forecast::word_of(one.near->probability))};
    for (const Forecast* f : {one.near, one.far}) {
      if (!longer && f == nullptr) continue;
      cells.push_back(f == nullptr ? "no data" : std::to_string(f->level));
      cells.push_back(f == nullptr ? "no data" : risk_cell(*f));
      cells.push_back(f == nullptr ? "no data" : percent_number(f->climatology));
    }
    table.add(std::move(cells));
  }
  return table;
}

ForestChart risk_chart(const BriefContext& context, const std::vector<Watched>& list) {
  ForestChart chart;
  chart.unit = fmt::format("probability within {} days, %", list.front().near->horizon_days);
  chart.range = Interval{0, 100};
  chart.usual = "share of the dyad's own past spans";
  for (std::size_t i = 0; i < std::min(kDrawn, list.size()); ++i) {
    const Forecast& f = *list[i].near;
    ForestChart::Row row;
    row.label = fmt::format("{}: more than {}", context.dyad_name(f.source, f.target),
                            count_of(f.level, "act"));
    row.note = forecast::word_of(f.probability);
    row.kind = ActKind::kConflict;
    row.value = percent_value(f.probability);
    const double none = std::numeric_limits<double>::quiet_NaN();
    row.low = has_interval(f) ? percent_value(f.low) : none;
    row.high = has_interval(f) ? percent_value(f.high) : none;
    row.usual = percent_value(f.climatology);
    row.more = moved_by(f);
    chart.rows.push_back(std::move(row));
  }
  return chart;
}

// Acts of material conflict that were known at the origin, by week up to it; a week with a missing
// day is no count.
std::vector<std::optional<double>> weeks_of(const EventLog& log, const Watched& dyad, Day origin) {
  const int end = day_number(origin) + 1;
  const int start = end - kWeeks * kWeekDays;
  std::vector<std::optional<double>> weeks(kWeeks, 0.0);
  for (int day = start; day < end; ++day) {
    const int at = day - log.first_day;
    const bool seen = at >= 0 && static_cast<std::size_t>(at) < log.observed.size() &&
                      log.observed[static_cast<std::size_t>(at)] != 0;
    if (!seen) weeks[static_cast<std::size_t>((day - start) / kWeekDays)].reset();
  }
  const std::int64_t wanted = log.find(dyad.source, dyad.target);
  if (wanted < 0) return weeks;
  const auto first = std::ranges::lower_bound(log.day, start) - log.day.begin();
  for (auto i = static_cast<std::size_t>(first); i < log.size() && log.day[i] < end; ++i) {
    if (log.dyad[i] != static_cast<std::uint32_t>(wanted) || log.quad[i] != kMaterialConflict)
      continue;
    if (log.day[i] + log.known_lag[i] >= end) continue;
    auto& week = weeks[static_cast<std::size_t>((log.day[i] - start) / kWeekDays)];
    if (week) *week += 1;
  }
  return weeks;
}

struct Ahead {
  const forecast::CountForecast* of;
  double per_week() const { return double{kWeekDays} / of->forecast.horizon_days; }
  double weekly(double p) const { return per_week() * of->distribution.quantile(p); }
};

std::vector<Ahead> ahead_of(const forecast::CountOutlook& outlook, const Watched& dyad) {
  std::vector<Ahead> ahead;
  for (const auto& one : outlook.counts) {
    const Forecast& f = one.forecast;
    if (f.source == dyad.source && f.target == dyad.target &&
        parse_int(f.type).value_or(0) == kMaterialConflict)
      ahead.push_back({&one});
  }
  std::ranges::stable_sort(ahead, {}, [](const Ahead& a) { return a.of->forecast.horizon_days; });
  return ahead;
}

void add_fans(const BriefContext& context, SectionPage& page, const std::vector<Watched>& list) {
  const auto& outlook = *context.count_outlook;
  const EventLog& log = *context.forecast_log();
  FanChart chart;
  chart.unit = "acts of material conflict a week";
  chart.now = outlook.origin;
  chart.from = outlook.origin - std::chrono::days{kWeeks * kWeekDays - 1};
  HtmlTable table("Acts of material conflict a week: seen, and expected",
                  {{"Dyad"},
                   {"Seen a week, last 26", "number"},
                   {"Next days", "number"},
                   {"Expected a week", "number"},
                   {"50 %", "number"},
                   {"80 %", "number"}});
  std::size_t above = 0;
  for (std::size_t i = 0; i < std::min(kFans, list.size()); ++i) {
    const auto ahead = ahead_of(outlook, list[i]);
    if (ahead.empty()) continue;
    FanChart::Panel panel;
    panel.label = context.dyad_name(list[i].source, list[i].target);
    panel.note = fmt::format("over {} in {} days: {}", list[i].near->level,
                             list[i].near->horizon_days, percent(list[i].near->probability));
    panel.observed = weeks_of(log, list[i], outlook.origin);
    double sum = 0;
    int seen = 0;
    for (const auto& week : panel.observed) {
      sum += week.value_or(0);
      seen += week ? 1 : 0;
    }
    const std::string mean = seen == 0 ? "no data" : figure(sum / seen);
    for (const auto& one : ahead) {
      const FanChart::Step step = {one.of->forecast.horizon_days,
                                   one.weekly(0.5),
                                   one.weekly(0.25),
                                   one.weekly(0.75),
                                   one.weekly(0.1),
                                   one.weekly(0.9)};
      panel.ahead.push_back(step);
      table.add({html(panel.label), mean, std::to_string(step.days), figure(step.value),
                 bracket({step.low50, step.high50}), bracket({step.low80, step.high80})});
    }
    if (seen > 0 && panel.ahead.back().low80 > sum / seen) ++above;
    chart.panels.push_back(std::move(panel));
  }
  if (chart.panels.empty()) return;
  const int longest = chart.panels.front().ahead.back().days;
  const std::string finding = fmt::format(
      "Over the next {} days, {} of these {} dyads {} expected, with nine chances in ten, to show "
      "more material conflict a week than in the last {} weeks",
      longest, above == 0 ? "none" : std::to_string(above), chart.panels.size(),
      above > 1 ? "are" : "is", kWeeks);
  add_figure(page,
             {"fans", finding,
              "Small multiples, one a directed dyad: weekly counts, then what is expected a week "
              "over the next days with bands of 50 and 80 %.",
              fmt::format("Acts of material conflict (quad class 4) a week; expected: the average "
                          "a week of the days up to each horizon. A week with a missing day is "
                          "left out. Source: {}. {}",
                          log.provider, made_at(context, outlook.origin)),
              "No watched dyad can be drawn.", std::move(table)},
             chart);
}

}  // namespace

SectionPage watch_section(const BriefContext& context) {
  SectionPage page;
  if (!context.no_counts.empty()) {
    page.html = fmt::format("<p>{}: {}.</p>\n",
                            context.count_outlook ? "Nothing is said of the longest horizon"
                                                  : "Nothing is said of the risk of escalation",
                            html(context.no_counts));
  }
  if (!context.count_outlook) return page;
  const auto list = by_risk(*context.count_outlook);
  if (list.empty()) return page;
  const Forecast& top = *list.front().near;
  page.headlines.push_back(
      {fmt::format("The greatest risk of escalation is that of {}: more than {} of material "
                   "conflict within {} days, by {}, is {} ({}); its own past says {}.",
                   context.dyad_name(top.source, top.target), count_of(top.level, "act"),
                   top.horizon_days, long_day(top.due()), forecast::word_of(top.probability),
                   percent(top.probability), percent(top.climatology)),
       percent_interval(top.low, top.high),
       fmt::format(
           "Probability, {}; {}; the level is what nine in ten of the dyad's own past spans "
           "of {} days did not exceed. {}",
           has_interval(top) ? level_name(0.9) : "of the predictive distribution", top.provider,
           top.horizon_days, made_at(context, top.origin)),
       "watch-list", false});
  add_figure(
      page,
      {"watch-list", page.headlines.front().sentence,
       "Risks of escalation from 0 to 100 %, a row a dyad; an upright tick is "
       "the share of the dyad's own past spans.",
       fmt::format(
           "Probability of more acts of material conflict (quad class 4) than nine in ten "
           "of the dyad's own past spans of as many days{}; the {} greatest are drawn, all are "
           "tabled. Source: {}. {}",
           has_interval(top) ? ", with its 90 % interval" : "", std::min(kDrawn, list.size()),
           top.provider, made_at(context, top.origin)),
       "No watched dyad has a risk to draw.", risk_table(context, list)},
      risk_chart(context, list));
  add_fans(context, page, list);
  return page;
}

}  // namespace entente
