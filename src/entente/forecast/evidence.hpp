#pragma once
// The earlier events behind forecasts about acts.
//
// Of each forecast of kind act, count or escalation the newest canonical events of its dyad and
// root (or quad class) that were known at its origin, at most kMostEvidence, newest first. An
// event is named by one raw event_id of its merged rows (the smallest), as the view `events` has
// it. One query serves all forecasts.

#include <span>

#include "entente/base/result.hpp"
#include "entente/events/duck.hpp"
#include "entente/forecast/forecast.hpp"

namespace entente::forecast {

inline constexpr int kMostEvidence = 5;
/// Events older than this before an origin are not looked for.
inline constexpr int kEvidenceDays = 400;

/// Fills `evidence`; forecasts of registers are left as they are. Of a joined provider ("quads and
/// icews") an act that both tell of is one. Errors are the database's own.
Result<void> add_evidence(Duck& duck, std::span<Forecast* const> forecasts);

}  // namespace entente::forecast
