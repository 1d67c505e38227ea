#pragma once
// The sections of the brief, each from the context alone. To add one, write it beside these and
// name it in brief.cpp's list.

#include <string>
#include <vector>

#include "entente/report/context.hpp"
#include "entente/report/section.hpp"

namespace entente {

/// The headlines of all sections, those that are `strong` first.
std::string findings_html(const BriefContext& context, const std::vector<Headline>& headlines);

/// What an earlier brief did not have.
SectionPage news_section(const BriefContext& context);
/// Where acts happened.
SectionPage places_section(const BriefContext& context);
/// The watched dyads, month by month.
SectionPage relations_section(const BriefContext& context);
/// How conflictual each watched dyad is.
SectionPage shares_section(const BriefContext& context);
/// The last year against the year before.
SectionPage changes_section(const BriefContext& context);
/// Agreement in votes, likeness of stance.
SectionPage standing_section(const BriefContext& context);
/// The order of meetings, and how long invitations waited.
SectionPage meetings_section(const BriefContext& context);
/// What passed from whom to whom, by grade of evidence.
SectionPage flows_section(const BriefContext& context);
/// How a body's members voted on its measures.
SectionPage consent_section(const BriefContext& context);
/// What complete registers count.
SectionPage counts_section(const BriefContext& context);
/// One issue beside all else; a third party while two fell out.
SectionPage tracks_section(const BriefContext& context);
/// What comes next, in words of probability.
SectionPage outlook_section(const BriefContext& context);
/// Watched dyads by their risk of escalation, and what is expected of them.
SectionPage watch_section(const BriefContext& context);
/// How good such forecasts would have been.
SectionPage reliability_section(const BriefContext& context);
/// How registered forecasts came out.
SectionPage track_record_section(const BriefContext& context);
/// Every curated act in the window.
SectionPage timeline_section(const BriefContext& context);
/// What the numbers rest on: sampling, registers and their gaps, coverage, rejects, unresolved
/// actors.
SectionPage health_section(const BriefContext& context);
/// Methods, sources, how to cite, what the page was made from.
SectionPage notes_section(const BriefContext& context);

/// The JSON that the charts read; `charts` are figure keys and their objects.
std::string page_data(const BriefContext& context,
                      const std::vector<std::pair<std::string, std::string>>& charts);

}  // namespace entente
