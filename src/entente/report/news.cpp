// What is new since an earlier brief: acts that it did not have, and data that came in after it.

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {

SectionPage news_section(const BriefContext& context) {
  SectionPage page;
  if (!context.options.since) return page;
  const BriefSince& since = *context.options.since;
  HtmlTable table("Acts that the earlier brief did not have", {{"Day", "day"},
                                                               {"Source"},
                                                               {"Target"},
                                                               {"What happened", "sentence"},
                                                               {"Reference", "citation"}});
  const Act* last = nullptr;
  for (const auto& act : context.events) {
    if (!context.fresh.contains(act.id)) continue;
    last = &act;
    table.add({format_day(act.day), html(context.name(act.source)),
               html(act.target.empty() ? "" : context.name(act.target)), html(act.sentence),
               html_citation(act.citation)});
  }
  const auto inputs = std::ranges::count_if(context.batches, [&](const BatchLine& batch) {
    return batch.machine && since.batch_of_machine && batch.number > since.batch;
  });
  std::string sentence = fmt::format("Since run {} of {}: ", since.run, since.started);
  if (last == nullptr) {
    sentence += "no new act in the window";
  } else {
    sentence +=
        fmt::format("{}, the last of {}", count_of(table.size(), "new act"), long_day(last->day));
  }
  if (context.has_machine && since.batch_of_machine) {
    sentence += inputs == 0
                    ? std::string(", and no new input")
                    : fmt::format(", and {}", count_of(static_cast<std::uint64_t>(inputs),
                                                       "new input of machine-coded events",
                                                       "new inputs of machine-coded events"));
  }
  sentence += ".";
  page.headlines.push_back({sentence, "",
                            since.acts ? "Acts that the earlier brief did not show, by their id."
                                       : "Acts that became known after the earlier brief; its own "
                                         "rows are gone.",
                            "news", true});
  page.html = fmt::format("<p>{}</p>\n", html(sentence));
  if (table.size() > 0) page.html += table.str();
  return page;
}

}  // namespace entente
