#include "annotator/exchange/npy_check.h"

#include <limits>
#include <vector>

#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

absl::Status CheckProbabilities(const std::vector<float>& values) {
  return CheckProbabilityRows("p.npy", 1, values, 2);
}

absl::Status CheckVectors(const std::vector<float>& values) {
  return CheckVectorRows("v.npy", 1, values, 2);
}

TEST(NpyCheckTest, GoodProbabilitiesPass) {
  EXPECT_THAT(CheckProbabilities({0.25f, 0.75f, 1, 0, 0, 1}), IsOk());
  EXPECT_THAT(CheckProbabilities({}), IsOk());
}

TEST(NpyCheckTest, RoundingIsForgiven) {
  EXPECT_THAT(CheckProbabilities({1.00005f, -0.00005f, 0.505f, 0.504f}), IsOk());
}

TEST(NpyCheckTest, NumbersThatAreNoProbabilitiesNameRowAndColumn) {
  for (const float bad : {-0.01f, 1.01f, 7.0f}) {
    const absl::Status refused = CheckProbabilities({0.5f, 0.5f, 0.5f, bad});
    EXPECT_THAT(refused, HasReason("PROBABILITY_OUT_OF_RANGE"));
    EXPECT_THAT(refused, HasMetadata("row", "2"));
    EXPECT_THAT(refused, HasMetadata("column", "2"));
    EXPECT_THAT(refused, HasMetadata("file", "p.npy"));
  }
  for (const float bad : {kNan, kInfinity, -kInfinity}) {
    const absl::Status refused = CheckProbabilities({0.5f, 0.5f, bad, 0.5f});
    EXPECT_THAT(refused, HasReason("VALUE_NOT_FINITE"));
    EXPECT_THAT(refused, HasMetadata("row", "2"));
    EXPECT_THAT(refused, HasMetadata("column", "1"));
  }
}

TEST(NpyCheckTest, ARowThatDoesNotSumToOneSaysItsSum) {
  const absl::Status refused = CheckProbabilities({0.5f, 0.5f, 0.25f, 0.25f, 0, 0});
  EXPECT_THAT(refused, HasReason("PROBABILITIES_NOT_NORMALIZED"));
  EXPECT_THAT(refused, HasMetadata("row", "2"));
  EXPECT_THAT(refused, HasMetadata("found", "a sum of 0.5"));
  EXPECT_THAT(CheckProbabilities({0.75f, 0.75f}), HasReason("PROBABILITIES_NOT_NORMALIZED"));
}

TEST(NpyCheckTest, RowsAreCountedFromTheFirstOfTheBlock) {
  const std::vector<float> values = {1, 0, 0, 0};
  EXPECT_THAT(CheckProbabilityRows("p.npy", 1001, values, 2), HasMetadata("row", "1002"));
}

TEST(NpyCheckTest, GoodVectorsPass) {
  EXPECT_THAT(CheckVectors({1, -2, 0, 1e-30f, std::numeric_limits<float>::max(), 0}), IsOk());
  EXPECT_THAT(CheckVectors({std::numeric_limits<float>::denorm_min(), 0}), IsOk());
}

TEST(NpyCheckTest, AVectorOfZeroLengthNamesItsRow) {
  const absl::Status refused = CheckVectors({1, 2, 0, -0.0f});
  EXPECT_THAT(refused, HasReason("ZERO_VECTOR"));
  EXPECT_THAT(refused, HasMetadata("row", "2"));
}

TEST(NpyCheckTest, VectorsMustBeFinite) {
  for (const float bad : {kNan, kInfinity, -kInfinity}) {
    const absl::Status refused = CheckVectors({1, 2, 3, bad});
    EXPECT_THAT(refused, HasReason("VALUE_NOT_FINITE"));
    EXPECT_THAT(refused, HasMetadata("row", "2"));
    EXPECT_THAT(refused, HasMetadata("column", "2"));
  }
}

}  // namespace
}  // namespace assay::exchange
