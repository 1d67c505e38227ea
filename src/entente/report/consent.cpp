// Consent over time: how a body's members voted on its measures, and until when they agreed.

#include "entente/measure/consent.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

constexpr double kLevel = 0.95;

// "Of 10 new measures ... all 10 were adopted until 22 December 2017; of 1 tabled since, none."
Headline over_time(const Questions::Regime& question, bool complete,
                   const std::vector<const Decision*>& measures) {
  const Decision* last_adopted = nullptr;
  for (const auto* decision : measures) {
    if (decision->adopted) last_adopted = decision;
  }
  const std::string link = "regime-" + question.key;
  const std::string unit =
      complete
          ? "Complete list but for its stated gaps; drafts that were never tabled leave no record."
          : "The list is not complete: what is on record.";
  if (last_adopted == nullptr) {
    return {fmt::format("{}: none of {} was adopted.", question.name, measures.size()), "", unit,
            link, true};
  }
  std::size_t until = 0;
  std::size_t adopted = 0;
  for (const auto* decision : measures) {
    if (decision->day > last_adopted->day) break;
    ++until;
    if (decision->adopted) ++adopted;
  }
  const std::size_t since = measures.size() - until;
  const Day first = measures.front()->day;
  std::string sentence =
      until == 1 ? fmt::format("{}: the only one put to the vote, on {}, was adopted",
                               question.name, long_day(first))
                 : fmt::format("{}: {} of the {} put to the vote from {} were adopted",
                               question.name, adopted == until ? "all" : std::to_string(adopted),
                               until, span_of(first, last_adopted->day));
  sentence += since == 0   ? ", and none was put to the vote since."
              : since == 1 ? std::string("; the one put to the vote since was not.")
                           : fmt::format("; none of the {} put to the vote since was.", since);
  const Interval share = exact_share(adopted, measures.size(), kLevel);
  return {sentence, fmt::format("[{:.0f} %, {:.0f} %]", 100 * share.low, 100 * share.high),
          fmt::format("Exact {} of the adopted share, {} of {} in all. {}", level_name(kLevel),
                      adopted, measures.size(), unit),
          link, true};
}

HtmlTable table_of(const BriefContext& context, const Questions::Regime& question,
                   const Consent& measured) {
  std::vector<HtmlColumn> columns = {{"Day", "day"}, {"Decision"}, {"Kind"}, {"Adopted"}};
  for (const auto& member : question.members) columns.push_back({context.name(member)});
  HtmlTable table(question.name, columns);
  for (const auto& decision : measured.decisions) {
    std::vector<std::string> cells = {format_day(decision.day), html(decision.symbol),
                                      decision.substantive ? "new measure" : "other",
                                      decision.adopted ? "yes" : "no"};
    for (const auto& member : question.members) {
      const auto vote = decision.votes.find(member);
      cells.push_back(vote == decision.votes.end() ? "" : html(vote->second));
    }
    table.add(std::move(cells));
  }
  return table;
}

std::string members_table(const BriefContext& context, const Consent& measured) {
  HtmlTable table("Votes on new measures by member", {{"Member"},
                                                      {"Yes", "number"},
                                                      {"Voted", "number"},
                                                      {"Share of yes, % [95 %]", "number"},
                                                      {"Last yes", "day"},
                                                      {"First refusal", "day"}});
  for (const auto& m : measured.members) {
    if (m.voted == 0) continue;
    table.add({html(context.name(m.member)), std::to_string(m.yes), std::to_string(m.voted),
               fmt::format("{:.0f} <span class=\"interval\">[{:.0f}, {:.0f}]</span>",
                           100.0 * m.yes / m.voted, 100 * m.interval.low, 100 * m.interval.high),
               m.yes == 0 ? "" : format_day(m.last_yes),
               m.first_refusal == kLastDay ? "" : format_day(m.first_refusal)});
  }
  return "<details><summary>By member</summary>" + table.str() + "</details>\n";
}

void add_regime(const BriefContext& context, const Questions::Regime& question, SectionPage& page) {
  const Register* const of_register = context.find_register(question.register_key);
  if (of_register == nullptr) return;
  const DayRange days{of_register->days.from, std::min(context.window().to, of_register->days.to)};
  const Consent measured = consent(context.acts, context.of_case.ties, question, days, kLevel);
  std::vector<const Decision*> measures;
  for (const auto& decision : measured.decisions) {
    if (decision.substantive) measures.push_back(&decision);
  }
  const std::string link = "regime-" + question.key;
  if (measures.empty()) {
    add_nothing(page, link, question.name, "none was put to the vote");
    return;
  }
  page.headlines.push_back(over_time(question, of_register->complete, measures));
  std::vector<std::string> refused;
  for (const auto& m : measured.members) {
    if (m.first_refusal == kLastDay || m.yes == 0) continue;
    refused.push_back(fmt::format("{} ({} of {}, refused first on {})", context.name(m.member),
                                  m.yes, m.voted, long_day(m.first_refusal)));
  }
  if (!refused.empty()) {
    page.headlines.push_back(
        {fmt::format("Members that voted for some new measures and refused others: {}.",
                     listed(refused)),
         "", fmt::format("{}: votes for, of votes cast.", question.name), link, false});
  }
  VotesChart chart;
  for (const auto& member : question.members) chart.members.push_back(context.name(member));
  for (const auto& decision : measured.decisions) {
    VotesChart::Decision one{
        decision.day, decision.symbol, decision.substantive, decision.adopted, {}};
    for (const auto& member : question.members) {
      const auto vote = decision.votes.find(member);
      one.votes.push_back(vote == decision.votes.end() ? "" : vote->second);
    }
    chart.decisions.push_back(std::move(one));
  }
  add_figure(page,
             {link, page.headlines[page.headlines.size() - (refused.empty() ? 1 : 2)].sentence,
              "A grid of votes: decisions in order of time, members below one another.",
              fmt::format("One column a decision of the register {}; new measures stand out from "
                          "renewals and other decisions.",
                          of_register->name),
              "No decision is on record.", table_of(context, question, measured)},
             chart);
  page.html += members_table(context, measured);
}

}  // namespace

SectionPage consent_section(const BriefContext& context) {
  SectionPage page;
  for (const auto& question : context.of_case.questions.regimes)
    add_regime(context, question, page);
  return page;
}

}  // namespace entente
