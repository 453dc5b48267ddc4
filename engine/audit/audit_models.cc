#include "engine/audit/audit_models.h"

#include <array>
#include <utility>

#include "engine/base/status.h"
#include "engine/learn/naive_bayes.h"
#include "engine/learn/temperature.h"

namespace assay {
namespace {

// The models that are combined, in this order, by the signal that shows each.
constexpr std::array<std::string_view, 3> kCombinedSignals = {"margin", "loo_complement_nb",
                                                              "loo_multinomial_nb"};

ProbabilityMatrix<float> View(const ClassMatrix& matrix) {
  return {matrix.values(), matrix.class_count()};
}

ClassMatrix ToProbabilities(ClassMatrix scores, std::span<const uint32_t> labels,
                            WorkerPool& pool) {
  SoftmaxRows(FitTemperature(scores, labels, pool), pool, &scores);
  return scores;
}

absl::Status CheckCancelled(const ProgressSink& progress) {
  if (progress.cancelled()) {
    return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the audit was cancelled");
  }
  return absl::OkStatus();
}

}  // namespace

AuditEvidence AuditModels::Evidence(std::span<const int32_t> given) const {
  return {.given = given,
          .class_count = combined.probabilities.class_count(),
          .out_of_fold = View(linear.held_out),
          .recheck = View(linear.recheck),
          .complement_nb = View(complement_nb),
          .multinomial_nb = View(multinomial_nb),
          .combined = View(combined.probabilities),
          .mean_margin = linear.area_under_margin,
          .mean_given_probability = linear.mean_given_probability};
}

double AuditModels::SignalWeight(std::string_view signal) const {
  for (size_t model = 0; model < kCombinedSignals.size(); ++model) {
    if (kCombinedSignals[model] == signal) {
      return combined.weights[model];
    }
  }
  return 0;
}

absl::StatusOr<AuditModels> TrainAuditModels(const FeatureViews& features,
                                             std::span<const uint32_t> labels, size_t class_count,
                                             const CrossValidationOptions& options,
                                             WorkerPool& pool, ProgressSink& progress,
                                             PhaseTimer& timer) {
  ASSAY_ASSIGN_OR_RETURN(
      CrossValidationResult linear,
      CrossValidate(features.linear.matrix(), labels, class_count, options, pool, progress));
  timer.End("cross_validation");
  progress.Report("counting words without each row", 0, 0);
  const CsrMatrix& counts = features.counts.matrix();
  ClassMatrix complement = ToProbabilities(
      LeaveOneOutComplementNaiveBayes(counts, {labels}, class_count, kComplementAlpha, pool), labels,
      pool);
  ASSAY_RETURN_IF_ERROR(CheckCancelled(progress));
  ClassMatrix multinomial = ToProbabilities(
      LeaveOneOutMultinomialNaiveBayes(counts, {labels}, class_count, kMultinomialAlpha, pool),
      labels, pool);
  ASSAY_RETURN_IF_ERROR(CheckCancelled(progress));
  timer.End("naive_bayes");
  const std::array<const ClassMatrix*, 3> models = {&linear.held_out, &complement, &multinomial};
  Combination combined = CombineModels(models, labels, pool);
  timer.End("combination");
  return AuditModels{std::move(linear), std::move(complement), std::move(multinomial),
                     std::move(combined)};
}

}  // namespace assay
