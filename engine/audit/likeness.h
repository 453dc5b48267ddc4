#ifndef ASSAY_ENGINE_AUDIT_LIKENESS_H_
#define ASSAY_ENGINE_AUDIT_LIKENESS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/audit/audit_models.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/duplicates.h"
#include "engine/learn/neighbours.h"

namespace assay {

// Which items of an audit are alike: N rows.
struct Likeness {
  NeighbourLists neighbours;
  EqualRows equal;
  std::vector<DuplicateLabels> duplicates;  // size N
};

// Looks for likeness where it shows best: in the vectors where there are any, else in the words
// where there are texts, else in the standardised columns of the table.  Equal are rows that are
// equal in all features.
//
// given: size N.  Costs at most a few hundred products a row on texts, half a billion in all on
// tables, ten on vectors; memory: 100 bytes a row, and 4 bytes a cell of the table while it is
// searched.  The same for any number of threads.  Ends early, with neighbours missing, once
// `progress` is cancelled.
Likeness FindLikeness(const AuditFeatures& features, std::span<const int32_t> given,
                      WorkerPool& pool, const ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_LIKENESS_H_
