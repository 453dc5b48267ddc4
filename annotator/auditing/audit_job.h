#ifndef ASSAY_ANNOTATOR_AUDITING_AUDIT_JOB_H_
#define ASSAY_ANNOTATOR_AUDITING_AUDIT_JOB_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/auditing/training_data.h"
#include "annotator/operation/operation_runner.h"
#include "assay/v1/audits.pb.h"
#include "engine/audit/audit.h"
#include "engine/base/clock.h"
#include "engine/base/worker_pool.h"
#include "engine/store/audit_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/matrix_repository.h"

namespace assay {

// The work of an audit: reads the data set and what goes with it, judges the labels, and stores
// what came out.  Immutable; all references must outlive it.
class AuditJob {
 public:
  AuditJob(DatasetRepository& datasets, AuditRepository& audits, MatrixRepository& matrices,
           const Clock& clock, int default_thread_count)
      : datasets_(datasets),
        audits_(audits),
        matrices_(matrices),
        clock_(clock),
        default_thread_count_(default_thread_count) {}

  // Whether what the options name is there and fits the data set.  Errors: as documented at
  // assay.v1.AuditService.StartAudit.
  absl::Status CheckOptions(const v1::AuditOptions& options,
                            const storage::v1::DatasetRecord& dataset) const;

  // Runs the audit that `audit` describes so far and commits it to `writer` together with the end
  // of its operation.
  absl::Status Run(const storage::v1::DatasetRecord& dataset, v1::Audit audit, AuditWriter& writer,
                   OperationContext& context) const;

 private:
  absl::StatusOr<storage::v1::MatrixRecord> FindMatrix(std::string_view name, v1::Matrix::Kind kind,
                                                       std::string_view field,
                                                       const v1::Dataset& dataset) const;
  absl::Status AddMatrices(const v1::AuditOptions& options, const CollectedFeatures* collected,
                           AuditInput& input) const;

  struct Prepared {
    AuditInput input;
    // What the input was made of and does not hold itself.
    TrainingData data;
    std::string unknown_labels;
  };
  absl::StatusOr<Prepared> Prepare(const storage::v1::DatasetRecord& dataset,
                                   const v1::AuditOptions& options, WorkerPool& pool,
                                   OperationContext& context) const;
  absl::Status StoreResult(const AuditResult& result, const TrainingData& data, AuditWriter& writer,
                           WorkerPool& pool, v1::Audit& audit, OperationContext& context) const;

  DatasetRepository& datasets_;
  AuditRepository& audits_;
  MatrixRepository& matrices_;
  const Clock& clock_;
  const int default_thread_count_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_AUDIT_JOB_H_
