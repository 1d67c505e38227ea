// One pass over the days of a log.
//
// What is needed of a day is kept as sums that are brought forward only when they are touched: of
// each dyad, of each actor (all that touches it, what it sends and gets) and of each pair of
// actors. The exposure of a dyad, the provider's volume without the two, is then the whole less
// what touches the one, less what touches the other, plus what is between them (counted twice), so
// that no dyad is visited on a day on which nothing happened to it. The pass costs time in events,
// in days and in rows given out; memory is linear in dyads.
//
// A difference of sums that is under a millionth of the whole is rounding or long ago, and counts
// as nothing. Sums are read without being stored, so that the numbers of a day do not depend on
// which other days were asked for.

#include "entente/measure/dyads.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "entente/history/decay.hpp"
#include "entente/measure/dispersion.hpp"
#include "entente/world/ontology.hpp"

namespace entente {
namespace {

constexpr double kNothing = 1e-6;     // of the whole
constexpr double kPriorShape = 0.5;   // a
constexpr double kStanceWeight = 10;  // k
constexpr std::size_t kMeanDays = 365;
// After 60 half-lives without an observed day nothing is left of the days before.
constexpr double kLongAgo = 0x1.0p-60;

double difference(double value, double whole) { return value > kNothing * whole ? value : 0; }

struct DyadState {
  std::int32_t day = 0;
  double cooperation = 0, conflict = 0, acts = 0;
  double decided_squared = 0, weight = 0, weight_squared = 0, intensity = 0;
  void to(std::int32_t today, const DecayTable& table) {
    if (day == today) return;
    const double w = table.weight(today - day);
    cooperation *= w, conflict *= w, acts *= w, weight *= w, intensity *= w;
    decided_squared *= w * w, weight_squared *= w * w;
    day = today;
  }
};

struct ActorState {
  std::int32_t day = 0;
  double touching = 0;  // canonical events with the actor on either side
  double sent = 0, sent_cooperation = 0, sent_conflict = 0;
  double got_cooperation = 0, got_conflict = 0;
  void to(std::int32_t today, const DecayTable& table) {
    if (day == today) return;
    const double w = table.weight(today - day);
    touching *= w, sent *= w, sent_cooperation *= w, sent_conflict *= w;
    got_cooperation *= w, got_conflict *= w;
    day = today;
  }
};

struct PairState {
  std::int32_t day = 0;
  double between = 0;
  void to(std::int32_t today, const DecayTable& table) {
    if (day == today) return;
    between *= table.weight(today - day);
    day = today;
  }
};

template <class State>
State at(State state, std::int32_t today, const DecayTable& table) {
  state.to(today, table);
  return state;
}

// All sums of one half-life.
struct Sums {
  explicit Sums(double half_life) : table(half_life), daily(table.weight(1)) {}
  DecayTable table;
  double daily;
  std::vector<DyadState> dyads;
  std::vector<ActorState> actors;
  std::vector<PairState> pairs;
  // Of the whole provider, brought forward every day.
  double volume = 0, cooperation = 0, conflict = 0, weight = 0, weight_squared = 0;
  void next_day() {
    volume *= daily, cooperation *= daily, conflict *= daily;
    weight *= daily, weight_squared *= daily * daily;
    if (weight < kLongAgo) volume = cooperation = conflict = weight = weight_squared = 0;
  }
};

struct DailyIntensity {
  double count = 0, sum = 0, squares = 0;
};

// Whom a row is about; -1 where the log does not know the actor, the dyad or the pair.
struct Asked {
  std::string_view source, target;
  std::int64_t dyad = -1, a = -1, b = -1, pair = -1;
};

class Pass {
 public:
  Pass(const EventLog& log, const MeasureOptions& options,
       const std::function<void(const DyadDay&)>& each)
      : log_(log), options_(options), each_(each), dispersion_(log.dyads.size()) {
    for (const double half_life : options.half_lives) {
      sums_.emplace_back(half_life);
      sums_.back().dyads.resize(log.dyads.size());
      sums_.back().actors.resize(log.actors.size());
    }
    number_pairs();
    for (Sums& sums : sums_) sums.pairs.resize(pairs_);
    dyad_seen_.resize(log.dyads.size());
    sends_.resize(log.actors.size());
    gets_.resize(log.actors.size());
    intensities_.resize(log.volume.size());
    choose_asked();
  }

