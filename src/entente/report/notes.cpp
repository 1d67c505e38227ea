// Methods, sources, how to cite, and what exactly this page was made from.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

struct Method {
  const char* name;
  const char* text;
};

constexpr std::array kMethods = {
    Method{"One event",
           "Machine-coded rows are counted once a day, pair and kind of act, resolved to states, "
           "domestic acts left out, acts of state only. Providers are never added up."},
    Method{"Rates",
           "Decayed counts per 1,000 events of the provider that do not involve the two, with a "
           "gamma posterior whose width grows with the bursts of the dyad's own past."},
    Method{"Stance",
           "Decayed mean of the provider's intensity, pulled toward the provider's mean by ten "
           "acts, in points above or below that mean."},
    Method{"Conflict share",
           "Acts of roots 09 to 20 over those of roots 03 to 20; roots 01 and 02 are neutral."},
    Method{"Registers",
           "Complete lists: counts need no interval but name their gaps; rates have "
           "the same posterior as above."},
    Method{"Order and wait",
           "Exact where the rows' precision allows; waits by Kaplan and Meier (1958), open ones "
           "as still waiting."},
    Method{"Agreement", "Chance-corrected (H\u00e4ge 2011), with bootstrap intervals."},
    Method{"Consent", "Exact proportions (Clopper and Pearson 1934) on new measures only."},
    Method{"Change",
           "Ratio of rates of the last span over the one before; silent under ten events "
           "on a side; headlines also need a p of at most 0.05 adjusted over all that "
           "were looked at (Benjamini and Hochberg 1995)."},
    Method{"Forecasts",
           "Made from what was known at the end of a named day: registers by a regression pooled "
           "over all complete ones, acts by a regression calibrated on held-out days, counts by "
           "pooled predictive distributions; climatology, the share of past spans, stands beside "
           "each."},
    Method{"Skill",
           "1 less the ratio of Brier scores (1950) to climatology's, back-tested; silent under 20 "
           "occasions."},
};

std::string methods_list() {
  std::string out = "<dl class=\"methods\">\n";
  for (const auto& method : kMethods)
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html(method.name), html(method.text));
  return out + "</dl>\n<p>The equations are in the program's docs/methods.</p>\n";
}

std::string host_of(const std::string& citation) {
  const auto start = citation.find("://");
  if (start == std::string::npos || !citation.starts_with("http")) return {};
  return citation.substr(start + 3, citation.find('/', start + 3) - start - 3);
}

std::string sources_table(const BriefContext& context) {
  std::map<std::string, std::size_t> hosts;
  std::size_t documents = 0;
  for (const auto& act : context.events) {
    const std::string host = host_of(act.citation);
    if (host.empty())
      ++documents;
    else
      ++hosts[host];
  }
  HtmlTable table("Where the cited addresses lead", {{"Site"}, {"Acts", "number"}});
  std::vector<std::pair<std::string, std::size_t>> ordered(hosts.begin(), hosts.end());
  std::ranges::stable_sort(ordered, std::greater<>{},
                           [](const auto& entry) { return entry.second; });
  for (const auto& [host, acts] : ordered) table.add({html(host), std::to_string(acts)});
  return fmt::format(
      "<p>Each act names its reference in the timeline's table: {} cite a document and its date, "
      "{} an address. Addresses are cited for a date and for the fact that something was said, "
      "not for its truth.</p>\n<details><summary>Sites</summary>{}</details>\n",
      html(count_of(documents, "act")), context.events.size() - documents, table.str());
}

std::string made_from(const BriefContext& context) {
  const BriefOptions& options = context.options;
  const Case& c = context.of_case;
  HtmlTable table("This page", {{"What"}, {"Value"}});
  const auto add = [&](const std::string& what, const std::string& value) {
    if (!value.empty()) table.add({html(what), html(value)});
  };
  add("Program",
      options.git.empty() ? options.version : fmt::format("{} ({})", options.version, options.git));
  add("Made", options.generated);
  add("Run", options.run);
  add("Case", c.name);
  for (const auto& input : options.inputs)
    add("SHA-256 of " + input.file, input.sha256.substr(0, 16));
  add("As known on", options.as_of ? format_day(*options.as_of) : "");
  add("Seed", std::to_string(options.seed));
  if (context.log) {
    add("Primary provider", context.log->provider);
    std::vector<std::string> others;
    for (const auto& provider : context.providers) {
      if (provider != context.log->provider) others.push_back(provider);
    }
    add("Alternatives", join(others, ", "));
  }
  std::string hashes;
  for (const auto& batch : context.batches) hashes += batch.sha256;
  add("Inputs",
      fmt::format("{}; all their hashes together {}", count_of(context.batches.size(), "input"),
                  sha256_hex(hashes).substr(0, 16)));
  return table.str();
}

}  // namespace

SectionPage notes_section(const BriefContext& context) {
  SectionPage page;
  page.html = "<h3>Methods</h3>\n" + methods_list() + "<h3>Sources</h3>\n" +
              sources_table(context) + "<h3>What this page was made from</h3>\n" +
              made_from(context) +
              fmt::format(
                  "<h3>How to cite</h3>\n<p>The Entente authors, Entente {}: brief of {}, "
                  "made on {}. <code>entente cite --case CASE</code> names the providers "
                  "to cite beside it.</p>\n",
                  html(context.options.version), html(context.of_case.title),
                  html(context.options.generated));
  return page;
}

}  // namespace entente
