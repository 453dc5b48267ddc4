#include "annotator/report/axis_ticks.h"

#include <vector>

#include "gtest/gtest.h"

namespace assay::report {
namespace {

struct Case {
  double low, high;
  int count;
  std::vector<double> ticks;
};

// What d3.ticks of d3 5.16.0 prints for the same arguments.
const Case kCases[] = {
    {0, 1, 5, {0, 0.2, 0.4, 0.6, 0.8, 1}},
    {0, 137.5, 6, {0, 20, 40, 60, 80, 100, 120}},
    {0.47, 1, 5, {0.5, 0.6, 0.7, 0.8, 0.9, 1}},
    {0.9712, 1, 5, {0.975, 0.98, 0.985, 0.99, 0.995, 1}},
    {0, 0.00034, 6, {0, 0.00005, 0.0001, 0.00015, 0.0002, 0.00025, 0.0003}},
    {0, 2500000, 6, {0, 500000, 1000000, 1500000, 2000000, 2500000}},
    {0.83, 0.99, 4, {0.85, 0.9, 0.95}},
    {2, 9, 3, {2, 4, 6, 8}},
};

TEST(NiceTicksTest, AreThoseOfD3) {
  for (const Case& each : kCases) {
    const AxisTicks ticks = NiceTicks(each.low, each.high, each.count);
    ASSERT_EQ(ticks.values.size(), each.ticks.size()) << each.low << " to " << each.high;
    for (size_t i = 0; i < each.ticks.size(); ++i) {
      EXPECT_NEAR(ticks.values[i], each.ticks[i], 1e-9 * each.high);
    }
  }
}

TEST(NiceTicksTest, HaveAsManyDecimalsAsTellThemApart) {
  EXPECT_EQ(NiceTicks(0, 137.5, 6).decimal_count, 0);
  EXPECT_EQ(NiceTicks(0, 1, 5).decimal_count, 1);
  EXPECT_EQ(NiceTicks(0.9712, 1, 5).decimal_count, 3);
  // A step of 10 parts of a hundred is one of a tenth.
  EXPECT_EQ(NiceTicks(0, 0.9, 10).decimal_count, 1);
}

TEST(LogTicksTest, AreOneTwoAndFiveAndHoldTheRange) {
  EXPECT_EQ(LogTicks(30, 900), (std::vector<double>{20, 50, 100, 200, 500, 1000}));
  EXPECT_EQ(LogTicks(1, 10), (std::vector<double>{1, 2, 5, 10}));
  EXPECT_EQ(LogTicks(30, 90'000), (std::vector<double>{10, 100, 1000, 10'000, 100'000}));
  EXPECT_EQ(LogTicks(7, 7), (std::vector<double>{5, 10}));
}

TEST(NiceTicksTest, StayWithinTheRange) {
  for (double high = 1e-6; high < 1e12; high *= 3.7) {
    const AxisTicks ticks = NiceTicks(0, high, 6);
    EXPECT_GE(ticks.values.size(), 4u) << high;
    EXPECT_LE(ticks.values.size(), 10u) << high;
    EXPECT_EQ(ticks.values.front(), 0);
    EXPECT_LE(ticks.values.back(), high * (1 + 1e-9));
    EXPECT_GT(ticks.values.back() + ticks.step, high);
  }
}

}  // namespace
}  // namespace assay::report
