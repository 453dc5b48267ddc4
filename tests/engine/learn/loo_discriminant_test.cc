#include "engine/learn/loo_discriminant.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <vector>

#include "engine/base/rng.h"
#include "engine/learn/temperature.h"
#include "gtest/gtest.h"
#include "tests/reference/learn/discriminant_reference.h"

namespace assay {
namespace {

// Correlated coordinates of very different sizes; classes differ by a shift.
struct VectorCase {
  VectorCase(size_t row_count, size_t width, size_t classes, uint64_t seed)
      : class_count(classes), dimension(width) {
    Rng rng(seed);
    for (size_t i = 0; i < row_count; ++i) {
      labels.push_back(static_cast<uint32_t>(rng.Below(class_count)));
      weights.push_back(static_cast<float>(0.1 + 0.9 * rng.Uniform()));
      double previous = 0;
      for (size_t j = 0; j < dimension; ++j) {
        const double noise = rng.Uniform() + rng.Uniform() - 1.0;
        previous = 0.6 * previous + noise;
        const double shift = j % class_count == labels.back() ? 0.5 : 0.0;
        values.push_back(static_cast<float>((previous + shift) * (j % 3 == 0 ? 10.0 : 1.0) + 4.0));
      }
    }
  }

  VectorRows rows() const { return {values, dimension}; }

