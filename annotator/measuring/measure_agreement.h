#ifndef ASSAY_ANNOTATOR_MEASURING_MEASURE_AGREEMENT_H_
#define ASSAY_ANNOTATOR_MEASURING_MEASURE_AGREEMENT_H_

#include <functional>

#include "absl/status/status.h"
#include "annotator/measuring/campaign_labels.h"
#include "annotator/measuring/sent_files.h"
#include "assay/v1/quality.pb.h"
#include "engine/base/progress.h"

namespace assay {

// How many files follow the spec.
int CountFiles(const v1::MeasureAgreementSpec& spec);

// The use case of QualityService.MeasureAgreement: reads the labels that the spec names, measures
// how far annotators agree and hands the answer to `send`, a bounded message at a time.
// default_thread_count as WorkerPool.
//
// Errors: those of the contract.
absl::Status MeasureAgreement(
    const v1::MeasureAgreementSpec& spec, SentFiles& files, const StoredLabels& stored,
    int default_thread_count,
    const std::function<absl::Status(const v1::MeasureAgreementResponse&)>& send,
    ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_MEASURE_AGREEMENT_H_
