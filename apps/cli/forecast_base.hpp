#pragma once
// What forecast, score and backtest counts begin with: the case, its own store, the store with
// machine-coded events, and the ledger of registered forecasts, which lies in one of the two.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "entente/forecast/ledger.hpp"
#include "entente/history/event_log.hpp"
#include "stores.hpp"

namespace entente::cli {

/// The farthest that forecasts reach.
using forecast::kFarthestHorizon;
/// Beyond so many days nothing is claimed of counts and escalations.
inline constexpr int kFarthestClaim = 30;
/// With fewer cases that happened nothing is said of skill.
inline constexpr std::uint64_t kFewestPositives = 20;

struct ForecastBase {
  std::optional<Case> of_case;
  World world;
  std::string own;      ///< the case's own store; empty: no case
  std::string machine;  ///< --store; empty: none
  std::optional<Snapshot> own_rows, machine_rows;

  /// Where forecasts are registered: --store, else the case's own store.
  const std::string& ledger() const { return machine.empty() ? own : machine; }
  /// What machine-coded events are read from: --store, else the case's own store.
  Snapshot& events() { return machine_rows ? *machine_rows : *own_rows; }
  const World& actors() const { return of_case ? of_case->world : world; }
};
/// From --store, --case or both, as of --as-of.
Result<std::unique_ptr<ForecastBase>> open_forecast_base(Context& context);

/// --horizon, sorted and each once; empty: none given. kUsage beyond kFarthestHorizon.
Result<std::vector<int>> horizons_given(const Context& context);

/// The log of the provider (--provider, else the one with most events), joined with what the store
/// holds of its family; nullopt where there are no machine-coded events to count.
Result<std::optional<EventLog>> read_log(Context& context, ForecastBase& base);
/// Says in words that there are none: kUsage for a day before the data, else kNotFound.
Error no_machine_data(Context& context, ForecastBase& base);

/// What a registered forecast was made from, as lines "key=value".
std::string inputs_text(const Context& context, ForecastBase& base);
/// The value of a key of such lines; empty: none.
std::string input_of(const forecast::Registered& registered, std::string_view key);

/// All registered forecasts, those of the case's earlier stores included.
Result<std::vector<forecast::Registered>> read_ledger(ForecastBase& base);

}  // namespace entente::cli
