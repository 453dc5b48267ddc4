#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/consensus/auto_blend.h"
#include "tests/engine/consensus/crowd_set.h"
#include "tests/engine/consensus/made_labels.h"
#include "tests/support/test_data.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing::Not;

LabelTable SmallTable() {
  return BuildTable({{"i0", "a", "x"}, {"i0", "b", "x"}, {"i1", "a", "y"}, {"i1", "b", "x"}},
                    {"empty"});
}

TEST(AutoBlend, VoteSharesCountLabelsAndHalfOfEachClass) {
  EXPECT_THAT(VoteShares(SmallTable()), testing::ElementsAre(3.5 / 5.0, 1.5 / 5.0));
}

TEST(AutoBlend, PosteriorSharesLeaveOutItemsWithoutLabels) {
  const std::vector<float> posterior = {1.0f, 0.0f, 0.5f, 0.5f, 0.0f, 1.0f};
  EXPECT_THAT(PosteriorShares(SmallTable(), posterior), testing::ElementsAre(2.0 / 3.0, 1.0 / 3.0));
}

TEST(AutoBlend, SofteningAddsOneLabelOfAnyClassButNotToKnownOrEmptyItems) {
  const LabelTable table = SmallTable();
  const std::vector<int32_t> gold = {kNoClass, 1, kNoClass};
  std::vector<float> posterior = {1.0f, 0.0f, 0.0f, 1.0f, 0.3f, 0.7f};
  SoftenVotes({table, gold, {}}, posterior);
  EXPECT_THAT(posterior, testing::Pointwise(
                             testing::FloatNear(1e-6f),
                             std::vector<float>{2.5f / 3.0f, 0.5f / 3.0f, 0.0f, 1.0f, 0.3f, 0.7f}));
}

TEST(AutoBlend, AModelThatAgreesWithTheVotesIsTrustedFully) {
  const std::vector<double> shares = {0.2, 0.8};
  EXPECT_DOUBLE_EQ(ShareTrust(shares, shares), 1.0);
}

TEST(AutoBlend, TrustFallsWithTheDivergenceFromTheVotes) {
  const std::vector<double> votes = {0.5, 0.5};
  const std::vector<double> model = {0.75, 0.25};
  // KL((1/2, 1/2), (3/4, 1/4)) = log(2 / sqrt(3)).
  EXPECT_NEAR(ShareTrust(votes, model), std::pow(std::sqrt(3.0) / 2.0, 20.0), 1e-12);
  EXPECT_LT(ShareTrust(votes, std::vector<double>{0.97, 0.03}), 1e-6);
}

TEST(AutoBlend, BlendIsTheWeightedMeanOfTheLegs) {
  WorkerPool pool(2);
  const LabelTable table = SmallTable();
  const std::vector<AutoLeg> legs = {{"one", {1, 0, 0, 1, 0.5f, 0.5f}, {}, true, 0.75},
                                     {"two", {0, 1, 0, 1, 1, 0}, {}, true, 0.25}};
  EXPECT_THAT(BlendLegs(table, legs, pool),
              testing::Pointwise(testing::FloatNear(1e-6f),
                                 std::vector<float>{0.75f, 0.25f, 0, 1, 0.625f, 0.375f}));
}

TEST(AutoBlend, ReliabilityIsTheMeanProbabilityOfWhatAnAnnotatorSaid) {
  // a said x (p 1) and y (p .5), b said x (p 1) and x (p .5); the mean of all four is .75.
  const std::vector<float> posterior = {1.0f, 0.0f, 0.5f, 0.5f, 0.0f, 1.0f};
  EXPECT_THAT(BlendReliability(SmallTable(), posterior),
              testing::Each(testing::FloatEq(2.25f / 3.0f)));
}

TEST(AutoBlend, ACollapsedModelIsNamedWithItsReason) {
  std::vector<AutoLeg> legs = {{"sound", {}, {0.7, 0.3}}, {"collapsed", {}, {0.99, 0.01}}};
  const std::vector<double> votes = {0.7, 0.3};
  WeighLegs(votes, legs);
  EXPECT_NEAR(legs[0].weight + legs[1].weight, 1.0, 1e-12);
  const std::string text = ExplainBlend(SmallTable(), votes, legs);
  EXPECT_THAT(text, HasSubstr("sound 100 %, collapsed 0 %"));
  EXPECT_THAT(text, HasSubstr("collapsed counts little: it gives class \"y\" to 1 %"));
  EXPECT_THAT(text, Not(HasSubstr("sound counts little")));
}

