#ifndef ASSAY_ANNOTATOR_MEASURING_INFER_CONSENSUS_H_
#define ASSAY_ANNOTATOR_MEASURING_INFER_CONSENSUS_H_

#include <functional>

#include "absl/status/status.h"
#include "annotator/measuring/campaign_labels.h"
#include "annotator/measuring/sent_files.h"
#include "assay/v1/quality.pb.h"
#include "engine/base/progress.h"
#include "engine/store/matrix_repository.h"

namespace assay {

// How many files follow the spec.
int CountFiles(const v1::InferConsensusSpec& spec);

// The use case of QualityService.InferConsensus: reads the labels, the known labels and the
// probabilities that the spec names, infers the consensus and hands the answer to `send`, a bounded
// message at a time.  default_thread_count as WorkerPool.
//
// Memory: the label table, 4 bytes for each item and class, and what the method needs.
//
// Errors: those of the contract.
absl::Status InferConsensus(
    const v1::InferConsensusSpec& spec, SentFiles& files, const StoredLabels& stored,
    const MatrixRepository& matrices, int default_thread_count,
    const std::function<absl::Status(const v1::InferConsensusResponse&)>& send,
    ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_INFER_CONSENSUS_H_
