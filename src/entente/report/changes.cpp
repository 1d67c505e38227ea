// What changed most: the last year against the year before it, and the second half of the window
// against the first.
//
// Ratios of rates, with intervals wide enough for bursts; the dyads and registers are many, so a
// headline also needs Benjamini & Hochberg's (1995) adjusted p of at most 0.05 over all that were
// looked at. "No evidence of a change" is a finding and is said as plainly as the others.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "entente/base/text.hpp"
#include "entente/measure/change.hpp"
#include "entente/measure/dispersion.hpp"
#include "entente/measure/registers.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

constexpr double kLevel = 0.95;
constexpr double kAlpha = 0.05;
constexpr int kYearDays = 365;
constexpr double kDaysAYear = 365.25;
constexpr int kLeastSpanDays = 90;
constexpr std::size_t kDrawn = 24;

struct Line {
  std::string label;
  std::string spans;  // "last year": which two spans are compared
  ActKind kind = ActKind::kNeutral;
  RateChange change;
  std::string unit;    // of the two rates
  std::string source;  // provider or register
  std::string link;
  double p = 1, adjusted = 1;
};

// Two-sided p of the log ratio, from the width of its own interval.
double p_of(const RateChange& change) {
  if (!change.ratio || !(change.interval.low > 0) || !(*change.ratio > 0)) return 1;
  const double z = normal_quantile((1 + kLevel) / 2);
  const double error = (std::log(change.interval.high) - std::log(change.interval.low)) / (2 * z);
  if (!(error > 0)) return 1;
  return std::erfc(std::abs(std::log(*change.ratio)) / error / std::sqrt(2.0));
}

void adjust(std::vector<Line>& lines) {
  std::vector<Line*> tested;
  for (auto& line : lines) {
    if (line.change.ratio) tested.push_back(&line);
  }
  std::ranges::stable_sort(tested, {}, &Line::p);
  double least = 1;
  for (std::size_t i = tested.size(); i-- > 0;) {
    least = std::min(
        least, tested[i]->p * static_cast<double>(tested.size()) / static_cast<double>(i + 1));
    tested[i]->adjusted = least;
  }
}

// Weekly counts of a register's occasions, for the dispersion of its own past.
double register_phi(const std::vector<const Act*>& list, DayRange days) {
  Dispersion dispersion;
  std::size_t at = 0;
  while (at < list.size() && list[at]->day < days.from) ++at;
  for (Day week = days.from; week + std::chrono::days{7} <= days.to; week += std::chrono::days{7}) {
    std::uint32_t count = 0;
    for (; at < list.size() && list[at]->day < week + std::chrono::days{7}; ++at) ++count;
    dispersion.add_week(count);
  }
  return dispersion.phi();
}

// [from, split) against [split, to), and what to call it.
struct Spans {
  Day from{}, split{}, to{};
  std::string name;
  double years() const { return static_cast<double>((split - from).count()) / kDaysAYear; }
};

// The last year and the halves of what is both in the window and in the data; less where there is
// less. Both spans of a pair are equally long.
std::vector<Spans> spans_of(DayRange days, Day window_end) {
  std::vector<Spans> spans;
  const int half = (day_number(days.to) - day_number(days.from)) / 2;
  if (half < kLeastSpanDays) return spans;
  const int year = std::min(half, kYearDays);
  const auto before_end = [&](int span) { return days.to - std::chrono::days{span}; };
  spans.push_back(
      {before_end(2 * year), before_end(year), days.to,
       (year == kYearDays ? "last year" : fmt::format("last {} days", year)) +
           (days.to == window_end ? "" : " to " + long_day(days.to - std::chrono::days{1}))});
  if (half > kYearDays + kLeastSpanDays) {
    const Day split = before_end(half);
    spans.push_back(
        {before_end(2 * half), split, days.to, fmt::format("since {}", long_day(split))});
  }
  return spans;
}

