#ifndef ASSAY_ENGINE_AUDIT_AUDIT_SCORER_H_
#define ASSAY_ENGINE_AUDIT_AUDIT_SCORER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/audit/audit_models.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"
#include "engine/learn/extra_trees.h"

namespace assay {

// The models of an audit folded into one, for rows that none of them has seen.
//
// Logistic regression and naive Bayes are linear in the features, temperatures and weights only
// scale them, and what is the same for all classes of a row drops out of its probabilities.  So the
// whole mixture is
//
//   log p_k = log-softmax_k(bias_k + x . linear_k + y . counts_k + |y| length_k + t log e_k)
//
// x, y = the row in the linear and in the count view, |y| its sum, e = the trees' probabilities.
// It leaves out two things: the floor of 1e-30 that single models have, and that no row of the
// audit itself was seen by the models that scored it; so it is for other rows.
struct AuditScorer {
  ClassMatrix linear;         // D x K, of the linear view
  ClassMatrix counts;         // D' x K, of the count view; empty where both views are the same
                              // matrix, then all is in `linear`
  std::vector<float> bias;    // size K
  std::vector<float> length;  // size K
  std::optional<ExtraTreesForest> trees;
  double tree_weight = 0;
  RecalibrationMap recalibration;  // of these log p
  // How labels go wrong in the audited data: K x K, of NoiseDirection.
  ClassMatrix direction;

  size_t class_count() const { return bias.size(); }
};

// Folds the trained models of an audit; nothing where probabilities were given instead, or where
// vectors were learnt from.
//
// features, labels: those of TrainAuditModels.  direction: of NoiseDirection.  Memory: D * K floats
// twice while folding.  O(nnz + D * K).  The same bits for any number of threads.
std::optional<AuditScorer> FoldModels(const AuditFeatures& features,
                                      std::span<const uint32_t> labels, const AuditModels& models,
                                      ClassMatrix direction, WorkerPool& pool);

// N x K natural log-probabilities, at least kLowestLogProbability, of the rows of `features`, which
// were made by the encoders of the audit's own features.  O((nnz + N) K).  The same bits for any
// number of threads.
ClassMatrix ScoreRows(const AuditScorer& scorer, const AuditFeatures& features, WorkerPool& pool);

// Rows that a scorer has judged, in the classes of another data set.
struct ScoredRows {
  ClassMatrix log_probabilities;  // N x K
  ClassMatrix direction;          // K x K, of NoiseDirection
};

// What a label that the scorer does not know gets of each row's probability: little, so that such
// labels are suspicious, the more the surer the models are of another one.
inline constexpr double kUnknownClassProbability = 0.05;

// ScoreRows for `class_names`, which hold all of `scorer_classes` (the scorer's, in its order) and
// perhaps others that it does not know.
ScoredRows ScoreForClasses(const AuditScorer& scorer, std::span<const std::string> scorer_classes,
                           std::span<const std::string> class_names, const AuditFeatures& features,
                           WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_AUDIT_SCORER_H_
