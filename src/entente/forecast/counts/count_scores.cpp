// Means, intervals and risks of a back-test of counts.

#include "entente/forecast/counts/count_scores.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

#include "entente/forecast/block_bootstrap.hpp"

namespace entente::forecast {
namespace {

constexpr std::string_view kPurpose = "count skill";  // of the draws

// Sums of one selection of rows by origin and dyad, so that means per dyad can be taken of any
// draw of origins.
class Selection {
 public:
  Selection(std::size_t origins, std::size_t dyads) : origins_(origins), dyads_(dyads) {}

  void add(const JudgedCount& row) {
    rows_.push_back(&row);
    if (counts_.empty()) counts_.resize(origins_ * dyads_);
    counts_[row.origin * dyads_ + row.dyad] += 1;
  }
  std::size_t n() const { return rows_.size(); }

  /// Mean per dyad, then over dyads.
  template <class Value>
  double mean(const Value& value) const {
    std::vector<double> sum(dyads_), n(dyads_);
    for (const JudgedCount* row : rows_) {
      sum[row->dyad] += value(*row);
      n[row->dyad] += 1;
    }
    return mean_of(sum, n);
  }
  template <class Value>
  std::vector<double> sums(const Value& value) const {
    std::vector<double> sums(origins_ * dyads_);
    for (const JudgedCount* row : rows_) sums[row->origin * dyads_ + row->dyad] += value(*row);
    return sums;
  }
  template <class Value>
  std::vector<double> by_origin(const Value& value) const {
    std::vector<double> sums(origins_);
    for (const JudgedCount* row : rows_) sums[row->origin] += value(*row);
    return sums;
  }
  double mean_of_draw(const std::vector<double>& sums,
                      std::span<const std::uint32_t> origins) const {
    std::vector<double> sum(dyads_), n(dyads_);
    for (const std::uint32_t o : origins) {
      for (std::size_t d = 0; d < dyads_; ++d) {
        sum[d] += sums[o * dyads_ + d];
        n[d] += counts_[o * dyads_ + d];
      }
    }
    return mean_of(sum, n);
  }

 private:
  static double mean_of(const std::vector<double>& sum, const std::vector<double>& n) {
    double total = 0, dyads = 0;
    for (std::size_t d = 0; d < sum.size(); ++d) {
      if (!(n[d] > 0)) continue;
      total += sum[d] / n[d];
      dyads += 1;
    }
    return dyads > 0 ? total / dyads : 0;
  }

