// The pooled sums are kept as the sum of what each ended week added, so that a week costs time in
// the dyads that acted in it and not in all of them. A quiet week changes a series only while one
// of the 26 weeks before it had an act: at most 26 steps follow an active week.

#include "entente/measure/dispersion.hpp"

#include <algorithm>
#include <cmath>

namespace entente {
namespace {

constexpr double kCredibleWeeks = 48, kCredibleBursts = 24;

// Flat up to half of the lags, then falling to zero.
constexpr double kernel(std::size_t k) {
  return std::min(1.0, 2 * (1 - static_cast<double>(k) / (Dispersion::kLags + 1)));
}

// What a level of n weeks leaves of the long-run variance of a series without memory: residuals
// k <= n weeks apart have the covariance -k/n^2 n/(n + 1).
constexpr double kLeft = [] {
  constexpr double n = Dispersion::kLevelWeeks;
  double left = 1;
  for (std::size_t k = 1; k <= Dispersion::kLags; ++k)
    left -= 2 * kernel(k) * static_cast<double>(k) / (n * (n + 1));
  return left;
}();

// sqrt(n/(n + 1))
const std::array<double, Dispersion::kLevelWeeks + 1> kScale = [] {
  std::array<double, Dispersion::kLevelWeeks + 1> scale{};
  for (std::size_t n = 0; n < scale.size(); ++n)
    scale[n] = std::sqrt(static_cast<double>(n) / static_cast<double>(n + 1));
  return scale;
}();

}  // namespace

void Dispersion::remember(double residual) {
  newest_ = (newest_ + kLags - 1) % kLags;
  residuals_[newest_] = residuals_[newest_ + kLags] = residual;
}

void Dispersion::add_week(std::uint32_t count, Sums& also) {
  const std::size_t known = std::min<std::size_t>(weeks_, kLevelWeeks);
  double residual = 0;
  if (known > 0) {
    const double level = static_cast<double>(level_sum_) / static_cast<double>(known);
    residual = (static_cast<double>(count) - level) * kScale[known];
    const double square = residual * residual;
    sums_.counts += count;
    also.counts += count;
    sums_.squares += square;
    also.squares += square;
    const double* const before = &residuals_[newest_];
    for (std::size_t i = 0; i < kLags; ++i) {
      const double product = residual * before[i];
      sums_.products[i] += product;
      also.products[i] += product;
    }
  }
  remember(residual);
  std::uint32_t& slot = counts_[weeks_ % kLevelWeeks];
  level_sum_ += count;
  level_sum_ -= slot;
  slot = count;
  ++weeks_;
}

void Dispersion::add_quiet_weeks(std::uint32_t weeks, Sums& also) {
  for (; weeks > 0 && level_sum_ > 0; --weeks) add_week(0, also);
  // From here on residuals are zero: what is left is to forget those in sight.
  for (std::uint32_t i = 0; i < std::min<std::uint32_t>(weeks, kLags); ++i) remember(0);
  weeks_ += weeks;
}

void Dispersion::add_week(std::uint32_t count) {
  Sums unused;
  add_week(count, unused);
}

void Dispersion::add_quiet_weeks(std::uint32_t weeks) {
  Sums unused;
  add_quiet_weeks(weeks, unused);
}

Dispersion::Sums& Dispersion::Sums::operator+=(const Sums& other) {
  counts += other.counts;
  squares += other.squares;
  for (std::size_t k = 0; k < kLags; ++k) products[k] += other.products[k];
  return *this;
}

double Dispersion::phi_of(const Sums& sums) {
  if (sums.counts <= 0) return 1;
  double variance = sums.squares;
  for (std::size_t k = 1; k <= kLags; ++k) variance += 2 * kernel(k) * sums.products[k - 1];
  return std::max(1.0, variance / kLeft / sums.counts);
}

double Dispersion::credible_phi(double own, double counts, double pooled, std::uint32_t weeks) {
  if (weeks < kOwnWeeks || counts <= 0) return pooled;
  const double weight =
      1 / (1 + kCredibleWeeks / static_cast<double>(weeks) + kCredibleBursts * pooled / counts);
  return weight * own + (1 - weight) * pooled;
}

DyadDispersion::DyadDispersion(std::size_t dyads)
    : running_(dyads), cooperation_(dyads), conflict_(dyads), known_(dyads) {}

void DyadDispersion::begin_day(std::int32_t day, bool observed) {
  // 1970-01-01 was a Thursday.
  const bool monday = ((day + 3) % 7 + 7) % 7 == 0;
  if (monday) {
    end_week();
    begun_ = true;
    whole_ = true;
  }
  whole_ = whole_ && observed;
}

void DyadDispersion::add(std::uint32_t dyad, std::uint32_t cooperation, std::uint32_t conflict) {
  if (cooperation + conflict == 0) return;
  Week& week = running_[dyad];
  if (week.cooperation + week.conflict == 0) acted_.push_back(dyad);
  week.cooperation += cooperation;
  week.conflict += conflict;
}

void DyadDispersion::end_week() {
  const bool counts = begun_ && whole_;
  std::ranges::sort(acted_);
  for (const std::uint32_t dyad : acted_) {
    if (counts) {
      const auto bring = [&](Dispersion& series, std::uint32_t count, Dispersion::Sums& pooled) {
        series.add_quiet_weeks(weeks_ - series.weeks(), pooled);
        series.add_week(count, pooled);
      };
      bring(cooperation_[dyad], running_[dyad].cooperation, pooled_cooperation_);
      bring(conflict_[dyad], running_[dyad].conflict, pooled_conflict_);
      Known& known = known_[dyad];
      known.own_cooperation = cooperation_[dyad].phi();
      known.own_conflict = conflict_[dyad].phi();
      known.counts_cooperation = cooperation_[dyad].sums().counts;
      known.counts_conflict = conflict_[dyad].sums().counts;
    }
    running_[dyad] = {};
  }
  acted_.clear();
  if (!counts) return;
  ++weeks_;
  const double least = weeks_ < kFewestWeeks ? kUnknownPhi : 1;
  phi_cooperation_ = std::max(least, Dispersion::phi_of(pooled_cooperation_));
  phi_conflict_ = std::max(least, Dispersion::phi_of(pooled_conflict_));
}

std::pair<double, double> DyadDispersion::phi(std::int64_t dyad) {
  if (dyad < 0) return {phi_cooperation_, phi_conflict_};
  Known& known = known_[static_cast<std::size_t>(dyad)];
  if (known.at != weeks_ + 1) {
    known.cooperation = Dispersion::credible_phi(known.own_cooperation, known.counts_cooperation,
                                                 phi_cooperation_, weeks_);
    known.conflict =
        Dispersion::credible_phi(known.own_conflict, known.counts_conflict, phi_conflict_, weeks_);
    known.at = weeks_ + 1;
  }
  return {known.cooperation, known.conflict};
}

}  // namespace entente
