#pragma once
// Sums that halve every half-life, kept lazily: a sum is brought forward only when it is touched,
// so that a pass over events costs time in events and not in days times dyads.

#include <cstdint>
#include <vector>

namespace entente {

/// 2^(-age/half_life) for whole days; beyond 60 half-lives it is 0.
class DecayTable {
 public:
  explicit DecayTable(double half_life_days);  ///< over 0
  double half_life_days() const { return half_life_days_; }
  double weight(std::int32_t age_days) const {
    return static_cast<std::size_t>(age_days) < weights_.size()
               ? weights_[static_cast<std::size_t>(age_days)]
               : 0.0;
  }

 private:
  double half_life_days_;
  std::vector<double> weights_;
};

}  // namespace entente
