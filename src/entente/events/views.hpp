#pragma once
// The SQL of the views: what a row is, what an event is, whose theatre it is.

#include <optional>
#include <string>

#include "entente/base/day.hpp"
#include "entente/world/case.hpp"

namespace entente {

/// events: every raw row with design's columns. Needs raw, resolution, meetings, revised, batches,
/// current_grades.
std::string events_view(const Case* of_case);
/// canonical_events_all: one row a (provider, day, source, target, root or action, sector),
/// resolved, cross-border, current.
std::string canonical_all_view();
/// canonical_events: the same without sectors, state acts only.
std::string canonical_view();
/// coverage: rows and cross-border canonical events a provider and day, and whether the day was
/// observed. Needs the table coverage_notes.
std::string coverage_view();

}  // namespace entente
