#include "engine/learn/loo_discriminant.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/learn/aligned_floats.h"
#include "engine/learn/dense_product.h"
#include "engine/learn/spread_rows.h"
#include "engine/learn/temperature.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

constexpr size_t kRowsPerBlock = 128;
constexpr size_t kRowsPerTask = 1024;
// Each part of a sum over rows holds a D x D matrix.
constexpr size_t kMostParts = 8;
constexpr size_t kFewestRowsPerPart = 4096;
// A coordinate varies at least this share of its overall deviation within the classes.
constexpr double kLeastWithin = 1e-3;
// A class keeps at least this share of its weight when a row leaves it, or the row is all of it.
constexpr double kLeastLeft = 1e-6;
constexpr double kLeastDeterminant = 1e-4;
constexpr double kShrinkages[] = {0.03, 0.1, 0.3, 0.6};
constexpr size_t kRowsForChoice = 2048;

size_t RowsPerPart(size_t row_count) {
  return std::max(kFewestRowsPerPart, (row_count + kMostParts - 1) / kMostParts);
}

// scores[k] = -1/2 (|d_k|^2 + downdate (d_k . r)^2), d_k = r + m_g - m_k in whitened coordinates.
ASSAY_KERNEL void ScoreOthers(float square, float downdate, float own_product,
                              const float* __restrict products,
                              const float* __restrict mean_distances, size_t class_count,
                              float* __restrict scores) {
  for (size_t k = 0; k < class_count; ++k) {
    const float along = own_product - products[k];
    const float distance = square + 2.0f * along + mean_distances[k];
    const float projection = square + along;
    scores[k] = -0.5f * (distance + downdate * projection * projection);
  }
}

}  // namespace

// What the score of one row needs beside its products with the class means.
struct LooDiscriminant::RowTerms {
  uint32_t given = 0;
  float square = 0;    // r^T A^-1 r
  float downdate = 0;  // c / (1 - c r^T A^-1 r): what C less the row adds to A^-1
  float own_score = 0;
};

struct LooDiscriminant::Whitening {
  AlignedFloats coordinates;          // D x pad(D), upper triangle: x A^-1/2 = x * coordinates
  AlignedFloats means;                // D x pad(K)
  std::vector<float> mean_distances;  // K x K, squared
  std::vector<float> mean_squares;    // K, squared distance to the mean of all rows
};

LooDiscriminant::LooDiscriminant(VectorRows rows, std::span<const uint32_t> labels,
                                 std::span<const float> weights, size_t class_count,
                                 WorkerPool& pool)
    : rows_(rows), labels_(labels), weights_(weights), class_count_(class_count) {
  ASSAY_CHECK(rows.dimension >= 1 && labels.size() == rows.row_count());
  ASSAY_CHECK(weights.empty() || weights.size() == labels.size());
  SumClasses(pool);
  SumScatter(pool);
}

