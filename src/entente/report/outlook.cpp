// The outlook: what comes next, in words of probability, each with its number, interval and days.
//
// Shown are the forecasts that say most: for each register the horizon at which the probability
// tells most beyond the past share (Kullback-Leibler divergence), and of the machine-coded acts the
// likeliest and the most telling ones, few a dyad. A headline is strong where the back-test found
// skill above zero and the probability's interval leaves the past share out by a tenth or more.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "entente/base/text.hpp"
#include "entente/report/forecast_words.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

using forecast::Forecast;
using forecast::ForecastKind;

constexpr std::size_t kShown = 20;
constexpr std::size_t kRegistersShown = 10;
constexpr std::size_t kLikeliest = 4;
constexpr double kLarge = 0.1;

using List = std::vector<const Forecast*>;

void likeliest_first(List& list) {
  std::ranges::stable_sort(
      list, [](const Forecast* a, const Forecast* b) { return a->probability > b->probability; });
}

void most_telling_first(List& list) {
  std::ranges::stable_sort(list, [](const Forecast* a, const Forecast* b) {
    return forecast::told_beyond_climatology(*a) > forecast::told_beyond_climatology(*b);
  });
}

// Each register once, at its most telling horizon.
List registers_shown(const forecast::RegisterOutlook& outlook) {
  std::map<std::string, const Forecast*> best;
  for (const auto& one : outlook.forecasts) {
    const Forecast*& at = best[one.type];
    if (at == nullptr ||
        forecast::told_beyond_climatology(one) > forecast::told_beyond_climatology(*at))
      at = &one;
  }
  List list;
  for (const auto& [key, one] : best) list.push_back(one);
  most_telling_first(list);
  if (list.size() > kRegistersShown) list.resize(kRegistersShown);
  likeliest_first(list);
  return list;
}

// The likeliest, a dyad and a kind of act each, then those that tell most, two a dyad.
List acts_shown(const forecast::ActOutlook& outlook, std::size_t most) {
  constexpr std::size_t kMostOfDyad = 2;
  List all;
  for (const auto& one : outlook.forecasts) all.push_back(&one);
  likeliest_first(all);
  List list;
  std::map<std::pair<std::string, std::string>, std::size_t> taken;
  std::set<std::string> kinds;
  for (const Forecast* one : all) {
    if (list.size() == std::min(kLikeliest, most)) break;
    std::size_t& used = taken[{one->source, one->target}];
    if (used > 0 || !kinds.insert(one->type).second) continue;
    ++used;
    list.push_back(one);
  }
  most_telling_first(all);
  for (const Forecast* one : all) {
    if (list.size() == most) break;
    std::size_t& used = taken[{one->source, one->target}];
    if (used == kMostOfDyad || std::ranges::find(list, one) != list.end()) continue;
    ++used;
    list.push_back(one);
  }
  likeliest_first(list);
  return list;
}

// What the back-test says of forecasts like it: skill over climatology, where it was judged.
struct Skill {
  bool judged = false, above_zero = false;
  double value = 0, low = 0, high = 0;
};

Skill skill_of(const BriefContext& context, const Forecast& forecast) {
  Skill skill;
  if (forecast.kind != ForecastKind::kRegister || !context.register_outlook) return skill;
  for (const auto& scores : context.register_outlook->scores) {
    if (scores.horizon_days != forecast.horizon_days || !scores.judged()) continue;
    if (scores.register_key.empty() || scores.register_key == forecast.type)
      skill = {true, scores.above_zero(), scores.skill, scores.skill_low, scores.skill_high};
  }
  return skill;
}

std::string days_of(const Forecast& forecast) {
  return fmt::format("within {}, by {}",
                     count_of(static_cast<std::uint64_t>(forecast.horizon_days), "day"),
                     long_day(forecast.due()));
}

Headline headline_of(const BriefContext& context, const Forecast& forecast) {
  const Skill skill = skill_of(context, forecast);
  const bool apart = forecast.climatology < forecast.low || forecast.climatology > forecast.high;
  const bool large = std::abs(forecast.probability - forecast.climatology) >= kLarge;
  const bool of_register = forecast.kind == ForecastKind::kRegister;
  const std::string judged =
      !skill.judged ? ""
      : skill.above_zero
          ? "; back-tested, such forecasts beat the past share alone, by " +
                skill_words(skill.value, skill.low, skill.high) + " of its Brier score"
          : "; back-tested, such forecasts have no skill above zero over the past share alone";
  return {fmt::format("{}: at least one {} is {} ({}); the past share alone says {}.",
                      asked_of(context, forecast), days_of(forecast),
                      forecast::word_of(forecast.probability), percent(forecast.probability),
                      percent(forecast.climatology)),
          percent_interval(forecast.low, forecast.high),
          fmt::format("Probability, {}; {}, known at the end of {}{}{}.", level_name(0.9),
                      of_register ? "complete register" : forecast.provider,
                      long_day(forecast.origin), of_register ? "" : pseudo_words(context), judged),
          "outlook-likely", skill.above_zero && apart && large};
}

