#ifndef ASSAY_ENGINE_AGREEMENT_ANNOTATOR_PAIRS_H_
#define ASSAY_ENGINE_AGREEMENT_ANNOTATOR_PAIRS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_input.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"

namespace assay {

// Two annotators with common items.
struct AnnotatorPair {
  uint32_t first = 0;  // < second
  uint32_t second = 0;
  int64_t item_count = 0;  // labelled by both
  double agreement = 0;    // mean of 1 - d (class_distance.h), in [0, 1]
  // Cohen's kappa; absent where both said one class only, the same.
  std::optional<double> cohen_kappa;
};

struct AnnotatorPairs {
  std::vector<AnnotatorPair> pairs;  // by first, then second
  int64_t pair_count = 0;  // with common items; more than pairs.size() where some were cut
};

// All pairs of annotators with common items, or the `max_pair_count` of them with most common items
// (first annotators first where equal).
//
// Errors: as ClassDistance::Create; FAILED_PRECONDITION ONE_ANNOTATOR, NO_OVERLAP as
// AgreementCoefficient::compute; INVALID_ARGUMENT COUNT_OUT_OF_RANGE max_pair_count is 0;
// CANCELLED where progress says so.
//
// O(sum_i n_i^2 log L) for n_i labels an item, and for distances that are not nominal K^2 a pair at
// most.  Memory: the table, 6 bytes a label, 40 bytes for each of 2 max_pair_count pairs, and on
// each thread 16 bytes for each label that stands beside one of a block of annotators; never A^2.
// The same for any number of threads.
absl::StatusOr<AnnotatorPairs> AgreementByPair(const AgreementInput& input, size_t max_pair_count,
                                               WorkerPool& pool, ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_ANNOTATOR_PAIRS_H_
