// Statistics of the past as columns. Each cell's row is made from one KnownState alone.

#include "entente/forecast/counts/count_panel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "entente/base/parallel.hpp"
#include "entente/forecast/counts/first_acts.hpp"

namespace entente::forecast {
namespace {

constexpr double kAdded = 0.15;        // events a week
constexpr double kAddedCount = 0.3;    // events
constexpr float kLeastExposure = 0.5;  // usual days
constexpr int kFewestDaysBehind = 42;  // before a day may teach
constexpr std::int32_t kLongestQuiet = 365;
constexpr std::size_t kQuietKept = 1000;
constexpr std::int32_t kWeeksOfSpread = 26;
constexpr int kFewestOfWeek = 6;                // observed days
constexpr std::size_t kVolumeSpan = kTwoWeeks;  // of the volume that is asked about
constexpr std::array<const char*, kSpans> kWhen{
    ", last day",         ", last days",  ", last week",    ", last two weeks",
    ", last three weeks", ", last month", ", last quarter", ", last year"};
constexpr std::array<Span, 6> kMostSpans{kLastDays, kWeek, kTwoWeeks, kMonth, kQuarter, kYear};
constexpr std::array<Span, 5> kActorSpans{kLastDays, kWeek, kTwoWeeks, kQuarter, kYear};
constexpr std::array<Span, 2> kTwoSpans{kWeek, kQuarter}, kGroupSpans{kWeek, kMonth};
constexpr std::array<Span, 3> kDaySpans{kLastDays, kMonth, kYear};
// Windows of plain counts: days back from the last known day.
struct Window {
  std::int32_t from, to;
  const char* name;
};
constexpr std::array<Window, 6> kWindows{{{0, 0, "on the last known day"},
                                          {1, 0, "on the last two days"},
                                          {2, 0, "on the last three days"},
                                          {6, 0, "on the last seven days"},
                                          {13, 7, "on the seven days before"},
                                          {6, 4, "five to seven days ago"}}};

std::size_t weekday_of(std::int32_t day) { return static_cast<std::size_t>(((day % 7) + 7) % 7); }

// What a column's numbers are.
enum class Kind : std::uint8_t { kAlways, kRate, kDays, kCount, kRatio, kBend };
struct Column {
  std::string name;
  Kind kind;
  std::size_t of;  // the column whose bend it is, or itself
};

// Where the column of a cell's own rate over a span stands.
constexpr std::size_t own(Span span) { return 1 + span; }

const std::vector<Column>& all_columns() {
  static const std::vector<Column> columns = [] {
    std::vector<Column> all;
    const auto add = [&](std::string name, Kind kind) {
      all.push_back({std::move(name), kind, all.size()});
    };
    const auto rates = [&](const std::string& of, const auto& spans) {
      for (const Span span : spans) add(of + kWhen[span], Kind::kRate);
    };
    add("always", Kind::kAlways);
    for (const char* const when : kWhen) add(std::string("acts of this kind") + when, Kind::kRate);
    add("days since the last act of this kind", Kind::kDays);
    rates("acts of other kinds", kMostSpans);
    rates("acts of this kind in return", kMostSpans);
    rates("acts of other kinds in return", kMostSpans);
    rates("acts of this kind by the source toward anyone", kActorSpans);
    rates("acts of this kind by anyone toward the target", kActorSpans);
    rates("acts of other kinds by the source toward anyone", kTwoSpans);
    rates("acts of other kinds by anyone toward the target", kTwoSpans);
    rates("acts of this kind by anyone toward the source", kTwoSpans);
    rates("acts of this kind by the target toward anyone", kTwoSpans);
    for (const char* const of : {"statements and appeals", "intent to cooperate", "consultations",
                                 "diplomatic cooperation", "material cooperation and aid",
                                 "verbal conflict", "material conflict"})
      rates(of, kGroupSpans);
    rates("days with acts of this kind", kDaySpans);
    for (const Window& window : kWindows)
      add(std::string("acts of this kind ") + window.name, Kind::kCount);
    add("days between the last two days with acts of this kind", Kind::kDays);
    add("weekly acts of this kind, variance over mean", Kind::kRatio);
    add("weekly acts of this kind, busiest week over mean", Kind::kRatio);
    for (const Span of :
         {kQuarter, kMonth, kTwoWeeks, kYear, kTwoWeeks, kQuarter, kYear, kQuarter, kTwoWeeks})
      all.push_back({"bend of " + all[own(of)].name, Kind::kBend, own(of)});
    add("the provider's volume, last two weeks over last quarter", Kind::kRatio);
    return all;
  }();
  return columns;
}

class RowMaker {
 public:
  RowMaker(const CountHistory& history, const KnownState& state)
      : history_(history), state_(state) {
    for (std::size_t w = 0; w < kWindows.size(); ++w) {
      for (std::int32_t back = kWindows[w].to; back <= kWindows[w].from; ++back) {
        const std::int32_t day = state.last - back;
        missing_[w] += 1 - state.observed_days(history.first_day(), day, day) * share_of_usual(day);
      }
    }
    for (std::int32_t week = 0; week < kWeeksOfSpread; ++week)
      week_seen_[static_cast<std::size_t>(week)] = state.observed_days(
          history.first_day(), state.last - 7 * week - 6, state.last - 7 * week);
  }