std::string evidence_cell(const std::set<std::string>& on_page, const Forecast& forecast) {
  std::string out;
  for (const auto& one : forecast.evidence) {
    if (!on_page.contains(one.event_id)) continue;
    if (!out.empty()) out += " ";
    out += fmt::format("<a href=\"#row-{}\">{}</a>", html(one.event_id), format_day(one.day));
  }
  return out;
}

std::string track_cell(const Forecast& forecast) {
  const forecast::TrackRecord& track = forecast.track;
  if (track.basis.empty() || track.n == 0) return "none yet";
  return fmt::format("{} of {} <span class=\"interval\">{}</span>", group_digits(track.happened),
                     group_digits(track.n), html(percent_interval(track.low, track.high)));
}

HtmlTable main_table(const BriefContext& context, const List& list) {
  std::set<std::string> on_page;
  for (const auto& act : context.events) on_page.insert(act.id);
  HtmlTable table("The likeliest and most telling forecasts", {{"At least one"},
                                                               {"Days", "number"},
                                                               {"Until", "day"},
                                                               {"In words"},
                                                               {"Probability, % [90 %]", "number"},
                                                               {"Past share alone", "number"},
                                                               {"What moved it", "sentence"},
                                                               {"Evidence"},
                                                               {"Happened of those like it"}});
  for (const Forecast* one : list) {
    table.add({html(asked_of(context, *one)), std::to_string(one->horizon_days),
               format_day(one->due()), std::string(forecast::word_of(one->probability)),
               percent_cell(one->probability, one->low, one->high),
               percent_number(one->climatology), html(moved_by(*one)), evidence_cell(on_page, *one),
               track_cell(*one)});
  }
  return table;
}

ForestChart chart_of(const BriefContext& context, const List& list) {
  ForestChart chart;
  chart.unit = "probability, %";
  chart.range = Interval{0, 100};
  chart.usual = "the past share alone";
  for (const Forecast* one : list) {
    ForestChart::Row row;
    row.label = fmt::format("{}, {} days", asked_of(context, *one), one->horizon_days);
    row.note = forecast::word_of(one->probability);
    row.kind = one->kind == ForecastKind::kAct
                   ? act_kind(static_cast<std::uint8_t>(parse_int(one->type).value_or(0)))
                   : ActKind::kNeutral;
    row.value = percent_value(one->probability);
    row.low = percent_value(one->low);
    row.high = percent_value(one->high);
    row.usual = percent_value(one->climatology);
    row.more = moved_by(*one);
    chart.rows.push_back(std::move(row));
  }
  return chart;
}

std::string words_table() {
  HtmlTable table("Words of probability", {{"In words"}, {"From, %", "number"}, {"To", "number"}});
  for (const auto& word : forecast::words_of_probability()) {
    table.add({std::string(word.word), fmt::format("{:.0f}", 100 * word.low),
               fmt::format("{:.0f}", 100 * word.high)});
  }
  return fmt::format(
      "<details><summary>What the words of probability mean</summary>{}<p>As the US intelligence "
      "community defines them (ICD 203, 2015); the number is always beside the word.</p>"
      "</details>\n",
      table.str());
}

// All registers at all horizons.
std::string registers_table(const BriefContext& context) {
  const auto& outlook = *context.register_outlook;
  std::set<int> horizons;
  std::map<std::string, std::map<int, const Forecast*>> by_register;
  for (const auto& one : outlook.forecasts) {
    horizons.insert(one.horizon_days);
    by_register[one.type][one.horizon_days] = &one;
  }
  if (by_register.empty()) return {};
  std::vector<HtmlColumn> columns = {{"At least one"}};
  for (const int days : horizons) {
    columns.push_back({fmt::format("{} days, % [90 %]", days)});
    columns.push_back({"Past share"});
  }
  HtmlTable table("All registers, probability by horizon", std::move(columns));
  table.rest_are_numbers();
  for (const auto& [key, by_days] : by_register) {
    std::vector<std::string> cells = {html(asked_of(context, *by_days.begin()->second))};
    for (const int days : horizons) {
      const auto at = by_days.find(days);
      const Forecast* const one = at == by_days.end() ? nullptr : at->second;
      cells.push_back(one == nullptr ? "no data"
                                     : percent_cell(one->probability, one->low, one->high));
      cells.push_back(one == nullptr ? "no data" : percent_number(one->climatology));
    }
    table.add(std::move(cells));
  }
  return fmt::format("<details><summary>All registers ({} rows)</summary>{}</details>\n",
                     table.size(), table.str());
}

