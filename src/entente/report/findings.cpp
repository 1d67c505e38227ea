// Findings: the headlines of all sections, gathered at the top, the strongest first.
//
// No sentence is written here but what frames them: each comes by rule from the numbers of its own
// section, with its interval, its unit and a link to its evidence.

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

std::string item(const Headline& headline, bool linked) {
  const std::string link =
      linked ? fmt::format(" <a href=\"#{}\">Evidence</a>", html(headline.link)) : "";
  return fmt::format(
      "<li{}><p class=\"finding\">{}{}</p><p class=\"unit\">{}{}</p>"
      "</li>\n",
      headline.strong ? " class=\"strong\"" : "", html(headline.sentence),
      headline.interval.empty()
          ? ""
          : fmt::format(" <span class=\"interval\">{}</span>", html(headline.interval)),
      html(headline.unit), link);
}

std::string list_of(const std::vector<Headline>& headlines, bool strong, bool linked) {
  std::string items;
  for (const auto& headline : headlines) {
    if (headline.strong == strong) items += item(headline, linked);
  }
  return items.empty() ? "" : "<ol class=\"findings\">\n" + items + "</ol>\n";
}

}  // namespace

std::string findings_html(const BriefContext& context, const std::vector<Headline>& headlines) {
  const auto& events = context.events;
  const DayRange window = context.window();
  const std::string days = span_of(window.from, window.to - std::chrono::days{1});
  std::string out;
  if (events.empty()) {
    out = fmt::format(
        "<p>No dated act of this case falls in {}, so there is nothing to find.</p>\n", days);
  } else {
    const auto in_registers =
        std::ranges::count_if(events, [&](const Act& act) { return context.counted(act); });
    out = fmt::format(
        "<p class=\"lede\">{} from {}: {} belong to complete registers and may be counted; the "
        "others "
        "were picked by the case's author as examples, or stand in a list that is not complete, "
        "and are "
        "never counted as a rate.</p>\n",
        html(count_of(events.size(), "dated act")), days, in_registers);
  }
  out += list_of(headlines, true, !context.options.one_page);
  if (context.options.one_page) return out;
  const std::string further = list_of(headlines, false, true);
  if (!further.empty()) out += "<h3>Further findings</h3>\n" + further;
  if (!context.has_machine) {
    out +=
        "<p>No machine-coded events were given, so nothing is said about the rate or tone of "
        "relations as a whole; <code>entente brief CASE --store DIR</code> adds them.</p>\n";
  } else if (!context.log) {
    out += "<p>The store given holds no machine-coded state act.</p>\n";
  } else if (context.dyads.empty()) {
    out +=
        "<p>The machine-coded events given hold no state act between two watched states in the "
        "window.</p>\n";
  }
  return out;
}

}  // namespace entente
