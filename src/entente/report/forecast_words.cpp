#include "entente/report/forecast_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "entente/base/text.hpp"
#include "entente/report/html.hpp"
#include "entente/report/phrases.hpp"

namespace entente {
namespace {

constexpr double kPercent = 100;

// More digits toward both ends, where whole per cent would hide what differs.
std::string digits(double probability) {
  const double value = kPercent * std::clamp(probability, 0.0, 1.0);
  if (value == 0 || value == kPercent) return fmt::format("{:.0f}", value);
  const double end = std::min(value, kPercent - value);
  const int decimals = end < 0.1 ? 2 : value < 10 || end < 1 ? 1 : 0;
  return fmt::format("{:.{}f}", value, decimals);
}

}  // namespace

std::string percent(double probability) {
  if (probability < 0.001) return "under 0.1 %";
  if (probability > 0.999) return "over 99.9 %";
  return digits(probability) + " %";
}

std::string percent_interval(double low, double high) {
  return fmt::format("[{}, {}] %", digits(low), digits(high));
}

std::string percent_number(double probability) { return digits(probability); }

double percent_value(double probability) { return parse_double(digits(probability)).value_or(0); }

std::string percent_cell(double probability, double low, double high) {
  return fmt::format("{} <span class=\"interval\">[{}, {}]</span>", digits(probability),
                     digits(low), digits(high));
}

std::string skill_words(double skill, double low, double high) {
  return fmt::format("{:.1f} % [{:.1f}, {:.1f}]", kPercent * skill, kPercent * low,
                     kPercent * high);
}

std::string root_words(std::string_view type) {
  static constexpr std::array<const char*, 20> kRoots = {"statement",
                                                         "appeal",
                                                         "promise to cooperate",
                                                         "meeting",
                                                         "diplomatic support",
                                                         "material cooperation",
                                                         "aid",
                                                         "concession",
                                                         "inquiry",
                                                         "demand",
                                                         "criticism",
                                                         "refusal",
                                                         "threat",
                                                         "protest",
                                                         "show of force",
                                                         "cut in ties",
                                                         "coercion",
                                                         "assault",
                                                         "fighting",
                                                         "mass violence"};
  const auto root = parse_int(type).value_or(0);
  return root >= 1 && root <= 20 ? kRoots[static_cast<std::size_t>(root - 1)] : std::string(type);
}

std::string asked_of(const BriefContext& context, const forecast::Forecast& forecast) {
  using forecast::ForecastKind;
  if (forecast.kind == ForecastKind::kRegister) {
    const Register* const of = context.find_register(forecast.type);
    return of == nullptr ? forecast.type : of->name;
  }
  const std::string dyad = context.dyad_name(forecast.source, forecast.target);
  switch (forecast.kind) {
    case ForecastKind::kEscalation:
      return fmt::format("{}: more than {} of material conflict", dyad,
                         count_of(forecast.level, "act"));
    case ForecastKind::kCount:
      return fmt::format("{}: more than {} of quad class {}", dyad, count_of(forecast.level, "act"),
                         forecast.type);
    case ForecastKind::kAct:
    case ForecastKind::kRegister:
      break;
  }
  return fmt::format("{}: {}", dyad, root_words(forecast.type));
}

std::string moved_by(const forecast::Forecast& forecast) {
  constexpr std::size_t kShown = 2;
  constexpr double kLeast = 0.1;
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, forecast.statistics.size()); ++i) {
    const forecast::Statistic& one = forecast.statistics[i];
    if (!(std::abs(one.effect) >= kLeast) || !std::isfinite(one.value)) break;
    if (!out.empty()) out += "; ";
    out += fmt::format("{}: {}", one.effect > 0 ? "up" : "down", one.name);
    // A number that is nothing but its own effect is no count of anything.
    if (one.value != one.effect) out += fmt::format(" ({})", figure(one.value));
  }
  return out;
}

std::string_view pseudo_words(const BriefContext& context) {
  return context.pseudo_real_time ? ", days of knowledge assumed: pseudo real time" : "";
}

std::string made_at(const BriefContext& context, Day origin) {
  return fmt::format("Made from what was known at the end of {}{}.", long_day(origin),
                     pseudo_words(context));
}

}  // namespace entente
