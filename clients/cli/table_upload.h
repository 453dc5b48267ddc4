#ifndef ASSAY_CLIENTS_CLI_TABLE_UPLOAD_H_
#define ASSAY_CLIENTS_CLI_TABLE_UPLOAD_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/datasets.pb.h"
#include "clients/cli/options.h"
#include "clients/cli/session.h"

namespace assay::cli {

// Sends a table file (or stdin) to the service and returns what it was imported as.
// Errors: those of DatasetService.ImportDataset, and INVALID_ARGUMENT FILE_NOT_READABLE,
// FILE_CHANGED (it shrank or grew while it was read).
absl::StatusOr<v1::ImportDatasetResponse> UploadTable(Session& session, const TableOptions& table,
                                                      const std::string& dataset_id);

// The roles of the columns in words, a line each, as they are printed to the user.
std::string DescribeColumns(const v1::Dataset& dataset);

// "datasets/x" for both "x" and "datasets/x".
std::string DatasetName(const std::string& name_or_id);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_TABLE_UPLOAD_H_
