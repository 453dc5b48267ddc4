#ifndef ASSAY_ANNOTATOR_AUDITING_AUDIT_RECORD_H_
#define ASSAY_ANNOTATOR_AUDITING_AUDIT_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "assay/storage/v1/records.pb.h"
#include "assay/v1/audits.pb.h"
#include "engine/audit/audit.h"

namespace assay {

// Writes the figures of an audit into its message; name, data set, times and options are the
// caller's.  item_ids: of all items, in their order.
void FillAudit(const AuditResult& result, std::span<const std::string> item_ids, v1::Audit& audit);

// Fills an empty record with the finding at `position` of the ranking (0 = most suspicious), with
// its reasons where it is suspicious, without item_id and excerpt, which the caller knows.
void FillFinding(const AuditResult& result, size_t position, storage::v1::FindingRecord& record);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_AUDIT_RECORD_H_
