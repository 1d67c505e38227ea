#pragma once
// Forecasts as people and programs read them.

#include <optional>
#include <string>
#include <vector>

#include "entente/forecast/forecast.hpp"
#include "entente/forecast/ledger.hpp"
#include "entente/forecast/reliability.hpp"
#include "entente/world/case.hpp"
#include "table.hpp"

namespace entente::cli {

/// "92 %"; "under 1 %" and "over 99 %" at the ends.
std::string percent(double share);
/// "verbal cooperation", "material conflict"; "acts" for 0.
std::string_view quad_class_name(int quad_class);
/// What is asked about, without the days: "armed fighting (19)", "more than 3 acts of material
/// conflict", "acts of material conflict", a register's name.
std::string subject_of(const forecast::Forecast& f, const Case* of_case);
/// "RUS toward UKR: armed fighting (19)"; of a register its name.
std::string question_of(const forecast::Forecast& f, const Case* of_case);
/// The question with its horizon and its answer, as one line.
std::string line_of(const forecast::Forecast& f, const Case* of_case);
/// What moved it, and its latest evidence; empty where there is neither. A machine-coded event is
/// told by its day and its event_id, which `entente events explain` takes.
std::string reasons_of(const forecast::Forecast& f);
/// "78 % of 120 happened (71 to 84)".
std::string fared(const forecast::TrackRecord& track);

/// "skill 0.12 (0.05 to 0.18)" and, by rule, what may be said of it: above zero, not above zero,
/// or not told apart from zero.
std::string skill_words(double skill, double low, double high);

/// The members that say which forecast it is: id, kind, source, target, type, type_name,
/// horizon_days, origin, due, level, probability, low, high, words, climatology, provider.
void write_identity(Json& json, const forecast::Forecast& f, const Case* of_case);
/// null where nothing is like it yet.
void write_track(Json& json, const forecast::TrackRecord& track);
void write_reliability(Json& json, const forecast::Reliability& reliability);

}  // namespace entente::cli
