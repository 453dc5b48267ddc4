#ifndef ASSAY_CLIENT_DATASETS_H_
#define ASSAY_CLIENT_DATASETS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/datasets.pb.h"

namespace assay::client {

class Connection;

// Gives the next bytes of a file, at most as long as the next call; empty at the end.
using ByteSource = std::function<absl::StatusOr<std::string_view>()>;
// Takes the next bytes of a file.  An error ends the call with that error.
using ByteSink = std::function<absl::Status(std::string_view)>;

// The bytes of a file on this machine.  INVALID_ARGUMENT FILE_NOT_READABLE.
absl::StatusOr<ByteSource> ReadFile(const std::string& path);

// Tables of items.  assay/v1/datasets.proto tells the fields and the errors.
class Datasets {
 public:
  explicit Datasets(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  // Stores a table (csv, tsv or jsonl, plain or gzip), whole or not at all.
  absl::StatusOr<v1::ImportDatasetResponse> Import(const v1::ImportSpec& spec,
                                                   const ByteSource& bytes) const;
  // The same of a file; spec.file_name is set from the path.
  absl::StatusOr<v1::ImportDatasetResponse> ImportFile(v1::ImportSpec spec,
                                                       const std::string& path) const;
  // Adds items at the end, 1,000 in a call: all of a call or none, and each only once however often
  // the call is repeated.  Returns how many items the data set has then.
  absl::StatusOr<int64_t> Append(std::string_view name,
                                 const std::vector<v1::NewItem>& items) const;
  absl::StatusOr<v1::Dataset> Get(std::string_view name) const;
  absl::StatusOr<std::vector<v1::Dataset>> List() const;
  absl::Status Delete(std::string_view name) const;
  // `format`: "csv", "tsv" or "jsonl".
  absl::Status Export(std::string_view name, std::string_view format, const ByteSink& sink) const;

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace assay::client

#endif  // ASSAY_CLIENT_DATASETS_H_
