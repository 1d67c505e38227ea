// Names of the kinds of forecast, and the id that says which forecast one is.
//
// The id is a hash of the question and of a digest of the inputs: the same question answered from
// the same inputs has the same id, whoever asks and whenever. Each part is hashed alone, so that
// no two questions join to the same bytes.

#include "entente/forecast/forecast.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "entente/base/hash.hpp"

namespace entente::forecast {
namespace {

constexpr std::array<std::pair<ForecastKind, std::string_view>, 4> kKinds{{
    {ForecastKind::kAct, "act"},
    {ForecastKind::kCount, "count"},
    {ForecastKind::kEscalation, "escalation"},
    {ForecastKind::kRegister, "register"},
}};

}  // namespace

std::string_view name_of(ForecastKind kind) {
  for (const auto& [value, name] : kKinds)
    if (value == kind) return name;
  return "act";
}

std::optional<ForecastKind> forecast_kind(std::string_view name) {
  for (const auto& [value, known] : kKinds)
    if (known == name) return value;
  return std::nullopt;
}

std::string forecast_id(const Forecast& forecast, std::string_view basis) {
  std::uint64_t state = xxh64(name_of(forecast.kind));
  const std::array<std::string_view, 5> texts{forecast.source, forecast.target, forecast.type,
                                              forecast.provider, basis};
  for (const std::string_view text : texts) state = hash_combine(state, xxh64(text));
  const std::array<std::int64_t, 3> numbers{day_number(forecast.origin), forecast.horizon_days,
                                            forecast.level};
  for (const std::int64_t number : numbers)
    state = hash_combine(state, static_cast<std::uint64_t>(number));
  return hex64(state);
}

double told_beyond_climatology(const Forecast& forecast) {
  constexpr double kLeast = 1e-4;
  const double p = std::clamp(forecast.probability, kLeast, 1 - kLeast);
  const double c = std::clamp(forecast.climatology, kLeast, 1 - kLeast);
  return std::max(0.0, p * std::log(p / c) + (1 - p) * std::log((1 - p) / (1 - c)));
}

}  // namespace entente::forecast
