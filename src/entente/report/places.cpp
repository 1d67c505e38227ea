// Where acts happened: the theatre map, with an inset for what its frame does not hold.
//
// Arcs are ties: their width is the volume of machine-coded acts between two states, both ways, and
// their colour the mean stance of the two toward each other. Without machine-coded events the
// alliances in force are drawn, and nothing is said of volume.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

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

SectionPage places_section(const BriefContext& context) {
  SectionPage page;
  const auto spots = acts_by_country(context);
  HtmlTable places("Acts by country of the place", {{"Country"}, {"Theatre"}, {"Acts", "number"}});
  std::vector<std::pair<std::string, Spot>> ordered(spots.begin(), spots.end());
  std::ranges::stable_sort(ordered, std::greater<>{},
                           [](const auto& entry) { return entry.second.acts; });
  for (const auto& [country, spot] : ordered) {
    places.add({html(context.name(country)), html(spot.theatre), std::to_string(spot.acts)});
  }
  const auto points = std::ranges::count_if(
      context.events, [](const Act& act) { return act.latitude && act.longitude; });
  const std::string finding =
      ordered.empty() ? std::string("No act has a place")
                      : fmt::format(
                            "{} of {} acts have a point on the map; by country the most "
                            "are in {} ({})",
                            points, context.events.size(), context.name(ordered.front().first),
                            ordered.front().second.acts);
  page.html = html_figure(
      {"events-map", finding,
       "A map of the places of acts, sized by their number. The table below gives the numbers by "
       "country.",
       "Points are sized by the number of acts on record; picked rows are no rate. Borders are "
       "drawn as in Natural Earth and take no position.",
       "No act has a place to draw.", std::move(places)});
  return page;
}

}  // namespace entente
