// Dyads are taken in batches, so that a panel larger than memory can be written; each batch costs
// one pass over the log. The decayed measures are those of measure_dyads on the periods' last days,
// the counts within a period are plain sums over its observed days.

#include "entente/measure/panel.hpp"

#include <algorithm>
#include <chrono>

#include "entente/world/ontology.hpp"

namespace entente {
namespace {

constexpr std::size_t kRowsABatch = 400'000;

using Pair = std::pair<std::string, std::string>;

// The first day of the period after the one that holds `day`.
Day next_period(Period period, Day day) {
  using namespace std::chrono;
  const year_month_day date{day};
  switch (period) {
    case Period::kDay:
      return day + days{1};
    case Period::kWeek:
      return day + days{7} - (weekday{day} - Monday);
    case Period::kMonth:
      return sys_days{(date.year() / date.month() + months{1}) / 1};
    case Period::kYear:
      return sys_days{(date.year() + years{1}) / January / 1};
  }
  return day + days{1};
}

MeasureDays last_days(Period period) {
  switch (period) {
    case Period::kDay:
      return MeasureDays::kEvery;
    case Period::kWeek:
      return MeasureDays::kWeekly;
    case Period::kMonth:
      return MeasureDays::kMonthly;
    case Period::kYear:
      return MeasureDays::kYearly;
  }
  return MeasureDays::kEvery;
}

struct Span {
  Day from{}, to{};
  std::uint32_t observed_days = 0;
  double volume = 0;
};

struct Counted {
  std::uint32_t events = 0, cooperation = 0, conflict = 0, neutral = 0;
  std::uint32_t back = 0, outside = 0;  // from target to source; left out by a filter, either way
};

// What the log says of a batch: a row a (dyad, period), and what touches the batch's actors.
class Batch {
 public:
  Batch(const EventLog& log, const std::vector<Span>& spans,
        const std::vector<std::size_t>& span_of, std::vector<Pair> dyads)
      : log_(log), spans_(spans), dyads_(std::move(dyads)) {
    forward_.assign(log.dyads.size(), kNone);
    backward_.assign(log.dyads.size(), kNone);
    actor_.assign(log.actors.size(), kNone);
    for (std::size_t i = 0; i < dyads_.size(); ++i) {
      const auto& [source, target] = dyads_[i];
      if (const auto d = log.find(source, target); d >= 0)
        forward_[static_cast<std::size_t>(d)] = i;
      if (const auto d = log.find(target, source); d >= 0)
        backward_[static_cast<std::size_t>(d)] = i;
      for (const auto& code : {source, target}) {
        const auto a = log.find_actor(code);
        if (a >= 0 && actor_[static_cast<std::size_t>(a)] == kNone)
          actor_[static_cast<std::size_t>(a)] = actors_++;
      }
    }
    counted_.resize(dyads_.size() * spans.size());
    touching_.resize(actors_ * spans.size());
    count(span_of);
  }