  std::size_t origins_, dyads_;
  std::vector<const JudgedCount*> rows_;
  std::vector<std::uint16_t> counts_;  // origins x dyads
};

CountScores scores_of(const Selection& rows, std::size_t origins, std::size_t block,
                      std::uint64_t seed) {
  CountScores scores;
  scores.n = rows.n();
  scores.origins = origins;
  scores.crps = rows.mean([](const JudgedCount& r) { return r.crps; });
  scores.crps_log = rows.mean([](const JudgedCount& r) { return r.crps_log; });
  scores.log_score = rows.mean([](const JudgedCount& r) { return r.log_score; });
  std::size_t best = 0;
  std::array<double, kBaselines.size()> means{};
  for (std::size_t b = 0; b < kBaselines.size(); ++b) {
    const std::string name(kBaselines[b]);
    means[b] = rows.mean([&](const JudgedCount& r) { return r.base[b]; });
    scores.crps_baselines[name] = means[b];
    scores.crps_log_baselines[name] =
        rows.mean([&](const JudgedCount& r) { return r.base_log[b]; });
    if (means[b] < means[best]) best = b;
  }
  scores.best_baseline = kBaselines[best];
  scores.skill = means[best] > 0 ? skill(scores.crps, means[best]) : 0;
  const auto ours = rows.sums([](const JudgedCount& r) { return r.crps; });
  std::vector<std::vector<double>> theirs;
  for (std::size_t b = 0; b < kBaselines.size(); ++b)
    theirs.push_back(rows.sums([b](const JudgedCount& r) { return r.base[b]; }));
  // The best baseline is chosen anew in each draw, as it was in the sample.
  const Interval of_skill = block_bootstrap(origins, block, kPurpose, seed, [&](auto drawn) {
    double least = rows.mean_of_draw(theirs[0], drawn);
    for (std::size_t b = 1; b < theirs.size(); ++b)
      least = std::min(least, rows.mean_of_draw(theirs[b], drawn));
    return skill(rows.mean_of_draw(ours, drawn), least);
  });
  scores.skill_low = of_skill.low;
  scores.skill_high = of_skill.high;

  const auto covered = rows.by_origin(
      [](const JudgedCount& r) { return r.pit >= 0.1F && r.pit <= 0.9F ? 1.0 : 0.0; });
  const auto inside = rows.by_origin([](const JudgedCount& r) { return r.inside ? 1.0 : 0.0; });
  const auto number = rows.by_origin([](const JudgedCount&) { return 1.0; });
  double all = 0, in = 0;
  for (std::size_t o = 0; o < origins; ++o) {
    all += covered[o];
    in += inside[o];
  }
  const auto n = static_cast<double>(std::max<std::size_t>(1, rows.n()));
  scores.pit_coverage_80 = all / n;
  scores.interval_coverage_80 = in / n;
  const Interval of_pit = block_bootstrap(origins, block, kPurpose, seed, [&](auto drawn) {
    double sum = 0, size = 0;
    for (const std::uint32_t o : drawn) {
      sum += covered[o];
      size += number[o];
    }
    return sum / size;
  });
  scores.pit_low = of_pit.low;
  scores.pit_high = of_pit.high;
  return scores;
}

EscalationScores risk_scores(std::span<const JudgedRisk* const> risks, std::size_t origins,
                             std::size_t block, std::uint64_t seed) {
  EscalationScores scores;
  scores.n = risks.size();
  scores.origins = origins;
  std::vector<Judged> judged;
  std::vector<double> ours(origins), theirs(origins);
  for (const JudgedRisk* risk : risks) {
    judged.push_back({risk->probability, risk->happened});
    scores.positives += risk->happened ? 1U : 0U;
    ours[risk->origin] += squared_error({risk->probability, risk->happened});
    theirs[risk->origin] += squared_error({risk->climatology, risk->happened});
  }
  if (risks.empty()) return scores;
  scores.reliability = reliability_of(judged);
  const auto n = static_cast<double>(risks.size());
  scores.brier = std::accumulate(ours.begin(), ours.end(), 0.0) / n;
  scores.brier_climatology = std::accumulate(theirs.begin(), theirs.end(), 0.0) / n;
  const Skill skill = skill_of(ours, theirs, block, kPurpose, seed);
  scores.brier_skill = skill.value;
  scores.skill_low = skill.interval.low;
  scores.skill_high = skill.interval.high;
  return scores;
}

}  // namespace

void score_counts(std::span<const JudgedCount> counts, std::span<const JudgedRisk> risks,
                  std::span<const int> horizons, int origins_apart, std::uint64_t seed,
                  CountBacktest& result) {
  for (std::size_t h = 0; h < horizons.size(); ++h) {
    // Origins of the horizon are the first ones: those whose windows end within the log.
    std::size_t origins = 0;
    for (const JudgedCount& row : counts)
      if (row.horizon == h) origins = std::max<std::size_t>(origins, row.origin + std::size_t{1});
    if (origins == 0) continue;
    const auto block = static_cast<std::size_t>((horizons[h] + origins_apart - 1) / origins_apart);
    for (std::size_t cls = 0; cls <= kClasses; ++cls) {
      for (std::size_t band = 0; band <= kBands; ++band) {
        Selection selection(origins, result.dyads);
        for (const JudgedCount& row : counts)
          if (row.horizon == h && (cls == 0 || row.cls + std::size_t{1} == cls) &&
              (band == 0 || row.band + std::size_t{1} == band))
            selection.add(row);
        if (selection.n() == 0) continue;
        CountScores scores = scores_of(selection, origins, block, seed);
        scores.horizon_days = horizons[h];
        scores.quad_class = static_cast<int>(cls);
        if (band > 0) scores.band = kBandNames[band - 1];
        result.by.push_back(std::move(scores));
      }
    }
    std::vector<const JudgedRisk*> of_horizon;
    for (const JudgedRisk& risk : risks)
      if (risk.horizon == h) of_horizon.push_back(&risk);
    EscalationScores scores = risk_scores(of_horizon, origins, block, seed);
    scores.horizon_days = horizons[h];
    result.escalation.push_back(std::move(scores));
  }
}

}  // namespace entente::forecast
