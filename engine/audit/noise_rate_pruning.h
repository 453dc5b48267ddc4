#ifndef ASSAY_ENGINE_AUDIT_NOISE_RATE_PRUNING_H_
#define ASSAY_ENGINE_AUDIT_NOISE_RATE_PRUNING_H_

#include <cstdint>
#include <vector>

#include "engine/audit/confident_learning.h"
#include "engine/audit/probability_matrix.h"
#include "engine/base/worker_pool.h"

namespace assay {

// Flags, of the items given g and for each other class j, those with the smallest margin p_g - p_j,
// issue_counts(j, g) of them; items that tie with the first one beyond are left out, and so are
// items whose given class has the largest probability, and classes of at most min_items items.
// One entry per item, 1 = flagged.
//
// issue_counts: of IssueCounts.  Expected time: a look at every row's summary, then O(K) for each
// item whose given class is not its largest; where a pair of classes has fewer negative margins
// than its count, also O(K) for each item given g.  Memory: O(N) and, for each thread, two values
// for each counted issue and O(K^2).  Pure; the same for any number of threads. Source: Northcutt,
// Jiang, Chuang, "Confident Learning", JAIR 70 (2021), section 3.2 ("PBNR").
template <typename T>
std::vector<uint8_t> PruneByNoiseRate(const LabelledProbabilities<T>& data,
                                      const CountMatrix& issue_counts, int64_t min_items,
                                      WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_NOISE_RATE_PRUNING_H_
