#pragma once
// What every section of the brief reads: the case, its events in the window, and the store's state.
//
// Read once from the snapshots, in a fixed order, so that the same store gives the same page.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/forecast/acts/acts.hpp"
#include "entente/forecast/counts/counts.hpp"
#include "entente/forecast/registers/registers.hpp"
#include "entente/history/acts.hpp"
#include "entente/history/event_log.hpp"
#include "entente/measure/dyads.hpp"
#include "entente/report/brief.hpp"
#include "entente/report/shares.hpp"
#include "entente/world/case.hpp"

namespace entente {

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
  std::int64_t number = 0;
  bool machine = false;  ///< of the store with machine-coded rows
  std::string file, provider, sha256, status;
  std::int64_t read = 0, kept = 0, rejected = 0, duplicate = 0;
  std::string first_day, last_day;
};

/// What one state did toward another by the end of each month, at one half-life.
struct DyadSeries {
  std::string source, target;
  double half_life_days = kDefaultHalfLife;
  std::vector<Day> days;
  std::vector<DyadSums> sums;  ///< one a day of `days`
};

struct BriefContext {
  const Case& of_case;
  const BriefOptions& options;
  std::vector<Act> acts = {};                ///< curated, all days: registers reach back; by day
  std::vector<Act> events = {};              ///< of these, those in the window
  std::set<std::string> fresh = {};          ///< ids of acts that an earlier brief did not have
  std::vector<VolumeDay> volume = {};        ///< machine-coded, in the window
  std::vector<DyadCount> dyads = {};         ///< machine-coded, in the window
  std::vector<ResolvedShare> resolved = {};  ///< machine-coded, the whole store
  std::vector<BatchLine> batches = {};       ///< of both stores
  std::int64_t rejected_rows = 0;
  bool has_machine = false;                 ///< a store of the user's own was given
  std::vector<std::string> providers = {};  ///< of it, most events first
  std::optional<EventLog> log = {};         ///< of the primary provider
  std::vector<DyadSeries> series = {};      ///< of it: watched dyads both ways, every half-life

  // Forecasts, made once, each at the last day that was known (context_forecasts.cpp).
  std::optional<forecast::RegisterOutlook> register_outlook = {};
  std::optional<forecast::CountOutlook> count_outlook = {};  ///< watched dyads both ways
  std::optional<forecast::ActOutlook> act_outlook = {};      ///< the same, 7 days
  std::string no_counts = {}, no_acts = {};  ///< why there is none, where a log was given
  std::optional<EventLog> family_log = {};   ///< `log` with the earlier days of its family
  bool pseudo_real_time = false;             ///< its days of knowledge are assumed for some rows
  std::vector<forecast::Registered> registered = {};  ///< those made by --as-of

  /// The name the case gives an actor, else the actor's own, else the key.
  std::string name(const std::string& key) const;
  /// "Japan -> Russia", with an arrow.
  std::string dyad_name(const std::string& source, const std::string& target) const;
  DayRange window() const;
  /// The first half-life is drawn, all are tabled.
  std::vector<double> half_lives() const;
  /// Watched pairs, both ways.
  std::vector<std::pair<std::string, std::string>> watched_dyads() const;
  const Register* find_register(const std::string& key) const;
  /// Whether the act stands in a register that is complete: only such acts are counted.
  bool counted(const Act& act) const;
  bool all_complete(const std::vector<std::string>& registers) const;
  /// Whether the primary provider can be compared over [from, split) and [split, to): data on at
  /// least 80 % of the days of each, and no known break inside (methods: volume and coverage).
  bool comparable(Day from, Day split, Day to) const;
  /// The log that forecasts are made from: the primary provider's, with its family's earlier days
  /// where the store has them; null without machine-coded events.
  const EventLog* forecast_log() const;
};

/// Makes the forecasts: registers at the window's last day, acts and counts at the last one that
/// the log knows well, neither after --as-of. A log that is too short is no error: the reason is
/// kept. `machine` is the store's with machine-coded rows; null: none.
Result<void> read_forecasts(BriefContext& context, Duck* machine);

Result<BriefContext> read_context(const Case& of_case, Snapshot& curated, Snapshot* machine,
                                  const BriefOptions& options);

}  // namespace entente