  void run() {
    const auto days = static_cast<std::int32_t>(log_.volume.size());
    std::size_t next = 0;
    std::size_t next_outside = 0;
    while (next < log_.size() && log_.day[next] < log_.first_day) ++next;
    while (next_outside < log_.outside.size() && log_.outside[next_outside].day < log_.first_day)
      ++next_outside;
    for (std::int32_t i = 0; i < days; ++i) {
      today_ = log_.first_day + i;
      if (day_from_number(today_) >= options_.days.to) return;
      index_ = static_cast<std::size_t>(i);
      observed_ = log_.observed[index_] != 0;
      dispersion_.begin_day(today_, observed_);
      std::size_t end = next;
      while (end < log_.size() && log_.day[end] == today_) ++end;
      std::size_t end_outside = next_outside;
      while (end_outside < log_.outside.size() && log_.outside[end_outside].day == today_)
        ++end_outside;
      for (Sums& sums : sums_) sums.next_day();
      acted_.clear();
      if (observed_) {
        take_volume((end - next) + (end_outside - next_outside));
        for (; next_outside < end_outside; ++next_outside) take(log_.outside[next_outside]);
        take_events(next, end);
      }
      next = end;
      next_outside = end_outside;
      give_out();
    }
  }

 private:
  void number_pairs() {
    pair_of_.resize(log_.dyads.size());
    for (std::size_t i = 0; i < log_.dyads.size(); ++i) {
      const auto [source, target] = log_.dyads[i];
      const std::int64_t back = source > target ? log_.find(target, source) : -1;
      pair_of_[i] = back >= 0 ? pair_of_[static_cast<std::size_t>(back)] : pairs_++;
    }
  }

  void choose_asked() {
    if (options_.wanted.empty()) {
      asked_.reserve(log_.dyads.size());
      for (std::size_t i = 0; i < log_.dyads.size(); ++i) {
        const auto [a, b] = log_.dyads[i];
        asked_.push_back(
            {log_.actors[a], log_.actors[b], static_cast<std::int64_t>(i), a, b, pair_of_[i]});
      }
      return;
    }
    for (const auto& [source, target] : options_.wanted) {
      Asked asked{source,
                  target,
                  log_.find(source, target),
                  log_.find_actor(source),
                  log_.find_actor(target),
                  -1};
      std::int64_t either = asked.dyad;
      if (either < 0) either = log_.find(target, source);
      if (either >= 0) asked.pair = pair_of_[static_cast<std::size_t>(either)];
      asked_.push_back(asked);
    }
    const auto names = [](const Asked& asked) { return std::pair(asked.source, asked.target); };
    std::ranges::sort(asked_, {}, names);
    asked_.erase(std::ranges::unique(asked_, {}, names).begin(), asked_.end());
    asked_of_.assign(log_.dyads.size(), -1);
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      if (asked_[i].dyad >= 0)
        asked_of_[static_cast<std::size_t>(asked_[i].dyad)] = static_cast<std::int64_t>(i);
    }
  }

  void take_volume(std::size_t events) {
    // A volume below the day's own events would make exposures negative.
    const double volume =
        static_cast<double>(std::max<std::size_t>(log_.volume[index_], events)) / 1000;
    for (Sums& sums : sums_) {
      sums.volume += volume;
      sums.weight += 1;
      sums.weight_squared += 1;
    }
  }

  void take_intensity(float intensity, double times) {
    if (!std::isfinite(intensity)) return;
    const double x = intensity;
    DailyIntensity& daily = intensities_[index_];
    daily.count += times;
    daily.sum += times * x;
    daily.squares += times * x * x;
  }

  void touch(std::uint32_t dyad, double count) {
    const auto [a, b] = log_.dyads[dyad];
    for (Sums& sums : sums_) {
      sums.actors[a].to(today_, sums.table);
      sums.actors[b].to(today_, sums.table);
      sums.actors[a].touching += count;
      sums.actors[b].touching += count;
      PairState& pair = sums.pairs[pair_of_[dyad]];
      pair.to(today_, sums.table);
      pair.between += count;
    }
  }

  void take(const EventLog::Outside& event) {
    touch(event.dyad, 1);
    take_intensity(event.intensity, 1);
  }

  // The events of one dyad and day are brought in together.
  void take_events(std::size_t next, std::size_t end) {
    while (next < end) {
      const std::uint32_t dyad = log_.dyad[next];
      std::uint32_t acts = 0;
      std::uint32_t cooperation = 0;
      std::uint32_t conflict = 0;
      double weight = 0;
      double intensity = 0;
      for (; next < end && log_.dyad[next] == dyad; ++next) {
        ++acts;
        const ActKind kind = act_kind(log_.root[next]);
        if (kind == ActKind::kCooperation) ++cooperation;
        if (kind == ActKind::kConflict) ++conflict;
        if (std::isfinite(log_.intensity[next])) {
          weight += 1;
          intensity += static_cast<double>(log_.intensity[next]);
        }
        take_intensity(log_.intensity[next], 1);
      }
      acted_.push_back({dyad, acts});
      see(dyad);
      dispersion_.add(dyad, cooperation, conflict);
      touch(dyad, acts);
      const auto [a, b] = log_.dyads[dyad];
      for (Sums& sums : sums_) {
        DyadState& own = sums.dyads[dyad];
        own.to(today_, sums.table);
        own.cooperation += cooperation;
        own.conflict += conflict;
        own.acts += acts;
        own.decided_squared += cooperation + conflict;
        own.weight += weight;
        own.weight_squared += weight;
        own.intensity += intensity;
        ActorState& source = sums.actors[a];
        source.sent += acts;
        source.sent_cooperation += cooperation;
        source.sent_conflict += conflict;
        ActorState& target = sums.actors[b];
        target.got_cooperation += cooperation;
        target.got_conflict += conflict;
        sums.cooperation += cooperation;
        sums.conflict += conflict;
      }
    }
  }