void add_registers(const BriefContext& context, std::vector<Line>& lines) {
  const DayRange window = context.window();
  for (const auto& of_register : context.of_case.registers) {
    if (!of_register.complete) continue;
    const auto list = occasions(context.acts, of_register.key);
    const auto between = [&](Day from, Day to) {
      return static_cast<std::uint64_t>(std::ranges::count_if(
          list, [&](const Act* act) { return from <= act->day && act->day < to; }));
    };
    const Day end = std::min(window.to, of_register.days.to);
    const double phi = register_phi(list, {of_register.days.from, end});
    for (const auto& spans :
         spans_of({std::max(window.from, of_register.days.from), end}, window.to)) {
      lines.push_back({of_register.name, spans.name,
                       act_kind(list.empty() ? 0 : list.front()->root),
                       rate_change(between(spans.from, spans.split), spans.years(),
                                   between(spans.split, spans.to), spans.years(), phi, kLevel),
                       "a year", "register", "register-" + of_register.key});
    }
  }
}

// Rates of the watched dyads go to `lines`, differences of their conflict shares to `shares`.
void add_dyads(const BriefContext& context, std::vector<Line>& lines, HtmlTable& shares,
               std::vector<std::string>& passed_over) {
  const EventLog& log = *context.log;
  const DayRange window = context.window();
  const Day first = std::max(window.from, day_from_number(log.first_day));
  const Day end = std::min(
      window.to, day_from_number(log.first_day + static_cast<std::int32_t>(log.observed.size())));
  if (end <= first) return;
  for (const auto& spans : spans_of({first, end}, window.to)) {
    if (!context.comparable(spans.from, spans.split, spans.to)) {
      passed_over.push_back(spans.name);
      continue;
    }
    const auto changes = dyad_changes(log, context.watched_dyads(), spans.split,
                                      static_cast<int>((spans.to - spans.split).count()), kLevel);
    for (const auto& change : changes) {
      const std::string label = context.dyad_name(change.source, change.target);
      if (change.share_difference)
        shares.add({html(label), html(spans.name), estimate_cell(change.share_difference)});
      for (const auto& [kind, rate] : {std::pair{ActKind::kCooperation, &change.cooperation},
                                       std::pair{ActKind::kConflict, &change.conflict}}) {
        if (rate->before + rate->after == 0) continue;
        lines.push_back({fmt::format("{}: {}", label, name_of(kind)), spans.name, kind, *rate,
                         "per 1,000 events", log.provider, "changes"});
      }
    }
  }
}

std::string p_words(double p) { return p < 0.001 ? "under 0.001" : fmt::format("{:.3f}", p); }

std::string ratio_words(double ratio) {
  return ratio >= 1 ? fmt::format("rose {}-fold", figure(ratio))
                    : fmt::format("fell to {} of what it was", figure(ratio));
}

HtmlTable table_of(const std::vector<Line>& lines) {
  HtmlTable table("Rates of the later span over the earlier one", {{"What"},
                                                                   {"Later span"},
                                                                   {"Source"},
                                                                   {"Events before", "number"},
                                                                   {"Events after", "number"},
                                                                   {"Rate before", "number"},
                                                                   {"Rate after", "number"},
                                                                   {"Unit"},
                                                                   {"Ratio [95 %]", "number"},
                                                                   {"Dispersion", "number"},
                                                                   {"Adjusted p", "number"}});
  for (const auto& line : lines) {
    const RateChange& c = line.change;
    if (!c.ratio) continue;
    table.add({html(line.label), html(line.spans), html(line.source), std::to_string(c.before),
               std::to_string(c.after), figure(c.rate_before), figure(c.rate_after),
               html(line.unit),
               fmt::format("{} <span class=\"interval\">{}</span>", figure(*c.ratio),
                           bracket(c.interval)),
               figure(c.phi), p_words(line.adjusted)});
  }
  return table;
}

}  // namespace

