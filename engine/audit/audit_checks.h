#ifndef ASSAY_ENGINE_AUDIT_AUDIT_CHECKS_H_
#define ASSAY_ENGINE_AUDIT_AUDIT_CHECKS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/audit/audit.h"

namespace assay {

// Whether the input can be audited; errors as RunAudit.  O(N + K + nnz).
absl::Status CheckAuditInput(const AuditInput& input, const AuditOptions& options);

// What the reader of a finished audit should know before trusting it, in whole sentences.
std::vector<std::string> AuditWarnings(const AuditResult& result);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_AUDIT_CHECKS_H_
