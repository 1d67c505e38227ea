#pragma once
// One provider's canonical events in memory, in columns, by day.
//
// 17 bytes an event: what the measures and forecasts read and nothing else. Dyads are numbered in
// the order of their codes, so that the same events give the same numbers. Volumes are kept by day
// beside them: the canonical cross-border events of the whole provider, and whether the day was
// observed.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/duck.hpp"

namespace entente {

/// Intensities beyond this are no scale of any provider and are read as none.
inline constexpr float kLargestIntensity = 1e6F;
/// A lag that is longer is told as this.
inline constexpr std::uint16_t kLateLag = 65535;

struct EventLog {
  struct Dyad {
    std::uint32_t source, target;  ///< into actors
    bool operator==(const Dyad&) const = default;
  };
  std::string provider;
  std::vector<std::string> actors;  ///< ISO alpha-3 or an organisation's id, sorted
  std::vector<Dyad> dyads;          ///< sorted by (source, target)

  // One entry an event, sorted by (day, dyad, root).
  std::vector<std::int32_t> day;    ///< days since 1970-01-01
  std::vector<std::uint32_t> dyad;  ///< into dyads
  std::vector<std::uint8_t> root;   ///< CAMEO root 1 to 20; 0: none
  std::vector<std::uint8_t> quad;   ///< the provider's quad class 1 to 4; 0: none
  std::vector<float> intensity;     ///< the provider's scale; NaN: none
  /// Days from the event's own day to the one on which an analyst could know it, at most kLateLag.
  std::vector<std::uint16_t> known_lag;

  /// Events that a filter left out, sorted as the others. They are no acts here; the provider's
  /// volume and mean intensity know them.
  struct Outside {
    std::int32_t day;
    std::uint32_t dyad;
    float intensity;
  };
  std::vector<Outside> outside;

  // One entry a day from first_day on, no gaps.
  std::int32_t first_day = 0;
  std::vector<std::uint32_t> volume;   ///< canonical cross-border events of the provider that day
  std::vector<std::uint8_t> observed;  ///< 0: a day without data is missing, not zero

  std::size_t size() const { return day.size(); }
  /// The index of a dyad; -1 where the log never saw it.
  std::int64_t find(std::string_view source, std::string_view target) const;
  std::int64_t find(std::uint32_t source, std::uint32_t target) const;
  /// The index of an actor; -1 where the log never saw it.
  std::int64_t find_actor(std::string_view code) const;
};

struct LogFilter {
  std::string provider;   ///< needed
  std::string issue{};    ///< only events with this tag; empty: all
  std::string theatre{};  ///< only events of this theatre; empty: all
  /// A provider of the same family (docs/methods/events.md) that tells of earlier days: it is read
  /// up to its last day and `provider` after it, so that no day is counted from both. Empty: none.
  std::string earlier{};
};

/// The filter for a provider with what the store holds of its family: quads made from ICEWS before
/// the daily ICEWS files, where there are both and one of them is meant; else the provider alone.
LogFilter with_family(const std::string& provider, const std::vector<std::string>& in_store);

/// Reads canonical_events and coverage of one provider. With an issue or theatre the events are
/// fewer and the volumes still the whole provider's; the dyads then include those with events
/// outside the filter alone. Purposive rows are left out: what an author picked gives no rate.
/// kNotFound where nothing is left of the provider.
Result<EventLog> read_event_log(Duck& duck, const LogFilter& filter);

/// Whether the days on which rows became known are assumed for some of the filter's providers'
/// rows, and not told: what is made from them is of pseudo real time.
Result<bool> days_assumed(Duck& duck, const LogFilter& filter);

/// The providers of canonical_events that may be counted, most events first: not the curated one,
/// and none whose rows are all purposive.
Result<std::vector<std::string>> providers_by_size(Duck& duck);

}  // namespace entente
