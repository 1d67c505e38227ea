#pragma once
// How forecasts are told on the page: what is asked, how likely it is, what moved it.

#include <string>
#include <string_view>

#include "entente/forecast/forecast.hpp"
#include "entente/report/context.hpp"

namespace entente {

/// "62 %", "3.1 %"; never 0 or 100: "under 0.1 %", "over 99.9 %".
std::string percent(double probability);
/// "[51, 72] %".
std::string percent_interval(double low, double high);
/// "62", "3.1", "0.04", in per cent: for the cells of a column.
std::string percent_number(double probability);
/// The same as a number, with no more digits.
double percent_value(double probability);
/// "62 [51, 72]" in per cent, the interval in grey; HTML.
std::string percent_cell(double probability, double low, double high);

/// A skill score in per cent: "3.9 % [1.4, 5.8]".
std::string skill_words(double skill, double low, double high);

/// CAMEO root "04" in our own short words: "meeting"; the type itself where it is none.
std::string root_words(std::string_view type);
/// What is asked, without its days: "Missile tests", "Japan → Russia: meeting", "Japan → Russia:
/// more than 3 acts of material conflict".
std::string asked_of(const BriefContext& context, const forecast::Forecast& forecast);
/// The two numbers that moved it most, with their direction: "up: ... (3.2); down: ...". Empty
/// where none moved it by a tenth of the odds.
std::string moved_by(const forecast::Forecast& forecast);
/// ", days of knowledge assumed: pseudo real time" where they are for some machine-coded rows; else
/// empty.
std::string_view pseudo_words(const BriefContext& context);
/// "Made from what was known at the end of 31 March 2019.", of machine-coded acts.
std::string made_at(const BriefContext& context, Day origin);

}  // namespace entente
