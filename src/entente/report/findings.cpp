// Findings by rule. A sentence is made only from counts that stand behind it: registers are
// complete lists, so their counts need no interval but name their gaps; shares of machine-coded
// acts carry a 95 % interval (Wilson 1927) and are silent under ten acts; rows picked by an author
// give no rate.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "entente/base/text.hpp"
#include "entente/report/html.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

constexpr std::int64_t kFewestActs = 10;

struct Interval {
  double low, high;
};

// Wilson's score interval for a proportion at 95 %.
Interval wilson(std::int64_t hits, std::int64_t all) {
  constexpr double kZ = 1.959963984540054;
  const double n = static_cast<double>(all);
  const double p = static_cast<double>(hits) / n;
  const double centre = p + kZ * kZ / (2 * n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  return {(centre - half) / scale, (centre + half) / scale};
}

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
  const std::string unit = fmt::format("Complete list, {} of it stated below.",
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

std::string dyad_findings(const BriefContext& context) {
  std::string out;
  for (const auto& dyad : context.dyads) {
    const std::int64_t decided = dyad.cooperation + dyad.conflict;
    if (decided < kFewestActs) continue;
    const auto [low, high] = wilson(dyad.conflict, decided);
    const double share = 100 * static_cast<double>(dyad.conflict) / static_cast<double>(decided);
    out += item(
        fmt::format(
            "{} \u2192 {}: {:.0f} % of its cooperative or conflictual state acts are conflictual.",
            context.name(dyad.source), context.name(dyad.target), share),
        fmt::format("[{:.0f}, {:.0f}]", 100 * low, 100 * high),
        fmt::format("{} canonical acts, {}; 95 % interval.",
                    group_digits(static_cast<std::uint64_t>(decided)), dyad.provider),
        "dyads");
  }
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
