#ifndef ASSAY_ENGINE_AUDIT_NOISE_DIRECTION_H_
#define ASSAY_ENGINE_AUDIT_NOISE_DIRECTION_H_

#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// K x K real numbers of items: row = given class, column = true class.
using SoftCountMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// What given labels and model together say about true labels.
struct NoiseEstimate {
  // counts(g, y) = sum over the items given g of P(true = y | item, given = g).  Row g sums to the
  // number of items given g.
  SoftCountMatrix counts;
  // Expected number of wrong labels: the sum of `counts` off the diagonal, in [0, N].
  double expected_errors = 0;
};

// Learns by expectation maximisation how true classes turn into given ones.
//
//   P_iy   = softmax(tau * log_probabilities_i)_y
//   T[g,y] = P(given g | true y), at first 0.9 on the diagonal and 0.1 / (K-1) off it
//   12 times:  q_iy = P_iy T[g_i,y] / sum_y' P_iy' T[g_i,y']
//              C[g,y] = sum_{i : g_i = g} q_iy + 1/K;  T = C / column sums of C
//   counts[g,y] = sum_{i : g_i = g} q_iy of the last T, without the 1/K
//
// Models learnt from labels with errors in them are too unsure of the right class; tau > 1 sharpens
// them.  The 1/K keeps a class that nobody is given, or that nothing truly is, harmless.  Twelve
// rounds are not convergence, but an early stop that keeps T close to "labels are mostly right".
//
// log_probabilities: N x K, K >= 2, natural logarithms; rows need not be normalised, and entries
// more than 60 / tau below the largest of their row count as that far below.  given: N entries in
// [0, K).  tau > 0.
//
// O(N * K) a round; one N x K copy, rows of each class rounded up to 16, and two K x K matrices.
// Pure; the same bits for any number of threads.
//
// Source: A. P. Dawid, A. M. Skene, "Maximum Likelihood Estimation of Observer Error-Rates Using
// the EM Algorithm", Applied Statistics 28 (1979), with one observer and the model as item prior.
NoiseEstimate EstimateLabelNoise(const ClassMatrix& log_probabilities,
                                 std::span<const uint32_t> given, double tau, WorkerPool& pool);

// Where the label errors of a given class come from.
//
//   S[g,k] = max(C[g,k] - C[k,g], 0);  s = sum of C off the diagonal - sum of S
//   A[g,k] = S[g,k] + s * n_g n_k / N^2 off the diagonal,  A[k,k] = C[k,k]
//   R[g,k] ~ (A[g,k] + 1/K) / (sum_g' A[g',k] + 1) for k != g;  row g sums to 1; then at least 1e-6
//
// C are the counts of an estimate with tau = 1 and n_g the sum of row g.  R[g,k] is the share of
// the wrong labels g whose true class is k.  Confusion that runs both ways alike is taken for
// confusion of the model and spread by class size; only what runs one way more than the other
// counts as a direction of the noise.  (Two alike classes are confused by any model; labels are
// flipped alike in both directions by few people.)  With K = 2 there is one other class, and R says
// nothing.
//
// The result is K x K, row = given class; the diagonal is 0.  O(K^2).  Pure.
ClassMatrix NoiseDirection(const NoiseEstimate& noise);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_NOISE_DIRECTION_H_
