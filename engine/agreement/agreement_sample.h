#ifndef ASSAY_ENGINE_AGREEMENT_AGREEMENT_SAMPLE_H_
#define ASSAY_ENGINE_AGREEMENT_AGREEMENT_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "engine/agreement/agreement_input.h"
#include "engine/agreement/class_distance.h"
#include "engine/labels/label_table.h"

namespace assay {

struct PairIndex;  // class_pairs.h

// The labels of a table with how often each item counts, and all that coefficients read of the
// classes: what they are computed from.  All it refers to outlives it.
struct AgreementSample {
  const LabelTable& labels;
  const ClassDistance& distance;
  ClassWeights weights = ClassWeights::kNominal;
  // The labels by annotator, where the coefficient reads annotators; null otherwise.
  const LabelsByAnnotator* by_annotator = nullptr;
  // The pairs of labels by the two annotators, where they are at hand.
  const PairIndex* pairs = nullptr;
  // How often each item counts, as in a bootstrap replicate; empty: each once.
  std::span<const uint32_t> multiplicities = {};
  // Whether a standard error is wanted.
  bool with_error = true;

  double multiplicity(size_t item) const {
    return multiplicities.empty() ? 1 : multiplicities[item];
  }
};

// The labels that can be compared: those of items with two or more.
struct PairableCounts {
  int64_t item_count = 0;
  int64_t label_count = 0;
};

// O(N).
PairableCounts CountPairable(const AgreementSample& sample);

// The answers to data that no coefficient can be computed from; for the use of all.
// Errors: FAILED_PRECONDITION ONE_ANNOTATOR, NO_OVERLAP as AgreementCoefficient::compute.
absl::Status CheckPairable(const AgreementSample& sample, const PairableCounts& counts);
// FAILED_PRECONDITION NOT_TWO_ANNOTATORS, metadata found.
absl::Status CheckTwoAnnotators(const AgreementSample& sample);

absl::Status OneClassError();
absl::Status NoOverlapError();
absl::Status TooFewItemsError(int64_t found);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_AGREEMENT_SAMPLE_H_
