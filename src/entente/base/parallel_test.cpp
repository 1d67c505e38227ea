#include "entente/base/parallel.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace entente {
namespace {

double sum_on(unsigned count) {
  set_threads(count);
  const double sum = parallel_reduce(
      100'003, 1000, 0.0,
      [](std::size_t begin, std::size_t end) {
        double part = 0;
        for (std::size_t i = begin; i < end; ++i) part += std::sin(static_cast<double>(i)) * 1e-3;
        return part;
      },
      [](double left, double right) { return left + right; });
  set_threads(0);
  return sum;
}

TEST(ParallelThreads, SameSumAtAnyNumberOfThreads) {
  const double one = sum_on(1);
  for (int repeat = 0; repeat < 20; ++repeat) {
    for (const unsigned count : {2U, 3U, 4U, 8U}) EXPECT_EQ(sum_on(count), one);
  }
}

TEST(ParallelThreads, EachItemOnce) {
  set_threads(4);
  std::vector<int> seen(10'007, 0);
  parallel_for(seen.size(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) ++seen[i];
  });
  set_threads(0);
  for (const int count : seen) ASSERT_EQ(count, 1);
  parallel_for(0, 64, [](std::size_t, std::size_t) { FAIL(); });
}

}  // namespace
}  // namespace entente
