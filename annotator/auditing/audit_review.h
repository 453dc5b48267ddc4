#ifndef ASSAY_ANNOTATOR_AUDITING_AUDIT_REVIEW_H_
#define ASSAY_ANNOTATOR_AUDITING_AUDIT_REVIEW_H_

#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "assay/v1/audits.pb.h"
#include "engine/base/clock.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/audit_repository.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// The use cases of people who check the findings of an audit.  Thread-safe; all references must
// outlive it.
class AuditReview {
 public:
  AuditReview(DatasetRepository& datasets, AuditRepository& audits,
              const AnnotatorRepository& annotators, const Clock& clock)
      : datasets_(datasets), audits_(audits), annotators_(annotators), clock_(clock) {}

  // As documented at assay.v1.AuditService.SampleForReview.  Reads all findings once.
  absl::StatusOr<v1::SampleForReviewResponse> Sample(const v1::SampleForReviewRequest& request);

  // As documented at assay.v1.AuditService.VerifyAudit.  Reads all findings once; 12 bytes of
  // memory an item.  Verdicts that name no reviewer are of `reviewer`, "annotators/{annotator}" or
  // empty.  A verdict that is there already, said again, is not stored again.
  absl::StatusOr<v1::Audit> Verify(const v1::VerifyAuditRequest& request,
                                   const std::string& reviewer = "");

 private:
  // Adds what the request says to an audit, and returns the labels to store.
  absl::StatusOr<std::vector<VerifiedItem>> Learn(const v1::VerifyAuditRequest& request,
                                                  const std::string& reviewer,
                                                  storage::v1::AuditRecord& record);
  // The findings at these positions of the ranking, with their excerpts.
  absl::StatusOr<v1::SampleForReviewResponse> ReadFindings(const storage::v1::AuditRecord& record,
                                                           std::span<const size_t> positions);

  DatasetRepository& datasets_;
  AuditRepository& audits_;
  const AnnotatorRepository& annotators_;
  const Clock& clock_;
  // Two that verify one audit at a time each read what the other has written.
  std::mutex verifying_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_AUDIT_REVIEW_H_
