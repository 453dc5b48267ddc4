#ifndef ASSAY_ANNOTATOR_AUDITING_AUDIT_RUNNER_H_
#define ASSAY_ANNOTATOR_AUDITING_AUDIT_RUNNER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/auditing/audit_job.h"
#include "annotator/operation/operation_runner.h"
#include "assay/v1/audits.pb.h"
#include "engine/base/clock.h"
#include "engine/store/audit_repository.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// The use cases around audits: start one over a stored data set, read, export and delete its
// results.  Thread-safe.
class AuditRunner {
 public:
  using Sink = std::function<absl::Status(std::string_view)>;

  // `default_thread_count` is used by audits that do not ask for a number of threads.  All
  // references must outlive the runner.
  AuditRunner(DatasetRepository& datasets, AuditRepository& audits, MatrixRepository& matrices,
              OperationRunner& operations, const Clock& clock, int default_thread_count)
      : datasets_(datasets),
        audits_(audits),
        operations_(operations),
        clock_(clock),
        job_(datasets, audits, matrices, clock, default_thread_count) {}

  // As documented at assay.v1.AuditService.StartAudit.
  absl::StatusOr<v1::Operation> Start(const v1::StartAuditRequest& request);

  // NOT_FOUND AUDIT_NOT_FOUND.
  absl::StatusOr<v1::Audit> Get(std::string_view name);

  // Findings with rank >= first_rank, at most `limit`, with their excerpts.
  absl::StatusOr<std::vector<v1::Finding>> ListFindings(std::string_view audit, uint64_t first_rank,
                                                        size_t limit);

  // Audits numbered above `after`, oldest first; only those of `dataset` unless it is empty.
  absl::StatusOr<std::vector<storage::v1::AuditRecord>> List(uint64_t after, size_t limit,
                                                             std::string_view dataset);

  absl::Status Delete(std::string_view name);

  // Writes the audit as a file, piece by piece.
  absl::Status Export(const v1::ExportAuditRequest& request, const Sink& sink);

 private:
  absl::Status ExportVerdicts(const storage::v1::AuditRecord& record, const Sink& sink);
  absl::Status ExportHtml(const storage::v1::AuditRecord& record, const Sink& sink);
  absl::Status ExportCsv(const storage::v1::AuditRecord& record,
                         const std::function<void(std::string&)>& header,
                         const std::function<void(const v1::Finding&, std::string&)>& row,
                         const Sink& sink);

  DatasetRepository& datasets_;
  AuditRepository& audits_;
  OperationRunner& operations_;
  const Clock& clock_;
  const AuditJob job_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_AUDIT_RUNNER_H_
