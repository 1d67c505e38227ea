// Are probabilities kept?
//
// The Brier score is taken apart over bins (Murphy 1973). A bin of words holds unequal
// probabilities, so that its members' spread and their covariance with what happened are left over
// (Stephenson, Coelho & Jolliffe 2008, eq. 11-13): within = mean (p - p_bin)^2 - 2 mean
// (p - p_bin)(y - y_bin), which makes the parts add up exactly.
//
// Calibration is isotonic regression: of all functions that never fall, the one nearest to what
// happened in squares, found by pooling adjacent violators in one pass over the sorted scores
// (Ayer et al. 1955). A pure block would say 0 or 1, which the past cannot know, so shares are
// drawn toward the overall one; that can bring neighbours out of order, and they are pooled again.

#include "entente/forecast/reliability.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace entente::forecast {
namespace {

constexpr double kLevel = 0.9;
constexpr double kLeast = 1e-9;  // of what is given to an answer

constexpr std::array<WordOfProbability, 7> kWords = {{
    {"almost no chance", 0, 0.05},
    {"very unlikely", 0.05, 0.20},
    {"unlikely", 0.20, 0.45},
    {"roughly even chance", 0.45, 0.55},
    {"likely", 0.55, 0.80},
    {"very likely", 0.80, 0.95},
    {"almost certain", 0.95, 1},
}};

std::size_t place_of(double probability) {
  std::size_t place = 0;
  while (place + 1 < kWords.size() && probability >= kWords[place].high) ++place;
  return place;
}

double answer(const Judged& one) { return one.happened ? 1 : 0; }
double share(std::uint64_t happened, std::uint64_t n) {
  return static_cast<double>(happened) / static_cast<double>(n);
}

std::vector<Judged> by_score(std::span<const Judged> judged) {
  std::vector<Judged> sorted(judged.begin(), judged.end());
  std::ranges::sort(sorted, [](const Judged& a, const Judged& b) {
    return a.probability != b.probability ? a.probability < b.probability : a.happened < b.happened;
  });
  return sorted;
}

}  // namespace

Reliability reliability_of(std::span<const Judged> judged, double effect) {
  Reliability found;
  if (judged.empty()) return found;
  std::array<ReliabilityBin, kWords.size()> bins;
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    bins[i].low = kWords[i].low;
    bins[i].high = kWords[i].high;
  }
  for (const Judged& one : judged) {
    ReliabilityBin& bin = bins[place_of(one.probability)];
    ++bin.n;
    bin.happened += one.happened ? 1 : 0;
    bin.mean_probability += one.probability;
    found.brier += squared_error(one);
  }
  found.n = judged.size();
  const double n = static_cast<double>(found.n);
  for (ReliabilityBin& bin : bins) {
    if (bin.n == 0) continue;
    found.happened += bin.happened;
    bin.mean_probability /= static_cast<double>(bin.n);
  }
  const double overall = share(found.happened, found.n);
  for (const Judged& one : judged) {
    const ReliabilityBin& bin = bins[place_of(one.probability)];
    const double off = one.probability - bin.mean_probability;
    found.within += off * off - 2 * off * (answer(one) - share(bin.happened, bin.n));
  }
  for (ReliabilityBin& bin : bins) {
    if (bin.n == 0) continue;
    const double size = static_cast<double>(bin.n);
    const double observed = share(bin.happened, bin.n);
    found.reliability += size * std::pow(bin.mean_probability - observed, 2);
    found.resolution += size * std::pow(observed - overall, 2);
    bin.observed = wilson_share(static_cast<double>(bin.happened), size, effect, kLevel);
    found.bins.push_back(bin);
  }
  found.brier /= n;
  found.within /= n;
  found.reliability /= n;
  found.resolution /= n;
  found.uncertainty = overall * (1 - overall);
  return found;
}

double squared_error(const Judged& one) {
  const double off = one.probability - answer(one);
  return off * off;
}

void TrackSum::add(const Judged& one, double brier, double brier_climatology) {
  ++sums_.n;
  sums_.happened += one.happened ? 1 : 0;
  sums_.mean_probability += one.probability;
  sums_.brier += brier;
  sums_.brier_climatology += brier_climatology;
}

