#include "engine/audit/recalibration.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/audit/model_mixture.h"
#include "engine/base/rng.h"
#include "gtest/gtest.h"
#include "tests/reference/learn/discriminant_reference.h"

namespace assay {
namespace {

// Tempered log-probabilities of a model that leans to the right class and, of class 1, to class 2.
struct LeaningModel {
  LeaningModel(size_t row_count, size_t class_count, uint64_t seed) : logs(row_count, class_count) {
    Rng rng(seed);
    WorkerPool pool(1);
    for (size_t i = 0; i < row_count; ++i) {
      given.push_back(static_cast<uint32_t>(rng.Below(class_count)));
      for (size_t k = 0; k < class_count; ++k) {
        const bool right = k == given[i];
        const bool fond = given[i] == 1 && k == 2 && class_count > 2;
        logs.row(i)[k] =
            static_cast<float>(1.5 * rng.Uniform() + (right ? 1.0 : 0.0) + (fond ? 1.5 : 0.0));
      }
    }
    TemperLogProbabilities(given, pool, &logs);
  }

  Recalibrated Run(double prior = 1.0, int threads = 1) const {
    WorkerPool pool(threads);
    return Recalibrate(logs, given, prior, pool);
  }
  double AccuracyOf(const ClassMatrix& matrix) const {
    double right = 0;
    for (size_t i = 0; i < given.size(); ++i) {
      const std::span<const float> row = matrix.row(i);
      right += std::max_element(row.begin(), row.end()) - row.begin() ==
                       static_cast<std::ptrdiff_t>(given[i])
                   ? 1.0
                   : 0.0;
    }
    return right / static_cast<double>(given.size());
  }

  ClassMatrix logs;
  std::vector<uint32_t> given;
};

// With a prior that leaves nothing else, the result is the discriminant: refitted without each row,
// on centred logarithms, with rows weighted by the probability of their given class.
TEST(RecalibrateTest, EqualsTheRefittedDiscriminantUpToATemperature) {
  const LeaningModel model(60, 4, 1);
  reference::WeightedRows data;
  data.x.resize(60, 4);
  data.labels = model.given;
  data.class_count = 4;
  for (Eigen::Index i = 0; i < 60; ++i) {
    const std::span<const float> row = model.logs.row(static_cast<size_t>(i));
    for (Eigen::Index k = 0; k < 4; ++k) {
      data.x(i, k) = static_cast<double>(row[static_cast<size_t>(k)]);
    }
    data.weights.push_back(std::exp(data.x(i, model.given[static_cast<size_t>(i)])));
    data.x.row(i).array() -= data.x.row(i).mean();
  }
  const Eigen::MatrixXd expected = reference::RefittedDiscriminant(data, 0.3);
  const ClassMatrix logs = model.Run(1e9).log_probabilities;
  // One factor between all differences of two classes.
  const double factor =
      static_cast<double>(logs.row(0)[0] - logs.row(0)[1]) / (expected(0, 0) - expected(0, 1));
  EXPECT_GT(factor, 0);
  for (Eigen::Index i = 0; i < 60; ++i) {
    for (Eigen::Index k = 1; k < 4; ++k) {
      const std::span<const float> row = logs.row(static_cast<size_t>(i));
      EXPECT_NEAR(static_cast<double>(row[0] - row[static_cast<size_t>(k)]),
                  factor * (expected(i, 0) - expected(i, k)), 1e-2)
          << i << " " << k;
    }
  }
}

TEST(RecalibrateTest, LearnsThatAModelTakesOneClassForAnother) {
  const LeaningModel model(2000, 5, 2);
  const Recalibrated recalibrated = model.Run();
  EXPECT_GT(recalibrated.share, 0.9);
  EXPECT_GT(model.AccuracyOf(recalibrated.log_probabilities), model.AccuracyOf(model.logs) + 0.05);
}

// 40 classes of 3 rows: nothing can be learnt of how their rows look.
TEST(RecalibrateTest, KeepsOutOfTheWayWhereClassesAreTooSmall) {
  EXPECT_LT(LeaningModel(120, 40, 3).Run().share, 0.1);
}

TEST(RecalibrateTest, AClassThatIsNeverGivenStaysAsImprobableAsItWas) {
  LeaningModel model(300, 4, 4);
  std::replace(model.given.begin(), model.given.end(), 3u, 0u);
  for (size_t i = 0; i < 300; ++i) {
    model.logs.row(i)[3] = kLowestLogProbability;
  }
  const Recalibrated recalibrated = model.Run();
  for (size_t i = 0; i < 300; ++i) {
    EXPECT_LT(recalibrated.log_probabilities.row(i)[3], -20.0f);
  }
}

TEST(RecalibrateTest, NoRowsGiveNoRows) {
  WorkerPool pool(1);
  EXPECT_EQ(Recalibrate(ClassMatrix(0, 3), {}, 1.0, pool).log_probabilities.row_count(), 0u);
}

TEST(RecalibrateTest, ThreadsDoNotChangeABit) {
  const LeaningModel model(5000, 6, 5);
  const ClassMatrix a = model.Run(1.0, 1).log_probabilities;
  const ClassMatrix b = model.Run(1.0, 3).log_probabilities;
  EXPECT_TRUE(std::equal(a.values().begin(), a.values().end(), b.values().begin()));
}

}  // namespace
}  // namespace assay
