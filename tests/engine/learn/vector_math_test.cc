#include "engine/learn/vector_math.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(VectorMathTest, ExponentialIsWithinItsStatedError) {
  for (double x = -60.0; x <= 88.0; x += 0.00317) {
    const auto narrow = static_cast<float>(x);
    const double expected = std::exp(static_cast<double>(narrow));
    EXPECT_NEAR(static_cast<double>(FastExp(narrow)) / expected, 1.0, 3e-7) << x;
  }
}

TEST(VectorMathTest, ExponentialIsClampedOutsideItsRange) {
  EXPECT_EQ(FastExp(-1e30f), FastExp(-60.0f));
  EXPECT_EQ(FastExp(1e30f), FastExp(88.0f));
  EXPECT_TRUE(std::isfinite(FastExp(88.0f)));
}

TEST(VectorMathTest, LogarithmIsWithinItsStatedError) {
  for (double exponent = -85.0; exponent <= 85.0; exponent += 0.00293) {
    const auto x = static_cast<float>(std::exp(exponent));
    const double expected = std::log(static_cast<double>(x));
    EXPECT_NEAR(FastLog(x), expected, 2e-7 * std::max(1.0, std::abs(expected))) << x;
  }
}

TEST(VectorMathTest, PaddingIsTheLeastThatFits) {
  EXPECT_EQ(PaddedClassCount(2), 4u);
  EXPECT_EQ(PaddedClassCount(4), 4u);
  EXPECT_EQ(PaddedClassCount(5), 8u);
  EXPECT_EQ(PaddedClassCount(77), 80u);
  EXPECT_EQ(PaddedClassCount(1000), 1000u);
}

TEST(VectorMathTest, SoftmaxSumsToOneAndIgnoresPadding) {
  std::vector<float> logits = {1.0f, -2.0f, 300.0f, 299.0f, 0.0f, -1e30f, -1e30f, -1e30f};
  SoftmaxInPlace<0>(logits.data(), Max<0>(logits.data(), 8), 8);
  EXPECT_NEAR(logits[2], 1.0 / (1.0 + std::exp(-1.0)), 1e-6);
  EXPECT_NEAR(logits[3], std::exp(-1.0) / (1.0 + std::exp(-1.0)), 1e-6);
  EXPECT_LT(logits[5], 1e-20f);
}

}  // namespace
}  // namespace assay