  const Counted& counted(std::size_t dyad, std::size_t span) const {
    return counted_[dyad * spans_.size() + span];
  }
  double exposure(std::size_t dyad, std::size_t span) const {
    const auto& [source, target] = dyads_[dyad];
    const Counted& own = counted(dyad, span);
    const double involved = touching(source, span) +
                            (source == target ? 0 : touching(target, span)) - own.events -
                            own.back - own.outside;
    return (spans_[span].volume - involved) / 1000;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  double touching(const std::string& code, std::size_t span) const {
    const auto a = log_.find_actor(code);
    return a < 0 ? 0 : touching_[actor_[static_cast<std::size_t>(a)] * spans_.size() + span];
  }
  void touch(std::uint32_t dyad, std::size_t span) {
    for (const std::uint32_t a : {log_.dyads[dyad].source, log_.dyads[dyad].target})
      if (actor_[a] != kNone) ++touching_[actor_[a] * spans_.size() + span];
  }
  Counted* find(const std::vector<std::size_t>& of, std::uint32_t dyad, std::size_t span) {
    return of[dyad] == kNone ? nullptr : &counted_[of[dyad] * spans_.size() + span];
  }

  void count(const std::vector<std::size_t>& span_of) {
    const auto span_at = [&](std::int32_t day) {
      const std::int64_t at = std::int64_t{day} - log_.first_day;
      const bool inside = at >= 0 && at < static_cast<std::int64_t>(span_of.size());
      return inside && log_.observed[static_cast<std::size_t>(at)] != 0
                 ? span_of[static_cast<std::size_t>(at)]
                 : kNone;
    };
    for (std::size_t i = 0; i < log_.size(); ++i) {
      const std::size_t span = span_at(log_.day[i]);
      if (span == kNone) continue;
      const std::uint32_t dyad = log_.dyad[i];
      touch(dyad, span);
      if (Counted* const back = find(backward_, dyad, span)) ++back->back;
      Counted* const own = find(forward_, dyad, span);
      if (own == nullptr) continue;
      ++own->events;
      switch (act_kind(log_.root[i])) {
        case ActKind::kCooperation:
          ++own->cooperation;
          break;
        case ActKind::kConflict:
          ++own->conflict;
          break;
        case ActKind::kNeutral:
          ++own->neutral;
          break;
      }
    }
    for (const auto& event : log_.outside) {
      const std::size_t span = span_at(event.day);
      if (span == kNone) continue;
      touch(event.dyad, span);
      for (const auto* const of : {&forward_, &backward_})
        if (Counted* const row = find(*of, event.dyad, span)) ++row->outside;
    }
  }

  const EventLog& log_;
  const std::vector<Span>& spans_;
  std::vector<Pair> dyads_;
  std::vector<std::size_t> forward_, backward_, actor_;
  std::size_t actors_ = 0;
  std::vector<Counted> counted_;
  std::vector<std::uint32_t> touching_;
};

std::vector<Pair> with_events(const EventLog& log, DayRange days) {
  std::vector<char> seen(log.dyads.size(), 0);
  for (std::size_t i = 0; i < log.size(); ++i)
    if (days.contains(day_from_number(log.day[i]))) seen[log.dyad[i]] = 1;
  std::vector<Pair> out;
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (seen[i] != 0)
      out.emplace_back(log.actors[log.dyads[i].source], log.actors[log.dyads[i].target]);
  return out;
}

}  // namespace

void panel(const EventLog& log, Period period, DayRange days, double half_life_days,
           const std::vector<Pair>& dyads, const std::function<void(const PanelRow&)>& each) {
  const Day first = day_from_number(log.first_day);
  days.from = std::max(days.from, first);
  days.to = std::min(days.to, first + std::chrono::days{log.volume.size()});
  if (days.empty()) return;

  // A day's volume is at least its own events, as in measure_dyads.
  std::vector<std::uint32_t> volume = log.volume;
  {
    std::vector<std::uint32_t> events(volume.size(), 0);
    const auto add = [&](std::int32_t day) {
      const std::int64_t at = std::int64_t{day} - log.first_day;
      if (at >= 0 && at < static_cast<std::int64_t>(events.size()))
        ++events[static_cast<std::size_t>(at)];
    };
    for (const std::int32_t day : log.day) add(day);
    for (const auto& event : log.outside) add(event.day);
    for (std::size_t i = 0; i < volume.size(); ++i) volume[i] = std::max(volume[i], events[i]);
  }
  std::vector<Span> spans;
  std::vector<std::size_t> span_of(volume.size(), ~std::size_t{0});
  for (Day from = days.from; from < days.to;) {
    Span span{from, std::min(next_period(period, from), days.to), 0, 0};
    for (Day day = from; day < span.to; day += std::chrono::days{1}) {
      const auto at = static_cast<std::size_t>((day - first).count());
      span_of[at] = spans.size();
      if (log.observed[at] == 0) continue;
      ++span.observed_days;
      span.volume += volume[at];
    }
    from = span.to;
    spans.push_back(span);
  }

  std::vector<Pair> wanted = dyads.empty() ? with_events(log, days) : dyads;
  std::ranges::sort(wanted);
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  const std::size_t size = std::max<std::size_t>(1, kRowsABatch / spans.size());
  MeasureOptions options;
  options.half_lives = {half_life_days};
  options.days = days;
  options.which = last_days(period);
  std::vector<DyadSums> sums;
  for (std::size_t begin = 0; begin < wanted.size(); begin += size) {
    const std::size_t end = std::min(wanted.size(), begin + size);
    options.wanted.assign(wanted.begin() + static_cast<std::ptrdiff_t>(begin),
                          wanted.begin() + static_cast<std::ptrdiff_t>(end));
    // measure_dyads gives out by day, then dyad: period by period the batch in its order.
    sums.clear();
    measure_dyads(log, options, [&](const DyadDay& row) { sums.push_back(row.sums); });
    const Batch batch(log, spans, span_of, options.wanted);
    PanelRow row;
    for (std::size_t i = 0; i < end - begin; ++i) {
      row.source = options.wanted[i].first;
      row.target = options.wanted[i].second;
      for (std::size_t s = 0; s < spans.size(); ++s) {
        const Counted& counted = batch.counted(i, s);
        row.from = spans[s].from;
        row.to = spans[s].to;
        row.observed_days = spans[s].observed_days;
        row.events = counted.events;
        row.cooperation = counted.cooperation;
        row.conflict = counted.conflict;
        row.neutral = counted.neutral;
        row.exposure = batch.exposure(i, s);
        row.measures =
            spans[s].observed_days == 0 ? DyadMeasures{} : measures_of(sums[s * (end - begin) + i]);
        each(row);
      }
    }
  }
}

}  // namespace entente
