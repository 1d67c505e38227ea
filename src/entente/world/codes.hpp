#pragma once
// States and their code systems.
//
// A code means something only within its system: FIPS 10-4 GM is Germany, ISO 3166 GM is Gambia. So
// each system has a type of its own, and none converts to another but through the table of states
// (data/states.csv; sources named there). Facts about codes; no actors here.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"

namespace entente {

template <class Tag>
struct Code {
  std::string_view text;
  auto operator<=>(const Code&) const = default;
};
using Iso3 = Code<struct Iso3Tag>;           ///< ISO 3166-1 alpha-3
using Iso2 = Code<struct Iso2Tag>;           ///< ISO 3166-1 alpha-2
using Fips = Code<struct FipsTag>;           ///< FIPS 10-4, as in GDELT's Geo columns
using CameoCountry = Code<struct CameoTag>;  ///< CAMEO actor country code
struct CowNumber {
  int value = 0;
  auto operator<=>(const CowNumber&) const = default;
};
struct GwNumber {
  int value = 0;
  auto operator<=>(const GwNumber&) const = default;
};

struct State {
  Iso3 iso3;
  Iso2 iso2;
  std::string_view name;  ///< as the state itself uses it in English, short
  std::optional<Fips> fips;
  std::optional<CowNumber> cow;
  std::string_view cow_abbreviation;
  std::optional<GwNumber> gw;
  std::vector<CameoCountry> cameo;
  DayRange member{};  ///< of the state system, where known; else open
  std::vector<std::string_view> aliases;
};

/// The table, sorted by ISO alpha-3. Lives as long as the program.
const std::vector<State>& states();

const State* find_state(Iso3 code);
const State* find_state(Iso2 code);
const State* find_state(Fips code);
const State* find_state(CameoCountry code);
const State* find_state(CowNumber code);
const State* find_state(GwNumber code);
/// By English name or alias, case ignored.
const State* find_state_by_name(std::string_view name);

/// True where the code is a region, sea or other known non-state of its system, so that a reader
/// can tell "known, no state" from "unknown".
bool is_known_non_state(Fips code);
bool is_known_non_state(CameoCountry code);

}  // namespace entente
