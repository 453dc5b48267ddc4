#include "engine/audit/given_probabilities.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Ge;
using testing::Le;

// Probabilities of a model that is right about the true class, more or less surely; some rows get
// a wrong label.
struct ProbabilityCase {
  ProbabilityCase(size_t row_count, size_t classes, double error_rate, uint64_t seed)
      : class_count(classes) {
    Rng rng(seed);
    for (size_t i = 0; i < row_count; ++i) {
      const auto truth = static_cast<uint32_t>(rng.Below(class_count));
      const bool wrong = rng.Uniform() < error_rate;
      const auto step = static_cast<uint32_t>(1 + rng.Below(class_count - 1));
      given.push_back(wrong ? static_cast<uint32_t>((truth + step) % class_count) : truth);
      is_wrong.push_back(wrong);
      std::vector<double> row(class_count);
      for (size_t k = 0; k < class_count; ++k) {
        row[k] = std::exp(2.0 * rng.Uniform() + (k == truth ? 3.0 * rng.Uniform() : 0.0));
      }
      const double sum = std::accumulate(row.begin(), row.end(), 0.0);
      for (const double value : row) {
        values.push_back(static_cast<float>(value / sum));
      }
    }
  }

  ProbabilityMatrix<float> matrix() const { return {values, class_count}; }
  GivenProbabilityJudgement Judge(int threads = 1) const {
    WorkerPool pool(threads);
    return JudgeGivenProbabilities(matrix(), given, pool);
  }

  size_t class_count;
  std::vector<float> values;
  std::vector<uint32_t> given;
  std::vector<bool> is_wrong;
};

// How often a wrong label scores below a right one.
double Separation(const std::vector<double>& quality, const std::vector<bool>& is_wrong) {
  double pairs = 0;
  double ordered = 0;
  for (size_t i = 0; i < quality.size(); ++i) {
    for (size_t j = 0; is_wrong[i] && j < quality.size(); ++j) {
      if (!is_wrong[j]) {
        pairs += 1;
        ordered += quality[i] < quality[j] ? 1.0 : 0.0;
      }
    }
  }
  return ordered / pairs;
}

std::vector<double> SelfConfidence(const ProbabilityCase& data) {
  std::vector<double> scores;
  for (size_t i = 0; i < data.given.size(); ++i) {
    scores.push_back(static_cast<double>(data.matrix().at(i, data.given[i])));
  }
  return scores;
}

TEST(GivenProbabilitiesTest, MixtureRowsAreLogarithmsOfProbabilitiesAndScoresAreInRange) {
  const ProbabilityCase data(300, 5, 0.1, 1);
  const GivenProbabilityJudgement judgement = data.Judge();
  ASSERT_EQ(judgement.log_mixture.row_count(), 300u);
  for (size_t i = 0; i < 300; ++i) {
    double sum = 0;
    for (const float value : judgement.log_mixture.row(i)) {
      sum += std::exp(static_cast<double>(value));
    }
    EXPECT_NEAR(sum, 1, 1e-5);
  }
  EXPECT_THAT(judgement.scores.quality, Each(AllOf(Ge(0.0), Le(1.0))));
  EXPECT_THAT(judgement.supplied_weight, AllOf(Ge(0.0), Le(1.0)));
}

TEST(GivenProbabilitiesTest, RanksAsWellAsSelfConfidenceWhereTheModelIsCalibrated) {
  for (const size_t class_count : {2u, 3u, 10u}) {
    const ProbabilityCase data(600, class_count, 0.1, 2);
    EXPECT_GE(Separation(data.Judge().scores.quality, data.is_wrong),
              Separation(SelfConfidence(data), data.is_wrong) - 0.01)
        << class_count;
  }
}

// A model that gives class 0 twice what it deserves makes self-confidence blind for labels 0.
TEST(GivenProbabilitiesTest, SeesThroughAModelThatPrefersAClass) {
  ProbabilityCase data(800, 4, 0.1, 3);
  for (size_t i = 0; i < data.values.size(); i += 4) {
    data.values[i] *= 20.0f;
    const float sum = std::accumulate(data.values.begin() + static_cast<long>(i),
                                      data.values.begin() + static_cast<long>(i + 4), 0.0f);
    for (size_t k = 0; k < 4; ++k) {
      data.values[i + k] /= sum;
    }
  }
  EXPECT_GT(Separation(data.Judge().scores.quality, data.is_wrong),
            Separation(SelfConfidence(data), data.is_wrong) + 0.05);
}

TEST(GivenProbabilitiesTest, RenamingTheClassesChangesNothing) {
  const ProbabilityCase data(400, 4, 0.1, 4);
  ProbabilityCase renamed = data;
  const uint32_t to[] = {2, 0, 3, 1};
  for (size_t i = 0; i < data.given.size(); ++i) {
    renamed.given[i] = to[data.given[i]];
    for (size_t k = 0; k < 4; ++k) {
      renamed.values[4 * i + to[k]] = data.values[4 * i + k];
    }
  }
  const std::vector<double> a = data.Judge().scores.quality;
  const std::vector<double> b = renamed.Judge().scores.quality;
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(a[i], b[i], 1e-3 * a[i]) << i;
  }
}

TEST(GivenProbabilitiesTest, ZerosOnesAndClassesThatNobodyIsGivenHaveAScore) {
  ProbabilityCase data(200, 3, 0.1, 5);
  std::replace(data.given.begin(), data.given.end(), 2u, 0u);
  for (size_t i = 0; i < data.values.size(); i += 3) {
    const size_t best = i % 2 == 0 ? i : i + 1;
    std::fill_n(data.values.begin() + static_cast<long>(i), 3, 0.0f);
    data.values[best] = 1.0f;
  }
  EXPECT_THAT(data.Judge().scores.quality, Each(AllOf(Ge(0.0), Le(1.0))));
  const ProbabilityCase few(3, 3, 0.5, 6);
  EXPECT_THAT(few.Judge().scores.quality, Each(AllOf(Ge(0.0), Le(1.0))));
}

TEST(GivenProbabilitiesTest, ThreadsDoNotChangeABit) {
  const ProbabilityCase data(3000, 6, 0.1, 7);
  EXPECT_EQ(data.Judge(1).scores.quality, data.Judge(3).scores.quality);
}

}  // namespace
}  // namespace assay
