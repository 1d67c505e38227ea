// Gradient of the log likelihood: a weight's share in the answers' scores less its expected share.

#include "entente/forecast/rankings/pair_weights.hpp"

#include <algorithm>
#include <cmath>

namespace entente::forecast {
namespace {

constexpr float kRate = 0.1F;
constexpr float kShrink = 1e-5F;
constexpr float kLeast = 1e-4F;  // slopes below this move nothing worth the time
constexpr std::size_t kLong = 2;

void to_probabilities(std::vector<float>& scores) {
  if (scores.empty()) return;
  const float greatest = *std::max_element(scores.begin(), scores.end());
  float sum = 0;
  for (float& score : scores) {
    score = std::exp(score - greatest);
    sum += score;
  }
  for (float& score : scores) score /= sum;
}

}  // namespace

void PairWeights::Weight::step(float gradient) {
  gradient += kShrink * value;
  square += gradient * gradient;
  value -= kRate * gradient / std::sqrt(square);
}

PairWeights::PairWeights(std::size_t relations)
    : relations_(2 * relations),
      by_lag_(relations_ * relations_ * RuleTable::kBuckets),
      by_sum_(relations_ * relations_),
      shared_(2 * RuleTable::kBuckets) {}

float PairWeights::score(const GraphHistory& history, std::int32_t step, std::uint32_t q,
                         const PairStat& pair) const {
  float score = 0;
  for (const RelationStat& r : pair.relations) {
    const std::size_t bucket = RuleTable::bucket(step - r.stat.last);
    score += by_lag_[at_lag(q, r.relation, bucket)].value +
             by_sum_[q * relations_ + r.relation].value *
                 std::log1p(r.stat.sum(history.fading(), kLong, step)) +
             shared_[(r.relation == q ? RuleTable::kBuckets : 0) + bucket].value;
  }
  return score;
}

void PairWeights::probabilities(const GraphHistory& history, std::int32_t step,
                                std::uint32_t subject, std::uint32_t q,
                                std::vector<float>& result) const {
  result.clear();
  for (const PairStat& pair : history.partners(subject))
    result.push_back(score(history, step, q, pair));
  to_probabilities(result);
}

void PairWeights::learn(const GraphHistory& history, std::int32_t step,
                        std::span<const AnsweredQuery> queries) {
  std::vector<float> probabilities_now;
  for (const AnsweredQuery& query : queries) {
    const auto partners = history.partners(query.subject);
    const auto is_answer = [&](const PairStat& pair) {
      return std::binary_search(query.answers.begin(), query.answers.end(), pair.other);
    };
    const auto answers =
        static_cast<float>(std::count_if(partners.begin(), partners.end(), is_answer));
    if (answers == 0) continue;
    probabilities(history, step, query.subject, query.q, probabilities_now);
    for (std::size_t i = 0; i < partners.size(); ++i) {
      const float slope = answers * probabilities_now[i] - (is_answer(partners[i]) ? 1.0F : 0.0F);
      if (std::abs(slope) < kLeast) continue;
      for (const RelationStat& r : partners[i].relations) {
        const std::size_t bucket = RuleTable::bucket(step - r.stat.last);
        by_lag_[at_lag(query.q, r.relation, bucket)].step(slope);
        by_sum_[query.q * relations_ + r.relation].step(
            slope * std::log1p(r.stat.sum(history.fading(), kLong, step)));
        shared_[(r.relation == query.q ? RuleTable::kBuckets : 0) + bucket].step(slope);
      }
    }
  }
}

}  // namespace entente::forecast
