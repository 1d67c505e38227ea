// Statistics of the past as columns. Each cell's row is made from one KnownState alone.

#include "entente/forecast/count_panel.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "entente/base/parallel.hpp"

namespace entente::forecast {
namespace {

constexpr double kAdded = 0.15;             // events a week
constexpr int kFewestDaysBehind = 42;       // before a day may teach
constexpr std::size_t kVolumeSpan = 2;      // the half-life of the volume that is asked about
constexpr std::size_t kQuiet = 1 + kSpans;  // the column of days since the last act

std::size_t weekday_of(std::int32_t day) { return static_cast<std::size_t>(((day % 7) + 7) % 7); }

class RowMaker {
 public:
  RowMaker(const CountHistory& history, const KnownState& state)
      : history_(history), state_(state) {}

  void make(std::size_t cell, float* out) const {
    const std::size_t dyad = cell / kClasses, cls = cell % kClasses;
    const auto put = [&](double x) { *out++ = static_cast<float>(x); };
    put(1);
    for (std::size_t h = 0; h < kSpans; ++h) put(log_rate(state_.cells[cell], h));
    const std::int32_t newest = std::max(state_.newest[cell], state_.last - 365);
    const std::int32_t quiet = std::max(0, state_.last - newest);
    put(std::log1p(quiet));
    const auto put_two = [&](const Sums& sums) {
      put(log_rate(sums, 2));
      put(log_rate(sums, 4));
    };
    put_two(sum_without(&state_.cells[dyad * kClasses], cls));
    put_two(state_.reverse[cell]);
    put_two(sum_without(&state_.reverse[dyad * kClasses], cls));
    const EventLog::Dyad sides = history_.dyads()[dyad];
    put_two(of_actor(state_.sources, sides.source, cls));
    put_two(of_actor(state_.targets, sides.target, cls));
    for (std::size_t g = 0; g < kGroups; ++g) {
      put(log_rate(state_.groups[dyad * kGroups + g], 1));
      put(log_rate(state_.groups[dyad * kGroups + g], 3));
    }
    put(std::log((state_.volume_sums[2] + 1) / (state_.exposure[2] + 0.1)) -
        std::log((state_.volume_sums[4] + 1) / (state_.exposure[4] + 0.1)));
  }

 private:
  double log_rate(const Sums& sums, std::size_t h) const {
    // As many as there would have been at the volume of the last days.
    const auto daily = [&](std::size_t k) {
      return (state_.volume_sums[k] + 1.0) / (state_.exposure[k] + 0.01);
    };
    const double weekly = 7 * sums[h] / std::max(state_.exposure[h], 1.0F);
    return std::log(kAdded + weekly * daily(kVolumeSpan) / daily(h));
  }
  static Sums of_actor(const std::vector<Sums>& actors, std::uint32_t actor, std::size_t cls) {
    return actor == kNoActor ? Sums{} : actors[actor * kClasses + cls];
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
};

}  // namespace

const std::vector<std::string>& CountPanel::names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{"always",
                                 "acts of this kind, last days",
                                 "acts of this kind, last week",
                                 "acts of this kind, last two weeks",
                                 "acts of this kind, last month",
                                 "acts of this kind, last quarter",
                                 "acts of this kind, last year",
                                 "days since the last act of this kind"};
    for (const char* const of :
         {"acts of other kinds", "acts of this kind in return", "acts of other kinds in return",
          "acts of this kind by the source toward anyone",
          "acts of this kind by anyone toward the target"})
      for (const char* const when : {", last two weeks", ", last quarter"})
        all.push_back(std::string(of) + when);
    for (const char* const of : {"statements and appeals", "intent to cooperate", "consultations",
                                 "diplomatic cooperation", "material cooperation and aid",
                                 "verbal conflict", "material conflict"})
      for (const char* const when : {", last week", ", last month"})
        all.push_back(std::string(of) + when);
    all.emplace_back("the provider's volume, last two weeks over last quarter");
    return all;
  }();
  return names;
}

double CountPanel::value(std::size_t column, double statistic) {
  if (column == kQuiet) return std::expm1(statistic);
  if (column + 1 == columns()) return std::exp(statistic);
  return std::max(0.0, std::exp(statistic) - kAdded);
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
  for (std::size_t d = 0; d < totals.size(); ++d)
    if (totals[d] >= least) pool.dyads.push_back(log.dyads[d]);
  return pool;
}

namespace {

// How many observed days a state needs to teach: four fifths of those before the first state.
int fewest_days(const EventLog& log, std::span<const std::int32_t> days) {
  if (days.empty() || log.size() == 0) return kFewestDaysBehind;
  return std::max(kFewestDaysBehind, (days.front() - first_day_of(log, days)) * 4 / 5);
}

// All that can teach at a state: enough events by the last for the least days of the first.
std::vector<EventLog::Dyad> tracked_dyads(const EventLog& log, const CountPool& pool,
                                          std::span<const EventLog::Dyad> also,
                                          std::span<const std::int32_t> days, int fewest_days) {
  std::vector<EventLog::Dyad> tracked;
  if (days.empty()) return tracked;
  const std::vector<std::uint32_t> totals = known_totals(log, days.back());
  for (std::size_t d = 0; d < totals.size(); ++d)
    if (pool.holds(totals[d], fewest_days)) tracked.push_back(log.dyads[d]);
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
    : history_(log, tracked_dyads(log, pool, also, days, fewest_days(log, days)), days) {
  const int fewest = fewest_days(log, days);
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

std::vector<float> CountPanel::statistics_of(std::size_t state, std::size_t cell) const {
  std::vector<float> row(columns());
  RowMaker(history_, states()[state]).make(cell, row.data());
  return row;
}

double CountPanel::weight(const KnownState& state, std::int32_t from, std::int32_t to) {
  double sum = 0;
  for (std::int32_t t = from; t <= to; ++t) sum += state.weekday[weekday_of(t)];
  return sum / 7;
}

double CountPanel::observed_weight(const KnownState& state, std::int32_t from, std::int32_t to,
                                   const KnownState& later) const {
  double sum = 0;
  for (std::int32_t t = std::max(from, history_.first_day()); t <= std::min(to, later.last); ++t)
    if (later.observed[static_cast<std::size_t>(t - history_.first_day())] != 0)
      sum += state.weekday[weekday_of(t)];
  return sum / 7;
}

}  // namespace entente::forecast
