#pragma once
// Keyed random streams.
//
// A stream is named by (run seed, purpose, item) and never by a thread, so an ensemble gives the
// same draws in any order and on any number of threads, and an inserted item does not shift the
// others. The generator is SplitMix64 (Steele, Lea & Flood 2014) started from the mixed key; the
// draws are our own, since those of the standard library differ between implementations.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {

class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t item);

  std::uint64_t next();
  /// In [0, 1), 53 bits.
  double uniform();
  /// In [0, bound), without bias (Lemire 2019); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal, by the inverse of its distribution function (Wichura 1988, AS 241), so that
  /// one draw uses one number of the stream.
  double normal();

 private:
  std::uint64_t state_;
};

/// Moves `most` evenly drawn items to the front, one draw each; all where there are fewer.
template <class T>
void draw_front(std::vector<T>& items, std::size_t most, RandomStream& random) {
  for (std::size_t i = 0; i < most && i + 1 < items.size(); ++i)
    std::swap(items[i], items[i + static_cast<std::size_t>(random.below(items.size() - i))]);
}

}  // namespace entente
