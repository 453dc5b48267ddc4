#ifndef ASSAY_ENGINE_AUDIT_AUDIT_MODELS_H_
#define ASSAY_ENGINE_AUDIT_AUDIT_MODELS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/audit_evidence.h"
#include "engine/audit/combination.h"
#include "engine/audit/phase_timer.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"
#include "engine/learn/cross_validation.h"
#include "engine/learn/feature_matrix.h"

namespace assay {

// The models of one audit and what they say about its own N items of K classes.
struct AuditModels {
  CrossValidationResult linear;
  // Leave-one-out probabilities, temperatures fitted.
  ClassMatrix complement_nb;
  ClassMatrix multinomial_nb;
  // Of the out-of-fold linear model and the two above.
  Combination combined;

  // Views; `given` and this object outlive the result.
  AuditEvidence Evidence(std::span<const int32_t> given) const;
  // The share of a signal in the combination, in [0, 1]; 0 for signals that take no part.  The
  // linear model's stands under "margin".
  double SignalWeight(std::string_view signal) const;
};

// Trains the models.  labels: size N, in [0, class_count).
//
// Errors: those of CrossValidate; CANCELLED.  Cost: that of CrossValidate, plus O(nnz*K + N*K).
// The same bits for any number of threads.
absl::StatusOr<AuditModels> TrainAuditModels(const FeatureViews& features,
                                             std::span<const uint32_t> labels, size_t class_count,
                                             const CrossValidationOptions& options,
                                             WorkerPool& pool, ProgressSink& progress,
                                             PhaseTimer& timer);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_AUDIT_MODELS_H_
