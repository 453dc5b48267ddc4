#ifndef ASSAY_ANNOTATOR_COSTS_REPORT_COSTS_H_
#define ASSAY_ANNOTATOR_COSTS_REPORT_COSTS_H_

#include <functional>

#include "absl/status/status.h"
#include "annotator/measuring/campaign_labels.h"
#include "annotator/measuring/sent_files.h"
#include "assay/v1/costs.pb.h"
#include "engine/base/progress.h"

namespace assay {

// How many files follow the spec.
int CountFiles(const v1::ReportCostsSpec& spec);

// The use case of CostService.ReportCosts: reads the labels, finds out what was paid for them and
// how good they are, and hands the answer to `send`, a bounded message at a time.
// default_thread_count as WorkerPool.
//
// Errors: those of the contract.
absl::Status ReportCosts(const v1::ReportCostsSpec& spec, SentFiles& files,
                         const StoredLabels& stored, int default_thread_count,
                         const std::function<absl::Status(const v1::ReportCostsResponse&)>& send,
                         ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_COSTS_REPORT_COSTS_H_
