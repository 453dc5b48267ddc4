#ifndef ASSAY_CLIENTS_CLI_COMMANDS_H_
#define ASSAY_CLIENTS_CLI_COMMANDS_H_

#include "absl/status/status.h"
#include "clients/cli/options.h"
#include "clients/cli/session.h"

namespace assay::cli {

// Each command does its work, prints its result on stdout, and returns what went wrong.

absl::Status RunAudit(Session& session, const AuditOptions& options);
absl::Status RunAuditVerify(Session& session, const ReviewOptions& options);
absl::Status RunAuditSample(Session& session, const ReviewOptions& options);
absl::Status RunAuditCompare(Session& session, const ReviewOptions& options);
absl::Status RunAuditList(Session& session);
absl::Status RunAuditExport(Session& session, const ReviewOptions& options);
absl::Status RunAuditShow(Session& session, const ReviewOptions& options);

absl::Status RunDatasetImport(Session& session, const DatasetOptions& options);
absl::Status RunDatasetAppend(Session& session, const DatasetOptions& options);
absl::Status RunDatasetList(Session& session);
absl::Status RunDatasetShow(Session& session, const DatasetOptions& options);
absl::Status RunDatasetExport(Session& session, const DatasetOptions& options);
absl::Status RunDatasetDelete(Session& session, const DatasetOptions& options);

absl::Status RunAgreement(Session& session, const AgreementOptions& options);
absl::Status RunConsensus(Session& session, const ConsensusOptions& options);

absl::Status RunCostReport(Session& session, const CostsOptions& options);
absl::Status RunCostPlan(Session& session, const CostsOptions& options);

absl::Status RunOperationList(Session& session);
absl::Status RunMethods(Session& session, const MethodsOptions& options);
absl::Status RunServe(Session& session, const ServeOptions& options);
absl::Status RunBackup(Session& session, const BackupOptions& options);
absl::Status RunRestore(Session& session, const BackupOptions& options);
absl::Status RunVerify(Session& session, const VerifyOptions& options);
absl::Status RunDoctor(Session& session, const DoctorOptions& options);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_COMMANDS_H_
