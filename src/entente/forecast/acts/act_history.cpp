// Sums that halve every 2, 10, 45 and 180 days, kept lazily: each holds its value as of the last
// row that it took and is faded when it is next read. One pass over the rows in the order in which
// they became known serves all past days that are looked at.
//
// A sum over its exposure (the observed days, faded alike) is a rate, so that a young log's rates
// are not taken for low ones. Rates are drawn toward a usual one by half an act: for the acts of a
// kind from one to another the dyad's own level times the kind's share of all acts, which pools
// what is rare with what is known of its dyad and its kind.

#include "entente/forecast/acts/act_history.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace entente::forecast {
namespace {

constexpr std::int32_t kNever = -1'000'000;
constexpr int kLongAgo = 365;       // days since; longer is told as this
constexpr double kDrawn = 0.5;      // acts
constexpr double kUsualDyad = 0.1;  // acts a day of a dyad, of an actor of one kind
constexpr double kUsualActor = 0.1;

constexpr std::array<ActTheme, 11> kThemes = {{
    {"acts of this kind, half-life 45 days", kPair45, kPair2, kPair180},
    {"acts of this kind a day, by the dyad's level and the kind's share of all acts", kPairUsual,
     kPairUsual, kPairUsual},
    {"days since the last act of this kind", kPairLast, kPairLast, kPairNever},
    {"acts of any kind of the dyad, half-life 45 days", kDyad45, kDyad2, kDyadLast},
    {"acts of this kind the other way, half-life 45 days", kReversePair45, kReversePair2,
     kReversePair180},
    {"acts of any kind the other way, half-life 45 days", kReverseDyad45, kReverseDyad10,
     kReverseDyad45},
    {"acts of this kind by the source toward anyone, half-life 45 days", kSource45, kSource2,
     kSource180},
    {"acts of this kind by anyone toward the target, half-life 45 days", kTarget45, kTarget2,
     kTarget180},
    {"acts of any kind by the source toward anyone, half-life 10 days", kSourceAll10, kSourceAll10,
     kSourceAll10},
    {"acts of any kind by anyone toward the target, half-life 10 days", kTargetAll10, kTargetAll10,
     kTargetAll10},
    {"share of past spans of this length with an act of this kind", kPastShare, kPastShare,
     kPastShare},
}};

std::size_t at(std::int64_t index, std::size_t root) {
  return static_cast<std::size_t>(index) * kActRoots + root;
}

template <class T>
const T* find(const std::vector<T>& all, std::int64_t index, std::size_t root) {
  return index < 0 ? nullptr : &all[at(index, root)];
}

}  // namespace

std::span<const ActTheme> act_themes() { return kThemes; }

ActHistory::ActHistory(const EventLog& log, const KnownRows& known, int horizon_days)
    : log_(&log),
      known_(&known),
      from_(known.until - kFadingDays),
      days_(log, known, horizon_days),
      pair_(log.dyads.size() * kActRoots),
      dyad_(log.dyads.size()),
      source_(log.actors.size() * kActRoots),
      target_(log.actors.size() * kActRoots),
      root_(kActRoots),
      source_all_(log.actors.size()),
      target_all_(log.actors.size()),
      pair_last_(log.dyads.size() * kActRoots, kNever),
      dyad_last_(log.dyads.size(), kNever),
      dyad_count_(log.dyads.size(), 0) {
  reverse_.reserve(log.dyads.size());
  for (const EventLog::Dyad& dyad : log.dyads)
    reverse_.push_back(log.find(dyad.target, dyad.source));
  // By dyad and root, in the log's order, which is that of days.
  std::vector<std::uint32_t> rows = known.rows;
  std::ranges::sort(rows);
  begin_.assign(pair_.size() + 1, 0);
  const auto counts = [&](std::uint32_t i) { return log.root[i] >= 1 && log.root[i] <= kActRoots; };
  for (const std::uint32_t i : rows)
    if (counts(i)) ++begin_[at(log.dyad[i], log.root[i] - 1U) + 1];
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  row_day_.resize(begin_.back());
  row_lag_.resize(begin_.back());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (const std::uint32_t i : rows) {
    if (!counts(i)) continue;
    const std::uint32_t place = next[at(log.dyad[i], log.root[i] - 1U)]++;
    row_day_[place] = log.day[i];
    row_lag_[place] = log.known_lag[i];
  }
}

