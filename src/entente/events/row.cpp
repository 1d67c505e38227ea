#include "entente/events/row.hpp"

#include <array>

namespace entente {
namespace {

constexpr std::array<std::string_view, 3> kDayBasis = {"local", "utc", "publication"};
constexpr std::array<std::string_view, 2> kKnownBasis = {"given", "assumed"};
constexpr std::array<std::string_view, 3> kSampling = {"machine", "register", "purposive"};

}  // namespace

std::string_view name_of(DayBasis basis) { return kDayBasis[static_cast<std::size_t>(basis)]; }
std::string_view name_of(KnownBasis basis) { return kKnownBasis[static_cast<std::size_t>(basis)]; }
std::string_view name_of(Sampling sampling) {
  return kSampling[static_cast<std::size_t>(sampling)];
}

std::optional<Sampling> sampling_from(std::string_view name) {
  for (std::size_t i = 0; i < kSampling.size(); ++i) {
    if (kSampling[i] == name) return static_cast<Sampling>(i);
  }
  return std::nullopt;
}

}  // namespace entente
