#pragma once
// The statistics of each dyad's past, day after day, from which counts are forecast.
//
// Rates are decayed counts over decayed observed days, told as logs of events a week with a little
// added, so that a dyad without events has a finite one. docs/methods/counts.md lists them. They
// are the same for all horizons; the length of a window and its weekdays come in as its weight.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "entente/forecast/counts/count_history.hpp"

namespace entente::forecast {

/// Which dyads may teach, and which are judged: those with at least `events` known events in `days`
/// observed days up to one origin. At another day the same rate is asked for, so that a row teaches
/// because of its past and never because of what followed.
struct CountPool {
  double events = 20, days = 1;
  std::vector<EventLog::Dyad> dyads;  ///< that qualified at the origin, as the log numbers them
  /// Of the dyads with fewer, known at the origin, one in so many is kept for comparison.
  std::uint64_t one_quiet_in = 1;

  bool holds(std::uint32_t total, int observed_days) const {
    return total > 0 && total * days >= events * observed_days;
  }
};
/// As the settings say, at the end of `known`, of which `observed_days` were observed.
CountPool pool_of(const EventLog& log, std::int32_t known, int observed_days, std::size_t most,
                  std::uint32_t fewest);

class CountPanel {
 public:
  /// States of `days` (ascending); tracks every dyad that can teach at one of them and some of the
  /// quiet ones, in the order of the log, and those of `also`.
  CountPanel(const EventLog& log, const CountPool& pool, std::span<const EventLog::Dyad> also,
             std::span<const std::int32_t> days);

  /// The names of the columns, the intercept's first.
  static const std::vector<std::string>& names();
  static std::size_t columns() { return names().size(); }
  /// The column beside which its effect is told: squares and products bend the effect of a rate and
  /// say nothing alone. Itself for all others.
  static std::size_t told_as(std::size_t column);
  /// A statistic as its name counts it: events a week, days, events, a ratio.
  static double value(std::size_t column, double statistic);

  /// It must outlive the panel.
  const EventLog& log() const { return *log_; }
  const std::vector<std::int32_t>& first_known() const { return first_known_; }
  const CountHistory& history() const { return history_; }
  const std::vector<KnownState>& states() const { return history_.states(); }
  /// A dyad's number among the tracked.
  std::size_t dyad(EventLog::Dyad dyad) const;
  /// The tracked dyads that may teach at a state, ascending.
  const std::vector<std::uint32_t>& teachers(std::size_t state) const { return teachers_[state]; }
  /// Some dyads that were known at a state and may not teach, drawn by their names; ascending.
  std::vector<std::uint32_t> quiet_dyads(std::size_t state) const;
  /// log((n + 1)/(m + 1)), n being the events that a dyad had by then, scaled to as many days as
  /// the pool's, m those that put a dyad into the pool; 0 where n is not less.
  double quietness(std::size_t state, std::size_t dyad) const;
  /// The statistics of teachers(state)[place] in a class (0 to 3).
  std::span<const float> statistics(std::size_t state, std::size_t place, std::size_t cls) const {
    return {&statistics_[state][(place * kClasses + cls) * columns()], columns()};
  }
  /// The statistics of any cell, made anew.
  std::vector<float> statistics_of(std::size_t state, std::size_t cell) const;
  /// The weight of the days from..to, in weeks of usual volume: the sum of their weekdays' volumes
  /// as `state` knows them, each times its share_of_usual, over 7.
  static double weight(const KnownState& state, std::int32_t from, std::int32_t to);
  /// The same of those days alone that `later` saw observed.
  double observed_weight(const KnownState& state, std::int32_t from, std::int32_t to,
                         const KnownState& later) const;

 private:
  const EventLog* log_;
  std::vector<std::int32_t> first_known_;  ///< by dyad of the log (first_acts.hpp)
  CountPool pool_;
  CountHistory history_;
  std::vector<char> drawn_;  ///< of the tracked: to be compared while they are quiet
  std::vector<std::vector<std::uint32_t>> teachers_;
  std::vector<std::vector<float>> statistics_;  ///< by state: teachers x classes x columns
};

}  // namespace entente::forecast