  reference::WeightedRows Reference(bool weighted) const {
    reference::WeightedRows data;
    data.x.resize(static_cast<Eigen::Index>(labels.size()), static_cast<Eigen::Index>(dimension));
    for (size_t i = 0; i < labels.size(); ++i) {
      for (size_t j = 0; j < dimension; ++j) {
        data.x(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
            static_cast<double>(rows().row(i)[j]);
      }
      data.weights.push_back(weighted ? static_cast<double>(weights[i]) : 1.0);
    }
    data.labels = labels;
    data.class_count = class_count;
    return data;
  }

  size_t class_count;
  size_t dimension;
  std::vector<float> values;
  std::vector<uint32_t> labels;
  std::vector<float> weights;
};

void ExpectScoresNear(const ClassMatrix& scores, const Eigen::MatrixXd& expected) {
  ASSERT_EQ(scores.row_count(), static_cast<size_t>(expected.rows()));
  for (Eigen::Index i = 0; i < expected.rows(); ++i) {
    for (Eigen::Index k = 0; k < expected.cols(); ++k) {
      const double value = expected(i, k);
      EXPECT_NEAR(scores.row(static_cast<size_t>(i))[static_cast<size_t>(k)], value,
                  2e-4 * std::max(1.0, std::abs(value)))
          << "row " << i << " class " << k;
    }
  }
}

class LooDiscriminantTest
    : public testing::TestWithParam<std::tuple<size_t, size_t, size_t, double>> {
 protected:
  size_t row_count() const { return std::get<0>(GetParam()); }
  size_t dimension() const { return std::get<1>(GetParam()); }
  size_t class_count() const { return std::get<2>(GetParam()); }
  double shrinkage() const { return std::get<3>(GetParam()); }
  WorkerPool pool_{2};
};

TEST_P(LooDiscriminantTest, ScoresEqualThoseOfModelsRefittedWithoutTheRow) {
  const VectorCase data(row_count(), dimension(), class_count(), 3);
  const LooDiscriminant model(data.rows(), data.labels, {}, class_count(), pool_);
  ExpectScoresNear(model.Scores(shrinkage(), pool_),
                   reference::RefittedDiscriminant(data.Reference(false), shrinkage()));
}

TEST_P(LooDiscriminantTest, WeightedScoresEqualThoseOfModelsRefittedWithoutTheRow) {
  const VectorCase data(row_count(), dimension(), class_count(), 5);
  const LooDiscriminant model(data.rows(), data.labels, data.weights, class_count(), pool_);
  ExpectScoresNear(model.Scores(shrinkage(), pool_),
                   reference::RefittedDiscriminant(data.Reference(true), shrinkage()));
}

// The last twenty rows are not fitted to; the last class has no rows.
TEST_P(LooDiscriminantTest, TheLinearFormScoresOtherRowsAsTheModelOfAllRowsDoes) {
  const VectorCase all(row_count() + 20, dimension(), class_count(), 29);
  VectorCase fitted = all;
  fitted.class_count = class_count() + 1;
  fitted.labels.resize(row_count());
  fitted.weights.resize(row_count());
  fitted.values.resize(row_count() * dimension());
  const LooDiscriminant model(fitted.rows(), fitted.labels, fitted.weights, fitted.class_count,
                              pool_);
  const LooDiscriminant::LinearForm linear = model.Linear(shrinkage());
  const reference::SlowDiscriminant slow(fitted.Reference(true), shrinkage(), row_count());
  ASSERT_EQ(linear.weights.row_count(), dimension());
  ASSERT_EQ(linear.offsets.size(), fitted.class_count);
  for (size_t i = row_count(); i < all.labels.size(); ++i) {
    Eigen::VectorXd row(dimension());
    Eigen::VectorXd scores(fitted.class_count);
    for (size_t k = 0; k < fitted.class_count; ++k) {
      scores(static_cast<Eigen::Index>(k)) = static_cast<double>(linear.offsets[k]);
      for (size_t j = 0; j < dimension(); ++j) {
        row(static_cast<Eigen::Index>(j)) = static_cast<double>(all.rows().row(i)[j]);
        scores(static_cast<Eigen::Index>(k)) += static_cast<double>(all.rows().row(i)[j]) *
                                                static_cast<double>(linear.weights.row(j)[k]);
      }
    }
    const Eigen::VectorXd expected = slow.Scores(row);
    const double tolerance = 1e-3 * std::max(1.0, expected.cwiseAbs().maxCoeff());
    for (Eigen::Index k = 0; k < scores.size(); ++k) {
      EXPECT_NEAR(scores(k) - scores.mean(), expected(k) - expected.mean(), tolerance)
          << "row " << i << " class " << k;
    }
  }
}

// Row counts around a block of 128, dimensions around tiles of 16, more dimensions than rows.
INSTANTIATE_TEST_SUITE_P(Shapes, LooDiscriminantTest,
                         testing::Values(std::tuple(40, 1, 2, 0.3), std::tuple(61, 3, 3, 0.03),
                                         std::tuple(128, 15, 2, 0.1), std::tuple(130, 17, 5, 0.6),
                                         std::tuple(50, 70, 3, 0.3), std::tuple(60, 5, 17, 1.0)));

TEST(LooDiscriminantEdgeTest, ARowThatIsAllOfItsClassIsScoredAgainstTheMeanOfAllRows) {
  WorkerPool pool(1);
  VectorCase data(50, 4, 3, 7);
  std::replace(data.labels.begin(), data.labels.end(), 2u, 1u);
  data.labels[20] = 2;
  const LooDiscriminant model(data.rows(), data.labels, {}, 3, pool);
  ExpectScoresNear(model.Scores(0.3, pool),
                   reference::RefittedDiscriminant(data.Reference(false), 0.3));
}

TEST(LooDiscriminantEdgeTest, ConstantCoordinatesAndClassesWithoutRowsChangeNothing) {
  WorkerPool pool(1);
  const VectorCase data(80, 3, 2, 9);
  VectorCase padded(80, 4, 3, 9);
  padded.labels = data.labels;
  for (size_t i = 0; i < 80; ++i) {
    std::copy_n(data.rows().row(i).begin(), 3, padded.values.begin() + static_cast<long>(4 * i));
    padded.values[4 * i + 3] = 2.5f;
  }
  const ClassMatrix scores =
      LooDiscriminant(data.rows(), data.labels, {}, 2, pool).Scores(0.1, pool);
  const ClassMatrix same =
      LooDiscriminant(padded.rows(), padded.labels, {}, 3, pool).Scores(0.1, pool);
  for (size_t i = 0; i < 80; ++i) {
    EXPECT_NEAR(same.row(i)[0], scores.row(i)[0], 1e-4);
    EXPECT_NEAR(same.row(i)[1], scores.row(i)[1], 1e-4);
    EXPECT_TRUE(std::isfinite(same.row(i)[2]));
  }
}

TEST(LooDiscriminantEdgeTest, ScalingAndShiftingACoordinateChangesNothing) {
  WorkerPool pool(1);
  const VectorCase data(90, 5, 3, 11);
  VectorCase moved = data;
  for (size_t i = 0; i < 90; ++i) {
    moved.values[5 * i + 2] = 7.0f * moved.values[5 * i + 2] - 3.0f;
  }
  const ClassMatrix scores =
      LooDiscriminant(data.rows(), data.labels, {}, 3, pool).Scores(0.3, pool);
  const ClassMatrix same =
      LooDiscriminant(moved.rows(), moved.labels, {}, 3, pool).Scores(0.3, pool);
  for (size_t i = 0; i < 90; ++i) {
    for (size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(same.row(i)[k], scores.row(i)[k], 1e-3 * std::abs(scores.row(i)[k]) + 1e-4);
    }
  }
}

TEST(LooDiscriminantEdgeTest, ThreadsDoNotChangeABit) {
  const VectorCase data(9000, 20, 4, 13);
  WorkerPool one(1);
  WorkerPool three(3);
  const ClassMatrix a =
      LooDiscriminant(data.rows(), data.labels, data.weights, 4, one).Scores(0.1, one);
  const ClassMatrix b =
      LooDiscriminant(data.rows(), data.labels, data.weights, 4, three).Scores(0.1, three);
  EXPECT_TRUE(std::equal(a.values().begin(), a.values().end(), b.values().begin()));
}

TEST(LooDiscriminantEdgeTest, TheChosenShrinkagePredictsTheLabelsBest) {
  WorkerPool pool(1);
  for (const size_t dimension : {3u, 60u}) {
    const VectorCase data(70, dimension, 2, 17);
    const LooDiscriminant model(data.rows(), data.labels, {}, 2, pool);
    const double chosen = model.ChooseShrinkage(pool);
    const double loss = TemperedLogLoss(model.Scores(chosen, pool), data.labels, pool);
    for (const double other : {0.03, 0.1, 0.3, 0.6}) {
      EXPECT_LE(loss, TemperedLogLoss(model.Scores(other, pool), data.labels, pool)) << other;
    }
  }
}

}  // namespace
}  // namespace assay
