#pragma once
// A reliability diagram's panel and its rows in a table, for back-tested and for settled forecasts.

#include <string>
#include <vector>

#include "entente/forecast/reliability.hpp"
#include "entente/report/charts.hpp"
#include "entente/report/html.hpp"

namespace entente {

/// Fewer occasions than this, and nothing is stated.
inline constexpr std::uint64_t kFewestPositives = 20;

/// "1,234 forecasts, 56 came".
std::string judged_words(const forecast::Reliability& reliability);
ReliabilityChart::Panel reliability_panel(const std::string& label,
                                          const forecast::Reliability& reliability);
/// Limits between the words of probability.
std::vector<double> word_limits();
/// An empty table of the words' rows.
HtmlTable reliability_table(const std::string& caption);
void add_rows(HtmlTable& table, const std::string& label, const forecast::Reliability& reliability);
/// "6 of 7 words of probability came as often as they said": those whose 90 % interval holds what
/// was said.
std::string kept_words(const forecast::Reliability& reliability);

}  // namespace entente
