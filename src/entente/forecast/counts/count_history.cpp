// One pass over the log in the order in which rows became usable.
//
// Volumes are counted as rows become known; L is moved on day by day from them alone; a row enters
// the decayed sums on the first day on which it is known and L has reached its day. States of the
// days asked for are copied out on the way.

#include "entente/forecast/counts/count_history.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "entente/base/hash.hpp"
#include "entente/base/parallel.hpp"
#include "entente/history/decay.hpp"
#include "entente/history/first_told.hpp"

namespace entente::forecast {
namespace {

constexpr double kMissingShare = 0.25;
constexpr std::size_t kWeeksOfMedian = 4;
constexpr std::int64_t kDaysOfMedian = 28;
constexpr int kWeeksOfWeekdays = 26;
constexpr std::int32_t kLongestPast = 12 * 366;  // older days than these say nothing of the next

const std::array<DecayTable, kSpans>& decay_tables() {
  static const std::array<DecayTable, kSpans> tables{
      DecayTable(kDayHalfLives[0]), DecayTable(kDayHalfLives[1]), DecayTable(kDayHalfLives[2]),
      DecayTable(kDayHalfLives[3]), DecayTable(kDayHalfLives[4]), DecayTable(kDayHalfLives[5]),
      DecayTable(kDayHalfLives[6]), DecayTable(kDayHalfLives[7])};
  return tables;
}

struct Decaying {
  std::array<double, kSpans> sums{};
  std::int32_t at = std::numeric_limits<std::int32_t>::min();

