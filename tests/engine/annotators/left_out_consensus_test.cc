#include "engine/annotators/left_out_consensus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "engine/consensus/methods/methods.h"
#include "tests/reference/annotators/annotator_reference.h"
#include "tests/reference/annotators/simulated_crowd.h"

namespace assay {
namespace {

reference::SimulatedCrowd Crowd() {
  return reference::Simulate(40, 6, 3, 0.6, 1,
                             [](uint32_t who, uint32_t, uint16_t truth, const auto&, Rng& rng) {
                               return reference::HonestAnswer(truth, 0.4 + 0.1 * who, 3, rng);
                             });
}

std::vector<float> Posterior(const LabelTable& labels) {
  WorkerPool pool(1);
  NullProgress progress;
  return MajorityConsensus({.labels = labels, .gold = {}, .model_probabilities = {}}, {}, pool,
                           progress)
      ->posterior;
}

TEST(LeftOutConsensusTest, IsThePosteriorCountedAnewWithoutTheLabel) {
  const reference::SimulatedCrowd crowd = Crowd();
  const std::vector<float> posterior = Posterior(crowd.labels);
  const AnnotatorInput input{.labels = crowd.labels, .posterior = posterior};
  const LeftOutConsensus left_out(input);
  std::vector<double> fast(3);
  for (size_t item = 0; item < crowd.labels.item_count(); ++item) {
    const auto annotators = crowd.labels.annotators_of(item);
    for (size_t i = 0; annotators.size() > 1 && i < annotators.size(); ++i) {
      const GivenLabel label{annotators[i], crowd.labels.classes_of(item)[i]};
      EXPECT_TRUE(left_out.Write(item, {&label, 1}, fast));
      EXPECT_THAT(fast, testing::Pointwise(testing::DoubleNear(1e-5),
                                           reference::LeftOutPosterior(crowd.labels, posterior,
                                                                       item, {annotators[i]})));
    }
  }
}

TEST(LeftOutConsensusTest, TwoLabelsCanBeLeftOut) {
  const reference::SimulatedCrowd crowd = Crowd();
  const std::vector<float> posterior = Posterior(crowd.labels);
  const AnnotatorInput input{.labels = crowd.labels, .posterior = posterior};
  const LeftOutConsensus left_out(input);
  const std::vector<GivenLabel> both = {{1, crowd.labels.classes_of(0)[1]},
                                        {4, crowd.labels.classes_of(0)[4]}};
  std::vector<double> fast(3);
  EXPECT_TRUE(left_out.Write(0, both, fast));
  EXPECT_THAT(fast,
              testing::Pointwise(testing::DoubleNear(1e-5),
                                 reference::LeftOutPosterior(crowd.labels, posterior, 0, {1, 4})));
}

TEST(LeftOutConsensusTest, TheOnlyLabelLeavesTheClassShares) {
  LabelTableBuilder builder;
  ASSERT_TRUE(builder.Add("a", "x", "0").ok());
  ASSERT_TRUE(builder.Add("b", "x", "1").ok());
  const LabelTable labels = builder.Build(RepeatPolicy::kAll);
  const std::vector<float> posterior = {1, 0, 0, 1};
  const AnnotatorInput input{.labels = labels, .posterior = posterior};
  const LeftOutConsensus left_out(input);
  const GivenLabel label{0, 0};
  std::vector<double> row(2);
  EXPECT_FALSE(left_out.Write(0, {&label, 1}, row));
  EXPECT_THAT(row,
              testing::ElementsAre(testing::DoubleNear(0.5, 1e-9), testing::DoubleNear(0.5, 1e-9)));
}

TEST(LeftOutConsensusTest, AKnownClassStands) {
  const reference::SimulatedCrowd crowd = Crowd();
  const std::vector<float> posterior = Posterior(crowd.labels);
  std::vector<int32_t> gold(crowd.labels.item_count(), kNoClass);
  gold[3] = 2;
  const AnnotatorInput input{.labels = crowd.labels, .posterior = posterior, .gold = gold};
  const LeftOutConsensus left_out(input);
  std::vector<double> row(3);
  EXPECT_TRUE(left_out.Write(3, {}, row));
  EXPECT_THAT(row, testing::ElementsAre(0, 0, 1));
}

}  // namespace
}  // namespace assay
