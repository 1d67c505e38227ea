// The timeline: each curated act as a tick, solid where it belongs to a register, hollow where an
// author picked it; and the places where acts happened.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/text.hpp"
#include "entente/report/html.hpp"
#include "entente/report/sections.hpp"
#include "entente/world/ontology.hpp"

namespace entente {
namespace {

std::string day_cell(const BriefEvent& event) {
  return event.day_last == event.day
             ? format_day(event.day)
             : fmt::format("{} to {}", format_day(event.day), format_day(event.day_last));
}

std::string grade_cell(const BriefContext& context, const BriefEvent& event) {
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

struct Spot {
  std::size_t acts = 0;
  std::string theatre;
};

std::map<std::string, Spot> acts_by_country(const BriefContext& context) {
  std::map<std::string, Spot> spots;
  for (const auto& event : context.events) {
    if (event.country.empty()) continue;
    Spot& spot = spots[event.country];
    ++spot.acts;
    if (spot.theatre.empty()) spot.theatre = event.theatre;
  }
  return spots;
}

}  // namespace

std::string timeline_section(const BriefContext& context) {
  const DayRange window = context.window();
  const std::string source = fmt::format(
      "One tick an act. Source: the case's curated rows, Entente {}.", context.options.version);
  std::string out = "<section id=\"timeline\"><h2>Timeline</h2>\n";
  out +=
      html_figure({"timeline",
                   fmt::format("{} from {} to {}", count_of(context.events.size(), "dated act"),
                               long_day(window.from), long_day(window.to - std::chrono::days{1})),
                   "Acts over time, in lanes by pair of states: cooperation above each lane's "
                   "line, conflict below it. The table below lists them all.",
                   source, "There is no act to draw in this window.", event_table(context)});

  const auto spots = acts_by_country(context);
  HtmlTable places("Acts by country of the place", {{"Country"}, {"Theatre"}, {"Acts", "number"}});
  std::vector<std::pair<std::string, Spot>> ordered(spots.begin(), spots.end());
  std::ranges::stable_sort(ordered, std::greater<>{},
                           [](const auto& entry) { return entry.second.acts; });
  std::size_t placed = 0;
  for (const auto& [country, spot] : ordered) {
    placed += spot.acts;
    places.add({html(context.name(country)), html(spot.theatre), std::to_string(spot.acts)});
  }
  const std::string finding =
      ordered.empty() ? std::string("No act has a place")
                      : fmt::format("{} of {} acts have a place; the most are in {} ({})", placed,
                                    context.events.size(), context.name(ordered.front().first),
                                    ordered.front().second.acts);
  out += html_figure({"events-map", finding,
                      "A map of the places of acts, sized by their number. The table below gives "
                      "the numbers by country.",
                      "Points are sized by the number of acts. Borders are drawn as in Natural "
                      "Earth and take no position.",
                      "No act has a place to draw.", std::move(places)});
  return out + "</section>\n";
}

}  // namespace entente
