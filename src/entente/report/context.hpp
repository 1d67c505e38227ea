#pragma once
// What every section of the brief reads: the case, its events in the window, and the store's state.
//
// Read once from the snapshots, in a fixed order, so that the same store gives the same page.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/report/brief.hpp"
#include "entente/report/shares.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct BriefEvent {
  std::string id;
  Day day{}, day_last{};
  std::string source, target;              ///< actor keys; target may be empty
  std::string source_state, target_state;  ///< states or organisations that stand alone
  std::string action;
  std::uint8_t root = 0;
  std::vector<std::string> issues;
  std::string theatre, country;
  std::optional<double> latitude, longitude;
  std::string grade, claimant, sampling, register_key, sentence, citation;
};

struct VolumeDay {
  std::string provider;
  Day day{};
  std::int64_t rows = 0;
  std::int64_t cross_border = 0;
  bool missing = false;
};

/// Canonical state acts between two watched states, by provider.
struct DyadCount {
  std::string provider, source, target;
  std::int64_t cooperation = 0, conflict = 0, neutral = 0;
  std::vector<WeekCounts> weeks;
  Day first_day{}, last_day{};  ///< of its acts
  Share share;                  ///< of conflict; only where there are kFewestActs decided acts
  std::int64_t decided() const { return cooperation + conflict; }
};

/// Below this many decided acts a dyad gets no share.
inline constexpr std::int64_t kFewestActs = 10;

struct ResolvedShare {
  std::string provider, country;
  std::int64_t rows = 0, by_country_only = 0, unresolved = 0;
};

struct BatchLine {
  std::string file, provider, sha256, status;
  std::int64_t read = 0, kept = 0, rejected = 0, duplicate = 0;
  std::string first_day, last_day;
};

struct BriefContext {
  const Case& of_case;
  const BriefOptions& options;
  std::vector<BriefEvent> events;       ///< curated, in the window, by day
  std::vector<VolumeDay> volume;        ///< machine-coded, in the window
  std::vector<DyadCount> dyads;         ///< machine-coded, in the window
  std::vector<ResolvedShare> resolved;  ///< machine-coded, the whole store
  std::vector<BatchLine> batches;       ///< of both stores
  std::int64_t rejected_rows = 0;
  bool has_machine = false;  ///< a store of the user's own was given

  /// The name the case gives an actor, else the actor's own, else the key.
  std::string name(const std::string& key) const;
  DayRange window() const;
};

Result<BriefContext> read_context(const Case& of_case, Snapshot& curated, Snapshot* machine,
                                  const BriefOptions& options);

/// "26 September 2023".
std::string long_day(Day day);

}  // namespace entente
