#pragma once
// Are probabilities kept? Reliability, the Brier score and its parts, and isotonic calibration.
//
// Brier (1950): mean (p - y)^2. Murphy (1973): over bins of equal probability it is
// reliability - resolution + uncertainty; with bins that hold unequal probabilities two more terms
// arise (Stephenson, Coelho & Jolliffe 2008), which are given as `within`, so that the parts always
// add up. Calibration is isotonic regression (Ayer et al. 1955) by pooling adjacent violators.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "entente/forecast/forecast.hpp"
#include "entente/measure/intervals.hpp"

namespace entente::forecast {

struct Judged {
  double probability = 0;  ///< 0 to 1
  bool happened = false;
};

struct ReliabilityBin {
  double low = 0, high = 0;  ///< of probability, [low, high)
  std::uint64_t n = 0, happened = 0;
  double mean_probability = 0;
  Interval observed;  ///< Wilson's 90 % of the share that happened
};

struct Reliability {
  std::uint64_t n = 0, happened = 0;
  double brier = 0;
  double reliability = 0, resolution = 0, uncertainty = 0, within = 0;
  std::vector<ReliabilityBin> bins;  ///< those that hold anything, by probability
};
/// Bins are those of the words of probability below, so that the diagram judges the words too.
/// `effect` >= 1: how many forecasts tell as much as one (those of one origin are not independent).
/// Nothing judged: all 0, no bins.
Reliability reliability_of(std::span<const Judged> judged, double effect = 1);
/// Mean of -ln of what was given to the answer, at least 1e-9; 0 where nothing was judged.
double log_score_of(std::span<const Judged> judged);
/// The chance that one that happened had a higher probability than one that did not, ties half
/// (Mann & Whitney 1947; the area under the ROC curve); 0.5 where there are not both.
double roc_area(std::span<const Judged> judged);

double squared_error(const Judged& one);

/// The track record of one word of probability, forecast by forecast.
class TrackSum {
 public:
  /// `brier`, `brier_climatology`: the forecast's and climatology's squared errors.
  void add(const Judged& one, double brier, double brier_climatology);
  /// Empty where nothing was added. `effect` as of reliability_of.
  TrackRecord record(std::string_view basis, double effect) const;

 private:
  TrackRecord sums_;
};

/// Expressions of likelihood as the US intelligence community defines them (ICD 203, 2015).
struct WordOfProbability {
  std::string_view word;  ///< "unlikely"
  double low, high;       ///< [low, high); the last holds 1 too
};
/// almost no chance, very unlikely, unlikely, roughly even chance, likely, very likely, almost
/// certain; from 0 to 1 without gaps (below 0.01 and from 0.99 on belong to the outer ones).
std::span<const WordOfProbability> words_of_probability();
std::string_view word_of(double probability);

/// A step function that never falls, from held-out scores to the share that happened.
class Isotonic {
 public:
  Isotonic() = default;
  /// Each block's share is drawn toward the overall one by half an event, so that no probability is
  /// 0 or 1; blocks that are out of order after it are pooled too. Empty input: the identity.
  explicit Isotonic(std::span<const Judged> judged);
  /// Between the centres of two blocks linear, outside flat.
  double operator()(double probability) const;
  /// 90 % interval (Wilson, at n/effect trials) of the block that the probability falls into,
  /// widened to hold (*this)(probability). Without blocks the probability itself: nothing is known.
  Interval interval(double probability, double effect = 1) const;
  bool empty() const { return blocks_.empty(); }

 private:
  struct Block {
    double centre, share;  ///< mean score, share after the draw toward the overall one
    double first, last;    ///< the least and the greatest score
    std::uint64_t n, happened;
  };
  static double drawn(const Block& block, double overall);
  std::vector<Block> blocks_;
};

}  // namespace entente::forecast
