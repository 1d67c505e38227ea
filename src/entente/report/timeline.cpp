// The timeline: each curated act as a tick, solid where it belongs to a register, hollow where an
// author picked it.

#include <fmt/format.h>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"
#include "entente/world/ontology.hpp"

namespace entente {
namespace {

std::string day_cell(const Act& event) {
  return event.day_last == event.day
             ? format_day(event.day)
             : fmt::format("{} to {}", format_day(event.day), format_day(event.day_last));
}

std::string grade_cell(const BriefContext& context, const Act& event) {
  return event.claimant.empty()
             ? html(event.grade)
             : html(fmt::format("{} ({})", event.grade, context.name(event.claimant)));
}

HtmlTable event_table(const BriefContext& context) {
  HtmlTable table("Curated acts by day", {{"Day", "day"},
                                          {"Source"},
                                          {"Target"},
                                          {"What happened", "sentence"},
                                          {"Kind"},
                                          {"Issues"},
                                          {"Evidence"},
                                          {"Sampling"},
                                          {"Reference", "citation"}});
  for (const auto& event : context.events) {
    table.add({day_cell(event), html(context.name(event.source)),
               html(event.target.empty() ? "" : context.name(event.target)), html(event.sentence),
               std::string(name_of(act_kind(event.root))), html(join(event.issues, ", ")),
               grade_cell(context, event),
               html(event.register_key.empty() ? event.sampling : event.register_key),
               html_citation(event.citation)},
              event.id);
  }
  return table;
}

}  // namespace

SectionPage timeline_section(const BriefContext& context) {
  SectionPage page;
  const DayRange window = context.window();
  page.html = html_figure(
      {"timeline",
       fmt::format("{} from {}", count_of(context.events.size(), "dated act"),
                   span_of(window.from, window.to - std::chrono::days{1})),
       "Acts over time, in lanes by pair of states: cooperation above each lane's line, conflict "
       "below it. The table below lists them all.",
       fmt::format("One tick an act: filled where a register lists it, hollow where an author "
                   "picked it. Source: the case's rows, Entente {}.",
                   context.options.version),
       "There is no act to draw in this window.", event_table(context)});
  return page;
}

}  // namespace entente
