#pragma once
// Overdispersion of weekly counts, from the past alone, in constant memory a series.
//
// News acts come in bursts, so that the variance of a count is phi times that of independent acts.
// phi is the long-run variance of weekly counts about their recent level over their mean:
//   level     the mean of up to 26 weeks before the week, so that nothing later enters;
//   residual  e = (y - level) sqrt(n/(n + 1)), n the weeks in the level: the recursive residual of
//             Brown, Durbin & Evans (1975), whose variance is the series' own;
//   phi       (sum e^2 + 2 sum_{k=1..8} w_k sum e_t e_{t-k})/sum y, at least 1, with the flat-top
//             weights w_k = min(1, 2 (1 - k/9)) of Politis & Romano (1995), divided by what the
//             moving level takes from the variance of a series without memory.
// A series with few weeks or few bursts cannot tell its own phi. It is drawn to that of all series
// together by the credibility weight 1/(1 + 48/weeks + 24/bursts) (Bühlmann 1967), bursts being
// its count over the pooled phi. docs/methods/dyads.md says why it is not a running median.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace entente {

class Dispersion {
 public:
  static constexpr std::size_t kLevelWeeks = 26, kLags = 8;
  /// Weeks from which a series has a say; before, phi is pooled.
  static constexpr std::uint32_t kOwnWeeks = 52;

  /// The next observed week's count.
  void add_week(std::uint32_t count);
  /// `weeks` observed weeks without an event, at no more than a bounded cost.
  void add_quiet_weeks(std::uint32_t weeks);

  std::uint32_t weeks() const { return weeks_; }
  /// >= 1; 1 where there was no event.
  double phi() const { return phi_of(sums_); }
  /// The sums behind phi, so that series can be pooled: phi of the sums of several. The first week
  /// has no level before it and is in none of them.
  struct Sums {
    double counts = 0, squares = 0;
    std::array<double, kLags> products{};
    Sums& operator+=(const Sums& other);
  };
  const Sums& sums() const { return sums_; }
  static double phi_of(const Sums& sums);
  /// Own and pooled phi by their credibility; `counts` is the series' own Sums::counts.
  static double credible_phi(double own, double counts, double pooled, std::uint32_t weeks);

 private:
  friend class DyadDispersion;
  void remember(double residual);
  // As above; what the weeks add is added to `also` as well.
  void add_week(std::uint32_t count, Sums& also);
  void add_quiet_weeks(std::uint32_t weeks, Sums& also);

  std::array<std::uint32_t, kLevelWeeks> counts_{};
  // The last 8 from newest_ on, the latest first; kept twice, so that they never wrap.
  std::array<double, 2 * kLags> residuals_{};
  std::uint32_t newest_ = 0;
  std::uint64_t level_sum_ = 0;
  std::uint32_t weeks_ = 0;
  Sums sums_;
};

/// phi of the cooperation and the conflict of many dyads, day after day. Weeks run from Monday to
/// Sunday; they count from the first full one on, for every dyad; a week with an unobserved day is
/// left out. A dyad's series is brought up to the last ended week in which it acted. Until the
/// eighth observed week the pooled phi is no less than kUnknownPhi.
class DyadDispersion {
 public:
  static constexpr std::uint32_t kFewestWeeks = 8;
  /// What dispersion is where nothing is known of it yet: the middle of what news events had.
  static constexpr double kUnknownPhi = 5;
  explicit DyadDispersion(std::size_t dyads);
  /// Before the day's acts; days in order, without gaps.
  void begin_day(std::int32_t day, bool observed);
  /// Acts of an observed day.
  void add(std::uint32_t dyad, std::uint32_t cooperation, std::uint32_t conflict);
  /// From the weeks that ended before the day; a dyad of -1 was never seen.
  std::pair<double, double> phi(std::int64_t dyad);
  std::uint32_t weeks() const { return weeks_; }

 private:
  struct Week {
    std::uint32_t cooperation = 0, conflict = 0;
  };
  struct Known {
    double own_cooperation = 1, own_conflict = 1;        // phi
    double counts_cooperation = 0, counts_conflict = 0;  // what it stands on
    double cooperation = 1, conflict = 1;                // with the pooled one
    std::uint32_t at = 0;                                // weeks_ + 1 when they were made
  };
  void end_week();

  std::vector<Week> running_;
  std::vector<Dispersion> cooperation_, conflict_;
  std::vector<Known> known_;
  std::vector<std::uint32_t> acted_;
  bool begun_ = false, whole_ = true;
  std::uint32_t weeks_ = 0;
  Dispersion::Sums pooled_cooperation_, pooled_conflict_;
  double phi_cooperation_ = kUnknownPhi, phi_conflict_ = kUnknownPhi;  // pooled
};

}  // namespace entente