TEST(AutoBlend, CorrelationIsProvenByDecisiveEvidenceOnly) {
  EXPECT_EQ(CorrelationProof(0), 0);
  EXPECT_EQ(CorrelationProof(5), 0);
  EXPECT_NEAR(CorrelationProof(10), 1.0 - std::exp(-1.0), 1e-12);
  EXPECT_NEAR(CorrelationProof(100), 1.0, 1e-8);
}

TEST(AutoBlend, ProofMovesWeightFromTheModelsOfIndependentErrors) {
  const std::vector<double> votes = {0.5, 0.5};
  std::vector<AutoLeg> legs = {{"votes", {}, votes, false, 0.4}, {"model", {}, votes, true, 0.6}};
  AddCorrelatedLeg(votes, 0.75, {"together", {}, votes}, legs);
  ASSERT_EQ(legs.size(), 3u);
  EXPECT_DOUBLE_EQ(legs[0].weight, 0.4);
  EXPECT_DOUBLE_EQ(legs[1].weight, 0.15);
  EXPECT_DOUBLE_EQ(legs[2].weight, 0.45);
  EXPECT_THAT(ExplainBlend(SmallTable(), votes, legs), HasSubstr("err together"));
}

TEST(AutoConsensus, SaysWhatItChose) {
  const LabelTable table = BuildTable(MakeLabels({}));
  const std::string text = RunMethod("auto", {table, {}, {}}).explanation;
  EXPECT_THAT(text, HasSubstr("hierarchical_dawid_skene"));
  EXPECT_THAT(text, HasSubstr(" %"));
}

TEST(AutoConsensus, AnswersTheSameWithAnyNumberOfThreads) {
  const LabelTable table = BuildTable(MakeLabels({.items = 400}));
  EXPECT_EQ(RunMethod("auto", {table, {}, {}}, {}, 1).posterior,
            RunMethod("auto", {table, {}, {}}, {}, 3).posterior);
}

TEST(AutoConsensus, KnownClassesStayKnown) {
  const LabelTable table = BuildTable(MakeLabels({}));
  std::vector<int32_t> gold(table.item_count(), kNoClass);
  gold[3] = 2;
  const ConsensusResult result = RunMethod("auto", {table, gold, {}});
  EXPECT_NEAR(result.posterior[3 * table.class_count() + 2], 1.0, 1e-6);
}

TEST(AutoConsensus, IsTheDefault) { EXPECT_EQ(ConsensusMethods().front().name, "auto"); }

// What docs/decisions/0005-consensus-auto.md promises, with room for rounding: `margin` points
// above Dawid-Skene, MAP, and never worse calibrated than stated.
struct Band {
  const char* set;
  double above_dawid_skene;
  double above_majority;
  double log_loss;
  double calibration_error;
};

class AutoBand : public testing::TestWithParam<Band> {};

TEST_P(AutoBand, HoldsOnTheCrowdSet) {
  const CrowdSet set =
      LoadCrowdSet(TestData(std::string("crowd/") + GetParam().set), RepeatPolicy::kAll);
  const auto score = [&](std::string_view method) {
    return ScoreConsensus(set, RunMethod(method, {set.labels, {}, {}}).posterior);
  };
  const ConsensusScore found = score("auto");
  EXPECT_GE(found.accuracy, score("dawid_skene_map").accuracy + GetParam().above_dawid_skene);
  EXPECT_GE(found.accuracy, score("majority").accuracy + GetParam().above_majority);
  EXPECT_LE(found.log_loss, GetParam().log_loss);
  EXPECT_LE(found.calibration_error, GetParam().calibration_error);
}

INSTANTIATE_TEST_SUITE_P(Sets, AutoBand,
                         testing::Values(Band{"bluebird", -0.01, 0.10, 0.45, 0.08},
                                         Band{"music", 0.01, 0.08, 1.10, 0.12},
                                         Band{"snow_temp", -0.003, 0.003, 0.25, 0.04},
                                         Band{"zencrowd_us", 0.07, 0.03, 0.35, 0.04}),
                         [](const auto& band) { return std::string(band.param.set); });

}  // namespace
}  // namespace assay
