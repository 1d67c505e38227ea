// What complete registers count: acts by month, and their decayed rates with bands.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/text.hpp"
#include "entente/measure/registers.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

ActKind kind_of(const std::vector<const Act*>& list) {
  return list.empty() ? ActKind::kNeutral : act_kind(list.front()->root);
}

// "Missile launches: 97 from ... to ..., 41 of them in 2022."
Headline register_headline(const BriefContext& context, const Register& of_register) {
  std::map<int, std::size_t> by_year;
  std::vector<const Act*> list;
  for (const Act* act : occasions(context.acts, of_register.key)) {
    if (!context.window().contains(act->day)) continue;
    list.push_back(act);
    ++by_year[year_of(act->day)];
  }
  const std::string unit = of_register.gaps.empty()
                               ? std::string("Complete list.")
                               : fmt::format("Complete list but for {}, stated below.",
                                             count_of(of_register.gaps.size(), "known gap"));
  const std::string link = "register-" + of_register.key;
  if (list.empty())
    return {fmt::format("{}: none in the window.", of_register.name), "", unit, link, false};
  if (list.size() == 1)
    return {fmt::format("{}: one, on {}.", of_register.name, long_day(list.front()->day)), "", unit,
            link, false};
  std::string sentence = fmt::format("{}: {} from {}", of_register.name, list.size(),
                                     span_of(list.front()->day, list.back()->day));
  const auto most =
      std::ranges::max_element(by_year, {}, [](const auto& entry) { return entry.second; });
  const auto as_many =
      std::ranges::count_if(by_year, [&](const auto& e) { return e.second == most->second; });
  if (by_year.size() > 1 && as_many == 1)
    sentence += fmt::format(", {} of them in {}", most->second, most->first);
  return {sentence + ".", "", unit, link, false};
}

void add_monthly(const BriefContext& context, const Questions::Monthly& question,
                 SectionPage& page) {
  BarsChart chart;
  chart.unit = "occasions a month";
  chart.from = month_start(context.window().from);
  HtmlTable table(question.name, {{"Register"}, {"Month"}, {"Occasions", "number"}});
  std::uint32_t most = 0;
  std::string where;
  for (const auto& key : question.registers) {
    const Register* const of_register = context.find_register(key);
    if (of_register == nullptr) continue;
    if (!of_register->complete) {
      page.html += fmt::format("<p>{}: not counted, since the list is not complete.</p>\n",
                               html(of_register->name));
      continue;
    }
    std::map<Day, std::uint32_t> counts;
    for (const auto& month : by_month(context.acts, *of_register, context.window())) {
      counts[month.month] = month.count;
      if (month.count > 0)
        table.add(
            {html(of_register->name), format_month(month.month), std::to_string(month.count)});
      if (month.count > most) {
        most = month.count;
        where = fmt::format("{} in {}", of_register->name, format_month(month.month));
      }
    }
    BarsChart::Row row{of_register->name, kind_of(occasions(context.acts, key)), {}};
    for (Day month = chart.from; month < context.window().to; month = next_month(month)) {
      const auto found = counts.find(month);
      row.values.push_back(found == counts.end() ? std::nullopt
                                                 : std::optional<std::uint32_t>(found->second));
    }
    chart.rows.push_back(std::move(row));
  }
  const std::string finding = most == 0 ? fmt::format("{}: none in the window", question.name)
                                        : fmt::format("The fullest month is {}, with {}", where,
                                                      count_of(most, "occasion"));
  add_figure(
      page,
      {"monthly-" + question.key, finding, "Bars by month, one row a register, on one scale.",
       "Occasions a month from complete registers; months outside a register's window are "
       "hatched. Months without any are left out of the table.",
       "No month has an act.", std::move(table)},
      chart);
}

