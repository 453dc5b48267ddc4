#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/consensus/active_lab.h"
#include "engine/consensus/crowdlab.h"
#include "engine/labels/label_table_builder.h"
#include "tests/support/test_data.h"

namespace assay {
namespace {

constexpr double kTolerance = 1e-6;

std::vector<float> Floats(const nlohmann::json& rows) {
  std::vector<float> values;
  for (const nlohmann::json& row : rows) {
    for (const double value : row) {
      values.push_back(static_cast<float>(value));
    }
  }
  return values;
}

// One of tests/data/cleanlab/multi_*.json.
struct MultiCase {
  nlohmann::json values;
  LabelTable labels;
  std::vector<float> model;
  std::vector<float> unlabelled;

  ConsensusInput Input() const {
    return {.labels = labels, .gold = {}, .model_probabilities = model};
  }
};

MultiCase Load(const std::string& name) {
  const auto values = nlohmann::json::parse(ReadFile(TestData("cleanlab/multi_" + name + ".json")));
  LabelTableBuilder builder;
  for (size_t k = 0; k < values.at("pred_probs").at(0).size(); ++k) {
    EXPECT_TRUE(builder.AddClass(std::to_string(k)).ok());
  }
  const nlohmann::json& rows = values.at("labels_multiannotator");
  for (size_t item = 0; item < rows.size(); ++item) {
    for (size_t annotator = 0; annotator < rows[item].size(); ++annotator) {
      const nlohmann::json& said = rows[item][annotator];
      if (!said.is_null()) {
        EXPECT_TRUE(builder
                        .Add(std::to_string(item), std::to_string(annotator),
                             std::to_string(said.get<int>()))
                        .ok());
      }
    }
  }
  return {values, builder.Build(RepeatPolicy::kAll), Floats(values.at("pred_probs")),
          Floats(values.at("pred_probs_unlabeled"))};
}

void ExpectNear(std::span<const double> ours, const nlohmann::json& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (size_t i = 0; i < ours.size(); ++i) {
    EXPECT_NEAR(ours[i], theirs[i].get<double>(), kTolerance) << "at " << i;
  }
}

class CrowdlabGoldenTest : public testing::TestWithParam<std::string> {};

TEST_P(CrowdlabGoldenTest, ConsensusAndItsQualityAreThoseOfCleanlab) {
  const MultiCase golden = Load(GetParam());
  const CrowdlabScores scores = ScoreCrowdlab(golden.Input(), 0).value();
  const nlohmann::json& expected = golden.values.at("crowdlab");
  EXPECT_EQ(scores.consensus, expected.at("consensus_label").get<std::vector<int32_t>>());
  ExpectNear(scores.consensus_quality, expected.at("consensus_quality_score"));
  ExpectNear(scores.agreement, expected.at("annotator_agreement"));
}

TEST_P(CrowdlabGoldenTest, WeightsAreThoseOfCleanlab) {
  const MultiCase golden = Load(GetParam());
  const CrowdlabScores scores = ScoreCrowdlab(golden.Input(), 0).value();
  const nlohmann::json& expected = golden.values.at("crowdlab");
  EXPECT_NEAR(scores.model_weight, expected.at("model_weight").get<double>(), kTolerance);
  for (size_t a = 0; a < scores.annotator_weight.size(); ++a) {
    const size_t theirs = std::stoul(std::string(golden.labels.annotator_names()[a]));
    EXPECT_NEAR(scores.annotator_weight[a], expected.at("annotator_weight")[theirs].get<double>(),
                kTolerance);
  }
}

TEST_P(CrowdlabGoldenTest, FiguresOfAnnotatorsAreThoseOfCleanlab) {
  const MultiCase golden = Load(GetParam());
  const CrowdlabScores scores = ScoreCrowdlab(golden.Input(), 0).value();
  const nlohmann::json& expected = golden.values.at("crowdlab").at("annotator_stats");
  for (size_t a = 0; a < scores.annotator_quality.size(); ++a) {
    const size_t theirs = std::stoul(std::string(golden.labels.annotator_names()[a]));
    EXPECT_NEAR(scores.annotator_quality[a], expected.at("annotator_quality")[theirs].get<double>(),
                kTolerance);
    EXPECT_NEAR(scores.annotator_agreement[a],
                expected.at("agreement_with_consensus")[theirs].get<double>(), kTolerance);
    EXPECT_EQ(scores.worst_class[a], expected.at("worst_class")[theirs].get<int32_t>());
  }
}

TEST_P(CrowdlabGoldenTest, QualityOfEachLabelIsThatOfCleanlab) {
  const MultiCase golden = Load(GetParam());
  const CrowdlabScores scores = ScoreCrowdlab(golden.Input(), 0).value();
  const nlohmann::json& expected = golden.values.at("crowdlab").at("detailed_label_quality");
  size_t at = 0;
  for (size_t item = 0; item < golden.labels.item_count(); ++item) {
    for (const uint32_t a : golden.labels.annotators_of(item)) {
      const size_t theirs = std::stoul(std::string(golden.labels.annotator_names()[a]));
      EXPECT_NEAR(static_cast<double>(scores.label_quality[at++]),
                  expected[item][theirs].get<double>(), kTolerance);
    }
  }
  EXPECT_EQ(at, golden.labels.label_count());
}

TEST_P(CrowdlabGoldenTest, TheMajorityIsThatOfCleanlab) {
  const MultiCase golden = Load(GetParam());
  EXPECT_EQ(CrowdlabMajority(golden.Input(), 0),
            golden.values.at("majority_vote_with_probs").get<std::vector<int32_t>>());
}

INSTANTIATE_TEST_SUITE_P(AllCases, CrowdlabGoldenTest,
                         testing::Values("binary_k2", "single_label_k3", "small_k3", "sparse_k5",
                                         "ties_k4"));

class ActiveLabGoldenTest : public testing::TestWithParam<std::string> {};

TEST_P(ActiveLabGoldenTest, ScoresAreThoseOfCleanlab) {
  const MultiCase golden = Load(GetParam());
  const ActiveLabScores scores = ScoreActiveLab(golden.Input(), golden.unlabelled, 0,
                                                golden.values.value("best_temperature", 0.0))
                                     .value();
  ExpectNear(scores.labelled, golden.values.at("active_learning_scores"));
  ExpectNear(scores.unlabelled, golden.values.at("active_learning_scores_unlabeled"));
}

// Mean over items of -sum_k share_k log softmax_k(log p / temperature).
double CrossEntropy(const MultiCase& golden, double temperature) {
  const size_t class_count = golden.labels.class_count();
  double sum = 0;
  for (size_t item = 0; item < golden.labels.item_count(); ++item) {
    double all = 0;
    for (size_t k = 0; k < class_count; ++k) {
      all += std::pow(static_cast<double>(golden.model[item * class_count + k]), 1 / temperature);
    }
    for (const uint16_t said : golden.labels.classes_of(item)) {
      const double p = static_cast<double>(golden.model[item * class_count + said]);
      sum -= std::log(std::pow(p, 1 / temperature) / all) /
             static_cast<double>(golden.labels.classes_of(item).size());
    }
  }
  return sum;
}

// The peer counts votes for the wrong classes, and so takes 7.25 or 3.5 where 1 to 2 fits best.
class ActiveLabTemperatureTest : public testing::TestWithParam<std::string> {};

TEST_P(ActiveLabTemperatureTest, ItFitsTheVotesBetterThanThatOfCleanlab) {
  const MultiCase golden = Load(GetParam());
  const double ours = ScoreActiveLab(golden.Input(), golden.unlabelled, 0).value().temperature;
  EXPECT_LT(CrossEntropy(golden, ours),
            CrossEntropy(golden, golden.values.at("best_temperature").get<double>()));
  for (const double other : {0.5, 0.8, 1.0, 2.0, 3.0, 5.0}) {
    EXPECT_LE(CrossEntropy(golden, ours), CrossEntropy(golden, other) + 1e-9);
  }
}

INSTANTIATE_TEST_SUITE_P(AllCases, ActiveLabGoldenTest,
                         testing::Values("activelab_one_label_each", "binary_k2", "single_label_k3",
                                         "small_k3", "sparse_k5", "ties_k4"));

INSTANTIATE_TEST_SUITE_P(AllCases, ActiveLabTemperatureTest,
                         testing::Values("binary_k2", "single_label_k3", "small_k3", "sparse_k5",
                                         "ties_k4"));

}  // namespace
}  // namespace assay
