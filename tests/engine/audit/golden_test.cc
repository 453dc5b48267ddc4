#include <algorithm>
#include <cmath>

#include "engine/audit/confident_learning.h"
#include "engine/audit/label_issues.h"
#include "engine/audit/label_scores.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/golden_case.h"

namespace assay {
namespace {

using testing::DoubleNear;
using testing::Pointwise;

constexpr double kTolerance = 1e-9;

// Expected values: cleanlab 2.9.0, tests/data/cleanlab/README.md.
class GoldenTest : public testing::TestWithParam<std::string> {
 protected:
  GoldenTest() : golden_(LoadGoldenCase(GetParam())), data_(golden_.Data()) {}

  const nlohmann::json& Value(const std::string& key) const { return golden_.values.at(key); }

  // cleanlab's own calibrated joint, so that what follows from it is compared whatever the order
  // of equal fractions was.
  CountMatrix Calibrated() const { return JsonToCounts(Value("confident_joint_calibrated")); }

  ConfidentLearning Learned() const {
    ConfidentLearning learned = LearnConfidently(data_);
    learned.calibrated = Calibrated();
    return learned;
  }

  void ExpectMatrix(const Eigen::MatrixXd& found, const nlohmann::json& expected) const {
    EXPECT_LT((found - JsonToMatrix(expected)).cwiseAbs().maxCoeff(), kTolerance) << found;
  }

  void ExpectMask(IssueFilter filter, const nlohmann::json& expected,
                  const IssueFilterOptions& options = {}) const {
    EXPECT_EQ(FindLabelIssues(data_, Learned(), filter, options),
              expected.get<std::vector<uint8_t>>());
  }

