#ifndef ASSAY_ANNOTATOR_COSTS_PLAN_COSTS_H_
#define ASSAY_ANNOTATOR_COSTS_PLAN_COSTS_H_

#include <functional>

#include "absl/status/status.h"
#include "annotator/measuring/campaign_labels.h"
#include "annotator/measuring/sent_files.h"
#include "assay/v1/costs.pb.h"
#include "engine/base/progress.h"

namespace assay {

// How many files follow the spec.
int CountFiles(const v1::PlanCostsSpec& spec);

// The use case of CostService.PlanCosts: reads the labels of the pilot and the known ones, plans,
// and hands the answer to `send`.  default_thread_count as WorkerPool.
//
// Errors: those of the contract.
absl::Status PlanCosts(const v1::PlanCostsSpec& spec, SentFiles& files, const StoredLabels& stored,
                       int default_thread_count,
                       const std::function<absl::Status(const v1::PlanCostsResponse&)>& send,
                       ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_COSTS_PLAN_COSTS_H_
