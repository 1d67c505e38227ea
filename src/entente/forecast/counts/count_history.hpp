#pragma once
// What was known of each dyad's counts, day after day, as far as one could know it then.
//
// A row of day t that became known on day e may be used from e on. An analyst at the end of day d
// knows the last days only in part, so the past ends at L(d): the last day whose known volume is at
// least a quarter of the median of the same weekday's known volumes in the four weeks before and
// after it (methods: a day under a quarter is missing) and a twentieth of a usual day. L never
// falls. Rows of later days wait until L has reached them. All of it is found from rows known by d
// alone, in one pass over the log by the day a row enters; decayed sums are kept lazily
// (history/decay.hpp), so a pass costs time in events.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "entente/history/event_log.hpp"

namespace entente::forecast {

inline constexpr std::size_t kClasses = 4;
inline constexpr std::array<double, 8> kDayHalfLives{0.7, 1.5, 4, 10, 20, 28, 80, 250};  ///< days
inline constexpr std::size_t kSpans = kDayHalfLives.size();
/// Places in kDayHalfLives, named by about how far back they look.
enum Span : std::uint8_t {
  kLastDay,
  kLastDays,
  kWeek,
  kTwoWeeks,
  kThreeWeeks,
  kMonth,
  kQuarter,
  kYear
};

/// Statement or appeal, intent to cooperate, consultation, diplomatic cooperation, material
/// cooperation and aid, verbal conflict, material conflict; kGroups: no root.
inline constexpr std::size_t kGroups = 7;
inline constexpr std::array<std::uint8_t, 21> kGroupOfRoot{7, 0, 0, 1, 2, 3, 4, 4, 4, 5, 5,
                                                           5, 5, 5, 6, 6, 6, 6, 6, 6, 6};
inline constexpr std::uint32_t kNoActor = 0xffffffff;  ///< one that the log never saw

using Sums = std::array<float, kSpans>;  ///< by half-life

/// How much of a usual day of its weekday a day is: 1, but 0.6 from 24 December to 3 January and
/// 0.8 from 4 to 8 January, when providers tell of less everywhere. docs/methods/counts.md says
/// where the two come from.
double share_of_usual(std::int32_t day);

/// What is known at the end of one day.
struct KnownState {
  std::int32_t day = 0;
  std::int32_t last = 0;              ///< L(day); before the log's first day: nothing is known
  std::vector<double> volume;         ///< by day from the log's first day to `last`
  std::vector<char> observed;         ///< the same; 0: missing
  int observed_total = 0;             ///< observed days up to `last`
  Sums exposure{};                    ///< decayed observed days up to `last`, as usual ones
  Sums volume_sums{};                 ///< decayed volumes of observed days
  std::vector<std::uint32_t> totals;  ///< by dyad: its known events of classes 1 to 4
  std::array<double, 7> weekday{};  ///< volume by weekday (day number mod 7), mean 1, last 26 weeks
  std::vector<Sums> cells;          ///< by cell: dyad number * kClasses + class - 1
  std::vector<Sums> reverse;        ///< the same of the dyad turned round
  std::vector<Sums> event_days;     ///< by cell: days with an event; a day counts once
  /// By dyad * kGroups + group of roots (kGroupOfRoot), all classes.
  std::vector<Sums> groups;
  std::vector<Sums> sources, targets;  ///< by actor of the log * kClasses + class - 1
  std::vector<std::int32_t> newest;    ///< by cell: the last day with an event; INT32_MIN: none

  /// How many days from `from` to `to`, both inside, were observed.
  int observed_days(std::int32_t first_day, std::int32_t from, std::int32_t to) const;
};

/// Where the history of states on `days` (ascending) begins: the first day told of, as of the first
/// of them (history/first_told.hpp), or that day itself where nothing is known by then.
std::int32_t first_day_of(const EventLog& log, std::span<const std::int32_t> days);

class CountHistory {
 public:
  /// `dyads`: actors of the log or kNoActor, each dyad once; it need have no events. `days`:
  /// ascending; a state is kept of each that is not before the log's first.
  CountHistory(const EventLog& log, std::span<const EventLog::Dyad> dyads,
               std::span<const std::int32_t> days);

  const std::vector<KnownState>& states() const { return states_; }
  std::size_t cells() const { return dyads_.size() * kClasses; }
  const std::vector<EventLog::Dyad>& dyads() const { return dyads_; }
  std::int32_t first_day() const { return first_day_; }

  /// Events of a cell on days from..to known at the end of `known`.
  std::uint32_t count(std::size_t cell, std::int32_t from, std::int32_t to,
                      std::int32_t known) const;
  /// The days of the last events of a cell known at the end of `known`, newest first, one entry an
  /// event, from `last` back to `from`.
  std::vector<std::int32_t> days_back(std::size_t cell, std::int32_t from, std::int32_t last,
                                      std::int32_t known) const;
  /// Cumulative counts by day from the first day on, one longer than there are days to `last`:
  /// events of days before the first + i, as known at the end of `known`.
  std::vector<std::uint32_t> running(std::size_t cell, std::int32_t last, std::int32_t known) const;

 private:
  struct Entry {
    std::int32_t day, entered;
  };
  std::int32_t first_day_ = 0;
  std::vector<EventLog::Dyad> dyads_;
  std::vector<std::uint32_t> starts_;  ///< by cell, into entries_, one more
  std::vector<Entry> entries_;         ///< by (cell, day)
  std::vector<KnownState> states_;
};

/// Of the names of its two actors, in their order: the same however the log numbers them.
std::uint64_t name_hash(const EventLog& log, EventLog::Dyad dyad);

/// How many events of classes 1 to 4 each dyad of the log had by the end of `known`.
std::vector<std::uint32_t> known_totals(const EventLog& log, std::int32_t known);

}  // namespace entente::forecast
