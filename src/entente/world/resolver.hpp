#pragma once
// From what a provider wrote to who acted.
//
// Order: the provider's code; a dated alias; "X (Country)"; the country column (marked). The result
// is a list of periods, since a person's office, an alias and a state's membership have first and
// last days. Pure: same world and input, same answer; safe to use from several threads. Rules and
// sector tables: methods, "What is one event"; data/sectors.csv.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/id.hpp"
#include "entente/world/actors.hpp"

namespace entente {

struct RawActor {
  std::string provider;
  std::string raw;      ///< the code (GDELT) or name (ICEWS, UCDP ...)
  std::string name;     ///< the name beside a code
  std::string sectors;  ///< comma list
  std::string country;  ///< ISO alpha-3 of the provider's country column
};

enum class ResolvedBy : std::uint8_t {
  kNothing,
  kCode,
  kAlias,
  kNameWithCountry,
  kCountryColumn,
  kLearnedName
};
std::string_view name_of(ResolvedBy by);

struct Resolution {
  DayRange days{kFirstDay, kLastDay};
  ActorId actor;            ///< 0: unresolved
  std::string affiliation;  ///< ISO alpha-3 or an organisation's key; empty: none
  bool state_act = false;
  std::string sector;  ///< executive, military, parliament, party, media, business, citizen,
                       ///< insurgent ... ; state for a bare name
  ResolvedBy by = ResolvedBy::kNothing;
};

/// A name as one provider family's own columns resolved it elsewhere (the ICEWS seam: quads carry
/// names alone). Learned from rows that have sectors and country; used for rows that have none.
struct LearnedName {
  std::string name, sectors, country;
  Day first, last;  ///< days on which it was seen
};

class Resolver {
 public:
  /// The world must outlive the resolver.
  explicit Resolver(const World& world, const std::vector<LearnedName>& learned = {});
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// The periods, in order, without overlap, covering all days; a period may be unresolved.
  std::vector<Resolution> resolve(const RawActor& raw) const;
  /// The one of a day, without its neighbours: its `days` are that day alone.
  Resolution resolve_at(const RawActor& raw, Day day) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace entente