void LooDiscriminant::SumClasses(WorkerPool& pool) {
  const auto dimension = static_cast<Eigen::Index>(rows_.dimension);
  const auto class_count = static_cast<Eigen::Index>(class_count_);
  const size_t per_part = RowsPerPart(labels_.size());
  std::vector<Eigen::MatrixXd> sums((labels_.size() + per_part - 1) / per_part);
  std::vector<std::vector<double>> sizes(sums.size());
  pool.ForRanges(labels_.size(), per_part, [&](size_t begin, size_t end) {
    Eigen::MatrixXd& sum = sums[begin / per_part];
    std::vector<double>& size = sizes[begin / per_part];
    sum.setZero(dimension, class_count);
    size.resize(class_count_);
    for (size_t i = begin; i < end; ++i) {
      ASSAY_CHECK(labels_[i] < class_count_);
      const Eigen::Map<const Eigen::VectorXf> x(rows_.row(i).data(), dimension);
      sum.col(static_cast<Eigen::Index>(labels_[i])) += weight(i) * x.cast<double>();
      size[labels_[i]] += weight(i);
    }
  });
  class_means_.setZero(dimension, class_count);
  class_sizes_.resize(class_count_);
  for (size_t part = 0; part < sums.size(); ++part) {
    class_means_ += sums[part];
    for (size_t k = 0; k < class_count_; ++k) {
      class_sizes_[k] += sizes[part][k];
    }
  }
  const double total = std::accumulate(class_sizes_.begin(), class_sizes_.end(), 0.0);
  overall_mean_ = class_means_.rowwise().sum() / (total > 0 ? total : 1.0);
  degrees_of_freedom_ = total;
  for (size_t k = 0; k < class_count_; ++k) {
    const auto column = static_cast<Eigen::Index>(k);
    if (class_sizes_[k] > 0) {
      class_means_.col(column) /= class_sizes_[k];
      degrees_of_freedom_ -= 1;
    } else {
      class_means_.col(column) = overall_mean_;
    }
  }
  degrees_of_freedom_ = std::max(degrees_of_freedom_, 1.0);
  const Eigen::MatrixXf means = class_means_.cast<float>();
  float_means_.assign(means.data(), means.data() + means.size());
}

void LooDiscriminant::FillDeviations(std::span<const uint32_t> rows, float* deviations) const {
  const size_t stride = PaddedColumnCount(rows_.dimension);
  for (size_t j = 0; j < rows.size(); ++j) {
    const std::span<const float> x = rows_.row(rows[j]);
    const float* mean = float_means_.data() + labels_[rows[j]] * rows_.dimension;
    for (size_t a = 0; a < rows_.dimension; ++a) {
      deviations[j * stride + a] = x[a] - mean[a];
    }
  }
  const size_t padded = (rows.size() + kRowTile - 1) / kRowTile * kRowTile;
  std::fill(deviations + rows.size() * stride, deviations + padded * stride, 0.0f);
}

void LooDiscriminant::SumScatter(WorkerPool& pool) {
  const size_t dimension = rows_.dimension;
  const size_t stride = PaddedColumnCount(dimension);
  const size_t per_part = RowsPerPart(labels_.size());
  std::vector<std::vector<double>> parts((labels_.size() + per_part - 1) / per_part);
  pool.ForRanges(labels_.size(), per_part, [&](size_t begin, size_t end) {
    std::vector<double>& sums = parts[begin / per_part];
    sums.resize(stride * stride);
    AlignedFloats left(kRowsPerBlock * stride);
    AlignedFloats right(kRowsPerBlock * stride);
    std::vector<uint32_t> rows;
    for (size_t first = begin; first < end; first += kRowsPerBlock) {
      rows.resize(std::min(kRowsPerBlock, end - first));
      std::iota(rows.begin(), rows.end(), static_cast<uint32_t>(first));
      FillDeviations(rows, left.data());
      for (size_t j = 0; j < rows.size(); ++j) {
        const auto factor = static_cast<float>(weight(rows[j]));
        for (size_t a = 0; a < dimension; ++a) {
          right.data()[j * stride + a] = factor * left.data()[j * stride + a];
        }
      }
      AddCrossProducts(left.data(), right.data(), rows.size(), stride, sums.data());
    }
  });
  correlation_.setZero(static_cast<Eigen::Index>(dimension), static_cast<Eigen::Index>(dimension));
  for (size_t a = 0; a < dimension; ++a) {
    for (size_t c = a; c < dimension; ++c) {
      double& entry = correlation_(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(a));
      for (const std::vector<double>& part : parts) {
        entry += part[a * stride + c];
      }
      entry /= degrees_of_freedom_;
    }
  }
  // The spread of the means counts too: a coordinate that only differs between classes would have
  // an infinite say.
  const Eigen::ArrayXd within = correlation_.diagonal().array();
  const Eigen::ArrayXd between =
      (class_means_.colwise() - overall_mean_).rowwise().squaredNorm().array();
  const Eigen::ArrayXd least = kLeastWithin * kLeastWithin * (within + between);
  const Eigen::ArrayXd variances = within.max(least);
  inverse_scales_ = (variances > 0).select(variances.rsqrt(), 0.0).matrix();
  correlation_ = inverse_scales_.asDiagonal() * correlation_ * inverse_scales_.asDiagonal();
}

