#include "engine/audit/error_estimate.h"

#include <numeric>

#include "gtest/gtest.h"
#include "tests/engine/audit/random_case.h"

namespace assay {
namespace {

template <typename T>
int WrongCount(const RandomCase<T>& random) {
  int count = 0;
  for (size_t i = 0; i < random.labels.size(); ++i) {
    count += random.labels[i] != random.true_classes[i] ? 1 : 0;
  }
  return count;
}

class ErrorEstimateTest : public testing::TestWithParam<double> {};

TEST_P(ErrorEstimateTest, CoversTheInjectedErrorsOfAFairModel) {
  int covered = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const RandomCase<float> random(2000, 5, seed, GetParam());
    const auto data = random.Data();
    const ErrorEstimate estimate = EstimateErrors(data, LearnConfidently(data));
    const double wrong = WrongCount(random);
    covered += estimate.total.low <= wrong && wrong <= estimate.total.high ? 1 : 0;
  }
  EXPECT_GE(covered, 19);
}

TEST_P(ErrorEstimateTest, TheValueIsWithinItsBounds) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    const RandomCase<float> random(100, 7, seed, GetParam());
    const auto data = random.Data();
    const ErrorEstimate estimate = EstimateErrors(data, LearnConfidently(data));
    EXPECT_GE(estimate.total.low, 0);
    EXPECT_LE(estimate.total.low, estimate.total.value);
    EXPECT_LE(estimate.total.value, estimate.total.high);
    EXPECT_LE(estimate.total.high, 100);
    for (size_t k = 0; k < 7; ++k) {
      const Interval& of_class = estimate.per_class[k];
      EXPECT_LE(of_class.low, of_class.value);
      EXPECT_LE(of_class.value, of_class.high);
      EXPECT_LE(of_class.high, static_cast<double>(data.class_sizes()[k]) + 1e-9);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Noise, ErrorEstimateTest, testing::Values(0.05, 0.2, 0.4));

TEST(ErrorEstimateSumTest, ClassesAddUpToTheTotal) {
  const RandomCase<double> random(500, 6, 3);
  const auto data = random.Data();
  const ErrorEstimate estimate = EstimateErrors(data, LearnConfidently(data));
  double sum = 0;
  for (const Interval& of_class : estimate.per_class) {
    sum += of_class.value;
  }
  EXPECT_NEAR(sum, estimate.total.value, 1e-9);
}

TEST(ErrorEstimateSumTest, ACertainModelThatAgreesLeavesOnlySamplingError) {
  std::vector<int32_t> given;
  std::vector<double> probabilities;
  for (int32_t i = 0; i < 200; ++i) {
    given.push_back(i % 2);
    probabilities.push_back(i % 2 == 0 ? 1 : 0);
    probabilities.push_back(i % 2 == 0 ? 0 : 1);
  }
  const auto data = LabelledProbabilities<double>::Create(given, {probabilities, 2}).value();
  const ErrorEstimate estimate = EstimateErrors(data, LearnConfidently(data));
  EXPECT_EQ(estimate.total.value, 0);
  EXPECT_EQ(estimate.total.low, 0);
  // Two classes of 100 without a failure: Wilson's bound is z^2/(n+z^2) = 3.70 items each.
  EXPECT_NEAR(estimate.total.high, std::sqrt(2.0) * 3.699, 0.01);
}

TEST(ErrorEstimateSumTest, AnAbsentClassHasNoErrors) {
  RandomCase<float> random(200, 4, 5);
  for (int32_t& label : random.labels) {
    label = label == 3 ? 0 : label;
  }
  const auto data = random.Data();
  const ErrorEstimate estimate = EstimateErrors(data, LearnConfidently(data));
  EXPECT_EQ(estimate.per_class[3].high, 0);
}

TEST(ErrorEstimateSumTest, NoItemsHaveNoErrors) {
  const RandomCase<float> random(0, 3, 1);
  const auto data = random.Data();
  const ErrorEstimate estimate = EstimateErrors(data, LearnConfidently(data));
  EXPECT_EQ(estimate.total.value, 0);
  EXPECT_EQ(estimate.total.high, 0);
}

}  // namespace
}  // namespace assay