void ActHistory::fade(Sums& sums, int day) const {
  for (std::size_t h = 0; h < sums.sum.size(); ++h) sums.sum[h] *= fading_(h, day - sums.at);
  sums.at = day;
}

double ActHistory::now(const Sums* sums, std::size_t half_life) const {
  if (sums == nullptr) return 0;
  return static_cast<double>(sums->sum[half_life]) *
         static_cast<double>(fading_(half_life, days_.now() - sums->at));
}

void ActHistory::advance(int day) {
  const std::size_t end = known_->known_by(day);
  for (; taken_ < end; ++taken_) {
    const std::uint32_t i = known_->rows[taken_];
    const std::uint32_t dyad = log_->dyad[i];
    const int when = log_->day[i];
    const int known = when + log_->known_lag[i];
    const bool kind = log_->root[i] >= 1 && log_->root[i] <= kActRoots;
    const std::size_t root = kind ? log_->root[i] - 1U : 0;
    ++dyad_count_[dyad];
    dyad_last_[dyad] = std::max(dyad_last_[dyad], when);
    if (kind) pair_last_[at(dyad, root)] = std::max(pair_last_[at(dyad, root)], when);
    if (when < from_) continue;
    const auto take = [&](Sums& sums) {
      if (sums.at != known) fade(sums, known);
      for (std::size_t h = 0; h < sums.sum.size(); ++h) sums.sum[h] += fading_(h, known - when);
    };
    take(dyad_[dyad]);
    take(all_);
    take(source_all_[log_->dyads[dyad].source]);
    take(target_all_[log_->dyads[dyad].target]);
    if (!kind) continue;
    take(pair_[at(dyad, root)]);
    take(source_[at(log_->dyads[dyad].source, root)]);
    take(target_[at(log_->dyads[dyad].target, root)]);
    take(root_[root]);
  }
  days_.advance(day);
  for (std::size_t h = 0; h < exposure_.size(); ++h)
    exposure_[h] = days_.exposure(fading_, h, from_);
}

ActDyad ActHistory::dyad(std::uint32_t index) const {
  const EventLog::Dyad& sides = log_->dyads[index];
  return {index, reverse_[index], sides.source, sides.target};
}

ActDyad ActHistory::dyad(std::string_view source, std::string_view target) const {
  return {log_->find(source, target), log_->find(target, source), log_->find_actor(source),
          log_->find_actor(target)};
}

std::vector<std::uint32_t> ActHistory::busiest(std::size_t most) const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < dyad_count_.size(); ++i)
    if (dyad_count_[i] > 0) found.push_back(i);
  if (found.size() > most) {
    const auto more = [&](std::uint32_t a, std::uint32_t b) {
      return dyad_count_[a] != dyad_count_[b] ? dyad_count_[a] > dyad_count_[b] : a < b;
    };
    std::ranges::nth_element(found, found.begin() + static_cast<std::ptrdiff_t>(most), more);
    found.resize(most);
    std::ranges::sort(found);
  }
  return found;
}

std::uint32_t ActHistory::shown(const ActDyad& dyad) const {
  std::uint32_t roots = 0;
  for (const std::int64_t one : {dyad.dyad, dyad.reverse})
    for (std::size_t root = 0; one >= 0 && root < kActRoots; ++root)
      if (pair_last_[at(one, root)] != kNever) roots |= 1U << root;
  return roots;
}

std::uint32_t ActHistory::happened(std::int64_t dyad, int from, int to, int known_by) const {
  std::uint32_t roots = 0;
  for (std::size_t root = 0; dyad >= 0 && root < kActRoots; ++root) {
    const auto begin = row_day_.begin() + begin_[at(dyad, root)];
    const auto end = row_day_.begin() + begin_[at(dyad, root) + 1];
    for (auto row = std::lower_bound(begin, end, from); row != end && *row < to; ++row) {
      if (*row + row_lag_[static_cast<std::size_t>(row - row_day_.begin())] > known_by) continue;
      roots |= 1U << root;
      break;
    }
  }
  return roots;
}

