// How conflictual each watched dyad is, by every provider, and which stand out from all together.
//
// Shares of machine-coded acts carry a 95 % interval at the effective number of acts (shares.hpp)
// and are silent under ten acts.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

Headline dyad_headline(const BriefContext& context, const DyadCount& dyad) {
  return {fmt::format("{}: {:.0f} % of its cooperative or conflictual acts are conflictual.",
                      context.dyad_name(dyad.source, dyad.target), 100 * dyad.share.value),
          fmt::format("[{:.0f}, {:.0f}]", 100 * dyad.share.low, 100 * dyad.share.high),
          fmt::format("{} canonical state acts, {}, {}; 95 % interval over weeks.",
                      group_digits(static_cast<std::uint64_t>(dyad.decided())), dyad.provider,
                      span_of(dyad.first_day, dyad.last_day)),
          "shares", false};
}

// One provider's dyads that stand out: whose whole interval lies above, or below, the share of all
// of them together. At most two each way; the table has every dyad.
void add_provider(const BriefContext& context, const std::string& provider,
                  std::vector<const DyadCount*> dyads, SectionPage& page) {
  constexpr std::size_t kShown = 2;
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
    page.headlines.push_back(
        {fmt::format("{} records hardly anything but conflict between watched states, so shares "
                     "of conflict say nothing.",
                     provider),
         "",
         fmt::format("{} canonical state acts, {}.",
                     group_digits(static_cast<std::uint64_t>(decided)), span_of(first, last)),
         "shares", false});
    return;
  }
  std::ranges::stable_sort(dyads, std::greater<>{},
                           [](const auto* dyad) { return dyad->share.value; });
  std::vector<Headline> shown;
  std::size_t above = 0;
  for (const auto* dyad : dyads) {
    if (dyad->share.low > usual && above++ < kShown) shown.push_back(dyad_headline(context, *dyad));
  }
  std::size_t below = 0;
  std::ranges::reverse(dyads);
  for (const auto* dyad : dyads) {
    if (dyad->share.high < usual && below++ < kShown)
      shown.push_back(dyad_headline(context, *dyad));
  }
  page.headlines.push_back(
      {fmt::format("Of {} between watched states, {} stand out from the {:.0f} % that are "
                   "conflictual in all of them together: {} above, {} below.",
                   count_of(dyads.size(), "directed dyad"), above + below, 100 * usual, above,
                   below),
       "",
       fmt::format("{}, {}; each by its own 95 % interval, not adjusted for their number; dyads "
                   "with at least {} "
                   "cooperative or conflictual state acts{}.",
                   provider, span_of(first, last), kFewestActs,
                   shown.empty() ? "" : "; the strongest follow"),
       "shares", false});
  page.headlines.insert(page.headlines.end(), shown.begin(), shown.end());
}

}  // namespace

SectionPage shares_section(const BriefContext& context) {
  SectionPage page;
  if (context.dyads.empty()) return page;
  // Findings come from the primary provider; providers are never added up.
  std::vector<const DyadCount*> primary;
  for (const auto& dyad : context.dyads) {
    if (context.log && dyad.provider == context.log->provider && dyad.decided() >= kFewestActs)
      primary.push_back(&dyad);
  }
  if (!primary.empty()) add_provider(context, primary.front()->provider, primary, page);
  HtmlTable table("State acts between watched states, machine-coded, one a day and kind",
                  {{"Provider"},
                   {"Dyad"},
                   {"Cooperation", "number"},
                   {"Conflict", "number"},
                   {"Neutral", "number"},
                   {"Conflict share, % [95 %]", "number"}});
  for (const auto& d : context.dyads) {
    table.add({html(d.provider), html(context.dyad_name(d.source, d.target)),
               std::to_string(d.cooperation), std::to_string(d.conflict), std::to_string(d.neutral),
               d.decided() < kFewestActs
                   ? "too few"
                   : fmt::format("{:.0f} <span class=\"interval\">[{:.0f}, {:.0f}]</span>",
                                 100 * d.share.value, 100 * d.share.low, 100 * d.share.high)});
  }
  page.html += fmt::format(
      "<p>Providers are never added up: findings come from {}, the others are alternatives.</p>\n"
      "<details><summary>Counts behind the shares</summary>{}</details>\n",
      html(context.log ? context.log->provider : std::string("none")), table.str());
  return page;
}

}  // namespace entente
