#pragma once
// Work on several threads with the same result as on one.
//
// Items are cut into fixed grains that depend on the item count alone, each grain's result goes to
// its own slot, and reductions join the slots in order: so sums of doubles are the same at any
// number of threads. Two backends with the same grains: oneTBB, and std::jthread for the thread
// sanitizer, under which oneTBB reports false races. Nothing else names oneTBB.

#include <cstddef>
#include <functional>
#include <vector>

namespace entente {

/// 0 means one thread a core. Applies to calls made after it.
void set_threads(unsigned threads);
unsigned threads();

/// Calls body(begin, end) for [0, count) in pieces of `grain` items (the last may be shorter).
/// The body must not throw.
void parallel_for(std::size_t count, std::size_t grain,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

/// map(begin, end) of each grain, joined left to right by combine(left, right).
template <class T, class Map, class Combine>
T parallel_reduce(std::size_t count, std::size_t grain, T zero, const Map& map,
                  const Combine& combine) {
  const std::size_t pieces = (count + grain - 1) / grain;
  std::vector<T> slots(pieces, zero);
  parallel_for(count, grain,
               [&](std::size_t begin, std::size_t end) { slots[begin / grain] = map(begin, end); });
  T total = std::move(zero);
  for (T& slot : slots) total = combine(std::move(total), std::move(slot));
  return total;
}

}  // namespace entente
