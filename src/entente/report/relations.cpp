// The watched dyads as small multiples: what each side does toward the other, month by month.
//
// Machine-coded events give rates with bands; the case's own acts are ticks below, since rows that
// an author picked are no rate. A dyad with too few events is drawn hatched and gets no headline.

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

// Whether the provider has any data in the month that ends on (or with the window's end at) `last`.
bool month_observed(const EventLog& log, Day last) {
  for (Day day = month_start(last); day <= last; day += std::chrono::days{1}) {
    const auto at = static_cast<std::int64_t>(day_number(day)) - log.first_day;
    if (at >= 0 && at < static_cast<std::int64_t>(log.observed.size()) &&
        log.observed[static_cast<std::size_t>(at)] != 0)
      return true;
  }
  return false;
}

void push(BandsChart::Series& series, const std::optional<Estimate>& half,
          const std::optional<Estimate>& wide, bool thin) {
  const auto value = [](const std::optional<Estimate>& e, auto&& part) {
    return e ? std::optional<double>(part(*e)) : std::nullopt;
  };
  series.value.push_back(value(half, [](const Estimate& e) { return e.value; }));
  series.low50.push_back(value(half, [](const Estimate& e) { return e.interval.low; }));
  series.high50.push_back(value(half, [](const Estimate& e) { return e.interval.high; }));
  series.low80.push_back(value(wide, [](const Estimate& e) { return e.interval.low; }));
  series.high80.push_back(value(wide, [](const Estimate& e) { return e.interval.high; }));
  series.thin.push_back(thin);
}

// One value a month of the window. A month without a single observed day, or outside the data, is a
// gap in the line.
std::vector<BandsChart::Series> rates_of(const DyadSeries& series, const EventLog& log,
                                         DayRange window) {
  constexpr double kInner = 0.5;
  constexpr double kOuter = 0.8;
  BandsChart::Series cooperation{.kind = ActKind::kCooperation};
  BandsChart::Series conflict{.kind = ActKind::kConflict};
  std::size_t next = 0;
  for (Day month = month_start(window.from); month < window.to; month = next_month(month)) {
    while (next < series.days.size() && series.days[next] < month) ++next;
    const bool inside = next < series.days.size() && series.days[next] < next_month(month);
    if (!inside || !month_observed(log, series.days[next])) {
      push(cooperation, std::nullopt, std::nullopt, true);
      push(conflict, std::nullopt, std::nullopt, true);
      continue;
    }
    const DyadMeasures half = measures_of(series.sums[next], kInner);
    const DyadMeasures wide = measures_of(series.sums[next], kOuter);
    push(cooperation, half.cooperation, wide.cooperation,
         wide.effective_cooperation < kFewestEffective);
    push(conflict, half.conflict, wide.conflict, wide.effective_conflict < kFewestEffective);
  }
  return {cooperation, conflict};
}

// The last month-end of the window on which the provider still had data.
std::optional<std::size_t> last_observed(const DyadSeries& series, const EventLog& log) {
  for (std::size_t i = series.days.size(); i-- > 0;) {
    if (month_observed(log, series.days[i])) return i;
  }
  return std::nullopt;
}

bool ever_acted(const DyadSeries& series) {
  return std::ranges::any_of(series.sums, [](const DyadSums& sums) { return sums.acts > 0; });
}

bool always_thin(const std::vector<BandsChart::Series>& series) {
  return std::ranges::all_of(series, [](const BandsChart::Series& one) {
    return std::ranges::all_of(one.thin, [](bool thin) { return thin; });
  });
}

struct Measured {
  const DyadSeries* series = nullptr;
  Estimate rate;
  Day day{};
};

// The highest rate, and how many others its interval cannot tell it from.
Headline headline_of(const BriefContext& context, const std::vector<Measured>& rates,
                     const char* kind) {
  const auto best = std::ranges::max_element(
      rates, {}, [](const Measured& measured) { return measured.rate.value; });
  const auto others = std::ranges::count_if(rates, [&](const Measured& measured) {
    return &measured != &*best && measured.rate.interval.high >= best->rate.interval.low;
  });
  std::string sentence =
      fmt::format("The highest measured rate of {} is that of {}, {} per 1,000 events by {}", kind,
                  context.dyad_name(best->series->source, best->series->target),
                  figure(best->rate.value), long_day(best->day));
  if (others > 0)
    sentence += fmt::format("; {} cannot be told from it",
                            count_of(static_cast<std::uint64_t>(others), "other"));
  return {sentence + ".", bracket(best->rate.interval),
          fmt::format("{}; half-life {:g} days; {}.", context.log->provider,
                      best->series->half_life_days, level_name(kMeasureLevel)),
          "dyads", true};
}

