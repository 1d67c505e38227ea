#pragma once
// Counts that fade, under 64-bit keys.
//
// A Stat holds how often something happened, when last, and three sums that halve every 2, 10 and
// 45 steps (Gastinger et al. 2024 and TLogic, Liu et al. 2022, show how much of such forecasts lies
// in recency). A sum is kept as it was at the last event and brought forward when it is asked for.
// StatMap is a hash table with open addressing and linear probing that keeps its values in the
// order in which keys came first, so that walking it is the same in every run.

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace entente::forecast {

inline constexpr std::array<double, 3> kStepHalfLives = {2, 10, 45};

/// 2^(-lag / half-life) for each half-life, by whole lags.
class Fading {
 public:
  explicit Fading(std::int32_t steps) {
    for (std::size_t h = 0; h < kStepHalfLives.size(); ++h) {
      for (std::int32_t lag = 0; lag <= steps; ++lag)
        table_[h].push_back(static_cast<float>(std::exp2(-lag / kStepHalfLives[h])));
    }
  }
  float at(std::size_t h, std::int32_t lag) const {
    return table_[h][static_cast<std::size_t>(lag)];
  }

 private:
  std::array<std::vector<float>, kStepHalfLives.size()> table_;
};

struct Stat {
  std::int32_t last = -1;  ///< step of the latest event; -1: none
  std::uint32_t count = 0;
  std::array<float, 3> sums{};  ///< as of `last`

  void add(const Fading& fading, std::int32_t step) {
    if (count != 0) {
      for (std::size_t h = 0; h < sums.size(); ++h) sums[h] *= fading.at(h, step - last);
    }
    for (float& sum : sums) sum += 1;
    last = step;
    ++count;
  }
  float sum(const Fading& fading, std::size_t h, std::int32_t now) const {
    return count == 0 ? 0 : sums[h] * fading.at(h, now - last);
  }
};

class KeyMap {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::uint32_t find(std::uint64_t key) const {
    if (slots_.empty()) return kNone;
    for (std::size_t at = place(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].index == kNone) return kNone;
      if (slots_[at].key == key) return slots_[at].index;
    }
  }
  /// The key's number, by order of first coming.
  std::uint32_t insert(std::uint64_t key) {
    if ((size_ + 1) * 2 > slots_.size()) grow();
    std::size_t at = place(key);
    for (; slots_[at].index != kNone; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].key == key) return slots_[at].index;
    }
    slots_[at] = {key, static_cast<std::uint32_t>(size_)};
    return static_cast<std::uint32_t>(size_++);
  }
  std::size_t size() const { return size_; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t index = kNone;
  };
  std::size_t place(std::uint64_t key) const {
    key *= 0x9E3779B97F4A7C15ULL;
    key ^= key >> 29;
    return static_cast<std::size_t>(key) & (slots_.size() - 1);
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.index == kNone) continue;
      std::size_t at = place(slot.key);
      while (slots_[at].index != kNone) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

class StatMap {
 public:
  void add(const Fading& fading, std::uint64_t key, std::int32_t step) {
    const std::uint32_t index = keys_.insert(key);
    if (index == stats_.size()) stats_.emplace_back();
    stats_[index].add(fading, step);
  }
  /// An empty Stat where the key has none.
  const Stat& at(std::uint64_t key) const {
    static const Stat empty{};
    const std::uint32_t index = keys_.find(key);
    return index == KeyMap::kNone ? empty : stats_[index];
  }

 private:
  KeyMap keys_;
  std::vector<Stat> stats_;
};

}  // namespace entente::forecast
