// Data health: what the brief rests on, said before anybody asks.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

std::string list_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += (out.empty() ? "" : "<br>") + html_citation(line);
  return out;
}

std::string percent(std::int64_t part, std::int64_t all) {
  return all == 0
             ? std::string()
             : fmt::format("{:.1f}", 100 * static_cast<double>(part) / static_cast<double>(all));
}

std::string registers_table(const BriefContext& context) {
  HtmlTable table("Registers: complete lists of named kinds of events",
                  {{"Register", "sentence"},
                   {"From", "day"},
                   {"To", "day"},
                   {"Rows in window", "number"},
                   {"Complete"},
                   {"Sources", "citation"},
                   {"Known gaps", "sentence"}});
  for (const auto& r : context.of_case.registers) {
    const auto rows = std::ranges::count(context.events, r.key, &Act::register_key);
    table.add({fmt::format("<span id=\"register-{}\">{}</span>", html(r.key), html(r.name)),
               format_day(r.days.from),
               r.days.to == kLastDay ? "open" : format_day(r.days.to - std::chrono::days{1}),
               std::to_string(rows), r.complete ? "yes" : "no", list_of(r.sources),
               list_of(r.gaps)});
  }
  return "<h3>Registers</h3>\n" + table.str();
}

std::string sampling_sentence(const BriefContext& context) {
  std::map<std::string, std::size_t> counts;
  for (const auto& event : context.events) ++counts[event.sampling];
  return fmt::format(
      "<p>Of {} in the window, {} are register rows and {} are purposive (picked by an "
      "author).</p>\n",
      html(count_of(context.events.size(), "curated act")), counts["register"],
      counts["purposive"]);
}

std::string volume_figure(const BriefContext& context) {
  HtmlTable table("Rows by provider and month", {{"Provider"},
                                                 {"Month"},
                                                 {"Rows", "number"},
                                                 {"Cross-border acts", "number"},
                                                 {"Days observed", "number"},
                                                 {"Days missing", "number"}});
  struct Month {
    std::int64_t rows = 0, cross_border = 0, observed = 0, missing = 0;
  };
  std::map<std::pair<std::string, std::string>, Month> months;
  std::int64_t missing = 0;
  for (const auto& day : context.volume) {
    Month& month = months[{day.provider, format_month(day.day)}];
    month.rows += day.rows;
    month.cross_border += day.cross_border;
    (day.missing ? month.missing : month.observed) += 1;
    missing += day.missing;
  }
  for (const auto& [key, month] : months) {
    table.add({html(key.first), key.second, std::to_string(month.rows),
               std::to_string(month.cross_border), std::to_string(month.observed),
               std::to_string(month.missing)});
  }
  const std::string finding =
      context.volume.empty()
          ? std::string("No machine-coded rows fall in the window")
          : fmt::format("{} of {} provider days are missing", missing, context.volume.size());
  return html_figure(
      {"volume", finding,
       "Rows a day by provider; missing days are hatched. The table below gives months.",
       "Rows a day. A day is missing where the provider has no rows, under a quarter of its usual "
       "number, or a noted outage.",
       context.has_machine ? "The store given holds no machine-coded rows in the window."
                           : "No store with machine-coded rows was given.",
       std::move(table)});
}

std::string coverage_notes(const BriefContext& context) {
  if (context.of_case.coverage.empty()) return {};
  HtmlTable table("Noted outages and breaks", {{"Provider"}, {"From"}, {"To"}, {"Kind"}, {"Note"}});
  for (const auto& note : context.of_case.coverage) {
    if (note.days.from != kFirstDay && note.days.from >= context.window().to) continue;
    table.add({html(note.provider),
               note.days.from == kFirstDay ? "open" : format_day(note.days.from),
               note.days.to == kLastDay ? "open" : format_day(note.days.to - std::chrono::days{1}),
               html(note.kind), html_citation(note.note)});
  }
  return "<h3>Outages and breaks</h3>\n" + table.str();
}

std::string resolved_table(const BriefContext& context) {
  if (context.resolved.empty()) return {};
  constexpr double kWarn = 0.1;
  HtmlTable table("Actors of watched states", {{"Provider"},
                                               {"State"},
                                               {"Sides", "number"},
                                               {"By country only, %", "number"},
                                               {"Unresolved, %", "number"},
                                               {"Note"}});
  for (const auto& r : context.resolved) {
    const bool warn = static_cast<double>(r.unresolved) > kWarn * static_cast<double>(r.rows);
    table.add({html(r.provider), html(context.name(r.country)), std::to_string(r.rows),
               percent(r.by_country_only, r.rows), percent(r.unresolved, r.rows),
               warn ? "over 10 % unresolved: read with care" : ""});
  }
  return "<h3>Who could be resolved</h3>\n" + table.str();
}

std::string inputs_table(const BriefContext& context) {
  constexpr std::size_t kShown = 60;
  HtmlTable table("Inputs", {{"File"},
                             {"Provider"},
                             {"Status"},
                             {"Read", "number"},
                             {"Kept", "number"},
                             {"Duplicate", "number"},
                             {"Rejected", "number"},
                             {"First day"},
                             {"Last day"},
                             {"SHA-256"}});
  for (const auto& b : context.batches) {
    if (table.size() == kShown) break;
    table.add(
        {html(b.file), html(b.provider), html(b.status), std::to_string(b.read),
         std::to_string(b.kept), std::to_string(b.duplicate), std::to_string(b.rejected),
         b.first_day, b.last_day,
         b.sha256.empty() ? "" : fmt::format("<code>{}</code>", html(b.sha256.substr(0, 16)))});
  }
  std::string out =
      fmt::format("<h3>Inputs</h3>\n<p>{} read; {} rejected.</p>\n",
                  html(count_of(context.batches.size(), "input")),
                  html(count_of(static_cast<std::uint64_t>(context.rejected_rows), "row")));
  if (context.batches.size() > kShown)
    out += fmt::format(
        "<p>The first {} are listed; <code>entente sql</code> shows all (view batches).</p>\n",
        kShown);
  return out + "<details><summary>List of inputs</summary>" + table.str() + "</details>\n";
}

}  // namespace

SectionPage health_section(const BriefContext& context) {
  SectionPage page;
  page.html = sampling_sentence(context) + volume_figure(context) + registers_table(context) +
              coverage_notes(context) + resolved_table(context) + inputs_table(context);
  return page;
}

}  // namespace entente
