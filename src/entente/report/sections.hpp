#pragma once
// The sections of the brief: each a function from the context to a piece of HTML, independent of
// the others. To add one, write it beside these and name it in brief.cpp's list.

#include <string>

#include "entente/report/context.hpp"

namespace entente {

/// The conclusions first: plain sentences made by rule from the numbers, each linked to its rows.
std::string findings_section(const BriefContext& context);
/// Every curated act in the window, drawn and tabled, with the places on a map.
std::string timeline_section(const BriefContext& context);
/// What the numbers rest on: sampling, registers and their gaps, coverage, rejects, unresolved
/// actors.
std::string health_section(const BriefContext& context);

/// The JSON that the charts read.
std::string page_data(const BriefContext& context);

}  // namespace entente