  void add(std::int32_t day) {
    const auto& tables = decay_tables();
    if (day > at) {
      if (at != std::numeric_limits<std::int32_t>::min())
        for (std::size_t h = 0; h < kSpans; ++h) sums[h] *= tables[h].weight(day - at);
      at = day;
    }
    for (std::size_t h = 0; h < kSpans; ++h) sums[h] += tables[h].weight(at - day);
  }
  Sums on(std::int32_t day) const {
    Sums faded{};
    if (at == std::numeric_limits<std::int32_t>::min()) return faded;
    for (std::size_t h = 0; h < kSpans; ++h)
      faded[h] = static_cast<float>(sums[h] * decay_tables()[h].weight(day - at));
    return faded;
  }
};

double median_of(std::array<double, 2 * kWeeksOfMedian>& values, std::size_t n) {
  // By insertion: there are eight at most.
  const auto begin = values.begin();
  for (std::ptrdiff_t i = 1; i < static_cast<std::ptrdiff_t>(n); ++i)
    std::rotate(std::upper_bound(begin, begin + i, begin[i]), begin + i, begin + i + 1);
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

// Whether day number i of the volumes is there at all: something, and not under a quarter of the
// median of the same weekday in the weeks before and after, as far as there are any, nor under the
// least that a day told of has.
bool is_there(const std::vector<double>& volume, std::int64_t i, double least) {
  const auto size = static_cast<std::int64_t>(volume.size());
  const auto at = [&](std::int64_t k) { return volume[static_cast<std::size_t>(k)]; };
  if (i < 0 || i >= size || !(at(i) > 0) || at(i) < least) return false;
  std::array<double, 2 * kWeeksOfMedian> others{};
  std::size_t n = 0;
  for (std::int64_t k = i - 7; k >= 0 && k >= i - kDaysOfMedian; k -= 7) others[n++] = at(k);
  for (std::int64_t k = i + 7; k < size && k <= i + kDaysOfMedian; k += 7) others[n++] = at(k);
  return n == 0 || at(i) >= kMissingShare * median_of(others, n);
}

// The volumes alone, without the events.
void fill_volumes(KnownState& state, std::int32_t first_day, const std::vector<double>& volume,
                  double least) {
  const auto days = static_cast<std::size_t>(std::max(0, state.last - first_day + 1));
  state.volume.assign(volume.begin(), volume.begin() + static_cast<std::ptrdiff_t>(days));
  state.observed.resize(days);
  std::array<double, 7> sum{}, n{};
  std::array<double, kSpans> exposure{}, volumes{};
  for (std::size_t i = 0; i < days; ++i) {
    state.observed[i] = is_there(volume, static_cast<std::int64_t>(i), least) ? 1 : 0;
    if (state.observed[i] == 0) continue;
    const auto age = static_cast<std::int32_t>(days - 1 - i);
    const std::int32_t day = first_day + static_cast<std::int32_t>(i);
    const double share = share_of_usual(day);
    ++state.observed_total;
    for (std::size_t h = 0; h < kSpans; ++h) {
      const double weight = decay_tables()[h].weight(age);
      exposure[h] += weight * share;
      volumes[h] += weight * volume[i];
    }
    if (age >= 7 * kWeeksOfWeekdays) continue;
    const auto weekday = static_cast<std::size_t>((day % 7 + 7) % 7);
    sum[weekday] += volume[i];
    n[weekday] += share;
  }
  for (std::size_t h = 0; h < kSpans; ++h) {
    state.exposure[h] = static_cast<float>(exposure[h]);
    state.volume_sums[h] = static_cast<float>(volumes[h]);
  }
  // A weekday is drawn toward the mean by two days, so that a young log gives no wild ones.
  const double all = std::accumulate(sum.begin(), sum.end(), 0.0);
  const double mean = all / std::max(1.0, std::accumulate(n.begin(), n.end(), 0.0));
  double together = 0;
  for (std::size_t w = 0; w < 7; ++w) {
    state.weekday[w] = mean > 0 ? (sum[w] + 2 * mean) / (n[w] + 2) / mean : 1;
    together += state.weekday[w] / 7;
  }
  for (double& w : state.weekday) w /= together;
}

}  // namespace

double share_of_usual(std::int32_t day) {
  const std::chrono::year_month_day date(day_from_number(day));
  const auto month = static_cast<unsigned>(date.month());
  const auto of_month = static_cast<unsigned>(date.day());
  if ((month == 12 && of_month >= 24) || (month == 1 && of_month <= 3)) return 0.6;
  return month == 1 && of_month <= 8 ? 0.8 : 1;
}

int KnownState::observed_days(std::int32_t first_day, std::int32_t from, std::int32_t to) const {
  int days = 0;
  for (std::int32_t t = std::max(from, first_day); t <= std::min(to, last); ++t)
    days += observed[static_cast<std::size_t>(t - first_day)];
  return days;
}

std::int32_t first_day_of(const EventLog& log, std::span<const std::int32_t> days) {
  if (days.empty()) return log.day.empty() ? log.first_day : log.day.front();
  const auto told = first_told(log, days.front(), days.back() - kLongestPast);
  return told ? told->day : days.front();
}

CountHistory::CountHistory(const EventLog& log, std::span<const EventLog::Dyad> dyads,
                           std::span<const std::int32_t> days)
    : first_day_(first_day_of(log, days)), dyads_(dyads.begin(), dyads.end()) {
  const std::int32_t until = days.empty() ? first_day_ - 1 : days.back();
  const auto told = days.empty() ? std::nullopt : first_told(log, days.front(), first_day_);
  const double least = told ? kToldShare * told->usual : 0;
  const auto length = static_cast<std::size_t>(std::max(0, until - first_day_ + 1));

  // Which cells a dyad's events go to: its own, and those of the dyad turned round.
  constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> own(log.dyads.size(), kNone), turned(log.dyads.size(), kNone);
  for (std::uint32_t i = 0; i < dyads_.size(); ++i) {
    const EventLog::Dyad dyad = dyads_[i];
    if (dyad.source == kNoActor || dyad.target == kNoActor) continue;
    if (const std::int64_t there = log.find(dyad.source, dyad.target); there >= 0)
      own[static_cast<std::size_t>(there)] = i;
    if (const std::int64_t back = log.find(dyad.target, dyad.source); back >= 0)
      turned[static_cast<std::size_t>(back)] = i;
  }

  // Rows by the day they became known; those known later than any day asked for are left out.
  std::vector<std::uint32_t> known_starts(length + 1, 0);
  const auto known_at = [&](std::size_t i) { return log.day[i] + log.known_lag[i] - first_day_; };
  const auto used = [&](std::size_t i) {
    return log.day[i] >= first_day_ && known_at(i) < static_cast<std::int32_t>(length);
  };
  for (std::size_t i = 0; i < log.size(); ++i)
    if (used(i)) ++known_starts[static_cast<std::size_t>(known_at(i)) + 1];
  std::partial_sum(known_starts.begin(), known_starts.end(), known_starts.begin());
  std::vector<std::uint32_t> by_known(known_starts.back());
  {
    std::vector<std::uint32_t> next(known_starts.begin(), known_starts.end() - 1);
    for (std::size_t i = 0; i < log.size(); ++i)
      if (used(i))
        by_known[next[static_cast<std::size_t>(known_at(i))]++] = static_cast<std::uint32_t>(i);
  }
  // Rows that a filter left out count in the volume; when they became known is not kept, and the
  // day after is taken.
  std::vector<double> outside(length, 0.0);
  for (const EventLog::Outside& row : log.outside)
    if (const std::int32_t i = row.day + 1 - first_day_;
        row.day >= first_day_ && i < static_cast<std::int32_t>(length))
      outside[static_cast<std::size_t>(i)] += 1;

  std::vector<Decaying> cell_sums(cells()), turned_sums(cells()), day_sums(cells());
  std::vector<Decaying> group_sums(dyads_.size() * kGroups);
  std::vector<Decaying> sources(log.actors.size() * kClasses), targets(sources.size());
  std::vector<std::uint32_t> totals(dyads_.size(), 0);
  std::vector<std::int32_t> newest(cells(), std::numeric_limits<std::int32_t>::min());
  std::vector<double> volume;  // of the days up to now
  std::vector<std::pair<std::uint32_t, Entry>> entered;
  std::vector<std::vector<std::uint32_t>> waiting(length);  // by day, until L reaches it
  std::int32_t last = first_day_ - 1;
  std::size_t asked = 0;

  const auto enter = [&](std::uint32_t i, std::int32_t now) {
    if (log.quad[i] < 1 || log.quad[i] > kClasses) return;
    const std::size_t cls = log.quad[i] - std::size_t{1};
    const EventLog::Dyad dyad = log.dyads[log.dyad[i]];
    const std::size_t group = kGroupOfRoot[log.root[i] <= 20 ? log.root[i] : 0];
    sources[dyad.source * kClasses + cls].add(log.day[i]);
    targets[dyad.target * kClasses + cls].add(log.day[i]);
    if (const std::uint32_t d = own[log.dyad[i]]; d != kNone) {
      const std::size_t cell = d * kClasses + cls;
      cell_sums[cell].add(log.day[i]);
      ++totals[d];
      if (group < kGroups) group_sums[d * kGroups + group].add(log.day[i]);
      if (log.day[i] > newest[cell]) {  // a day that is told of late, out of turn, is left out
        newest[cell] = log.day[i];
        day_sums[cell].add(log.day[i]);
      }
      entered.push_back({static_cast<std::uint32_t>(cell), {log.day[i], now}});
    }
    if (const std::uint32_t d = turned[log.dyad[i]]; d != kNone) {
      turned_sums[d * kClasses + cls].add(log.day[i]);
    }
  };

  for (std::size_t e = 0; e < length; ++e) {
    const std::int32_t now = first_day_ + static_cast<std::int32_t>(e);
    volume.push_back(0);
    if (e > 0) volume[e - 1] += outside[e];
    for (std::uint32_t k = known_starts[e]; k < known_starts[e + 1]; ++k)
      volume[static_cast<std::size_t>(log.day[by_known[k]] - first_day_)] += 1;
    const std::int32_t before = last;
    for (std::int32_t t = now; t > before; --t) {
      if (!is_there(volume, t - first_day_, least)) continue;
      last = t;
      break;
    }
    for (std::int32_t t = before + 1; t <= last; ++t)
      for (const std::uint32_t i : waiting[static_cast<std::size_t>(t - first_day_)]) enter(i, now);
    for (std::uint32_t k = known_starts[e]; k < known_starts[e + 1]; ++k) {
      const std::uint32_t i = by_known[k];
      if (log.day[i] <= last) {
        enter(i, now);
      } else {
        waiting[static_cast<std::size_t>(log.day[i] - first_day_)].push_back(i);
      }
    }
    for (; asked < days.size() && days[asked] <= now; ++asked) {
      if (days[asked] < now) continue;  // before the log began
      KnownState state;
      state.day = now;
      state.last = last;
      fill_volumes(state, first_day_, volume, least);
      const auto copy = [&](const std::vector<Decaying>& from) {
        std::vector<Sums> to(from.size());
        for (std::size_t i = 0; i < from.size(); ++i) to[i] = from[i].on(last);
        return to;
      };
      state.cells = copy(cell_sums);
      state.reverse = copy(turned_sums);
      state.event_days = copy(day_sums);
      state.groups = copy(group_sums);
      state.sources = copy(sources);
      state.targets = copy(targets);
      state.totals = totals;
      state.newest = newest;
      states_.push_back(std::move(state));
    }
  }

  // By cell and day, for windows.
  starts_.assign(cells() + 1, 0);
  for (const auto& [cell, entry] : entered) ++starts_[cell + 1];
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  entries_.resize(entered.size());
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (const auto& [cell, entry] : entered) entries_[next[cell]++] = entry;
  parallel_for(cells(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t cell = begin; cell < end; ++cell)
      std::sort(entries_.begin() + starts_[cell], entries_.begin() + starts_[cell + 1],
                [](const Entry& a, const Entry& b) {
                  return a.day != b.day ? a.day < b.day : a.entered < b.entered;
                });
  });
}

std::uint32_t CountHistory::count(std::size_t cell, std::int32_t from, std::int32_t to,
                                  std::int32_t known) const {
  const auto begin = entries_.begin() + starts_[cell], end = entries_.begin() + starts_[cell + 1];
  auto at = std::lower_bound(begin, end, from,
                             [](const Entry& entry, std::int32_t day) { return entry.day < day; });
  std::uint32_t n = 0;
  for (; at != end && at->day <= to; ++at) n += at->entered <= known ? 1U : 0U;
  return n;
}

std::vector<std::int32_t> CountHistory::days_back(std::size_t cell, std::int32_t from,
                                                  std::int32_t last, std::int32_t known) const {
  std::vector<std::int32_t> days;
  for (std::uint32_t i = starts_[cell + 1]; i > starts_[cell]; --i) {
    const Entry& entry = entries_[i - std::size_t{1}];
    if (entry.day < from) break;
    if (entry.day <= last && entry.entered <= known) days.push_back(entry.day);
  }
  return days;
}

std::vector<std::uint32_t> CountHistory::running(std::size_t cell, std::int32_t last,
                                                 std::int32_t known) const {
  std::vector<std::uint32_t> sums(static_cast<std::size_t>(std::max(0, last - first_day_ + 1)) + 1);
  for (std::uint32_t i = starts_[cell]; i < starts_[cell + 1]; ++i) {
    const Entry& entry = entries_[i];
    if (entry.entered <= known && entry.day <= last)
      ++sums[static_cast<std::size_t>(entry.day - first_day_) + 1];
  }
  std::partial_sum(sums.begin(), sums.end(), sums.begin());
  return sums;
}

std::uint64_t name_hash(const EventLog& log, EventLog::Dyad dyad) {
  return hash_combine(xxh64(log.actors[dyad.source]), xxh64(log.actors[dyad.target]));
}

std::vector<std::uint32_t> known_totals(const EventLog& log, std::int32_t known) {
  std::vector<std::uint32_t> totals(log.dyads.size(), 0);
  for (std::size_t i = 0; i < log.size(); ++i)
    if (log.quad[i] >= 1 && log.quad[i] <= kClasses && log.day[i] + log.known_lag[i] <= known)
      ++totals[log.dyad[i]];
  return totals;
}

}  // namespace entente::forecast
