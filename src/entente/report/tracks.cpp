// One issue beside all else between two, and what a third party did while two others fell out.
//
// On the case's own acts these are orders and lists: that something happened, and when last. Rates
// come from machine-coded events alone.

#include "entente/measure/tracks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/measure/wedge.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

constexpr double kLevel = 0.95;

Lane lane_of(const BriefContext& context, std::string label, const std::vector<const Act*>& acts) {
  Lane lane{std::move(label), count_of(acts.size(), "act"), {}};
  for (const Act* act : acts) {
    lane.marks.push_back(mark_of(*act, fill_of_counted(context.counted(*act)), context.window()));
  }
  return lane;
}

void add_track(const BriefContext& context, const Questions::Track& question, SectionPage& page) {
  const Track measured = track(context.events, question, context.window());
  const std::string link = "track-" + question.key;
  if (measured.issue_acts.empty()) {
    add_nothing(page, link, question.name, "no act on it is on record in the window");
    return;
  }
  std::string sentence;
  if (measured.last_cooperation == nullptr) {
    sentence = fmt::format("{}: {} on record, none of them cooperative.", question.name,
                           count_of(measured.issue_acts.size(), "act"));
  } else {
    sentence = fmt::format("{}: the last cooperative act on record is of {}", question.name,
                           long_day(measured.last_cooperation->day));
    sentence += measured.last_other_cooperation == nullptr
                    ? "; on anything else there is none."
                    : fmt::format("; on anything else, of {}.",
                                  long_day(measured.last_other_cooperation->day));
  }
  page.headlines.push_back(
      {sentence, "",
       fmt::format("{} on the issue and {} on all else on record; picked rows: an order, never a "
                   "rate.",
                   count_of(measured.issue_acts.size(), "act"), measured.other_acts.size()),
       link, false});
  LanesChart chart;
  chart.days = context.window();
  chart.key = {kSolidSampling, "", kHollowSampling};
  chart.lanes = {lane_of(context, "on the issue", measured.issue_acts),
                 lane_of(context, "on all else", measured.other_acts)};
  HtmlTable table(question.name, {{"Year", "number"},
                                  {"Issue: cooperation", "number"},
                                  {"Issue: conflict", "number"},
                                  {"Issue: neutral", "number"},
                                  {"Else: cooperation", "number"},
                                  {"Else: conflict", "number"},
                                  {"Else: neutral", "number"}});
  for (const auto& y : measured.years) {
    table.add({std::to_string(y.year), std::to_string(y.issue_cooperation),
               std::to_string(y.issue_conflict), std::to_string(y.issue_neutral),
               std::to_string(y.other_cooperation), std::to_string(y.other_conflict),
               std::to_string(y.other_neutral)});
  }
  add_figure(
      page,
      {link, sentence, "Acts on the issue above, on all else between the two below.",
       fmt::format("One mark an act between {} and {} on record; the issue: {}. Picked rows "
                   "are no rate.",
                   context.name(question.a), context.name(question.b), listed(question.issues)),
       "No act is on record.", std::move(table)},
      chart);
}

std::string ratio_cell(const RateChange& change) {
  if (!change.ratio) return fmt::format("too few (under {})", kFewestCounted);
  return fmt::format("{} <span class=\"interval\">{}</span>", figure(*change.ratio),
                     bracket(change.interval));
}

void add_wedge(const BriefContext& context, const Questions::Wedge& question, SectionPage& page) {
  const bool comparable =
      context.comparable(question.days.from - (question.days.to - question.days.from),
                         question.days.from, question.days.to);
  const Wedge measured =
      wedge(context.acts, comparable ? &*context.log : nullptr, question, kLevel);
  const std::string link = "wedge-" + question.key;
  if (question.days.from >= context.window().to) return;
  std::size_t acts = 0;
  for (const auto& side : measured.sides) acts += side.acts.size();
  const std::string span = span_of(
      question.days.from, std::min(question.days.to, context.window().to) - std::chrono::days{1});
  if (acts == 0 && !context.log) {
    add_nothing(page, link, question.name, "no act is on record from " + span);
    return;
  }
  std::vector<std::string> parts;
  for (const auto& side : measured.sides) {
    if (side.source != question.third) continue;
    parts.push_back(fmt::format("toward {} {} cooperative and {} conflictual",
                                context.name(side.target), side.cooperation, side.conflict));
  }
  const std::string sentence =
      fmt::format("{}: acts on record {} from {}.", question.name, listed(parts), span);
  page.headlines.push_back({sentence, "",
                            "Acts on record; those picked by an author show that something "
                            "happened, not that it became more frequent. No motive is meant.",
                            link, false});
  LanesChart chart;
  const auto margin = (question.days.to - question.days.from) / 2;
  chart.days = {question.days.from - margin, question.days.to + margin};
  chart.span = question.days;
  chart.key = {kSolidSampling, "", kHollowSampling};
  HtmlTable table(question.name, {{"Dyad"},
                                  {"Cooperation", "number"},
                                  {"Conflict", "number"},
                                  {"Neutral", "number"},
                                  {"Cooperation rate, ratio to before [95 %]", "number"},
                                  {"Conflict rate, ratio to before [95 %]", "number"}});
  for (const auto& side : measured.sides) {
    const std::string label = context.dyad_name(side.source, side.target);
    Lane lane = lane_of(context, label, {});
    lane.note = count_of(side.acts.size(), "act in the span", "acts in the span");
    for (const auto& act : context.acts) {
      // As the measure has it: what says the same of both sides belongs to either.
      const bool told = (act.source_state == side.source && act.target_state == side.target) ||
                        (act.symmetric() && act.between(side.source, side.target));
      if (told && chart.days.contains(act.day))
        lane.marks.push_back(mark_of(act, fill_of_counted(context.counted(act)), context.window()));
    }
    chart.lanes.push_back(std::move(lane));
    table.add({html(label), std::to_string(side.cooperation), std::to_string(side.conflict),
               std::to_string(side.neutral),
               side.change ? ratio_cell(side.change->cooperation) : "no data to compare",
               side.change ? ratio_cell(side.change->conflict) : "no data to compare"});
  }
  add_figure(page,
             {link, sentence, "Acts over time in four lanes; the span of the quarrel is shaded.",
              fmt::format("One mark an act on record; shaded: {}. Rates, where there are "
                          "machine-coded events, against the span of equal length before.",
                          span),
              "No act is on record.", std::move(table)},
             chart);
}

}  // namespace

SectionPage tracks_section(const BriefContext& context) {
  SectionPage page;
  for (const auto& question : context.of_case.questions.tracks) add_track(context, question, page);
  for (const auto& question : context.of_case.questions.wedges) add_wedge(context, question, page);
  return page;
}

}  // namespace entente
