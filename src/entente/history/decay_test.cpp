#include "entente/history/decay.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace entente {
namespace {

TEST(DecayTable, HalvesEveryHalfLife) {
  const DecayTable table(2);
  EXPECT_EQ(table.weight(0), 1);
  EXPECT_EQ(table.weight(2), 0.5);
  EXPECT_EQ(table.weight(6), 0.125);
  EXPECT_DOUBLE_EQ(table.weight(1), std::sqrt(0.5));
  EXPECT_GT(table.weight(120), 0);
  EXPECT_EQ(table.weight(121), 0);
}

TEST(DecayTable, LongHalfLivesCostNoMoreThanTheCalendar) {
  const DecayTable table(1e12);
  EXPECT_NEAR(table.weight(3'652'425), 1, 1e-5);
  EXPECT_EQ(DecayTable(0.001).weight(1), 0);
}

}  // namespace
}  // namespace entente
