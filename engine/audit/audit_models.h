#ifndef ASSAY_ENGINE_AUDIT_AUDIT_MODELS_H_
#define ASSAY_ENGINE_AUDIT_AUDIT_MODELS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/audit_evidence.h"
#include "engine/audit/given_probabilities.h"
#include "engine/audit/phase_timer.h"
#include "engine/audit/recalibration.h"
#include "engine/audit/soft_relabel.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"
#include "engine/learn/cross_validation.h"
#include "engine/learn/extra_trees.h"
#include "engine/learn/feature_matrix.h"

namespace assay {

// What the models of an audit learn from: N rows each.
struct AuditFeatures {
  FeatureViews views;
  // Numbers, column by column (DenseColumns), for trees; empty where there is text only.
  std::vector<float> table = {};
  size_t table_column_count = 0;
  // Names of the first columns of the table, those that were numbers from the start.
  std::vector<std::string> numeric_names = {};
  bool has_text = true;
  // Vectors (embeddings), row by row, finite, for the discriminant; empty where there are none.
  // The linear view holds them too (StandardisedVectors).
  std::vector<float> vectors = {};
  size_t vector_dimension = 0;
};

// The factor with which the raw scores of a leg enter log_mixture, temperatures and weights taken
// together; by pass.
struct MixtureShare {
  std::string_view signal;
  double first_pass = 0;
  double second_pass = 0;
};

// The models of one audit and what they say about its own N items of K classes,
// docs/decisions/0001 and 0002:
//
//   legs      logistic regression (out of fold), complement and multinomial naive Bayes
//             (leave-one-out), on tables Extra-Trees (out of bag), and on vectors a linear
//             discriminant (leave-one-out), each tempered; naive Bayes not on vectors alone
//   base      their mixture, weighted by relative held-out log-loss
//   second    naive Bayes once more, on labels softly moved where base and the direction of the
//             noise say so, in the same mixture
//   mixture   base and second in equal parts, tempered, and recalibrated by class patterns
//             (recalibration.h): what the audit believes
struct AuditModels {
  // Absent, as the first pass below, where probabilities were given and nothing was trained.
  std::optional<CrossValidationResult> linear;
  // N x K, as they were given; else empty.
  ClassMatrix supplied;
  // N x K probabilities of the first pass; empty where the model was not trained.
  ClassMatrix complement_nb;
  ClassMatrix multinomial_nb;
  std::optional<ExtraTreesResult> trees;
  ClassMatrix discriminant;
  // N x K: natural logarithms, and the same as probabilities.
  ClassMatrix log_mixture;
  ClassMatrix mixture;
  // Share of each leg in the mixture, by the signal that shows it; they sum to 1.
  std::vector<std::pair<std::string_view, double>> weights;

  // Views; `given` and this object outlive the result.
  AuditEvidence Evidence(std::span<const int32_t> given) const;
  // The share of a signal in the mixture, in [0, 1]; 0 for signals that take no part.
  double SignalWeight(std::string_view signal) const;

  // How log_mixture adds up from the raw scores of each leg before and after labels were moved, how
  // they were moved, and the last step: what FoldModels needs.
  std::vector<MixtureShare> shares = {};
  Relabelling moved = {};
  RecalibrationMap recalibration = {};
};

// What stands in the models' place where probabilities are given: these, and what the judgement
// believes, which is taken out of it.
AuditModels TakeGivenProbabilities(ClassMatrix given_probabilities,
                                   GivenProbabilityJudgement& judgement, WorkerPool& pool);

// What stands in the models' place where an earlier audit's models have scored the rows: N x K
// log-probabilities.
AuditModels TakeScoredRows(ClassMatrix log_probabilities, WorkerPool& pool);

// Trains the models.  labels: size N, in [0, class_count).
//
// Errors: those of CrossValidate and FitExtraTrees; CANCELLED.  Cost: that of CrossValidate and
// FitExtraTrees, plus O(nnz*K) four times and O(N*K) some forty times; memory: 36 N K bytes beside
// theirs at the most.  The same bits for any number of threads.
absl::StatusOr<AuditModels> TrainAuditModels(const AuditFeatures& features,
                                             std::span<const uint32_t> labels, size_t class_count,
                                             const CrossValidationOptions& options,
                                             WorkerPool& pool, ProgressSink& progress,
                                             PhaseTimer& timer);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_AUDIT_MODELS_H_
