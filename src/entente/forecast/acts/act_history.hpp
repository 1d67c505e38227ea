#pragma once
// What was known of acts at a past day, as statistics of a question: will `source` do something of
// a kind to `target` within so many days?
//
// Moves forward through the days on which rows became known, so that at each day it holds what an
// analyst could know at its end and nothing else. docs/methods/acts.md has the definitions.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "entente/forecast/acts/act_days.hpp"
#include "entente/history/event_log.hpp"

namespace entente::forecast {

inline constexpr std::size_t kActRoots = 20;
/// Rows of days further back than this make no sum that fades.
inline constexpr int kFadingDays = 4 * 365 + 1;

/// A directed dyad by its numbers in the log; -1: the log does not have it.
struct ActDyad {
  std::int64_t dyad = -1, reverse = -1;
  std::int64_t source = -1, target = -1;
  bool operator==(const ActDyad&) const = default;
};

/// What the model is told of a question. The last is not ActHistory's but its caller's.
enum ActStatistic : std::uint8_t {
  kPair2,
  kPair10,
  kPair45,
  kPair180,
  kPairUsual,
  kPairLast,
  kPairNever,
  kDyad2,
  kDyad10,
  kDyad45,
  kDyadLast,
  kReversePair2,
  kReversePair10,
  kReversePair45,
  kReversePair180,
  kReverseDyad10,
  kReverseDyad45,
  kSource2,
  kSource10,
  kSource45,
  kSource180,
  kTarget2,
  kTarget10,
  kTarget45,
  kTarget180,
  kSourceAll10,
  kTargetAll10,
  kPastShare,
  kActStatistics  ///< how many
};

/// Statistics that say one thing: half-lives of one sum move together, so that only what they add
/// up to means anything to a reader.
struct ActTheme {
  std::string_view name;  ///< in words, of the value of `told`
  ActStatistic told;
  std::uint8_t first, last;  ///< statistics [first, last]
};
std::span<const ActTheme> act_themes();

class ActHistory {
 public:
  ActHistory(const EventLog& log, const KnownRows& known, int horizon_days);

  /// Takes all rows known at the end of `day`; days never go back, nor beyond KnownRows::until.
  void advance(int day);
  const ActDays& days() const { return days_; }

  ActDyad dyad(std::uint32_t index) const;
  ActDyad dyad(std::string_view source, std::string_view target) const;
  /// The dyads with most events known by now, at most `most`, in the order of the log.
  std::vector<std::uint32_t> busiest(std::size_t most) const;
  /// The roots 1 to 20 that it or its reverse has shown by now, as bits 0 to 19.
  std::uint32_t shown(const ActDyad& dyad) const;
  /// Those with an act on a day of [from, to) known by `known_by`.
  std::uint32_t happened(std::int64_t dyad, int from, int to, int known_by) const;

  /// Of the windows of the past (ActDays::windows), those in which it did something of the kind.
  struct Windows {
    double with = 0, all = 0;
  };
  Windows windows(std::int64_t dyad, std::size_t root) const;

  /// `value` as told to people, `x` as the model reads it, both kActStatistics long; kPastShare is
  /// left as it is.
  void describe(const ActDyad& dyad, std::size_t root, std::span<float> x,
                std::span<float> value) const;

 private:
  struct Sums {
    std::array<float, kActHalfLives.size()> sum{};
    std::int32_t at = 0;
  };
  void fade(Sums& sums, int day) const;
  double now(const Sums* sums, std::size_t half_life) const;

  const EventLog* log_;
  const KnownRows* known_;
  int from_;  // of the sums that fade
  ActDays days_;
  AgeWeights fading_;
  std::size_t taken_ = 0;

  // By dyad and root, dyad, actor and root (twice), root, actor (twice).
  std::vector<Sums> pair_, dyad_, source_, target_, root_, source_all_, target_all_;
  Sums all_;
  std::vector<std::int32_t> pair_last_, dyad_last_;
  std::vector<std::uint32_t> dyad_count_;
  std::vector<std::int64_t> reverse_;
  std::array<double, kActHalfLives.size()> exposure_{};

  // Rows by dyad and root, then by day.
  std::vector<std::uint32_t> begin_;
  std::vector<std::int32_t> row_day_;
  std::vector<std::uint16_t> row_lag_;
};

}  // namespace entente::forecast
