#ifndef ASSAY_CLIENTS_CLI_MATRIX_UPLOAD_H_
#define ASSAY_CLIENTS_CLI_MATRIX_UPLOAD_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/datasets.pb.h"
#include "clients/cli/options.h"
#include "clients/cli/session.h"

namespace assay::cli {

// The npy files of an audit, looked at before anything is sent.
struct MatrixFiles {
  // Empty paths where there are none.
  MatrixOptions options;
  // The class of each column of the probabilities, from --classes or from the file beside them that
  // has their name with ".classes.txt" or ".classes.csv" in place of ".npy"; empty: the service
  // settles them.
  std::vector<std::string> classes;
};

// Checks that the files are there and that their headers are good, and reads the classes.
//
// Errors, all INVALID_ARGUMENT: those of exchange::MappedNpy::Open, exchange::ReadClassList and
// ReadSmallFile.
absl::StatusOr<MatrixFiles> OpenMatrices(const MatrixOptions& options);

// What the service made of them.
struct UploadedMatrices {
  std::optional<v1::ImportMatrixResponse> predicted_probabilities;
  std::optional<v1::ImportMatrixResponse> vectors;

  // Resource names; empty where there is no such matrix.
  std::string predicted_probabilities_name() const;
  std::string vectors_name() const;
};

// Sends the matrices to a data set.  Errors: those of DatasetService.ImportMatrix and InputFile.
absl::StatusOr<UploadedMatrices> UploadMatrices(Session& session, const std::string& dataset,
                                                const MatrixFiles& files);

// In words, a line each with its line end, as they are printed to the user; empty where there are
// no matrices.
std::string DescribeMatrices(const UploadedMatrices& matrices);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_MATRIX_UPLOAD_H_
