// Do nominal 90 % intervals of rates hold the truth in 87 to 93 % of made worlds, with phi and the
// prior taken from the world itself? Where three effective events or more are expected, between
// the bounds; where fewer, never below.
//
// The fast draw has about 4,000 tries a case with three effective events or more: standard error
// half a point to 0.8 (tries of one series on three days are not independent), the bounds two
// points away. The slow one has fifteen times as many.

#include <gtest/gtest.h>

#include "entente/measure/coverage_testing.hpp"

namespace entente {
namespace {

using testing::add_world;
using testing::Coverage;
using testing::CoverageWorld;

// 0: dispersions 1, 3 and 10 in one world, where calm dyads borrow from bursty ones: wide, never
// narrow.
const CoverageWorld kCases[] = {{1, false}, {3, false}, {10, false},
                                {3, true},  {10, true}, {0, true}};

void expect_coverage(std::uint64_t worlds) {
  for (const CoverageWorld& world : kCases) {
    SCOPED_TRACE("phi " + std::to_string(world.phi) + (world.serial ? ", serial" : ""));
    Coverage coverage;
    for (std::uint64_t number = 1; number <= worlds; ++number) add_world(world, number, coverage);
    EXPECT_GE(coverage.below(), 0.87);
    EXPECT_GE(coverage.enough(), 0.87);
    EXPECT_LE(coverage.enough(), world.phi > 0 ? 0.93 : 1);
  }
}

TEST(Coverage, OfRatesOfBurstyCounts) { expect_coverage(10); }
TEST(CoverageSlow, OfRatesOfBurstyCounts) { expect_coverage(150); }

}  // namespace
}  // namespace entente