// All acts of all watched dyads: a row a dyad, a column a kind, so that hundreds of forecasts need
// little room.
std::string acts_table(const BriefContext& context) {
  const auto& outlook = *context.act_outlook;
  std::set<std::string> types;
  std::map<std::pair<std::string, std::string>, std::map<std::string, const Forecast*>> by_dyad;
  for (const auto& one : outlook.forecasts) {
    types.insert(one.type);
    by_dyad[{one.source, one.target}][one.type] = &one;
  }
  if (by_dyad.empty()) return {};
  std::vector<HtmlColumn> columns = {{"Dyad"}};
  for (const auto& type : types) columns.push_back({root_words(type)});
  HtmlTable table(
      fmt::format("Probability, %, of at least one act within {} days", outlook.horizon_days),
      std::move(columns));
  table.rest_are_numbers();
  for (const auto& dyad : context.watched_dyads()) {
    const auto found = by_dyad.find(dyad);
    if (found == by_dyad.end()) continue;
    std::vector<std::string> cells = {html(context.dyad_name(dyad.first, dyad.second))};
    for (const auto& type : types) {
      const auto at = found->second.find(type);
      cells.push_back(
          at == found->second.end() ? "" : fmt::format("{:.0f}", 100 * at->second->probability));
    }
    table.add(std::move(cells));
  }
  return fmt::format(
      "<details><summary>All kinds of act of all watched dyads ({} forecasts)</summary><p>An empty "
      "cell: neither side has ever shown such an act toward the other.</p>{}</details>\n",
      group_digits(outlook.forecasts.size()), table.str());
}

}  // namespace

SectionPage outlook_section(const BriefContext& context) {
  SectionPage page;
  List list;
  if (context.register_outlook) list = registers_shown(*context.register_outlook);
  const std::size_t registers = list.size();
  if (context.act_outlook) {
    const List acts = acts_shown(*context.act_outlook, kShown - registers);
    list.insert(list.end(), acts.begin(), acts.end());
  }
  const auto first_act = list.begin() + static_cast<std::ptrdiff_t>(registers);
  // One headline of each kind: the most telling, of registers the surest of its skill.
  for (List part : {List(list.begin(), first_act), List(first_act, list.end())}) {
    if (part.empty()) continue;
    most_telling_first(part);
    std::ranges::stable_sort(part, [&](const Forecast* a, const Forecast* b) {
      return skill_of(context, *a).above_zero > skill_of(context, *b).above_zero;
    });
    page.headlines.push_back(headline_of(context, *part.front()));
  }
  if (!context.no_acts.empty()) {
    page.html += fmt::format("<p>Nothing is said of machine-coded acts to come: {}.</p>\n",
                             html(context.no_acts));
  }
  if (list.empty()) return page;
  std::string unit = "Probability of at least one within the days named, with its 90 % interval; ";
  unit += "the upright tick is what the share of past spans alone says. ";
  if (registers > 0)
    unit += "Registers: complete lists, days after " + long_day(list.front()->origin) + ". ";
  if (context.act_outlook) {
    unit += fmt::format("Acts: {}, days after {}{}. ", context.forecast_log()->provider,
                        long_day(context.act_outlook->origin), pseudo_words(context));
  }
  unit += "Chosen: what is likeliest, and what differs most from the past share.";
  add_figure(page,
             {"outlook-likely", page.headlines.front().sentence,
              "Probabilities from 0 to 100 % with 90 % intervals, a row a forecast; an upright "
              "tick is the past share alone.",
              unit, "There is no forecast to draw.", main_table(context, list)},
             chart_of(context, list));
  page.html += words_table();
  if (registers > 0) page.html += registers_table(context);
  if (context.act_outlook) page.html += acts_table(context);
  return page;
}

}  // namespace entente