TrackRecord TrackSum::record(std::string_view basis, double effect) const {
  TrackRecord track = sums_;
  if (track.n == 0) return track;
  const double n = static_cast<double>(track.n);
  track.basis = basis;
  track.mean_probability /= n;
  track.brier /= n;
  track.brier_climatology /= n;
  const Interval share = wilson_share(static_cast<double>(track.happened), n, effect, kLevel);
  track.low = share.low;
  track.high = share.high;
  return track;
}

double log_score_of(std::span<const Judged> judged) {
  if (judged.empty()) return 0;
  double sum = 0;
  for (const Judged& one : judged)
    sum -= std::log(std::max(kLeast, one.happened ? one.probability : 1 - one.probability));
  return sum / static_cast<double>(judged.size());
}

double roc_area(std::span<const Judged> judged) {
  const std::vector<Judged> sorted = by_score(judged);
  double won = 0, yes = 0, no = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    double tied_yes = 0, tied_no = 0;
    for (; end < sorted.size() && sorted[end].probability == sorted[i].probability; ++end)
      (sorted[end].happened ? tied_yes : tied_no) += 1;
    won += tied_yes * (no + tied_no / 2);
    yes += tied_yes;
    no += tied_no;
    i = end;
  }
  return yes > 0 && no > 0 ? won / (yes * no) : 0.5;
}

std::span<const WordOfProbability> words_of_probability() { return kWords; }

std::string_view word_of(double probability) { return kWords[place_of(probability)].word; }

double Isotonic::drawn(const Block& block, double overall) {
  return (static_cast<double>(block.happened) + overall / 2) / (static_cast<double>(block.n) + 0.5);
}

Isotonic::Isotonic(std::span<const Judged> judged) {
  if (judged.empty()) return;
  std::uint64_t happened = 0;
  for (const Judged& one : judged) happened += one.happened ? 1 : 0;
  // By half an event of each kind itself, so that it is neither 0 nor 1.
  const double overall =
      (static_cast<double>(happened) + 0.5) / (static_cast<double>(judged.size()) + 1);
  const auto pool_into = [](std::vector<Block>& blocks, const Block& next, const auto& value) {
    blocks.push_back(next);
    while (blocks.size() > 1 && value(blocks[blocks.size() - 2]) >= value(blocks.back())) {
      const Block last = blocks.back();
      blocks.pop_back();
      Block& into = blocks.back();
      const double all = static_cast<double>(into.n + last.n);
      into.centre =
          (into.centre * static_cast<double>(into.n) + last.centre * static_cast<double>(last.n)) /
          all;
      into.last = last.last;
      into.n += last.n;
      into.happened += last.happened;
    }
  };
  std::vector<Block> raw;
  const std::vector<Judged> sorted = by_score(judged);
  for (std::size_t i = 0; i < sorted.size();) {
    const double score = sorted[i].probability;
    Block tied{score, 0, score, score, 0, 0};
    for (; i < sorted.size() && sorted[i].probability == score; ++i) {
      ++tied.n;
      tied.happened += sorted[i].happened ? 1 : 0;
    }
    pool_into(raw, tied, [](const Block& block) { return share(block.happened, block.n); });
  }
  for (const Block& block : raw)
    pool_into(blocks_, block, [&](const Block& pooled) { return drawn(pooled, overall); });
  for (Block& block : blocks_) block.share = drawn(block, overall);
}

double Isotonic::operator()(double probability) const {
  if (blocks_.empty()) return probability;
  const auto after = std::ranges::upper_bound(blocks_, probability, {}, &Block::centre);
  if (after == blocks_.begin()) return blocks_.front().share;
  if (after == blocks_.end()) return blocks_.back().share;
  const Block& left = *(after - 1);
  const double part = (probability - left.centre) / (after->centre - left.centre);
  return left.share + part * (after->share - left.share);
}

Interval Isotonic::interval(double probability, double effect) const {
  if (blocks_.empty()) return {probability, probability};
  // Between two blocks: the one whose edge is nearer.
  std::size_t place = 0;
  while (place + 1 < blocks_.size() &&
         probability > (blocks_[place].last + blocks_[place + 1].first) / 2)
    ++place;
  const Block& block = blocks_[place];
  const Interval found = wilson_share(static_cast<double>(block.happened),
                                      static_cast<double>(block.n), effect, kLevel);
  const double value = (*this)(probability);
  return {std::min(found.low, value), std::max(found.high, value)};
}

}  // namespace entente::forecast
