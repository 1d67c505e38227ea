#pragma once
// What measure, panel and watch share: which provider is measured, of which dyads, and the numbers
// of one row as cells with names.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/history/acts.hpp"
#include "entente/history/event_log.hpp"
#include "entente/measure/dyads.hpp"
#include "parties.hpp"
#include "stores.hpp"

namespace entente::cli {

/// What rates of machine-coded events count, and what registers count.
inline constexpr std::string_view kRateUnit = "events per 1,000 cross-border events";
inline constexpr std::string_view kRegisterUnit = "events a year";
inline constexpr std::string_view kPickedRows =
    "Picked (purposive) rows are examples and give no rate.";

/// `measure CASE` means `measure --case CASE`: the operand becomes the option. kUsage where both
/// are given, or neither a case nor a store.
Result<void> take_case_operand(Context& context);

/// The machine-coded provider to measure: --provider, else the one with most canonical events.
struct ChosenProvider {
  std::string name;                 ///< empty: the store holds none
  std::vector<std::string> others;  ///< most events first
};
/// kUsage, with what there is, for a provider that the store does not hold.
Result<ChosenProvider> choose_provider(Context& context, Duck& duck);

/// The dyads asked for: --dyad, else the case's watched pairs both ways, else none (all).
Result<std::vector<NamedDyad>> wanted_dyads(const Context& context, const OpenStore& open);

/// --half-life, sorted and each once; 90 where none is given.
std::vector<double> half_lives_of(const Values& values);

/// The range cut to the days that the log has.
DayRange days_in(const EventLog& log, DayRange range);
/// "2018-10-08 to 2018-10-31", both inclusive.
std::string days_text(DayRange range);

/// The acts that count for the dyad in a register: from A to B, and between the two where the act
/// is symmetric (a meeting has no direction).
std::vector<Act> acts_of_dyad(const std::vector<Act>& acts, const NamedDyad& dyad);

/// One value and its interval as three columns NAME, NAME_low, NAME_high; null where there is none.
using NamedCells = std::vector<std::pair<std::string_view, Value>>;
/// The measures of a dyad: cooperation, conflict, stance (all with _low and _high), stance_raw,
/// conflict_share (with _low and _high), salience.
NamedCells cells_of(const DyadMeasures& measures);

/// "12.3 (8.1 to 17)"; "no data" where there is none. `percent`: as "62 % (55 to 68)".
std::string words_of(const std::optional<Estimate>& estimate, bool percent = false);
/// Three significant digits, no exponent for what people write without.
std::string short_number(double value);

}  // namespace entente::cli
