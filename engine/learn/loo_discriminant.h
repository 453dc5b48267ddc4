#ifndef ASSAY_ENGINE_LEARN_LOO_DISCRIMINANT_H_
#define ASSAY_ENGINE_LEARN_LOO_DISCRIMINANT_H_

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"
#include "engine/learn/vector_rows.h"

namespace assay {

// Exact leave-one-out linear discriminant: classes are normal with means of their own and one
// shrunken covariance, and row i is scored by the model of all rows but i, without N models.
//
//   m_k = sum_{i : g_i = k} w_i x_i / n_k,  n_k = sum of w_i,  r_i = x_i - m_{g_i}
//   C = sum_i w_i r_i r_i^T / (sum_k n_k - K'),  s_j^2 = C_jj   (K' classes with rows)
//   A = (1 - shrinkage) C_ab / (s_a s_b) + shrinkage [a = b]
//   score_ik = -1/2 d^T A^-1 d,  d_j = (x_ij - m_kj) / s_j
//
// with m_{g_i} and C less row i in the score of row i: a mean moves by a factor, C by a rank-one
// term (Sherman-Morrison).  The divisor of C and the scales s stay those of all rows.  There is no
// class prior: a row of a small class is judged by how such rows look, not by how rare they are.
//
// Log scores, high = likely; not normalised (temperature.h).  A row that is all of its class is
// scored against the mean of all rows in its place; so is a class without rows.  Coordinates that
// do not vary within the classes have next to no weight.
//
// Few rows, many dimensions: the shrinkage carries the model; N may be below D.
//
// Memory: 8 D^2 bytes up to eight times while fitting, 8 D^2 + 8 K D after.  Const methods are
// thread-safe.  The same bits for any number of threads.
//
// Source: R. A. Fisher, "The Use of Multiple Measurements in Taxonomic Problems", Annals of
// Eugenics 7 (1936); J. H. Friedman, "Regularized Discriminant Analysis", JASA 84 (1989).
class LooDiscriminant {
 public:
  // rows: N x D, D >= 1.  labels: size N, in [0, class_count).  weights: size N, >= 0, how much
  // each row counts in the model, or empty: all alike.  Rows, labels and weights outlive this.
  // O(N * D^2 / 2).
  LooDiscriminant(VectorRows rows, std::span<const uint32_t> labels, std::span<const float> weights,
                  size_t class_count, WorkerPool& pool);

  // N x K.  shrinkage in (0, 1].  O(N * (D^2 / 2 + D * K) + D^3).
  ClassMatrix Scores(double shrinkage, WorkerPool& pool) const;

  // The model of all rows, for rows it was not fitted to: score_k(x) = sum_j x_j weights[j,k] +
  // offsets[k], up to a constant of each row.  weights: D x K.  O(D^2 (D + K)).
  struct LinearForm {
    ClassMatrix weights;
    std::vector<float> offsets;
  };
  LinearForm Linear(double shrinkage) const;

  // The one of 0.03, 0.1, 0.3 and 0.6 whose scores, tempered, are most likely on the labels of at
  // most 2048 rows (SpreadRows); of equal ones the first.  Cost: that of scoring so many rows four
  // times.
  double ChooseShrinkage(WorkerPool& pool) const;

 private:
  // A^-1 as a change of coordinates, and the class means in them.
  struct Whitening;
  struct RowTerms;

  void SumClasses(WorkerPool& pool);
  void SumScatter(WorkerPool& pool);
  Whitening MakeWhitening(double shrinkage) const;
  // The scores of some rows; row j of the result is that of rows[j].
  ClassMatrix ScoresOf(std::span<const uint32_t> rows, double shrinkage, WorkerPool& pool) const;
  void ScoreBlock(std::span<const uint32_t> rows, const Whitening& whitening, double shrinkage,
                  float* scores) const;
  RowTerms TermsOf(uint32_t row, float square, const Whitening& whitening, double shrinkage) const;
  // Writes x - m_g of the rows, D floats each padded with zeros, and zero rows up to a whole tile.
  void FillDeviations(std::span<const uint32_t> rows, float* deviations) const;
  double weight(size_t row) const {
    return weights_.empty() ? 1.0 : static_cast<double>(weights_[row]);
  }

  VectorRows rows_;
  std::span<const uint32_t> labels_;
  std::span<const float> weights_;
  size_t class_count_;
  std::vector<double> class_sizes_;
  Eigen::MatrixXd class_means_;     // D x K
  Eigen::VectorXd overall_mean_;    // D
  std::vector<float> float_means_;  // K x D
  Eigen::MatrixXd correlation_;     // D x D, the lower triangle
  Eigen::VectorXd inverse_scales_;  // 1 / s_j
  double degrees_of_freedom_ = 1;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_LOO_DISCRIMINANT_H_
