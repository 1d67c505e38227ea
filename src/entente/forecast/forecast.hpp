#pragma once
// A forecast: a question that a later day answers, and how likely the answer is yes.
//
// Every kind of forecast is told in this one form, so that it can be listed, registered, settled
// and scored in one way, whatever made it. The question is complete in the form: whoever has it and
// the events of the days after `origin` can settle it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"

namespace entente::forecast {

/// Days ahead that may be asked about.
inline constexpr int kFarthestHorizon = 365;

enum class ForecastKind : std::uint8_t {
  kAct,    ///< at least one canonical act of CAMEO root `type` from source to target
  kCount,  ///< how many acts of quad class `type`: a whole distribution; yes is more than level
  kEscalation,  ///< more than `level` acts of material conflict (quad class 4)
  kRegister     ///< at least one occasion in the complete register `type`
};
/// act, count, escalation, register.
std::string_view name_of(ForecastKind kind);
std::optional<ForecastKind> forecast_kind(std::string_view name);

/// A number that went into a forecast, and how far it moved it.
struct Statistic {
  std::string name;  ///< in words: "acts of this kind, half-life 10 days"
  double value = 0;
  double effect =
      0;  ///< on the log odds (act, register) or the log mean (count), beside what taught
};

/// An earlier event that moved a forecast up.
struct ForecastEvidence {
  std::string event_id;  ///< as the view events has it; a curated act's own id
  Day day{};
  std::string source, target;
  std::string sentence, citation;  ///< empty for machine-coded rows
};

/// How forecasts like it fared: back-tested ones, or registered ones that have come due.
struct TrackRecord {
  std::string basis;  ///< back-test | settled; empty: none like it yet
  std::uint64_t n = 0, happened = 0;
  double mean_probability = 0;
  double brier = 0, brier_climatology = 0;  ///< mean squared errors
  double low = 0, high = 0;                 ///< 90 % interval of the share that happened
};

/// Of a count: what the distribution says.
struct CountSummary {
  double mean = 0;
  std::uint32_t q05 = 0, q10 = 0, q25 = 0, q50 = 0, q75 = 0, q90 = 0, q95 = 0;
};

struct Forecast {
  std::string id;  ///< 16 hex digits of the question and its basis; the same forecast has the same
  ForecastKind kind = ForecastKind::kAct;
  std::string source, target;  ///< ISO alpha-3 or organisation; empty for a register
  std::string type;            ///< CAMEO root "04", quad class "4", or a register's key
  std::string provider;        ///< the log's; "curated" for registers
  Day origin{};                ///< what was known at the end of this day is used
  int horizon_days = 7;        ///< the days origin + 1 .. origin + horizon_days are asked about
  std::uint32_t level = 0;     ///< yes: more than so many
  double probability = 0;      ///< calibrated
  double low = 0, high = 0;    ///< 90 % interval of the probability
  double climatology = 0;      ///< what the past share alone would say
  std::optional<CountSummary> count;
  std::vector<Statistic> statistics;       ///< by the size of their effect, greatest first
  std::vector<ForecastEvidence> evidence;  ///< newest first
  TrackRecord track;

  /// The last day asked about.
  Day due() const { return origin + std::chrono::days{horizon_days}; }
};

/// The id from everything that makes the forecast what it is: kind, sides, type, provider, origin,
/// horizon, level, and `basis` (a digest of the inputs it was made from).
std::string forecast_id(const Forecast& forecast, std::string_view basis);

/// How much it says beyond the past share: the Kullback-Leibler divergence of its probability from
/// climatology (Kullback & Leibler 1951), in nats; 0 and more.
double told_beyond_climatology(const Forecast& forecast);

}  // namespace entente::forecast
