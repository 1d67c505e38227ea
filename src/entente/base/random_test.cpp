#include "entente/base/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace entente {
namespace {

TEST(Random, StreamsAreKeyed) {
  RandomStream a(1, "runs", 0);
  RandomStream again(1, "runs", 0);
  RandomStream item(1, "runs", 1);
  RandomStream purpose(1, "draws", 0);
  const auto first = a.next();
  EXPECT_EQ(first, again.next());
  EXPECT_NE(first, item.next());
  EXPECT_NE(first, purpose.next());
}

TEST(Random, UniformAndNormalMoments) {
  RandomStream stream(7, "moments", 0);
  constexpr int kDraws = 200'000;
  double sum = 0, normal_sum = 0, normal_squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double u = stream.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    const double z = stream.normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  // Five standard errors.
  EXPECT_NEAR(sum / kDraws, 0.5, 5 * std::sqrt(1.0 / 12 / kDraws));
  EXPECT_NEAR(normal_sum / kDraws, 0, 5 / std::sqrt(kDraws));
  EXPECT_NEAR(normal_squares / kDraws, 1, 5 * std::sqrt(2.0 / kDraws));
}

TEST(Random, BelowIsEven) {
  RandomStream stream(3, "dice", 0);
  int counts[6] = {};
  for (int i = 0; i < 60'000; ++i) ++counts[stream.below(6)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

}  // namespace
}  // namespace entente
