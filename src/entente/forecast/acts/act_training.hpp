#pragma once
// Past questions with their answers, as they could have been asked on past days.
//
// Days are weekly, on the weekday of the origin, and spans that are judged together do not overlap
// those that were learnt from. docs/methods/acts.md has the rules.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "entente/base/result.hpp"
#include "entente/forecast/acts/act_history.hpp"
#include "entente/forecast/acts/act_model.hpp"

namespace entente::forecast {

/// On which days past questions are asked.
struct ActTimes {
  /// Days between what is known and the origin, beyond the usual ones: a log that ends a week
  /// before the origin is read as it was a week before each past day too.
  int delay = 0;
  int horizon = 7;
  std::vector<int> days;  ///< of what is known, ascending; asked about: window()
  /// Of `days`: the last ones, from `judge` on, judge; [0, before) are those before them whose
  /// spans do not reach into theirs.
  std::size_t before = 0, judge = 0;
  /// So many days must lie between two, less one, for their spans not to overlap.
  std::size_t gap = 0;
  struct Span {
    int from, to;  ///< [from, to)
  };
  Span window(int known) const { return {known + delay + 1, known + delay + 1 + horizon}; }
};
/// Days [from, to) are left out of a fit, and `gap` more on either side: the fit is on the rest.
struct ActFold {
  std::size_t from, to;
};
/// The first `days` days in four parts, or two where four leave too little to fit on.
std::vector<ActFold> act_folds(std::size_t days, std::size_t gap);
/// kBadData where there are too few days.
Result<ActTimes> act_times(const EventLog& log, const KnownRows& known, int horizon_days);

/// Questions of one day or several, each with what is known of it.
struct ActQuestions {
  GroupedRows rows;                ///< group: CAMEO root - 1; y is set for past days only
  std::vector<float> values;       ///< as rows.x, as told to people
  std::vector<float> climatology;  ///< the share of past spans, drawn toward the root's
  std::vector<std::uint32_t> who;  ///< into the dyads asked about on the day
  std::vector<std::uint32_t> key;  ///< a number of the dyad, the same on all days
  std::size_t size() const { return rows.group.size(); }
};

class ActTraining {
 public:
  ActTraining(const EventLog& log, const KnownRows& known, const ActTimes& times,
              std::span<const ActDyad> asked, std::size_t most_dyads);
  /// Goes through all past days, then to `now`.
  void run(int now);

  const ActQuestions& past() const { return past_; }
  std::size_t rows_before(std::size_t day) const { return ends_[day]; }
  /// Of the dyads asked about, as of `now`.
  const ActQuestions& asked() const { return now_; }

 private:
  std::vector<ActDyad> pool() const;
  void ask(std::span<const ActDyad> dyads, ActQuestions& into, bool keep_values);
  void answer(std::span<const ActDyad> dyads, int known, std::size_t from);

  const ActTimes* times_;
  const KnownRows* known_;
  std::vector<ActDyad> asked_;
  std::size_t most_dyads_;
  ActHistory history_;
  std::array<double, kActRoots> share_{};  // of the pool's past spans, by root
  ActQuestions past_, now_;
  std::vector<std::size_t> ends_;
};

}  // namespace entente::forecast
