// Findings by rule. A sentence is made only from counts that stand behind it: registers are
// complete lists, so their counts need no interval but name their gaps; shares of machine-coded
// acts carry a 95 % interval (Wilson 1927) and are silent under ten acts; rows picked by an author
// give no rate.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/text.hpp"
#include "entente/report/html.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

// A finding, its interval in grey, its unit and source, and a link to the rows behind it.
std::string item(const std::string& sentence, const std::string& interval, const std::string& unit,
                 const std::string& link) {
  return fmt::format(
      "<li><p class=\"finding\">{}{}</p><p class=\"unit\">{} <a "
      "href=\"#{}\">Evidence</a></p></li>\n",
      html(sentence),
      interval.empty() ? "" : fmt::format(" <span class=\"interval\">{}</span>", html(interval)),
      html(unit), html(link));
}

int year_of(Day day) { return static_cast<int>(std::chrono::year_month_day{day}.year()); }

// "Missile launches: 97 entries between ... and ..., most of them in 2022 (41)."
std::string register_finding(const BriefContext& context, const Register& of_register) {
  std::map<int, std::size_t> by_year;
  const BriefEvent* first = nullptr;
  const BriefEvent* last = nullptr;
  std::size_t entries = 0;
  for (const auto& event : context.events) {
    if (event.register_key != of_register.key) continue;
    if (first == nullptr) first = &event;
    last = &event;
    ++entries;
    ++by_year[year_of(event.day)];
  }
  const std::string unit = of_register.gaps.empty()
                               ? std::string("Complete list.")
                               : fmt::format("Complete list but for {}, stated below.",
                                             count_of(of_register.gaps.size(), "known gap"));
  const std::string link = "register-" + of_register.key;
  if (entries == 0)
    return item(fmt::format("{}: none in the window.", of_register.name), "", unit, link);
  if (entries == 1)
    return item(fmt::format("{}: one, on {}.", of_register.name, long_day(first->day)), "", unit,
                link);
  std::string sentence = fmt::format("{}: {} from {} to {}", of_register.name, entries,
                                     long_day(first->day), long_day(last->day));
  const auto most =
      std::ranges::max_element(by_year, {}, [](const auto& entry) { return entry.second; });
  const auto as_many =
      std::ranges::count(by_year, most->second, [](const auto& entry) { return entry.second; });
  if (by_year.size() > 1 && as_many == 1) {
    sentence += fmt::format(", {} of them in {}", most->second, most->first);
  }
  return item(sentence + ".", "", unit, link);
}

std::string period(Day first, Day last) {
  return fmt::format("{} to {}", long_day(first), long_day(last));
}

std::string dyad_finding(const BriefContext& context, const DyadCount& dyad) {
  return item(
      fmt::format("{} \u2192 {}: {:.0f} % of its cooperative or conflictual acts are conflictual.",
                  context.name(dyad.source), context.name(dyad.target), 100 * dyad.share.value),
      fmt::format("[{:.0f}, {:.0f}]", 100 * dyad.share.low, 100 * dyad.share.high),
      fmt::format("{} canonical state acts, {}, {}; 95 % interval over weeks.",
                  group_digits(static_cast<std::uint64_t>(dyad.decided())), dyad.provider,
                  period(dyad.first_day, dyad.last_day)),
      "dyads");
}

// One provider's dyads that stand out: whose whole interval lies above, or below, the share of all
// of them together. At most three each way; the table below has every dyad.
std::string provider_findings(const BriefContext& context, const std::string& provider,
                              std::vector<const DyadCount*> dyads) {
  constexpr std::size_t kShown = 3;
  constexpr double kOneSided = 0.95;
  std::int64_t conflict = 0;
  std::int64_t decided = 0;
  Day first = dyads.front()->first_day;
  Day last = dyads.front()->last_day;
  for (const auto* dyad : dyads) {
    conflict += dyad->conflict;
    decided += dyad->decided();
    first = std::min(first, dyad->first_day);
    last = std::max(last, dyad->last_day);
  }
  const double usual = static_cast<double>(conflict) / static_cast<double>(decided);
  if (usual > kOneSided) {
    return item(fmt::format("{} records hardly anything but conflict between watched states, so "
                            "shares of conflict say nothing.",
                            provider),
                "",
                fmt::format("{} canonical state acts, {}.",
                            group_digits(static_cast<std::uint64_t>(decided)), period(first, last)),
                "dyads");
  }
  std::ranges::stable_sort(dyads, std::greater<>{},
                           [](const auto* dyad) { return dyad->share.value; });
  std::string shown;
  std::size_t above = 0;
  for (const auto* dyad : dyads) {
    if (dyad->share.low > usual && above++ < kShown) shown += dyad_finding(context, *dyad);
  }
  std::size_t below = 0;
  std::ranges::reverse(dyads);
  for (const auto* dyad : dyads) {
    if (dyad->share.high < usual && below++ < kShown) shown += dyad_finding(context, *dyad);
  }
  return item(fmt::format("Of {} between watched states, {} stand out from the {:.0f} % that are "
                          "conflictual in all of them together: {} above, {} below.",
                          count_of(dyads.size(), "directed dyad"), above + below, 100 * usual,
                          above, below),
              "",
              fmt::format("{}, {}; dyads with at least {} cooperative or conflictual state acts{}.",
                          provider, period(first, last), kFewestActs,
                          shown.empty() ? "" : "; the strongest follow"),
              "dyads") +
         shown;
}

std::string dyad_findings(const BriefContext& context) {
  std::map<std::string, std::vector<const DyadCount*>> by_provider;
  for (const auto& dyad : context.dyads) {
    if (dyad.decided() >= kFewestActs) by_provider[dyad.provider].push_back(&dyad);
  }
  std::string out;
  for (const auto& [provider, dyads] : by_provider)
    out += provider_findings(context, provider, dyads);
  return out;
}

}  // namespace

std::string findings_section(const BriefContext& context) {
  const auto& events = context.events;
  const DayRange window = context.window();
  std::string out = "<section id=\"findings\"><h2>Findings</h2>\n";
  if (events.empty()) {
    out += fmt::format(
        "<p>No dated act of this case falls between {} and {}, so there is nothing to "
        "find.</p>\n</section>\n",
        long_day(window.from), long_day(window.to - std::chrono::days{1}));
    return out;
  }
  const auto in_registers =
      std::ranges::count(events, std::string("register"), &BriefEvent::sampling);
  out += fmt::format(
      "<p>{} between {} and {}: {} belong to complete registers and may be counted; the others "
      "were picked by the case's author as examples and "
      "are never counted as a rate.</p>\n<ol class=\"findings\">\n",
      html(count_of(events.size(), "dated act")), long_day(window.from),
      long_day(window.to - std::chrono::days{1}), in_registers);
  for (const auto& of_register : context.of_case.registers) {
    if (of_register.complete) out += register_finding(context, of_register);
  }
  out += dyad_findings(context);
  out += "</ol>\n";
  if (!context.has_machine) {
    out +=
        "<p>No machine-coded events were given, so nothing is said about the rate or tone of "
        "relations as a whole; "
        "<code>entente brief CASE --store DIR</code> adds them.</p>\n";
  } else if (context.dyads.empty()) {
    out +=
        "<p>The machine-coded events given hold no state act between two watched states in the "
        "window.</p>\n";
  }
  return out + "</section>\n";
}

}  // namespace entente
