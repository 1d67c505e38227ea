#pragma once
// Which days were known at a past day, and which of them count as observed.
//
// A day is observed as of a later one if the rows of it that were known by then are at least a
// quarter of the usual: the median of the same weekday one to four weeks before, days without rows
// left out, and at least a twentieth of a usual day (history/first_told.hpp). EventLog::observed
// cannot serve: it was told with all that became known later.

#include <array>
#include <cstdint>
#include <vector>

#include "entente/history/event_log.hpp"

namespace entente::forecast {

inline constexpr std::array<double, 4> kActHalfLives = {2, 10, 45, 180};  ///< days
/// Days further back than this are not looked at.
inline constexpr int kLongestMemory = 20 * 365 + 5;
/// 0.5 to the age over each half-life; 0 from kLongestFade on.
inline constexpr std::size_t kLongestFade = 4096;

class AgeWeights {
 public:
  AgeWeights();
  float operator()(std::size_t half_life, int age) const {
    const auto place = static_cast<std::size_t>(age);
    return place < kLongestFade ? table_[half_life][place] : 0.0F;
  }

 private:
  std::array<std::vector<float>, kActHalfLives.size()> table_;
};

/// The rows of the log that are known by `until`, in the order in which they became known, then in
/// the log's. Rows of days before until - kLongestMemory are left out.
struct KnownRows {
  int first = 0, until = 0;
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> ends;  ///< by day from `first` on: one past the last row known by it
  KnownRows(const EventLog& log, int until);
  std::size_t known_by(int day) const;  ///< how many of `rows`
};

class ActDays {
 public:
  ActDays(const EventLog& log, const KnownRows& known, int horizon_days);

  /// Takes all rows known at the end of `day`; days never go back, nor beyond KnownRows::until.
  void advance(int day);
  int now() const { return now_; }
  int horizon() const { return horizon_; }
  bool any() const { return any_; }
  int first_observed() const { return first_observed_; }
  /// The last observed day.
  int well_known() const { return last_observed_; }
  bool observed(int day) const;
  /// At least four days in five of [from, to).
  bool mostly_observed(int from, int to) const;
  /// Spans of the horizon that start on a day of [from, to), are mostly observed and well known.
  std::uint32_t windows(int from, int to) const;
  /// Sum over the observed days from `from` on, each faded by its age.
  double exposure(const AgeWeights& fading, std::size_t half_life, int from) const;

 private:
  std::size_t place(int day) const;  // 0 before all days, the number of days after them
  const EventLog* log_;
  const KnownRows* known_;
  int horizon_, now_;
  bool any_ = false;
  int first_observed_ = 0, last_observed_ = 0;
  std::size_t taken_ = 0;
  std::vector<std::uint32_t> count_, observed_before_, windows_before_;
  std::vector<std::uint8_t> observed_;
};

}  // namespace entente::forecast
