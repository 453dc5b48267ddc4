#ifndef ASSAY_CLIENT_MTURK_H_
#define ASSAY_CLIENT_MTURK_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/client/datasets.h"
#include "assay/v1/mturk.pb.h"

namespace assay::client {

class Connection;

// The way to Mechanical Turk and back by files.  assay/v1/mturk.proto tells the fields and the
// errors.
class Mturk {
 public:
  explicit Mturk(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  // The bytes of a result file.  Can be repeated: a file adds nothing twice.
  absl::StatusOr<v1::ImportResultsResponse> ImportResults(const v1::ImportResultsSpec& spec,
                                                          const ByteSource& bytes) const;
  // Hands the bytes of the file to `sink`.
  absl::StatusOr<v1::BatchSummary> ExportBatch(v1::ExportBatchRequest request,
                                               const ByteSink& sink) const;
  // What a batch would cost.
  absl::StatusOr<v1::EstimateBatchResponse> EstimateBatch(v1::EstimateBatchRequest request) const;
  // Hands decisions and bonuses to `visit`, part by part.
  absl::StatusOr<v1::ReviewSummary> ReviewAssignments(
      v1::ReviewAssignmentsRequest request,
      const std::function<void(const v1::ReviewAssignmentsResponse&)>& visit) const;

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace assay::client

#endif  // ASSAY_CLIENT_MTURK_H_