  void make(std::size_t cell, float* const row) const {
    float* out = row;
    const std::size_t dyad = cell / kClasses, cls = cell % kClasses;
    const auto put = [&](double x) { *out++ = static_cast<float>(x); };
    const auto rates = [&](const Sums& sums, const auto& spans) {
      for (const Span span : spans) put(log_rate(sums, span));
    };
    put(1);
    for (std::size_t h = 0; h < kSpans; ++h) put(log_rate(state_.cells[cell], h));
    const std::int32_t newest = std::max(state_.newest[cell], state_.last - kLongestQuiet);
    const double quiet = std::log1p(std::max(0, state_.last - newest));
    put(quiet);
    rates(sum_without(&state_.cells[dyad * kClasses], cls), kMostSpans);
    rates(state_.reverse[cell], kMostSpans);
    rates(sum_without(&state_.reverse[dyad * kClasses], cls), kMostSpans);
    const EventLog::Dyad sides = history_.dyads()[dyad];
    rates(of_actor(state_.sources, sides.source, cls), kActorSpans);
    rates(of_actor(state_.targets, sides.target, cls), kActorSpans);
    rates(without(state_.sources, sides.source, cls), kTwoSpans);
    rates(without(state_.targets, sides.target, cls), kTwoSpans);
    rates(of_actor(state_.targets, sides.source, cls), kTwoSpans);
    rates(of_actor(state_.sources, sides.target, cls), kTwoSpans);
    for (std::size_t g = 0; g < kGroups; ++g) rates(state_.groups[dyad * kGroups + g], kGroupSpans);
    rates(state_.event_days[cell], kDaySpans);
    out = counts(cell, out);
    // Rare and frequent dyads go back to the mean by other shares, so the own rates are bent.
    const double quarter = row[own(kQuarter)], month = row[own(kMonth)];
    const double weeks = row[own(kTwoWeeks)], year = row[own(kYear)];
    put(quarter * quarter);
    put(month * month);
    put(weeks * weeks);
    put(year * year);
    put((weeks - year) * (weeks - year));
    put(quarter * (weeks - quarter));
    put(year * quiet);
    put(std::max(0.0, quarter));
    put(std::max(0.0, weeks));
    put(std::log((state_.volume_sums[kTwoWeeks] + 1) / (state_.exposure[kTwoWeeks] + 0.1)) -
        std::log((state_.volume_sums[kQuarter] + 1) / (state_.exposure[kQuarter] + 0.1)));
  }

 private:
  double log_rate(const Sums& sums, std::size_t h) const {
    // As many as there would have been at the volume of the last days.
    const auto daily = [&](std::size_t k) {
      return (state_.volume_sums[k] + 1.0) / (state_.exposure[k] + 0.01);
    };
    const double weekly = 7 * sums[h] / std::max(state_.exposure[h], kLeastExposure);
    return std::log(kAdded + weekly * daily(kVolumeSpan) / daily(h));
  }

