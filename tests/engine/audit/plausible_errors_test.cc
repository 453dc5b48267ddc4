#include "engine/audit/plausible_errors.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/log_probability_case.h"

namespace assay {
namespace {

using testing::HasSubstr;

// K = 2, ten items given each class; of those given 0 three, of those given 1 two are more
// probably of the other class.
LogProbabilityCase TwentyItems() {
  std::vector<std::vector<double>> rows;
  std::vector<uint32_t> given;
  for (int i = 0; i < 20; ++i) {
    const bool outvoted = i < 3 || (i >= 10 && i < 12);
    const double own = outvoted ? 0.4 : 0.7;
    given.push_back(i < 10 ? 0 : 1);
    rows.push_back(i < 10 ? std::vector<double>{own, 1 - own} : std::vector<double>{1 - own, own});
  }
  return {LogMatrixOf(rows), given};
}

CountMatrix JointOf(int64_t a, int64_t b, int64_t c, int64_t d) {
  CountMatrix joint(2, 2);
  joint << a, b, c, d;
  return joint;
}

PlausibleErrors Errors(const LogProbabilityCase& data, double expected, const CountMatrix& joint) {
  WorkerPool pool(2);
  const NoiseEstimate noise{.counts = {}, .expected_errors = expected};
  return EstimatePlausibleErrors(data.log_probabilities, data.given, noise, joint, pool);
}

// CL = 10 * 2/8 + 10 * 1/8 = 3.75, dis = 5, em = 1: sep = 0.2, lambda = 1 - 0.2 / 0.35 = 3/7.
TEST(PlausibleErrorsTest, MatchesAnExampleWorkedByHand) {
  const PlausibleErrors errors = Errors(TwentyItems(), 1, JointOf(6, 2, 1, 7));
  EXPECT_NEAR(errors.confident_joint_errors, 3.75, 1e-12);
  EXPECT_EQ(errors.disagreements, 5);
  const double centre = std::pow(3.75, 4.0 / 7) * std::pow(5, 3.0 / 7);
  EXPECT_NEAR(errors.all.centre, centre, 1e-9);
  EXPECT_NEAR(errors.all.low, 0.5, 1e-12);
  EXPECT_NEAR(errors.all.high, (2.2 - 0.6) * 5, 1e-9);
  // 2.5 + 0.5 against 1.25 + 0.5.
  EXPECT_NEAR(errors.per_class[0].centre, centre * 3 / 4.75, 1e-9);
  EXPECT_NEAR(errors.per_class[1].centre, centre * 1.75 / 4.75, 1e-9);
  EXPECT_NEAR(errors.per_class[1].high, 8 * 1.75 / 4.75, 1e-9);
}

TEST(PlausibleErrorsTest, AModelThatIsSureOfItsErrorsIsTakenAtItsConfidentJoint) {
  const PlausibleErrors errors = Errors(TwentyItems(), 3, JointOf(6, 2, 1, 7));
  EXPECT_NEAR(errors.all.centre, 3.75, 1e-9);
  EXPECT_NEAR(errors.all.low, 1.5, 1e-9);
  EXPECT_NEAR(errors.all.high, 5, 1e-9);
}

TEST(PlausibleErrorsTest, AModelThatIsSureOfNoneIsTakenAtItsDisagreements) {
  const PlausibleErrors errors = Errors(TwentyItems(), 0, JointOf(6, 2, 1, 7));
  EXPECT_NEAR(errors.all.centre, 5, 1e-9);
  EXPECT_EQ(errors.all.low, 0);
  EXPECT_NEAR(errors.all.high, 11, 1e-9);
}

TEST(PlausibleErrorsTest, ClaimsNoConfidenceLevelAndSaysSo) {
  const PlausibleErrors errors = Errors(TwentyItems(), 1, JointOf(6, 2, 1, 7));
  EXPECT_EQ(errors.level, 0);
  EXPECT_THAT(std::string(errors.method), HasSubstr("not a confidence interval"));
}

TEST(PlausibleErrorsTest, TheClassesSumToTheTotalAndHoldNoMoreThanTheirItems) {
  // All confident errors are among the three items given class 0.
  std::vector<std::vector<double>> rows(40, {0.3, 0.7});
  std::vector<uint32_t> given(40, 1);
  for (size_t i = 0; i < 20; ++i) {
    rows[i] = {0.6, 0.4};
    given[i] = i < 3 ? 0 : 1;
  }
  const PlausibleErrors errors = Errors({LogMatrixOf(rows), given}, 0.1, JointOf(1, 1000, 0, 10));
  EXPECT_LE(errors.per_class[0].centre, 3);
  EXPECT_LE(errors.per_class[0].high, 3);
  EXPECT_GT(errors.all.centre, 3);
  EXPECT_NEAR(errors.per_class[0].centre + errors.per_class[1].centre, errors.all.centre, 1e-9);
}

TEST(PlausibleErrorsTest, NothingDoubtfulMeansNoErrors) {
  const LogProbabilityCase data(LogMatrixOf({{0.9, 0.1}, {0.1, 0.9}}), {0, 1});
  const PlausibleErrors errors = Errors(data, 0.001, JointOf(1, 0, 0, 1));
  EXPECT_EQ(errors.all.centre, 0);
  EXPECT_EQ(errors.all.low, 0);
  EXPECT_EQ(errors.all.high, 0);
  EXPECT_EQ(errors.per_class[0].high, 0);
}

TEST(PlausibleErrorsTest, TheGivenLabelWinsATie) {
  const LogProbabilityCase data(LogMatrixOf({{0.5, 0.5}, {0.5, 0.5}}), {0, 1});
  EXPECT_EQ(Errors(data, 0.5, JointOf(1, 0, 0, 1)).disagreements, 0);
}

TEST(PlausibleErrorsTest, NeverExceedTheNumberOfItems) {
  const LogProbabilityCase data(LogMatrixOf({{0.1, 0.9}, {0.1, 0.9}}), {0, 0});
  const PlausibleErrors errors = Errors(data, 0.1, JointOf(1, 9, 0, 1));
  EXPECT_EQ(errors.all.high, 2);
  EXPECT_LE(errors.all.centre, 2);
  EXPECT_LE(errors.per_class[0].high, 2);
  EXPECT_EQ(errors.per_class[1].centre, 0);
}

TEST(PlausibleErrorsTest, AClassThatNobodyIsGivenHasNone) {
  const LogProbabilityCase data(LogMatrixOf({{0.3, 0.7}, {0.8, 0.2}}), {0, 0});
  const PlausibleErrors errors = Errors(data, 0.5, JointOf(1, 1, 0, 1));
  EXPECT_EQ(errors.per_class[1].centre, 0);
  EXPECT_NEAR(errors.per_class[0].centre, errors.all.centre, 1e-12);
}

TEST(PlausibleErrorsTest, NoItemsHaveNoErrors) {
  const PlausibleErrors errors = Errors({ClassMatrix(0, 2), {}}, 0, JointOf(1, 0, 0, 1));
  EXPECT_EQ(errors.all.centre, 0);
  EXPECT_EQ(errors.all.high, 0);
  EXPECT_EQ(errors.per_class.size(), 2u);
}

TEST(PlausibleErrorsTest, GivesTheSameBitsForAnyNumberOfThreads) {
  const LogProbabilityCase data(4000, 2, 89);
  const NoiseEstimate noise{.counts = {}, .expected_errors = 300};
  WorkerPool one(1);
  WorkerPool five(5);
  const CountMatrix joint = JointOf(900, 200, 150, 800);
  EXPECT_EQ(
      EstimatePlausibleErrors(data.log_probabilities, data.given, noise, joint, one).all.centre,
      EstimatePlausibleErrors(data.log_probabilities, data.given, noise, joint, five).all.centre);
}

}  // namespace
}  // namespace assay