LooDiscriminant::Whitening LooDiscriminant::MakeWhitening(double shrinkage) const {
  const auto dimension = static_cast<Eigen::Index>(rows_.dimension);
  const size_t stride = PaddedColumnCount(rows_.dimension);
  const size_t class_stride = PaddedColumnCount(class_count_);
  Eigen::MatrixXd shrunken = (1.0 - shrinkage) * correlation_;
  shrunken.diagonal().array() += shrinkage;
  const Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> root(shrunken);
  ASSAY_CHECK(root.info() == Eigen::Success);
  Eigen::MatrixXd inverse = inverse_scales_.asDiagonal();
  root.matrixL().solveInPlace(inverse);
  const Eigen::MatrixXd means =
      inverse.triangularView<Eigen::Lower>() * (class_means_.colwise() - overall_mean_);

  Whitening whitening;
  whitening.coordinates = AlignedFloats(rows_.dimension * stride);
  whitening.means = AlignedFloats(rows_.dimension * class_stride);
  for (Eigen::Index a = 0; a < dimension; ++a) {
    float* row = whitening.coordinates.data() + static_cast<size_t>(a) * stride;
    for (Eigen::Index c = a; c < dimension; ++c) {
      row[c] = static_cast<float>(inverse(c, a));
    }
    float* mean_row = whitening.means.data() + static_cast<size_t>(a) * class_stride;
    for (Eigen::Index k = 0; k < means.cols(); ++k) {
      mean_row[k] = static_cast<float>(means(a, k));
    }
  }
  for (Eigen::Index g = 0; g < means.cols(); ++g) {
    whitening.mean_squares.push_back(static_cast<float>(means.col(g).squaredNorm()));
    for (Eigen::Index k = 0; k < means.cols(); ++k) {
      whitening.mean_distances.push_back(
          static_cast<float>((means.col(g) - means.col(k)).squaredNorm()));
    }
  }
  return whitening;
}

LooDiscriminant::RowTerms LooDiscriminant::TermsOf(uint32_t row, float square,
                                                   const Whitening& whitening,
                                                   double shrinkage) const {
  RowTerms terms{.given = labels_[row], .square = square};
  const double size = class_sizes_[terms.given];
  const double left = size - weight(row);
  if (left <= kLeastLeft * size) {
    terms.own_score = -0.5f * whitening.mean_squares[terms.given];
    return terms;
  }
  const double factor = size / left;
  const double c = (1.0 - shrinkage) * weight(row) * factor / degrees_of_freedom_;
  const auto plain = static_cast<double>(square);
  // Exactly, the difference is at least the shrinkage's share of A: never 0.
  const double downdate = c / std::max(1.0 - c * plain, kLeastDeterminant);
  const double projection = plain * factor;
  terms.downdate = static_cast<float>(downdate);
  terms.own_score =
      static_cast<float>(-0.5 * (projection * factor + downdate * projection * projection));
  return terms;
}

