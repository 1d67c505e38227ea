#pragma once
// Making forecasts for the command line: which dyads, horizons and origins, and what could not be
// made and why.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "entente/forecast/acts/acts.hpp"
#include "entente/forecast/counts/counts.hpp"
#include "entente/forecast/registers/registers.hpp"
#include "forecast_base.hpp"

namespace entente::cli {

struct ForecastQuestion {
  std::vector<int> horizons;                  ///< given ones; empty: the defaults of each kind
  std::vector<forecast::ForecastKind> kinds;  ///< given ones; empty: all that can be made
  std::optional<forecast::NamedDyad> dyad;    ///< both ways
  std::string actor;
  bool wants(forecast::ForecastKind kind) const;
  /// Whether acts are asked for in so many words.
  bool needs_log() const;
};
/// From --horizon, --kind, --dyad and --actor.
Result<ForecastQuestion> forecast_question(const Context& context, const ForecastBase& base);

struct Outlooks {
  /// One list of forecasts that belong together: of one kind and horizon.
  struct List {
    forecast::ForecastKind kind;
    int horizon_days;
    std::vector<forecast::Forecast> forecasts;  ///< likeliest first; counts: greatest mean first
    forecast::Reliability reliability;          ///< of the back-test, where there is one
  };
  struct Missing {
    std::string kind;
    int horizon_days;
    std::string reason;
  };
  std::vector<List> lists;
  std::vector<Missing> missing;
  std::vector<forecast::NamedDyad> without_history;
  std::string provider;           ///< the log's; empty: none
  std::optional<Day> log_origin;  ///< what was known at the end of this day is used
  std::optional<Day> register_origin;
  bool pseudo_real_time = false;  ///< days of knowledge are assumed for some rows
  /// How settled forecasts like one fared, by its id, where there are any.
  std::map<std::string, forecast::TrackRecord> settled;
};

/// All that can be made, each with its id, evidence and track record: the settled ones' where there
/// are forecast::kFewestSettled or no back-test, else the back-test's. What cannot, because too
/// little is known, is in `missing`; an error where nothing can, or where what was asked for is not
/// there at all.
Result<Outlooks> make_outlooks(Context& context, ForecastBase& base,
                               const ForecastQuestion& question);

}  // namespace entente::cli
