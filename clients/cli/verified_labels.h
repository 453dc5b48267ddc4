#ifndef ASSAY_CLIENTS_CLI_VERIFIED_LABELS_H_
#define ASSAY_CLIENTS_CLI_VERIFIED_LABELS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/audits.pb.h"
#include "clients/cli/options.h"
#include "clients/cli/session.h"

namespace assay::cli {

// What a person wrote into a table.
struct VerifiedFile {
  struct Place {
    int64_t row = 0;
    int64_t line = 0;
  };
  std::string name;
  std::string id_column;
  std::vector<v1::VerifiedLabel> labels;  // each item once
  std::map<std::string, Place> places;    // by item id
  int64_t skipped_count = 0;              // rows without a verdict
};

// Reads a CSV, TSV or JSONL file with an id column and what is known of each label: the true label
// (true_label, verified_label, corrected_label or label), or a word on whether the given one is
// right (correct: yes, no, y, n, true, false, 1, 0), or both.  Rows with neither are skipped.  An
// empty file name gives no labels.
//
// Errors, all INVALID_ARGUMENT with metadata file, row, line, column, found, expected:
//   those of exchange::TableReader; FILE_NOT_READABLE.
//   UNKNOWN_COLUMN          no column has the name given by the options, or one to go by.
//   EMPTY_ID                a row without an id.
//   BAD_VERDICT             neither a yes nor a no.
//   CONTRADICTING_VERDICTS  a row contradicts itself or an earlier one.
//   NO_VERDICTS             all rows are without a verdict.
absl::StatusOr<VerifiedFile> ReadVerifiedFile(const VerifiedOptions& options);

// The prices in millionths.  Both or none must be given.  Errors: INVALID_ARGUMENT BAD_COST.
absl::StatusOr<v1::ReviewCosts> ReadCosts(const CostOptions& options);

// Calls VerifyAudit.  An item that the audit does not have is reported with its row.
absl::Status SendVerified(Session& session, const std::string& audit, const VerifiedFile& file,
                          const v1::ReviewCosts& costs);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_VERIFIED_LABELS_H_