ActHistory::Windows ActHistory::windows(std::int64_t dyad, std::size_t root) const {
  Windows found{0, static_cast<double>(days_.windows(known_->first, days_.now() + 1))};
  if (dyad < 0) return found;
  int told = known_->first - days_.horizon();  // the last start of a window that is counted already
  for (std::uint32_t row = begin_[at(dyad, root)]; row < begin_[at(dyad, root) + 1]; ++row) {
    const int day = row_day_[row];
    if (day > days_.now()) break;
    if (day + row_lag_[row] > days_.now()) continue;
    found.with += days_.windows(std::max(day - days_.horizon() + 1, told + 1), day + 1);
    told = day;
  }
  return found;
}

void ActHistory::describe(const ActDyad& dyad, std::size_t root, std::span<float> x,
                          std::span<float> value) const {
  const auto set = [&](std::size_t which, double told, double read) {
    value[which] = static_cast<float>(told);
    x[which] = static_cast<float>(read);
  };
  // The log of a rate, drawn toward a usual one.
  const auto rate = [&](std::size_t which, const Sums* sums, std::size_t h, double usual) {
    const double sum = now(sums, h);
    set(which, sum, std::log((sum + kDrawn) / (exposure_[h] + kDrawn / usual)));
  };
  const auto since = [&](std::size_t which, std::int32_t last) {
    const int days = std::clamp(days_.well_known() - last, 0, kLongAgo);
    set(which, days, std::log1p(days));
  };
  const auto dyad_of = [&](std::int64_t one) {
    return one < 0 ? nullptr : &dyad_[static_cast<std::size_t>(one)];
  };
  constexpr std::size_t k2 = 0, k10 = 1, k45 = 2, k180 = 3;
  const double kind_share = (now(&root_[root], k180) + 1) / (now(&all_, k180) + kActRoots);
  const auto usual_of = [&](std::int64_t one) {
    return kind_share * (now(dyad_of(one), k180) + kDrawn) /
           (exposure_[k180] + kDrawn / kUsualDyad);
  };
  const double usual = usual_of(dyad.dyad), usual_reverse = usual_of(dyad.reverse);
  const Sums* const pair = find(pair_, dyad.dyad, root);
  const Sums* const reverse = find(pair_, dyad.reverse, root);
  const Sums* const source = find(source_, dyad.source, root);
  const Sums* const target = find(target_, dyad.target, root);
  rate(kPair2, pair, k2, usual);
  rate(kPair10, pair, k10, usual);
  rate(kPair45, pair, k45, usual);
  rate(kPair180, pair, k180, usual);
  set(kPairUsual, usual, std::log(usual));
  const std::int32_t last = dyad.dyad < 0 ? kNever : pair_last_[at(dyad.dyad, root)];
  since(kPairLast, last);
  set(kPairNever, last == kNever ? 1 : 0, last == kNever ? 1 : 0);
  rate(kDyad2, dyad_of(dyad.dyad), k2, kUsualDyad);
  rate(kDyad10, dyad_of(dyad.dyad), k10, kUsualDyad);
  rate(kDyad45, dyad_of(dyad.dyad), k45, kUsualDyad);
  since(kDyadLast, dyad.dyad < 0 ? kNever : dyad_last_[static_cast<std::size_t>(dyad.dyad)]);
  rate(kReversePair2, reverse, k2, usual_reverse);
  rate(kReversePair10, reverse, k10, usual_reverse);
  rate(kReversePair45, reverse, k45, usual_reverse);
  rate(kReversePair180, reverse, k180, usual_reverse);
  rate(kReverseDyad10, dyad_of(dyad.reverse), k10, kUsualDyad);
  rate(kReverseDyad45, dyad_of(dyad.reverse), k45, kUsualDyad);
  rate(kSource2, source, k2, kUsualActor);
  rate(kSource10, source, k10, kUsualActor);
  rate(kSource45, source, k45, kUsualActor);
  rate(kSource180, source, k180, kUsualActor);
  rate(kTarget2, target, k2, kUsualActor);
  rate(kTarget10, target, k10, kUsualActor);
  rate(kTarget45, target, k45, kUsualActor);
  rate(kTarget180, target, k180, kUsualActor);
  const auto actor_of = [](const std::vector<Sums>& all, std::int64_t actor) {
    return actor < 0 ? nullptr : &all[static_cast<std::size_t>(actor)];
  };
  rate(kSourceAll10, actor_of(source_all_, dyad.source), k10, kUsualActor);
  rate(kTargetAll10, actor_of(target_all_, dyad.target), k10, kUsualActor);
}

}  // namespace entente::forecast
