#include "engine/agreement/agreement_sample.h"

#include <string>

#include "engine/base/status.h"

namespace assay {

PairableCounts CountPairable(const AgreementSample& sample) {
  PairableCounts counts;
  const std::span<const uint64_t> begin = sample.labels.item_begin();
  for (size_t item = 0; item + 1 < begin.size(); ++item) {
    const uint64_t label_count = begin[item + 1] - begin[item];
    if (label_count >= 2) {
      const uint64_t times = sample.multiplicities.empty() ? 1 : sample.multiplicities[item];
      counts.item_count += static_cast<int64_t>(times);
      counts.label_count += static_cast<int64_t>(times * label_count);
    }
  }
  return counts;
}

absl::Status CheckPairable(const AgreementSample& sample, const PairableCounts& counts) {
  const size_t annotator_count = sample.labels.annotator_count();
  if (annotator_count < 2) {
    const std::string found = std::to_string(annotator_count);
    return MakeError(absl::StatusCode::kFailedPrecondition, "ONE_ANNOTATOR",
                     "found labels of " + found + " annotator, expected at least 2",
                     {{"found", found}});
  }
  return counts.item_count == 0 ? NoOverlapError() : absl::OkStatus();
}

absl::Status CheckTwoAnnotators(const AgreementSample& sample) {
  const size_t annotator_count = sample.labels.annotator_count();
  if (annotator_count <= 2) {
    return absl::OkStatus();
  }
  const std::string found = std::to_string(annotator_count);
  return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_TWO_ANNOTATORS",
                   "found labels of " + found +
                       " annotators, expected exactly 2; for more there are conger_kappa, "
                       "light_kappa and fleiss_kappa",
                   {{"found", found}});
}

absl::Status OneClassError() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "ONE_CLASS",
                   "every label that counts is the same class, so chance alone agrees always; "
                   "expected labels of at least 2 classes");
}

absl::Status NoOverlapError() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NO_OVERLAP",
                   "no item has two labels to compare, expected items labelled by at least 2 "
                   "annotators");
}

absl::Status TooFewItemsError(int64_t found) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "TOO_FEW_COMPARABLE_ITEMS",
                   "found " + std::to_string(found) +
                       " items with all the labels that the coefficient needs, expected at least 2",
                   {{"found", std::to_string(found)}});
}

}  // namespace assay
