#ifndef ASSAY_ANNOTATOR_MEASURING_AGREEMENT_FIGURES_H_
#define ASSAY_ANNOTATOR_MEASURING_AGREEMENT_FIGURES_H_

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/measuring/label_collector.h"
#include "assay/v1/quality.pb.h"
#include "engine/agreement/agreement_input.h"
#include "engine/agreement/agreement_registry.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"

namespace assay {

// What labels must be at a level of measurement, and how their distance is weighed.
LabelKind LabelKindOf(v1::MeasurementLevel level);
ClassWeights ToWeights(v1::MeasurementLevel level);

// The coefficients that a request names; where it names none, all that are made for such labels.
// NOT_FOUND UNKNOWN_COEFFICIENT; INVALID_ARGUMENT DUPLICATE_COEFFICIENT.
absl::StatusOr<std::vector<const AgreementCoefficient*>> ChooseCoefficients(
    const v1::MeasureAgreementSpec& spec);

// How intervals are made.
struct IntervalOptions {
  int replicate_count = 1000;  // 0: analytic only
  double level = 0.95;
  uint64_t seed = 0;
};

// Computes each coefficient with its interval.  Where the bootstrap would take too long, because a
// coefficient reads who gave each label and the labels are many, the interval is analytic, and
// `warnings` says so.
//
// Errors: where no coefficient is defined the error of the first, FAILED_PRECONDITION with its
// reason; CANCELLED.
absl::StatusOr<v1::AgreementFigures> MeasureCoefficients(
    std::span<const AgreementCoefficient* const> coefficients, const AgreementInput& input,
    const IntervalOptions& options, WorkerPool& pool, ProgressSink& progress,
    std::vector<std::string>& warnings);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_AGREEMENT_FIGURES_H_
