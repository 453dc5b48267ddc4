#include "engine/consensus/correlated_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "tests/engine/consensus/crowd_set.h"
#include "tests/engine/consensus/made_labels.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_data.h"

namespace assay {
namespace {

struct MadeCrowd {
  LabelTable labels;
  std::vector<uint16_t> truth;
};

// 600 items of two classes by 12 annotators.  On a share of the items of class b, all but four
// annotators fall for the same thing and say a nine times out of ten; otherwise everybody is right
// four times out of five.
MadeCrowd MakeCrowd(double trap_share, uint64_t seed) {
  constexpr size_t kItems = 600;
  constexpr int kAnnotators = 12;
  Rng rng(seed);
  LabelTableBuilder builder;
  std::vector<uint16_t> truth;
  for (size_t i = 0; i < kItems; ++i) {
    truth.push_back(static_cast<uint16_t>(rng.Below(2)));
    const bool trap = truth.back() == 1 && rng.Uniform() < trap_share;
    for (int j = 0; j < kAnnotators; ++j) {
      const double right = trap && j >= 4 ? 0.1 : 0.8;
      const uint16_t said = rng.Uniform() < right ? truth.back() : uint16_t(1 - truth.back());
      EXPECT_THAT(
          builder.Add("i" + std::to_string(i), "j" + std::to_string(j), said == 0 ? "a" : "b"),
          IsOk());
    }
  }
  return {builder.Build(RepeatPolicy::kAll), std::move(truth)};
}

CorrelatedFit Fit(const LabelTable& labels, int threads = 1) {
  WorkerPool pool(threads);
  NullProgress progress;
  auto fit = FitCorrelated({labels, {}, {}}, {}, pool, progress);
  EXPECT_THAT(fit, IsOk());
  return *std::move(fit);
}

double Accuracy(const MadeCrowd& crowd, const std::vector<float>& posterior) {
  double right = 0;
  for (size_t i = 0; i < crowd.truth.size(); ++i) {
    right += posterior[2 * i + crowd.truth[i]] > 0.5f ? 1 : 0;
  }
  return right / static_cast<double>(crowd.truth.size());
}

TEST(CorrelatedFit, FindsNoEvidenceWhereErrorsAreIndependent) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_LE(Fit(MakeCrowd(0, seed).labels).evidence, 5.0) << "seed " << seed;
  }
}

TEST(CorrelatedFit, FindsThatAnnotatorsFallForTheSameItems) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const MadeCrowd crowd = MakeCrowd(0.4, seed);
    const CorrelatedFit fit = Fit(crowd.labels);
    EXPECT_GE(fit.kind_count, 2);
    EXPECT_GT(fit.evidence, 20.0);
  }
}

// With one kind a class the model is that of IBCC, which has an implementation of its own.
TEST(CorrelatedFit, IsIbccWhereOneKindIsEnough) {
  const MadeCrowd crowd = MakeCrowd(0, 3);
  const CorrelatedFit fit = Fit(crowd.labels);
  ASSERT_EQ(fit.kind_count, 1);
  const ConsensusResult ibcc = RunMethod("ibcc", {crowd.labels, {}, {}});
  EXPECT_THAT(fit.result.posterior, testing::Pointwise(testing::FloatNear(2e-3f), ibcc.posterior));
  EXPECT_GT(Accuracy(crowd, fit.result.posterior), 0.97);
}

TEST(CorrelatedFit, AnswersTheSameWithAnyNumberOfThreads) {
  const LabelTable labels = MakeCrowd(0.4, 1).labels;
  const CorrelatedFit one = Fit(labels, 1);
  const CorrelatedFit three = Fit(labels, 3);
  EXPECT_EQ(one.result.posterior, three.result.posterior);
  EXPECT_EQ(one.evidence, three.evidence);
}

// The best of the peers is right on 90.4 % here, IBCC on 82.8 %.
TEST(CorrelatedFit, IsMoreOftenRightOnZenCrowdThanModelsOfIndependentErrors) {
  const CrowdSet set = LoadCrowdSet(TestData("crowd/zencrowd_us"), RepeatPolicy::kAll);
  const ConsensusInput input{set.labels, {}, {}};
  const ConsensusScore ebcc = ScoreConsensus(set, RunMethod("ebcc", input).posterior);
  EXPECT_GT(ebcc.accuracy, 0.904);
  EXPECT_GT(ebcc.accuracy, ScoreConsensus(set, RunMethod("ibcc", input).posterior).accuracy + 0.07);
  EXPECT_LT(ebcc.log_loss, 0.45);
}

}  // namespace
}  // namespace assay
