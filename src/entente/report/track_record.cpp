// The track record: forecasts that were registered beforehand, those that came due and how they
// came out, and those still open.
//
// Registered forecasts are never rewritten and settled once (ledger.hpp). One that was registered
// when its days had passed proves nothing: it is listed apart and counts in no figure. With --as-of
// only those stand here that had been registered by then, settled where they had been settled.

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/report/forecast_words.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/reliability_panel.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

using forecast::Registered;

constexpr std::size_t kListed = 40;

struct Record {
  std::vector<const Registered*> settled, due, open, late;
  double brier = 0, climatology = 0;  // means over the settled
};

// The last day that the page knows of.
Day last_day(const BriefContext& context) {
  const auto today =
      parse_iso_day(std::string_view(context.options.generated)
                        .substr(0, std::min<std::size_t>(10, context.options.generated.size())));
  return context.options.as_of.value_or(today.value_or(context.window().to - std::chrono::days{1}));
}

Record record_of(const BriefContext& context) {
  Record record;
  const Day last = last_day(context);
  for (const auto& one : context.registered) {
    if (one.after_the_fact()) {
      record.late.push_back(&one);
    } else if (one.settlement) {
      record.settled.push_back(&one);
      const double y = one.settlement->happened ? 1 : 0;
      record.brier += one.settlement->brier;
      record.climatology += (one.forecast.climatology - y) * (one.forecast.climatology - y);
    } else {
      (one.forecast.due() <= last ? record.due : record.open).push_back(&one);
    }
  }
  const auto n = static_cast<double>(std::max<std::size_t>(1, record.settled.size()));
  record.brier /= n;
  record.climatology /= n;
  return record;
}

std::string list_of(const BriefContext& context, const std::vector<const Registered*>& of,
                    const std::string& title) {
  if (of.empty()) return {};
  HtmlTable table(title, {{"At least one, or as said"},
                          {"Known at the end of", "day"},
                          {"Until", "day"},
                          {"In words"},
                          {"Probability, % [90 %]", "number"},
                          {"Past share alone", "number"},
                          {"Came"}});
  // The newest: they are the last registered.
  for (auto at = of.rbegin(); at != of.rend() && table.size() < kListed; ++at) {
    const forecast::Forecast& f = (*at)->forecast;
    table.add({html(asked_of(context, f)), format_day(f.origin), format_day(f.due()),
               std::string(forecast::word_of(f.probability)),
               percent_cell(f.probability, f.low, f.high), percent_number(f.climatology),
               !(*at)->settlement            ? "open"
               : (*at)->settlement->happened ? "yes"
                                             : "no"});
  }
  return fmt::format("<details><summary>{} ({}{})</summary>{}</details>\n", title,
                     of.size() > kListed ? fmt::format("the last {} of ", kListed) : "",
                     count_of(of.size(), "row"), table.str());
}

}  // namespace

SectionPage track_record_section(const BriefContext& context) {
  SectionPage page;
  if (context.registered.empty()) {
    page.html =
        "<p>No forecast has been registered yet: <code>entente forecast CASE --save</code> "
        "registers forecasts before their days, and <code>entente score</code> settles them once "
        "they have come due.</p>\n";
    return page;
  }
  const Record record = record_of(context);
  page.html = fmt::format(
      "<p>{} registered: {} came due and settled, {} came due and not settled yet, {} still "
      "open{}.</p>\n",
      count_of(context.registered.size(), "forecast"), record.settled.size(), record.due.size(),
      record.open.size(),
      record.late.empty()
          ? std::string()
          : fmt::format("; {} registered when their days had begun or passed, which are shown and "
                        "counted in no figure",
                        record.late.size()));
  if (!record.settled.empty()) {
    const forecast::Reliability judged = forecast::reliability_of(context.registered);
    const std::string scores = fmt::format("mean Brier score {}, {} of the past share alone",
                                           figure(record.brier), figure(record.climatology));
    if (judged.happened < kFewestPositives) {
      page.html += fmt::format(
          "<p>Of the settled ones {} came ({}); with fewer than {} that came nothing is stated of "
          "their skill.</p>\n",
          judged.happened, scores, kFewestPositives);
    } else {
      page.headlines.push_back(
          {fmt::format("Of {} registered beforehand and settled, {} came; {}.",
                       count_of(judged.n, "forecast"), judged.happened, kept_words(judged)),
           "", fmt::format("Registered forecasts, by their {}s; {}.", level_name(0.9), scores),
           "track-record-diagram", false});
      ReliabilityChart chart;
      chart.limits = word_limits();
      chart.panels.push_back(reliability_panel("Registered and settled", judged));
      HtmlTable table = reliability_table("Said and came, registered forecasts");
      add_rows(table, "registered", judged);
      add_figure(page,
                 {"track-record-diagram", page.headlines.front().sentence,
                  "A square: across the probability that was said, up the share that came, with 90 "
                  "% intervals; on the slanting line the two agree.",
                  "Share that came of the registered forecasts with one word of probability, with "
                  "its 90 % interval; forecasts of one day are not independent.",
                  "Nothing was settled.", std::move(table)},
                 chart);
    }
  }
  page.html += list_of(context, record.settled, "Settled");
  page.html += list_of(context, record.due, "Due and not settled");
  page.html += list_of(context, record.open, "Open");
  page.html += list_of(context, record.late, "Registered after the fact");
  return page;
}

}  // namespace entente
