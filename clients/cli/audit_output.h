#ifndef ASSAY_CLIENTS_CLI_AUDIT_OUTPUT_H_
#define ASSAY_CLIENTS_CLI_AUDIT_OUTPUT_H_

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/audits.pb.h"
#include "clients/cli/session.h"

namespace assay::cli {

// OUTPUT_NOT_WRITABLE where `directory` is not there and cannot be made.
absl::Status MakeOutputDirectory(const std::string& directory);

// Results beside findings.csv, summary.json and report.html.
struct FurtherResults {
  bool signals = false;   // signals.csv
  bool verdicts = false;  // verdicts.csv
};

// Writes the results of an audit.  All at once: the server makes them independently of each other.
absl::Status DownloadAll(Session& session, const std::string& audit,
                         const std::filesystem::path& directory, const FurtherResults& further);

absl::StatusOr<v1::Audit> FetchAudit(Session& session, const std::string& name);

// The audit as summary.json has it.
absl::StatusOr<std::string> FetchSummary(Session& session, const std::string& name);

// The main figures in words.
std::string Headline(const v1::Audit& audit);

// Prints warnings, main figures, the first `top_count` suspects, and where the results are.
absl::Status PrintText(Session& session, const v1::Audit& audit,
                       const std::filesystem::path& directory, int top_count);

// "audits/3" for both "3" and "audits/3".
std::string AuditName(const std::string& name_or_id);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_AUDIT_OUTPUT_H_
