#pragma once
// The answers to forecasts about acts, out of an event log; and the last day that a log knows well.
//
// A forecast of kind act, count or escalation is answered by the canonical events of its dyad (and
// root or quad class) on the days origin + 1 .. origin + horizon. It has an answer once
//   - the log's last observed day is the last day asked about and the days of waiting after it, or
//     later. One waits as long as late rows of a day take to come in: the 95th percentile of the
//     lags with which rows became known in the last 90 days on which the log was well known, at
//     least 1 day and at most 30; and
//   - each day asked about was observed: a day without data is missing, not zero.
// A yes is held to the same rule as a no: were a yes told early and a no never, the track record
// would hold too many of them.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "entente/base/day.hpp"
#include "entente/forecast/forecast.hpp"
#include "entente/history/event_log.hpp"

namespace entente::forecast {

/// Why a forecast has no answer yet.
enum class Unanswered : std::uint8_t {
  kNone,
  kNotDue,       ///< the last day asked about has not passed
  kNotKnown,     ///< the data end too early to tell
  kDaysMissing,  ///< days asked about were not observed
  kNoData,       ///< nothing at hand could answer it: another provider's, or another case's
};
/// not_due, not_known, days_missing, no_data; empty for kNone.
std::string_view name_of(Unanswered reason);

struct Answer {
  Unanswered unanswered = Unanswered::kNone;
  bool happened = false;
  std::optional<std::uint32_t> count;
};
/// How many days after a day one waits for its late rows, by the rule above: 1 to 30.
int days_of_waiting(const EventLog& log);

/// `log`: of the forecast's provider, as known on the day of the asking; `waiting`: its
/// days_of_waiting. kNoData for a register's forecast (registers.hpp settles those) and for one of
/// another provider.
Answer answer_from_log(const Forecast& forecast, const EventLog& log, int waiting);

/// The last observed day; nullopt: none.
std::optional<Day> last_observed_day(const EventLog& log);

/// The last day on which the log came to know about as much as usual: at least a quarter of the
/// median number of rows of the days before on which it learnt any (28 days at most). What came in
/// later is a few stragglers, or the start of a day that was not read whole. nullopt: no events.
std::optional<Day> last_well_known_day(const EventLog& log);

/// What to read the log of a forecast from: its provider field is the log's own name ("quads and
/// icews" for a joined family).
LogFilter log_filter_of(std::string_view provider);

}  // namespace entente::forecast