  // The plain counts, the gap before the last day with an event, and how uneven the weeks are.
  float* counts(std::size_t cell, float* out) const {
    const auto put = [&](double x) { *out++ = static_cast<float>(x); };
    const std::int32_t last = state_.last;
    const auto days = history_.days_back(cell, last - kLongestQuiet, last, state_.day);
    // What is missing of usual days counts as the dyad's own of the last two weeks did.
    const double daily =
        state_.cells[cell][kTwoWeeks] / std::max(state_.exposure[kTwoWeeks], kLeastExposure);
    for (std::size_t w = 0; w < kWindows.size(); ++w) {
      const auto n = std::ranges::count_if(days, [&](std::int32_t day) {
        return last - day <= kWindows[w].from && last - day >= kWindows[w].to;
      });
      put(std::log(kAddedCount + static_cast<double>(n) + missing_[w] * daily));
    }
    std::int32_t gap = days.empty() ? 0 : kLongestQuiet;
    for (const std::int32_t day : days) {
      if (day == days.front()) continue;
      gap = days.front() - day;
      break;
    }
    put(std::log1p(gap));
    std::array<double, kWeeksOfSpread> by_week{};
    for (const std::int32_t day : days)
      if (const std::int32_t week = (last - day) / 7; week < kWeeksOfSpread)
        by_week[static_cast<std::size_t>(week)] += 1;
    double weeks = 0, sum = 0, squares = 0, most = 0;
    for (std::size_t week = 0; week < by_week.size(); ++week) {
      if (week_seen_[week] < kFewestOfWeek) continue;
      const double n = by_week[week] * 7 / week_seen_[week];
      weeks += 1;
      sum += n;
      squares += n * n;
      most = std::max(most, n);
    }
    const double mean = weeks > 0 ? sum / weeks : 0;
    const double variance = weeks > 0 ? std::max(0.0, squares / weeks - mean * mean) : 0;
    put(std::log((variance + kAddedCount) / (mean + kAddedCount)));
    put(std::log((most + kAddedCount) / (mean + kAddedCount)));
    return out;
  }

  static Sums of_actor(const std::vector<Sums>& actors, std::uint32_t actor, std::size_t cls) {
    return actor == kNoActor ? Sums{} : actors[actor * kClasses + cls];
  }
  static Sums without(const std::vector<Sums>& actors, std::uint32_t actor, std::size_t cls) {
    return actor == kNoActor ? Sums{} : sum_without(&actors[actor * kClasses], cls);
  }
  static Sums sum_without(const Sums* classes, std::size_t left_out) {
    Sums sum{};
    for (std::size_t c = 0; c < kClasses; ++c) {
      if (c == left_out) continue;
      for (std::size_t h = 0; h < kSpans; ++h) sum[h] += classes[c][h];
    }
    return sum;
  }

  const CountHistory& history_;
  const KnownState& state_;
  std::array<double, kWindows.size()> missing_{};  // of the usual days of each window
  std::array<int, kWeeksOfSpread> week_seen_{};    // observed days, newest week first
};

}  // namespace

const std::vector<std::string>& CountPanel::names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Column& column : all_columns()) all.push_back(column.name);
    return all;
  }();
  return names;
}

std::size_t CountPanel::told_as(std::size_t column) { return all_columns()[column].of; }

double CountPanel::value(std::size_t column, double statistic) {
  switch (all_columns()[column].kind) {
    case Kind::kDays:
      return std::expm1(statistic);
    case Kind::kCount:
      return std::max(0.0, std::round(std::exp(statistic) - kAddedCount));
    case Kind::kRatio:
      return std::exp(statistic);
    case Kind::kRate:
      return std::max(0.0, std::exp(statistic) - kAdded);
    default:
      return statistic;
  }
}

CountPool pool_of(const EventLog& log, std::int32_t known, int observed_days, std::size_t most,
                  std::uint32_t fewest) {
  CountPool pool;
  pool.days = std::max(1, observed_days);
  const std::vector<std::uint32_t> totals = known_totals(log, known);
  std::vector<std::uint32_t> sorted = totals;
  std::ranges::sort(sorted, std::greater<>());
  // The whole of a tie at the cut stays out.
  std::uint32_t least = std::max(1U, fewest);
  if (most < sorted.size()) least = std::max(least, sorted[most] + 1);
  pool.events = least;
  std::size_t quiet = 0;
  for (std::size_t d = 0; d < totals.size(); ++d) {
    if (totals[d] >= least) pool.dyads.push_back(log.dyads[d]);
    if (totals[d] > 0 && totals[d] < least) ++quiet;
  }
  pool.one_quiet_in = std::max<std::size_t>(1, (quiet + kQuietKept - 1) / kQuietKept);
  return pool;
}