  void see(std::uint32_t dyad) {
    if (dyad_seen_[dyad] != 0) return;
    dyad_seen_[dyad] = 1;
    ++seen_;
    ++sends_[log_.dyads[dyad].source];
    ++gets_[log_.dyads[dyad].target];
  }

  // Mean and standard deviation of intensity over the 365 days that end today.
  void scale(DyadSums& out) {
    if (scaled_day_ != today_) {
      DailyIntensity year;
      for (std::size_t i = index_ + 1 - std::min(index_ + 1, kMeanDays); i <= index_; ++i) {
        year.count += intensities_[i].count;
        year.sum += intensities_[i].sum;
        year.squares += intensities_[i].squares;
      }
      scaled_ = year.count > 0;
      mean_ = scaled_ ? year.sum / year.count : 0;
      const double square = scaled_ ? year.squares / year.count : 0;
      const double variance = square - mean_ * mean_;
      sd_ = variance > 1e-12 * square ? std::sqrt(variance) : 0;
      scaled_day_ = today_;
    }
    out.mean_intensity = mean_;
    out.sd_intensity = sd_;
    out.scaled = scaled_;
  }

  DyadSums sums_of(const Sums& sums, const Asked& asked, std::uint32_t events) {
    const auto state = [&]<class State>(const std::vector<State>& states, std::int64_t i) {
      return i < 0 ? State{} : at(states[static_cast<std::size_t>(i)], today_, sums.table);
    };
    const DyadState own = state(sums.dyads, asked.dyad);
    const ActorState a = state(sums.actors, asked.a);
    const ActorState b = state(sums.actors, asked.b);
    const PairState pair = state(sums.pairs, asked.pair);
    DyadSums out;
    out.cooperation = own.cooperation;
    out.conflict = own.conflict;
    out.decided_squared = own.decided_squared;
    out.weight = own.weight;
    out.weight_squared = own.weight_squared;
    out.intensity = own.intensity;
    out.acts = own.acts;
    out.acts_of_source = a.sent;
    out.events = events;
    out.observed = observed_;
    scale(out);
    const auto [phi_cooperation, phi_conflict] = dispersion_.phi(asked.dyad);
    out.phi_cooperation = phi_cooperation;
    out.phi_conflict = phi_conflict;
    if (sums.weight_squared > 0) {
      const double c = sums.weight / sums.weight_squared;
      out.c_cooperation = c / phi_cooperation;
      out.c_conflict = c / phi_conflict;
    }
    const double touching =
        asked.a == asked.b ? a.touching : a.touching + b.touching - pair.between;
    out.exposure = difference(sums.volume - touching / 1000, sums.volume);
    if (out.exposure <= 0) return out;
    const bool seen = asked.dyad >= 0 && dyad_seen_[static_cast<std::size_t>(asked.dyad)] != 0;
    const std::uint32_t mine = seen ? 1 : 0;
    const std::uint32_t others = (asked.a < 0 ? 0 : sends_[static_cast<std::size_t>(asked.a)]) +
                                 (asked.b < 0 ? 0 : gets_[static_cast<std::size_t>(asked.b)]) -
                                 2 * mine;
    const auto prior = [&](double of_own, double of_actors, double of_all) {
      const double near = others == 0 ? 0 : difference(of_actors - 2 * of_own, of_actors);
      if (near > 0) return near / (out.exposure * others);
      const std::uint32_t rest = seen_ - mine;
      const double far = rest == 0 ? 0 : difference(of_all - of_own, of_all);
      return far > 0 ? far / (out.exposure * rest) : 1 / out.exposure;
    };
    out.prior_cooperation =
        prior(own.cooperation, a.sent_cooperation + b.got_cooperation, sums.cooperation);
    out.prior_conflict = prior(own.conflict, a.sent_conflict + b.got_conflict, sums.conflict);
    return out;
  }

  void give(const Asked& asked, std::uint32_t events) {
    for (const Sums& sums : sums_) {
      const DyadSums out = sums_of(sums, asked, events);
      each_({asked.source, asked.target, today_, sums.table.half_life_days(), out});
    }
  }