  const GoldenCase golden_;
  const LabelledProbabilities<double> data_;
};

TEST_P(GoldenTest, Thresholds) {
  EXPECT_THAT(ClassThresholds(data_),
              Pointwise(DoubleNear(kTolerance), Value("thresholds").get<std::vector<double>>()));
}

TEST_P(GoldenTest, UncalibratedConfidentJoint) {
  const ConfidentJoint joint = LearnConfidently(data_).joint;
  EXPECT_EQ(joint.counts, JsonToCounts(Value("confident_joint_uncalibrated")));
  EXPECT_EQ(joint.off_diagonal_items, Value("off_diagonal_indices").get<std::vector<size_t>>());
}

// Whether two entries of a row have the same fraction to round, which leaves their order open.
bool HasTiedFractions(const CountMatrix& counts, Eigen::Index row, int64_t size) {
  std::vector<int64_t> remainders;
  const int64_t total = counts.row(row).sum();
  for (Eigen::Index k = 0; k < counts.cols(); ++k) {
    if (counts(row, k) * size % total != 0) {
      remainders.push_back(counts(row, k) * size % total);
    }
  }
  std::sort(remainders.begin(), remainders.end());
  return std::adjacent_find(remainders.begin(), remainders.end()) != remainders.end();
}

TEST_P(GoldenTest, CalibratedConfidentJoint) {
  const CountMatrix uncalibrated = JsonToCounts(Value("confident_joint_uncalibrated"));
  const CountMatrix found = CalibrateConfidentJoint(uncalibrated, data_.class_sizes());
  const CountMatrix expected = Calibrated();
  for (Eigen::Index row = 0; row < found.rows(); ++row) {
    const int64_t size = data_.class_sizes()[static_cast<size_t>(row)];
    EXPECT_EQ(found.row(row).sum(), size);
    const bool order_is_open =
        golden_.class_count > 16 && HasTiedFractions(uncalibrated, row, size);
    const int64_t allowed = order_is_open ? 1 : 0;
    EXPECT_LE((found.row(row) - expected.row(row)).cwiseAbs().maxCoeff(), allowed)
        << "row " << row << "\n"
        << found.row(row) << "\n"
        << expected.row(row);
  }
}

TEST_P(GoldenTest, JointAndNoiseMatrices) {
  ExpectMatrix(JointOfCounts(Calibrated()), Value("joint"));
  ExpectMatrix(NoiseMatrix(Calibrated()), Value("noise_matrix"));
  ExpectMatrix(InverseNoiseMatrix(Calibrated()), Value("inverse_noise_matrix"));
}

TEST_P(GoldenTest, NoiseMatricesEstimatedFromProbabilities) {
  const nlohmann::json& estimate = Value("estimate_py_and_noise_matrices_from_probabilities");
  ExpectMatrix(NoiseMatrix(Calibrated()), estimate.at("noise_matrix"));
  ExpectMatrix(InverseNoiseMatrix(Calibrated()), estimate.at("inverse_noise_matrix"));
}

TEST_P(GoldenTest, TruePrior) {
  const Eigen::VectorXd prior = TruePrior(Calibrated());
  EXPECT_THAT(std::vector<double>(prior.begin(), prior.end()),
              Pointwise(DoubleNear(kTolerance), Value("py").get<std::vector<double>>()));
}

TEST_P(GoldenTest, NumberOfLabelIssues) {
  const nlohmann::json& expected = Value("num_label_issues");
  EXPECT_EQ(LearnConfidently(data_).EstimatedErrorCount(), expected.at("off_diagonal_calibrated"));
  const std::vector<uint8_t> flags =
      FindLabelIssues(data_, Learned(), IssueFilter::kConfidentLearning);
  EXPECT_EQ(std::count(flags.begin(), flags.end(), 1), expected.at("off_diagonal"));
}

TEST_P(GoldenTest, Scores) {
  const auto expect = [&](LabelScore score, const std::string& name) {
    SCOPED_TRACE(name);
    EXPECT_THAT(
        ScoreItems(data_, score),
        Pointwise(DoubleNear(kTolerance), Value("scores").at(name).get<std::vector<double>>()));
  };
  expect(LabelScore::kSelfConfidence, "self_confidence");
  expect(LabelScore::kNormalizedMargin, "normalized_margin");
  expect(LabelScore::kConfidenceWeightedEntropy, "confidence_weighted_entropy");
}

TEST_P(GoldenTest, AdjustedScores) {
  const std::vector<double> adjusted = AdjustForThresholds<double>(data_, ClassThresholds(data_));
  const nlohmann::json& expected = Value("scores_adjusted");
  for (size_t i = 0; i < data_.item_count(); ++i) {
    const auto row =
        std::span<const double>(adjusted).subspan(i * golden_.class_count, golden_.class_count);
    EXPECT_NEAR(SelfConfidence(row, data_.given(i)), expected.at("self_confidence").at(i),
                kTolerance);
    EXPECT_NEAR(NormalizedMargin(row, data_.given(i)), expected.at("normalized_margin").at(i),
                kTolerance);
  }
}

TEST_P(GoldenTest, Masks) {
  const nlohmann::json& mask = Value("mask");
  ExpectMask(IssueFilter::kPruneByNoiseRate, mask.at("prune_by_noise_rate"));
  ExpectMask(IssueFilter::kPruneByClass, mask.at("prune_by_class"));
  ExpectMask(IssueFilter::kBoth, mask.at("both"));
  ExpectMask(IssueFilter::kConfidentLearning, mask.at("confident_learning"));
  ExpectMask(IssueFilter::kPredictedNeqGiven, mask.at("predicted_neq_given"));
  ExpectMask(IssueFilter::kLowSelfConfidence, mask.at("low_self_confidence"));
  ExpectMask(IssueFilter::kLowNormalizedMargin, mask.at("low_normalized_margin"));
}

TEST_P(GoldenTest, MasksOfHalfTheNoise) {
  const nlohmann::json& mask = Value("mask_frac_noise_0.5");
  const IssueFilterOptions options{.noise_share = 0.5};
  ExpectMask(IssueFilter::kPruneByNoiseRate, mask.at("prune_by_noise_rate"), options);
  ExpectMask(IssueFilter::kPruneByClass, mask.at("prune_by_class"), options);
  ExpectMask(IssueFilter::kBoth, mask.at("both"), options);
}

TEST_P(GoldenTest, MasksThatKeepFiveItemsOfEachClass) {
  const nlohmann::json& mask = Value("mask_min_examples_5");
  const IssueFilterOptions options{.min_items_per_class = 5};
  ExpectMask(IssueFilter::kPruneByNoiseRate, mask.at("prune_by_noise_rate"), options);
  ExpectMask(IssueFilter::kPruneByClass, mask.at("prune_by_class"), options);
  ExpectMask(IssueFilter::kBoth, mask.at("both"), options);
}

TEST_P(GoldenTest, RankingOfTheFlaggedItems) {
  const std::vector<uint8_t> flags = Value("mask").at("prune_by_noise_rate");
  for (const auto& [score, name] :
       {std::pair{LabelScore::kSelfConfidence, "self_confidence"},
        std::pair{LabelScore::kNormalizedMargin, "normalized_margin"},
        std::pair{LabelScore::kConfidenceWeightedEntropy, "confidence_weighted_entropy"}}) {
    SCOPED_TRACE(name);
    const std::vector<double> scores = ScoreItems(data_, score);
    const std::vector<size_t> expected = Value("ranked_indices_prune_by_noise_rate").at(name);
    const std::vector<size_t> found = RankFlagged<double>(scores, flags);
    ASSERT_EQ(found.size(), expected.size());
    // Equal scores have no order of their own: compare the scores along the ranking.
    for (size_t rank = 0; rank < found.size(); ++rank) {
      EXPECT_NEAR(scores[found[rank]], scores[expected[rank]], kTolerance) << "rank " << rank;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cleanlab, GoldenTest, testing::ValuesIn(GoldenCaseNames()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace assay
