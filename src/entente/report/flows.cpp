// Flows by kind and grade: what is on record as having passed from whom to whom, and who says so.

#include "entente/measure/flows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

std::string grades_of(const FlowLine& line) {
  std::vector<std::string> parts;
  if (line.confirmed > 0) parts.push_back(fmt::format("{} confirmed", line.confirmed));
  if (line.reported > 0) parts.push_back(fmt::format("{} reported", line.reported));
  if (line.claimed > 0) parts.push_back(fmt::format("{} only claimed", line.claimed));
  return listed(parts);
}

std::string claimants_of(const BriefContext& context, const FlowLine& line) {
  std::vector<std::string> names;
  for (const auto& key : line.claimants) names.push_back(context.name(key));
  const bool unnamed = std::ranges::any_of(
      line.acts, [](const Act* act) { return act->grade == "claimed" && act->claimant.empty(); });
  if (unnamed && !names.empty()) names.emplace_back("others not named");
  return listed(names);
}

void add_flow(const BriefContext& context, const Questions::Flow& question, SectionPage& page) {
  const auto lines = flows(context.events, question, context.window());
  const std::string link = "flow-" + question.key;
  if (lines.empty()) {
    add_nothing(page, link, question.name, "nothing is on record in the window");
    return;
  }
  const FlowLine& most = lines.front();
  const std::string claimants = claimants_of(context, most);
  const std::string sentence =
      fmt::format("{}, {}: {} on record, {}{}.", question.name,
                  context.dyad_name(most.source, most.target), count_of(most.total(), "act"),
                  grades_of(most), claimants.empty() ? "" : fmt::format(" (by {})", claimants));
  page.headlines.push_back({sentence, "",
                            fmt::format("Acts on record from {}; picked rows: an example, never "
                                        "an amount or a rate.",
                                        span_of(most.first, most.last)),
                            link, false});
  LanesChart chart;
  chart.days = context.window();
  chart.key = {"confirmed", "reported", "claimed"};
  HtmlTable table(question.name, {{"Day", "day"},
                                  {"From whom to whom"},
                                  {"Grade"},
                                  {"Claimed by"},
                                  {"What happened", "sentence"},
                                  {"Reference", "citation"}});
  for (const auto& line : lines) {
    Lane lane{context.dyad_name(line.source, line.target), grades_of(line), {}};
    for (const Act* act : line.acts) {
      lane.marks.push_back(mark_of(*act, fill_of_grade(*act), context.window()));
      table.add({format_day(act->day), html(lane.label), html(act->grade),
                 html(act->claimant.empty() ? "" : context.name(act->claimant)),
                 html(act->sentence), html_citation(act->citation)});
    }
    chart.lanes.push_back(std::move(lane));
  }
  add_figure(page,
             {link, sentence,
              "Acts over time, a lane a direction; filled marks are confirmed, hollow ones only "
              "claimed.",
              "One mark an act on record, by grade of evidence; never an amount. Source: the "
              "case's rows.",
              "Nothing is on record in the window.", std::move(table)},
             chart);
}

}  // namespace

SectionPage flows_section(const BriefContext& context) {
  SectionPage page;
  for (const auto& question : context.of_case.questions.flows) add_flow(context, question, page);
  return page;
}

}  // namespace entente
