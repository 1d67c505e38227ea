#include "entente/forecast/cholesky.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace entente::forecast {
namespace {

// {{4, 2, -2}, {2, 10, 2}, {-2, 2, 5}} = L L' with L = {{2}, {1, 3}, {-1, 1, sqrt 3}}; the upper
// half is not read.
TEST(Cholesky, FactorsAndSolves) {
  std::vector<double> a{4, 99, 99, 2, 10, 99, -2, 2, 5};
  ASSERT_TRUE(cholesky(a, 3));
  EXPECT_DOUBLE_EQ(a[0], 2);
  EXPECT_DOUBLE_EQ(a[3], 1);
  EXPECT_DOUBLE_EQ(a[4], 3);
  EXPECT_DOUBLE_EQ(a[6], -1);
  EXPECT_DOUBLE_EQ(a[7], 1);
  EXPECT_DOUBLE_EQ(a[8] * a[8], 3);
  std::vector<double> v{4 - 4 - 6, 2 - 20 + 6, -2 - 4 + 15};  // A times {1, -2, 3}
  cholesky_solve(a, v);
  EXPECT_NEAR(v[0], 1, 1e-12);
  EXPECT_NEAR(v[1], -2, 1e-12);
  EXPECT_NEAR(v[2], 3, 1e-12);
}

TEST(Cholesky, WhatIsNotDefiniteIsSaid) {
  std::vector<double> a{1, 0, 2, 1};  // eigenvalues 3 and -1
  EXPECT_FALSE(cholesky(a, 2));
  EXPECT_DOUBLE_EQ(a[3], 1e-6);
}

}  // namespace
}  // namespace entente::forecast
