#pragma once
// The curated acts of a case as an analyst could see them.
//
// Read from the case's own store, so that --as-of, grades over time and offices held on the day are
// already settled. Order, lag, flows, consent and registers are measured on these; how an act was
// sampled decides what may be said of it (methods: sampling gate).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/duck.hpp"

namespace entente {

struct Act {
  std::string id;
  Day day{}, day_last{}, known_day{};      ///< day_last >= day closes an imprecise day
  std::string source, target;              ///< actor keys; target may be empty
  std::string source_state, target_state;  ///< states or organisations that stand alone; or empty
  std::string action;                      ///< CAMEO code
  std::uint8_t root = 0;
  std::vector<std::string> issues;
  std::string theatre, country;
  std::optional<double> latitude, longitude;
  std::string grade, claimant, sampling, register_key, occasion, sentence, citation;

  bool in_register() const { return sampling == "register"; }
  /// Roots 03 to 08 and 09 to 20; 01, 02 and rows without a root are neutral.
  bool cooperative() const { return root >= 3 && root <= 8; }
  bool conflictual() const { return root >= 9 && root <= 20; }
  /// Whether it says the same of both sides: 036, 04x, 057 (docs/methods/events.md).
  bool symmetric() const;
  bool has_issue(std::string_view tag) const;
  /// Whether it bears one of the tags; false for no tags.
  bool has_any_issue(const std::vector<std::string>& tags) const;
  /// Whether it is between the two states, in either direction.
  bool between(std::string_view a, std::string_view b) const;
};

/// All current curated rows that the snapshot's views show, by (day, id). `occasion` is the view's
/// occasion_id: "curated:" and the row's own key, or one derived from day, pair and root for a
/// symmetric act without a key; empty for all others. A missing text is empty. Errors are the
/// database's own.
Result<std::vector<Act>> read_acts(Duck& duck);

/// The acts by (day, id), however they came. Pointers hold as long as `acts` does.
std::vector<const Act*> in_order(const std::vector<Act>& acts);

}  // namespace entente