HtmlTable table_of(const BriefContext& context) {
  HtmlTable table("Watched dyads on the last day with data, per 1,000 events of the provider",
                  {{"Dyad"},
                   {"By", "day"},
                   {"Half-life, days", "number"},
                   {"Cooperation [90 %]", "number"},
                   {"Conflict [90 %]", "number"},
                   {"Stance, points from the provider's mean [90 %]", "number"},
                   {"Stance, raw", "number"},
                   {"Conflict share [90 %]", "number"},
                   {"Salience, %", "number"},
                   {"Effective events", "number"}});
  for (const auto& series : context.series) {
    const auto last = last_observed(series, *context.log);
    if (!last || !ever_acted(series)) continue;
    const DyadMeasures m = measures_of(series.sums[*last]);
    table.add({html(context.dyad_name(series.source, series.target)),
               format_day(series.days[*last]), fmt::format("{:g}", series.half_life_days),
               estimate_cell(m.cooperation), estimate_cell(m.conflict), estimate_cell(m.stance),
               m.stance_raw ? figure(*m.stance_raw) : "no data", estimate_cell(m.conflict_share),
               m.salience ? figure(100 * *m.salience) : "no data",
               figure(m.effective_cooperation + m.effective_conflict)});
  }
  return table;
}

HtmlTable ticks_table(const BriefContext& context) {
  HtmlTable table("Curated acts of watched dyads in the window", {{"Dyad"},
                                                                  {"Register acts", "number"},
                                                                  {"Picked acts", "number"},
                                                                  {"First", "day"},
                                                                  {"Last", "day"}});
  for (const auto& [source, target] : context.watched_dyads()) {
    std::size_t listed_acts = 0;
    std::size_t picked = 0;
    const Act* first = nullptr;
    const Act* last = nullptr;
    for (const auto& act : context.events) {
      if (act.source_state != source || act.target_state != target) continue;
      if (first == nullptr) first = &act;
      last = &act;
      ++(act.in_register() ? listed_acts : picked);
    }
    if (first == nullptr) continue;
    table.add({html(context.dyad_name(source, target)), std::to_string(listed_acts),
               std::to_string(picked), format_day(first->day), format_day(last->day)});
  }
  return table;
}

}  // namespace

SectionPage relations_section(const BriefContext& context) {
  SectionPage page;
  BandsChart chart;
  chart.unit = "events per 1,000 events of the provider";
  chart.from = month_start(context.window().from);
  std::vector<Measured> cooperation;
  std::vector<Measured> conflict;
  std::vector<std::string> silent;
  for (const auto& [source, target] : context.watched_dyads()) {
    BandsChart::Panel panel;
    panel.label = context.dyad_name(source, target);
    const auto series = std::ranges::find_if(context.series, [&](const DyadSeries& one) {
      return one.source == source && one.target == target;
    });
    if (series != context.series.end() && ever_acted(*series)) {
      panel.series = rates_of(*series, *context.log, context.window());
      if (always_thin(panel.series)) panel.series.clear();
      if (const auto last = last_observed(*series, *context.log)) {
        const DyadMeasures m = measures_of(series->sums[*last]);
        const auto consider = [&](std::vector<Measured>& rates, const std::optional<Estimate>& rate,
                                  double effective) {
          if (rate && effective >= kFewestEffective)
            rates.push_back({&*series, *rate, series->days[*last]});
        };
        consider(cooperation, m.cooperation, m.effective_cooperation);
        consider(conflict, m.conflict, m.effective_conflict);
      }
    }
    for (const auto& act : context.events) {
      if (act.source_state == source && act.target_state == target)
        panel.ticks.push_back({act.day, act_kind(act.root), fill_of_counted(context.counted(act))});
    }
    if (panel.series.empty() && panel.ticks.empty()) {
      silent.push_back(panel.label);
      continue;
    }
    if (!panel.ticks.empty()) panel.note = count_of(panel.ticks.size(), "curated act");
    if (context.log && panel.series.empty())
      panel.note += panel.note.empty() ? "too few for a rate" : "; too few for a rate";
    chart.panels.push_back(std::move(panel));
  }
  if (chart.panels.empty()) return page;
  if (!cooperation.empty())
    page.headlines.push_back(headline_of(context, cooperation, "cooperation"));
  if (!conflict.empty()) page.headlines.push_back(headline_of(context, conflict, "conflict"));
  const bool rates = context.log.has_value() && !context.series.empty();
  const std::string finding =
      !page.headlines.empty()
          ? page.headlines.back().sentence + " " + page.headlines.back().interval
      : rates ? std::string("No watched dyad has enough events for a rate to be named")
              : fmt::format(
                    "Curated acts fall on {} of {} watched directed dyads; as picked rows "
                    "they are ticks and give no rate",
                    chart.panels.size(), context.watched_dyads().size());
  if (!silent.empty()) {
    page.html +=
        fmt::format("<p>Nothing is on record in the window for {}.</p>\n", html(listed(silent)));
  }
  add_figure(
      page,
      {"dyads", finding,
       "Small multiples, one a directed dyad: cooperation above the line, conflict below it, with "
       "bands; curated acts as ticks.",
       rates ? fmt::format("Cooperation (roots 03-08) above, conflict (09-20) below the line; {} "
                           "per 1,000 canonical events not involving the two; half-life {:g} "
                           "days; bands 50 and 80 %; hatched: fewer than {:g} effective events. "
                           "Source: {}. Ticks: curated acts, filled where a register lists them.",
                           "events", context.half_lives().front(), kFewestEffective,
                           context.log->provider)
             : "One tick an act of the case; filled: from a register, hollow: picked by an "
               "author. Rates need machine-coded events: entente brief CASE --store DIR.",
       "No act of a watched dyad falls in the window.",
       rates ? table_of(context) : ticks_table(context)},
      chart);
  return page;
}

}  // namespace entente