namespace {

// How many observed days a state needs to teach: four fifths of those before the first state.
int fewest_days(const EventLog& log, std::span<const std::int32_t> days) {
  if (days.empty() || log.size() == 0) return kFewestDaysBehind;
  return std::max(kFewestDaysBehind, (days.front() - first_day_of(log, days)) * 4 / 5);
}

bool drawn(const EventLog& log, EventLog::Dyad dyad, const CountPool& pool) {
  if (dyad.source == kNoActor || dyad.target == kNoActor) return false;
  return name_hash(log, dyad) % pool.one_quiet_in == 0;
}

// All that can teach at a state: enough events by the last for the least days of the first. And of
// the others those drawn.
std::vector<EventLog::Dyad> tracked_dyads(const EventLog& log, const CountPool& pool,
                                          std::span<const EventLog::Dyad> also,
                                          std::span<const std::int32_t> days, int fewest_days) {
  std::vector<EventLog::Dyad> tracked;
  if (days.empty()) return tracked;
  const std::vector<std::uint32_t> totals = known_totals(log, days.back());
  for (std::size_t d = 0; d < totals.size(); ++d)
    if (pool.holds(totals[d], fewest_days) || (totals[d] > 0 && drawn(log, log.dyads[d], pool)))
      tracked.push_back(log.dyads[d]);
  std::vector<EventLog::Dyad> more;
  const auto before = [](EventLog::Dyad a, EventLog::Dyad b) {
    return a.source != b.source ? a.source < b.source : a.target < b.target;
  };
  for (const EventLog::Dyad dyad : also)
    if (!std::ranges::binary_search(tracked, dyad, before)) more.push_back(dyad);
  std::ranges::sort(more, before);
  more.erase(std::unique(more.begin(), more.end()), more.end());
  tracked.insert(tracked.end(), more.begin(), more.end());
  return tracked;
}

}  // namespace

CountPanel::CountPanel(const EventLog& log, const CountPool& pool,
                       std::span<const EventLog::Dyad> also, std::span<const std::int32_t> days)
    : log_(&log),
      first_known_(first_known_days(log)),
      pool_(pool),
      history_(log, tracked_dyads(log, pool, also, days, fewest_days(log, days)), days) {
  const int fewest = fewest_days(log, days);
  for (const EventLog::Dyad dyad : history_.dyads())
    drawn_.push_back(drawn(log, dyad, pool) ? 1 : 0);
  teachers_.resize(states().size());
  statistics_.resize(states().size());
  parallel_for(states().size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      const KnownState& state = states()[s];
      if (state.observed_total < fewest) continue;
      for (std::uint32_t d = 0; d < state.totals.size(); ++d)
        if (pool.holds(state.totals[d], state.observed_total)) teachers_[s].push_back(d);
      statistics_[s].resize(teachers_[s].size() * kClasses * columns());
      const RowMaker maker(history_, state);
      float* out = statistics_[s].data();
      for (const std::uint32_t d : teachers_[s])
        for (std::size_t cls = 0; cls < kClasses; ++cls, out += columns())
          maker.make(d * kClasses + cls, out);
    }
  });
}

std::size_t CountPanel::dyad(EventLog::Dyad dyad) const {
  const auto& dyads = history_.dyads();
  return static_cast<std::size_t>(std::ranges::find(dyads, dyad) - dyads.begin());
}

std::vector<std::uint32_t> CountPanel::quiet_dyads(std::size_t state) const {
  const KnownState& then = states()[state];
  std::vector<std::uint32_t> quiet;
  for (std::uint32_t d = 0; d < then.totals.size(); ++d)
    if (drawn_[d] != 0 && then.totals[d] > 0 && !pool_.holds(then.totals[d], then.observed_total))
      quiet.push_back(d);
  return quiet;
}

double CountPanel::quietness(std::size_t state, std::size_t dyad) const {
  const KnownState& then = states()[state];
  const double events = then.totals[dyad] * pool_.days / std::max(1, then.observed_total);
  return std::min(0.0, std::log((events + 1) / (pool_.events + 1)));
}

std::vector<float> CountPanel::statistics_of(std::size_t state, std::size_t cell) const {
  std::vector<float> row(columns());
  RowMaker(history_, states()[state]).make(cell, row.data());
  return row;
}

namespace {

double usual_volume(const KnownState& state, std::int32_t day) {
  return state.weekday[weekday_of(day)] * share_of_usual(day);
}

}  // namespace

double CountPanel::weight(const KnownState& state, std::int32_t from, std::int32_t to) {
  double sum = 0;
  for (std::int32_t t = from; t <= to; ++t) sum += usual_volume(state, t);
  return sum / 7;
}

double CountPanel::observed_weight(const KnownState& state, std::int32_t from, std::int32_t to,
                                   const KnownState& later) const {
  double sum = 0;
  for (std::int32_t t = std::max(from, history_.first_day()); t <= std::min(to, later.last); ++t)
    if (later.observed[static_cast<std::size_t>(t - history_.first_day())] != 0)
      sum += usual_volume(state, t);
  return sum / 7;
}

}  // namespace entente::forecast