void LooDiscriminant::ScoreBlock(std::span<const uint32_t> rows, const Whitening& whitening,
                                 double shrinkage, float* scores) const {
  const size_t stride = PaddedColumnCount(rows_.dimension);
  const size_t class_stride = PaddedColumnCount(class_count_);
  AlignedFloats deviations(kRowsPerBlock * stride);
  AlignedFloats whitened(kRowsPerBlock * stride);
  AlignedFloats products(kRowsPerBlock * class_stride);
  for (size_t first = 0; first < rows.size(); first += kRowsPerBlock) {
    const std::span<const uint32_t> block =
        rows.subspan(first, std::min(kRowsPerBlock, rows.size() - first));
    const size_t padded = (block.size() + kRowTile - 1) / kRowTile * kRowTile;
    FillDeviations(block, deviations.data());
    MultiplyRows(deviations.data(), stride, padded, rows_.dimension, whitening.coordinates.data(),
                 stride, /*upper_triangular=*/true, whitened.data());
    MultiplyRows(whitened.data(), stride, padded, rows_.dimension, whitening.means.data(),
                 class_stride, /*upper_triangular=*/false, products.data());
    for (size_t j = 0; j < block.size(); ++j) {
      const RowTerms terms = TermsOf(block[j], SquaredNorm<0>(whitened.data() + j * stride, stride),
                                     whitening, shrinkage);
      const float* product = products.data() + j * class_stride;
      float* row = scores + (first + j) * class_count_;
      ScoreOthers(terms.square, terms.downdate, product[terms.given], product,
                  whitening.mean_distances.data() + terms.given * class_count_, class_count_, row);
      row[terms.given] = terms.own_score;
    }
  }
}

ClassMatrix LooDiscriminant::ScoresOf(std::span<const uint32_t> rows, double shrinkage,
                                      WorkerPool& pool) const {
  ASSAY_CHECK(shrinkage > 0 && shrinkage <= 1);
  const Whitening whitening = MakeWhitening(shrinkage);
  ClassMatrix scores(rows.size(), class_count_);
  pool.ForRanges(rows.size(), kRowsPerTask, [&](size_t begin, size_t end) {
    ScoreBlock(rows.subspan(begin, end - begin), whitening, shrinkage, scores.row(begin).data());
  });
  return scores;
}

ClassMatrix LooDiscriminant::Scores(double shrinkage, WorkerPool& pool) const {
  std::vector<uint32_t> rows(labels_.size());
  std::iota(rows.begin(), rows.end(), 0u);
  return ScoresOf(rows, shrinkage, pool);
}

LooDiscriminant::LinearForm LooDiscriminant::Linear(double shrinkage) const {
  Eigen::MatrixXd shrunken = (1.0 - shrinkage) * correlation_;
  shrunken.diagonal().array() += shrinkage;
  const Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> root(shrunken);
  ASSAY_CHECK(root.info() == Eigen::Success);
  const Eigen::MatrixXd scaled = inverse_scales_.asDiagonal() * class_means_;
  const Eigen::MatrixXd weights = inverse_scales_.asDiagonal() * root.solve(scaled);
  LinearForm form{ClassMatrix(rows_.dimension, class_count_), std::vector<float>(class_count_)};
  for (Eigen::Index k = 0; k < weights.cols(); ++k) {
    for (Eigen::Index j = 0; j < weights.rows(); ++j) {
      form.weights.row(static_cast<size_t>(j))[static_cast<size_t>(k)] =
          static_cast<float>(weights(j, k));
    }
    form.offsets[static_cast<size_t>(k)] =
        static_cast<float>(-0.5 * class_means_.col(k).dot(weights.col(k)));
  }
  return form;
}

double LooDiscriminant::ChooseShrinkage(WorkerPool& pool) const {
  const std::vector<uint32_t> rows = SpreadRows(labels_.size(), kRowsForChoice);
  std::vector<uint32_t> labels;
  labels.reserve(rows.size());
  for (const uint32_t row : rows) {
    labels.push_back(labels_[row]);
  }
  double best = kShrinkages[0];
  double least = INFINITY;
  for (const double shrinkage : kShrinkages) {
    const ClassMatrix scores = ScoresOf(rows, shrinkage, pool);
    const double loss = TemperedLogLoss(scores, labels, pool);
    if (loss < least) {
      least = loss;
      best = shrinkage;
    }
  }
  return best;
}

}  // namespace assay
