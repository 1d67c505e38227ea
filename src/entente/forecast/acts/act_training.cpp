// Past days are looked at in their order, once, while what is known moves forward. The dyads asked
// about on a past day are those that were the busiest then: who became busy later is not known.

#include "entente/forecast/acts/act_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "entente/base/parallel.hpp"
#include "entente/base/text.hpp"

namespace entente::forecast {
namespace {

constexpr int kWeek = 7;
constexpr int kLeastHistory = 28;      // days of history before the first past day
constexpr int kLongestTraining = 728;  // days
constexpr std::size_t kMostDays = 52;  // past days
constexpr std::size_t kLeastFit = 2, kLeastBefore = 6, kLeastJudge = 2;  // past days
constexpr std::size_t kGrain = 16;                                       // dyads

// How many days behind what is well known usually is.
int usual_gap(const EventLog& log, const KnownRows& known, int horizon, int last) {
  std::vector<int> gaps;
  ActDays days(log, known, horizon);
  for (int week = 25; week >= 0; --week) {
    const int day = last - kWeek * week;
    if (day < known.first + kWeek) continue;
    days.advance(day);
    if (days.any()) gaps.push_back(day - days.well_known());
  }
  if (gaps.empty()) return 0;
  std::ranges::sort(gaps);
  return gaps[gaps.size() / 2];
}

}  // namespace

Result<ActTimes> act_times(const EventLog& log, const KnownRows& known, int horizon_days) {
  ActTimes times;
  times.horizon = horizon_days;
  ActDays days(log, known, horizon_days);
  days.advance(known.until);
  const int least_history = std::max(kLeastHistory, horizon_days);
  // Days of `days` that lie between two blocks, so that their spans do not overlap.
  const auto gap_of = [&](int stride) {
    return static_cast<std::size_t>((horizon_days + stride - 1) / stride - 1);
  };
  const auto least_at = [&](int stride) {
    return std::max(kLeastBefore, 2 * (gap_of(stride) + kLeastFit)) + gap_of(stride) + kLeastJudge;
  };
  const std::size_t least = least_at(kWeek);
  const int needed = least_history + kWeek * static_cast<int>(least - 1) + horizon_days + 1;
  const auto too_short = [&](int there) {
    return fail(ErrorCode::kBadData,
                fmt::format("forecasts of acts within {} need {} of events known before {} to fit, "
                            "calibrate and judge, there are {}",
                            count_of(static_cast<std::uint64_t>(horizon_days), "day"),
                            count_of(static_cast<std::uint64_t>(needed), "day"),
                            format_day(day_from_number(known.until + 1)), there),
                "choose a shorter horizon or a later origin, or add earlier events");
  };
  if (!days.any()) return too_short(0);
  const int last_known = days.well_known();
  times.delay =
      std::max(0, known.until - last_known - usual_gap(log, known, horizon_days, last_known));
  // Back from the origin in weeks; the greatest stride that is needed.
  const int last = known.until - times.delay;
  const int first = std::max(days.first_observed() + least_history, last - kLongestTraining);
  const auto ends_in_time = [&](int day) { return times.window(day).to - 1 <= last_known; };
  const auto usable = [&](int day) {
    const ActTimes::Span span = times.window(day);
    return ends_in_time(day) && days.mostly_observed(span.from, span.to);
  };
  std::size_t weeks = 0;
  for (int day = last - kWeek; day >= first; day -= kWeek) weeks += ends_in_time(day) ? 1 : 0;
  if (weeks < least) return too_short(last_known - days.first_observed() + 1);
  const int stride = kWeek * static_cast<int>((weeks + kMostDays - 1) / kMostDays);
  for (int day = last - kWeek; day >= first; day -= kWeek) {
    if (!times.days.empty() && times.days.back() - day < stride) continue;
    if (usable(day)) times.days.push_back(day);
  }
  std::ranges::reverse(times.days);
  if (times.days.size() < least_at(stride))
    return too_short(last_known - days.first_observed() + 1);
  // The last sixth judges.
  times.gap = gap_of(stride);
  const std::size_t part = std::max(kLeastJudge, (times.days.size() - times.gap) / 6);
  times.judge = times.days.size() - part;
  times.before = times.judge - times.gap;
  return times;
}

std::vector<ActFold> act_folds(std::size_t days, std::size_t gap) {
  const bool four = days >= (days + 3) / 4 + 2 * gap + std::max<std::size_t>(4, days / 3);
  const std::size_t parts = four ? 4 : 2;
  std::vector<ActFold> folds;
  for (std::size_t part = 0; part < parts; ++part)
    folds.push_back({days * part / parts, days * (part + 1) / parts});
  return folds;
}

ActTraining::ActTraining(const EventLog& log, const KnownRows& known, const ActTimes& times,
                         std::span<const ActDyad> asked, std::size_t most_dyads)
    : times_(&times),
      known_(&known),
      asked_(asked.begin(), asked.end()),
      most_dyads_(most_dyads),
      history_(log, known, times.horizon) {}

std::vector<ActDyad> ActTraining::pool() const {
  std::vector<std::uint32_t> numbers = history_.busiest(most_dyads_);
  std::ranges::sort(numbers);
  std::vector<ActDyad> dyads;
  for (const std::uint32_t number : numbers) {
    const ActDyad dyad = history_.dyad(number);
    if (history_.shown(dyad) != 0) dyads.push_back(dyad);
  }
  return dyads;
}

void ActTraining::ask(std::span<const ActDyad> dyads, ActQuestions& into, bool keep_values) {
  const std::size_t before = into.size();
  std::vector<std::size_t> begin(dyads.size() + 1, before);
  std::vector<std::uint32_t> roots(dyads.size());
  for (std::size_t i = 0; i < dyads.size(); ++i) {
    roots[i] = history_.shown(dyads[i]);
    begin[i + 1] = begin[i] + static_cast<std::size_t>(std::popcount(roots[i]));
  }
  const std::size_t end = begin.back();
  into.rows.columns = kActStatistics;
  into.rows.x.resize(end * kActStatistics);
  if (keep_values) into.values.resize(end * kActStatistics);
  into.rows.group.resize(end);
  into.rows.y.resize(end);
  into.climatology.resize(end);
  into.who.resize(end);
  into.key.resize(end);
  std::vector<ActHistory::Windows> windows(end - before);
  parallel_for(dyads.size(), kGrain, [&](std::size_t from, std::size_t to) {
    std::array<float, kActStatistics> unused{};
    for (std::size_t i = from; i < to; ++i) {
      std::size_t row = begin[i];
      for (std::uint32_t left = roots[i]; left != 0; left &= left - 1, ++row) {
        const auto root = static_cast<std::size_t>(std::countr_zero(left));
        const std::span<float> x(&into.rows.x[row * kActStatistics], kActStatistics);
        const std::span<float> value =
            keep_values ? std::span<float>(&into.values[row * kActStatistics], kActStatistics)
                        : std::span<float>(unused);
        history_.describe(dyads[i], root, x, value);
        windows[row - before] = history_.windows(dyads[i].dyad, root);
        into.rows.group[row] = static_cast<std::uint8_t>(root);
        into.rows.y[row] = 0;
        into.who[row] = static_cast<std::uint32_t>(i);
        into.key[row] = static_cast<std::uint32_t>(dyads[i].dyad);
      }
    }
  });
  if (&into != &now_) {
    std::array<ActHistory::Windows, kActRoots> sums{};
    for (std::size_t row = before; row < end; ++row) {
      sums[into.rows.group[row]].with += windows[row - before].with;
      sums[into.rows.group[row]].all += windows[row - before].all;
    }
    for (std::size_t root = 0; root < kActRoots; ++root)
      share_[root] = (sums[root].with + 0.05) / (sums[root].all + 1);
  }
  const double horizon = times_->horizon;
  for (std::size_t row = before; row < end; ++row) {
    // Spans of the past overlap: as many as fit side by side are told apart, and one more has the
    // kind's share.
    const ActHistory::Windows& own = windows[row - before];
    const double share =
        (own.with / horizon + share_[into.rows.group[row]]) / (own.all / horizon + 1);
    into.climatology[row] = static_cast<float>(share);
    const double odds = std::log(share / (1 - share));
    const auto set = [&](std::size_t which, double told, double read) {
      into.rows.x[row * kActStatistics + which] = static_cast<float>(read);
      if (keep_values) into.values[row * kActStatistics + which] = static_cast<float>(told);
    };
    set(kPastShare, share, odds);
  }
}

// As known by the end of what is known: the answers of past days are no news of later ones.
void ActTraining::answer(std::span<const ActDyad> dyads, int known, std::size_t from) {
  const ActTimes::Span span = times_->window(known);
  std::size_t row = from;
  for (std::size_t i = 0; i < dyads.size() && row < past_.size(); ++i) {
    const std::uint32_t roots = history_.happened(dyads[i].dyad, span.from, span.to, known_->until);
    for (; row < past_.size() && past_.who[row] == i; ++row)
      past_.rows.y[row] = (roots >> past_.rows.group[row]) & 1U;
  }
}

void ActTraining::run(int now) {
  ends_.assign(1, 0);
  for (const int day : times_->days) {
    history_.advance(day);
    const std::vector<ActDyad> dyads = pool();
    const std::size_t from = past_.size();
    ask(dyads, past_, false);
    answer(dyads, day, from);
    ends_.push_back(past_.size());
  }
  history_.advance(now);
  // The kinds' shares as of now, by the pool's own spans.
  ActQuestions shares;
  ask(pool(), shares, false);
  ask(asked_, now_, true);
}

}  // namespace entente::forecast
