#include "assay/client/mturk.h"

#include "annotator/rpc/grpc_status.h"
#include "clients/cpp/byte_stream.h"
#include "clients/cpp/connection.h"
#include "engine/base/status.h"

namespace assay::client {
namespace {

constexpr std::string_view kCollection = "campaigns/";

}  // namespace

absl::StatusOr<v1::ImportResultsResponse> Mturk::ImportResults(const v1::ImportResultsSpec& spec,
                                                               const ByteSource& bytes) const {
  v1::ImportResultsSpec named = spec;
  named.set_campaign(ResourceName(kCollection, spec.campaign()));
  grpc::ClientContext context;
  v1::ImportResultsResponse response;
  const auto writer = connection_->mturk().ImportResults(&context, &response);
  ASSAY_RETURN_IF_ERROR(SendFile(context, *writer, named, bytes));
  return response;
}

absl::StatusOr<v1::BatchSummary> Mturk::ExportBatch(v1::ExportBatchRequest request,
                                                    const ByteSink& sink) const {
  request.set_campaign(ResourceName(kCollection, request.campaign()));
  grpc::ClientContext context;
  const auto reader = connection_->mturk().ExportBatch(&context, request);
  v1::BatchSummary summary;
  ASSAY_RETURN_IF_ERROR(
      ReceiveParts(context, *reader, [&](const v1::ExportBatchResponse& response) -> absl::Status {
        if (response.has_summary()) {
          summary = response.summary();
          return absl::OkStatus();
        }
        return sink(response.chunk());
      }));
  return summary;
}

absl::StatusOr<v1::EstimateBatchResponse> Mturk::EstimateBatch(
    v1::EstimateBatchRequest request) const {
  if (!request.campaign().empty()) {
    request.set_campaign(ResourceName(kCollection, request.campaign()));
  }
  return connection_->Call(connection_->mturk(), &v1::MturkService::Stub::EstimateBatch, request);
}

absl::StatusOr<v1::ReviewSummary> Mturk::ReviewAssignments(
    v1::ReviewAssignmentsRequest request,
    const std::function<void(const v1::ReviewAssignmentsResponse&)>& visit) const {
  request.set_campaign(ResourceName(kCollection, request.campaign()));
  grpc::ClientContext context;
  const auto reader = connection_->mturk().ReviewAssignments(&context, request);
  v1::ReviewSummary summary;
  ASSAY_RETURN_IF_ERROR(
      ReceiveParts(context, *reader, [&](const v1::ReviewAssignmentsResponse& response) {
        if (response.has_summary()) {
          summary = response.summary();
        }
        visit(response);
        return absl::OkStatus();
      }));
  return summary;
}

}  // namespace assay::client