SectionPage changes_section(const BriefContext& context) {
  constexpr std::size_t kHeadlines = 3;
  SectionPage page;
  std::vector<Line> lines;
  add_registers(context, lines);
  HtmlTable shares("Conflict share, later less earlier",
                   {{"Dyad"}, {"Later span"}, {"Difference [95 %]", "number"}});
  std::vector<std::string> passed_over;
  if (context.log) add_dyads(context, lines, shares, passed_over);
  for (const auto& name : passed_over) {
    page.html += fmt::format(
        "<p>Dyads are not compared over \u201c{}\u201d: {} has data on fewer than 80 % of the days "
        "of "
        "a side, or a known break inside.</p>\n",
        html(name), html(context.log->provider));
  }
  if (lines.empty()) return page;
  for (auto& line : lines) line.p = p_of(line.change);
  adjust(lines);
  // The surest and largest first; what has too few events last.
  std::ranges::stable_sort(lines, [](const Line& a, const Line& b) {
    const auto rank = [](const Line& line) {
      return line.change.ratio ? std::abs(std::log(*line.change.ratio)) : -1.0;
    };
    const bool sure_a = a.adjusted <= kAlpha;
    const bool sure_b = b.adjusted <= kAlpha;
    return sure_a != sure_b ? sure_a : rank(a) > rank(b);
  });
  const auto tested = static_cast<std::size_t>(
      std::ranges::count_if(lines, [](const Line& line) { return line.change.ratio.has_value(); }));
  const auto sure = static_cast<std::size_t>(std::ranges::count_if(
      lines, [](const Line& line) { return line.change.ratio && line.adjusted <= kAlpha; }));
  for (std::size_t i = 0; i < std::min(sure, kHeadlines); ++i) {
    const RateChange& c = lines[i].change;
    page.headlines.push_back(
        {fmt::format("{} {} ({}): from {} to {} {}.", lines[i].label, ratio_words(*c.ratio),
                     lines[i].spans, figure(c.rate_before), figure(c.rate_after), lines[i].unit),
         bracket(c.interval),
         fmt::format(
             "Ratio of the later span over the one before it, as long, {} and {} events, {}; {}; "
             "adjusted p {}.",
             c.after, c.before, lines[i].source, level_name(kLevel), p_words(lines[i].adjusted)),
         lines[i].link, i == 0});
  }
  if (sure == 0) {
    page.headlines.push_back(
        {tested == 0
             ? fmt::format("Nothing can be said of change: none of {} comparisons has {} events on "
                           "both sides.",
                           lines.size(), kFewestCounted)
             : fmt::format("No evidence of a change: {} of {} comparisons {} enough events, and "
                           "none of them shows one.",
                           tested, lines.size(), tested == 1 ? "has" : "have"),
         "",
         fmt::format("The last span against the one before, and the halves of the window. {} each; "
                     "over all of them a p of at most {} is asked for after adjustment (Benjamini "
                     "and Hochberg 1995), so that single intervals may leave 1 out.",
                     level_name(kLevel), kAlpha),
         "changes", false});
  }
  ForestChart chart;
  chart.unit = "ratio of rates, later over earlier";
  chart.reference = 1;
  chart.logarithmic = true;
  for (const auto& line : lines) {
    if (chart.rows.size() == kDrawn || !line.change.ratio) break;
    chart.rows.push_back({fmt::format("{} ({})", line.label, line.spans),
                          fmt::format("{} \u2192 {} events", line.change.before, line.change.after),
                          line.kind, line.change.ratio, line.change.interval.low,
                          line.change.interval.high});
  }
  add_figure(page,
             {"changes", page.headlines.front().sentence,
              "Ratios of rates with 95 % intervals, on a logarithmic scale; the line at 1 is no "
              "change.",
              fmt::format("Ratio of rates, later over earlier, by what was observed on each side, "
                          "with 95 % intervals widened for "
                          "bursts; silent under {} events on a side ({} of {} comparisons). Dyads "
                          "are machine-coded, "
                          "registers complete lists.",
                          kFewestCounted, lines.size() - tested, lines.size()),
              "No rate has enough events on both sides to be compared.", table_of(lines)},
             chart);
  if (shares.size() > 0) {
    page.html +=
        fmt::format("<details><summary>Conflict shares, later less earlier</summary>{}</details>\n",
                    shares.str());
  }
  return page;
}

}  // namespace entente
