// How good such forecasts would have been: the back-test's reliability diagram, and its skill over
// climatology in words.
//
// Each forecast of the back-test was made from what was known at its own origin. Skill is 1 less
// the ratio of Brier scores (1950), with its 90 % interval; where the interval holds zero the page
// says that skill is not above zero, and with fewer than 20 occasions it says nothing.

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/report/forecast_words.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/reliability_panel.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

using forecast::RegisterScores;

std::string days(int horizon) { return count_of(static_cast<std::uint64_t>(horizon), "day"); }

// "90 days (3.9 % [1.4, 5.8])"; `more` stands within the brackets.
std::string skill_at(const RegisterScores& one, const std::string& more = {}) {
  return fmt::format("{} ({}{})", days(one.horizon_days),
                     skill_words(one.skill, one.skill_low, one.skill_high), more);
}

// Above zero over all years is not enough: some of them chose the settings.
std::string no_skill_at(const RegisterScores& one) {
  if (!(one.skill_low > 0)) return skill_at(one);
  const auto& held = one.held_out;
  return skill_at(one, fmt::format("; from {} on, which chose no setting, {}",
                                   long_day(forecast::kRegisterSettingsHeldOut),
                                   skill_words(held.skill, held.skill_low, held.skill_high)));
}

// One sentence a verdict.
Headline register_headline(const std::vector<const RegisterScores*>& pooled) {
  std::vector<std::string> better;
  std::vector<std::string> no_better;
  std::vector<std::string> worse;
  std::vector<std::string> few;
  for (const RegisterScores* one : pooled) {
    if (!one->judged())
      few.push_back(days(one->horizon_days));
    else if (one->above_zero())
      better.push_back(skill_at(*one));
    else if (one->skill_high < 0)
      worse.push_back(skill_at(*one));
    else
      no_better.push_back(no_skill_at(*one));
  }
  std::string sentence;
  const auto say = [&](const std::vector<std::string>& which, const char* before,
                       const std::string& after) {
    if (which.empty()) return;
    sentence += fmt::format("{}{}{}{}.", sentence.empty() ? "" : " ", before, listed(which), after);
  };
  say(better, "Back-tested, forecasts of registers beat the past share alone at ", "");
  say(no_better,
      "Back-tested, the skill of forecasts of registers over the past share alone is not shown to "
      "be above zero at ",
      "");
  say(worse, "Back-tested, they are worse than the past share alone at ", "");
  say(few, "Nothing is claimed for ",
      fmt::format(": fewer than {} occasions came", kFewestPositives));
  return {sentence, "",
          fmt::format("Skill: 1 less the ratio of Brier scores, {}; all complete registers over "
                      "their own years.",
                      level_name(0.9)),
          "reliability-diagram", false};
}

Headline act_headline(const BriefContext& context) {
  const auto& outlook = *context.act_outlook;
  const auto& judged = outlook.reliability;
  return {fmt::format("On past days held out, {} for acts within {}.", kept_words(judged),
                      days(outlook.horizon_days)),
          "",
          fmt::format("{}; by {}s over days and dyads; Brier score {:.3f}, of which {:.4f} is want "
                      "of reliability; {}{}.",
                      judged_words(judged), level_name(0.9), judged.brier, judged.reliability,
                      context.forecast_log()->provider, pseudo_words(context)),
          "reliability-diagram", false};
}

std::string scores_table(const BriefContext& context) {
  HtmlTable table("Scores of the back-test, by register and horizon", {{"Register"},
                                                                       {"Days"},
                                                                       {"Forecasts"},
                                                                       {"Came"},
                                                                       {"Brier score"},
                                                                       {"Of the past share"},
                                                                       {"Skill, % [90 %]"}});
  table.rest_are_numbers();
  for (const auto& one : context.register_outlook->scores) {
    const Register* const of = context.find_register(one.register_key);
    const std::string name = one.register_key.empty() ? "all together"
                             : of == nullptr          ? one.register_key
                                                      : of->name;
    table.add({html(name), std::to_string(one.horizon_days), group_digits(one.n),
               group_digits(one.positives), fmt::format("{:.3f}", one.brier),
               fmt::format("{:.3f}", one.brier_climatology),
               one.judged()
                   ? fmt::format("{:.1f} <span class=\"interval\">[{:.1f}, {:.1f}]</span>",
                                 100 * one.skill, 100 * one.skill_low, 100 * one.skill_high)
                   : "too few"});
  }
  return fmt::format("<details><summary>Scores by register ({} rows)</summary>{}</details>\n",
                     table.size(), table.str());
}

}  // namespace

SectionPage reliability_section(const BriefContext& context) {
  SectionPage page;
  ReliabilityChart chart;
  chart.limits = word_limits();
  HtmlTable table = reliability_table("Said and came, by words of probability");
  std::vector<const RegisterScores*> pooled;
  if (context.register_outlook) {
    for (const auto& one : context.register_outlook->scores) {
      if (one.register_key.empty() && one.n > 0) pooled.push_back(&one);
    }
  }
  for (const RegisterScores* one : pooled) {
    const std::string label = "Registers, " + days(one->horizon_days);
    chart.panels.push_back(reliability_panel(label, one->reliability));
    add_rows(table, label, one->reliability);
  }
  if (!pooled.empty()) page.headlines.push_back(register_headline(pooled));
  if (context.act_outlook && context.act_outlook->reliability.n > 0) {
    const std::string label = "Acts, " + days(context.act_outlook->horizon_days);
    chart.panels.push_back(reliability_panel(label, context.act_outlook->reliability));
    add_rows(table, label, context.act_outlook->reliability);
    if (context.act_outlook->reliability.happened >= kFewestPositives)
      page.headlines.push_back(act_headline(context));
  }
  if (chart.panels.empty()) return page;
  const std::string finding =
      page.headlines.empty()
          ? fmt::format("Fewer than {} occasions came, so nothing is stated", kFewestPositives)
          : page.headlines.front().sentence;
  add_figure(page,
             {"reliability-diagram", finding,
              "Squares, one a kind of forecast: across the probability that was said, up the share "
              "that came, with 90 % intervals; on the slanting line the two agree.",
              fmt::format("Share that came of the forecasts with one word of probability, with its "
                          "90 % interval widened for forecasts that overlap. Back-tests: each "
                          "forecast from what was known at its own day{}{}.",
                          context.pseudo_real_time ? "; acts" : "", pseudo_words(context)),
              "Nothing was judged.", std::move(table)},
             chart);
  if (!pooled.empty()) page.html += scores_table(context);
  return page;
}

}  // namespace entente