void push(BandsChart::Series& series, const std::vector<RegisterRate>& half,
          const std::vector<RegisterRate>& wide, Day from, Day to) {
  std::map<Day, std::size_t> at;
  for (std::size_t i = 0; i < half.size(); ++i) at[month_start(half[i].day)] = i;
  for (Day month = from; month < to; month = next_month(month)) {
    const auto found = at.find(month);
    if (found == at.end()) {
      for (auto* list :
           {&series.value, &series.low50, &series.high50, &series.low80, &series.high80})
        list->push_back(std::nullopt);
      series.thin.push_back(true);
      continue;
    }
    const RegisterRate& inner = half[found->second];
    const RegisterRate& outer = wide[found->second];
    series.value.push_back(inner.events_per_year);
    series.low50.push_back(inner.interval.low);
    series.high50.push_back(inner.interval.high);
    series.low80.push_back(outer.interval.low);
    series.high80.push_back(outer.interval.high);
    series.thin.push_back(inner.effective < kFewestEffective);
  }
}

void add_rates(const BriefContext& context, SectionPage& page) {
  constexpr double kInner = 0.5;
  constexpr double kOuter = 0.8;
  const auto lives = context.half_lives();
  const double half_life = *std::ranges::max_element(lives);
  const DayRange window = context.window();
  BandsChart chart;
  chart.unit = "occasions a year";
  chart.from = month_start(window.from);
  HtmlTable table("Rates of registers at the end of the window", {{"Register"},
                                                                  {"By", "day"},
                                                                  {"Half-life, days", "number"},
                                                                  {"A year [90 %]", "number"},
                                                                  {"Effective events", "number"}});
  std::string highest;
  double most = 0;
  for (const auto& of_register : context.of_case.registers) {
    if (!of_register.complete) continue;
    const auto half = register_rates(context.acts, of_register, window, half_life, kInner);
    if (half.empty()) continue;
    const auto wide = register_rates(context.acts, of_register, window, half_life, kOuter);
    const auto list = occasions(context.acts, of_register.key);
    BandsChart::Panel panel{of_register.name, "", {}, {}};
    BandsChart::Series series{.kind = kind_of(list)};
    push(series, half, wide, chart.from, window.to);
    panel.series.push_back(std::move(series));
    for (const Act* act : list) {
      if (window.contains(act->day))
        panel.ticks.push_back({act->day, act_kind(act->root), Fill::kSolid});
    }
    panel.note = count_of(panel.ticks.size(), "occasion");
    chart.panels.push_back(std::move(panel));
    for (const double days : lives) {
      const auto rates = register_rates(context.acts, of_register, window, days);
      if (rates.empty()) continue;
      const RegisterRate& last = rates.back();
      table.add({html(of_register.name), format_day(last.day), fmt::format("{:g}", days),
                 estimate_cell(Estimate{last.events_per_year, last.interval}),
                 figure(last.effective)});
      if (days == half_life && last.effective >= kFewestEffective && last.events_per_year > most) {
        most = last.events_per_year;
        highest = fmt::format(
            "At the end of the window the highest rate is that of {}: {} a year "
            "{}",
            of_register.name, figure(most), bracket(last.interval));
      }
    }
  }
  if (chart.panels.empty()) return;
  add_figure(page,
             {"registers",
              highest.empty() ? "No register has enough occasions for a rate to be named" : highest,
              "Small multiples, one a register: decayed rate with bands, occasions as ticks.",
              fmt::format("Occasions a year, half-life {:g} days, bands 50 and 80 %, hatched where "
                          "fewer than {:g} effective events. Complete lists but for their stated "
                          "gaps.",
                          half_life, kFewestEffective),
              "No register reaches into the window.", std::move(table)},
             chart);
}

}  // namespace

SectionPage counts_section(const BriefContext& context) {
  SectionPage page;
  for (const auto& question : context.of_case.questions.monthly)
    add_monthly(context, question, page);
  for (const auto& of_register : context.of_case.registers) {
    const DayRange window = context.window();
    const bool reaches = of_register.days.from < window.to && window.from < of_register.days.to;
    if (of_register.complete && reaches)
      page.headlines.push_back(register_headline(context, of_register));
  }
  add_rates(context, page);
  return page;
}

}  // namespace entente
