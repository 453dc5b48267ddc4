#ifndef ASSAY_ANNOTATOR_MEASURING_AGREEMENT_DETAILS_H_
#define ASSAY_ANNOTATOR_MEASURING_AGREEMENT_DETAILS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/measuring/agreement_figures.h"
#include "assay/v1/quality.pb.h"
#include "engine/agreement/agreement_input.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"

namespace assay {

// Agreement about each class, in their order.  Intervals for up to 100 classes.
// Errors: those of AgreementByClass; CANCELLED.
absl::StatusOr<std::vector<v1::ClassAgreement>> DescribeClasses(const AgreementInput& input,
                                                                const IntervalOptions& options,
                                                                WorkerPool& pool,
                                                                ProgressSink& progress);

struct DescribedPairs {
  std::vector<v1::PairAgreement> pairs;  // most common items first
  int64_t total_count = 0;
  // Of each annotator the mean agreement with the others over common items, as far as the pairs
  // say; NaN for those in none.
  std::vector<double> agreement_of;
};

// The pairs of annotators with the most common items.  Intervals for the first 100.
// Errors: those of AgreementByPair; CANCELLED.
absl::StatusOr<DescribedPairs> DescribePairs(const AgreementInput& input, size_t max_pair_count,
                                             const IntervalOptions& options, WorkerPool& pool,
                                             ProgressSink& progress);

// The items on which annotators disagree most, at most `limit`, with up to 50 labels each.
// Errors: those of DeepestDisagreements.
absl::StatusOr<std::vector<v1::ItemDisagreement>> DescribeItems(const AgreementInput& input,
                                                                size_t limit);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_AGREEMENT_DETAILS_H_