  bool is_given(Day day) const {
    using namespace std::chrono;
    const Day next = day + days{1};
    const bool last = next >= options_.days.to || index_ + 1 == log_.volume.size();
    const year_month_day date{next};
    switch (options_.which) {
      case MeasureDays::kActive:
      case MeasureDays::kEvery:
        return true;
      case MeasureDays::kWeekly:
        return last || weekday{day} == Sunday;
      case MeasureDays::kMonthly:
        return last || date.day() == std::chrono::day{1};
      case MeasureDays::kYearly:
        return last || (date.day() == std::chrono::day{1} && date.month() == January);
    }
    return false;
  }

  void give_out() {
    const Day day = day_from_number(today_);
    if (!options_.days.contains(day) || !is_given(day)) return;
    const bool all = options_.wanted.empty();
    if (options_.which == MeasureDays::kActive) {
      for (const auto& [dyad, events] : acted_) {
        const std::int64_t asked = all ? dyad : asked_of_[dyad];
        if (asked >= 0) give(asked_[static_cast<std::size_t>(asked)], events);
      }
      return;
    }
    // Both lists are in the order of the dyads' codes.
    auto acted = acted_.begin();
    for (const Asked& asked : asked_) {
      std::uint32_t events = 0;
      if (asked.dyad >= 0) {
        if (all && dyad_seen_[static_cast<std::size_t>(asked.dyad)] == 0) continue;
        while (acted != acted_.end() && acted->dyad < asked.dyad) ++acted;
        if (acted != acted_.end() && acted->dyad == asked.dyad) events = acted->events;
      }
      give(asked, events);
    }
  }

  struct Acted {
    std::uint32_t dyad, events;
  };

  const EventLog& log_;
  const MeasureOptions& options_;
  const std::function<void(const DyadDay&)>& each_;
  std::vector<Sums> sums_;
  std::vector<std::uint32_t> pair_of_;
  std::uint32_t pairs_ = 0;
  std::vector<Asked> asked_;
  std::vector<std::int64_t> asked_of_;  // by dyad, where some are wanted

  std::int32_t today_ = 0;
  std::size_t index_ = 0;
  bool observed_ = false;
  std::vector<Acted> acted_;
  std::uint32_t seen_ = 0;
  std::vector<std::uint8_t> dyad_seen_;
  std::vector<std::uint32_t> sends_, gets_;  // dyads seen, by actor

  DyadDispersion dispersion_;

  std::vector<DailyIntensity> intensities_;
  std::int32_t scaled_day_ = INT32_MIN;
  bool scaled_ = false;
  double mean_ = 0, sd_ = 0;
};

// The prior's mean is never below the dyad's own rate: it lifts a dyad with few acts and pulls none
// down, or the interval of a dyad far above its actors' others would lie below its rate.
Estimate rate(double sum, double c, double prior, double exposure, double level) {
  const double shape = kPriorShape + c * sum;
  const double rate = kPriorShape / std::max(prior, sum / exposure) + c * exposure;
  return {shape / rate, gamma_interval(shape, rate, level)};
}

}  // namespace

DyadMeasures measures_of(const DyadSums& sums, double level) {
  DyadMeasures out;
  out.effective_cooperation = sums.c_cooperation * sums.cooperation;
  out.effective_conflict = sums.c_conflict * sums.conflict;
  if (sums.exposure > 0 && sums.c_cooperation > 0) {
    out.cooperation =
        rate(sums.cooperation, sums.c_cooperation, sums.prior_cooperation, sums.exposure, level);
    out.conflict = rate(sums.conflict, sums.c_conflict, sums.prior_conflict, sums.exposure, level);
  }
  const double phi = std::max(sums.phi_cooperation, sums.phi_conflict);
  if (sums.weight > 0 && sums.scaled) {
    const double all = kStanceWeight + sums.weight;
    const double raw = (kStanceWeight * sums.mean_intensity + sums.intensity) / all;
    const double half = normal_quantile(0.5 + level / 2) * sums.sd_intensity *
                        std::sqrt(phi * sums.weight_squared) / all;
    const double value = raw - sums.mean_intensity;
    out.stance_raw = raw;
    out.stance = Estimate{value, {value - half, value + half}};
  }
  const double decided = sums.cooperation + sums.conflict;
  if (decided >= 1 && sums.decided_squared > 0) {
    const double trials = decided * decided / sums.decided_squared;
    const double share = sums.conflict / decided;
    out.conflict_share = Estimate{share, wilson_share(share * trials, trials, phi, level)};
  }
  if (sums.acts_of_source > 0) out.salience = sums.acts / sums.acts_of_source;
  return out;
}

void measure_dyads(const EventLog& log, const MeasureOptions& options,
                   const std::function<void(const DyadDay&)>& each) {
  Pass(log, options, each).run();
}

}  // namespace entente
