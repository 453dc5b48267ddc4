// The calls of CampaignService that fill and empty campaigns.
#include "annotator/campaign/run_annotator.h"
#include "annotator/rpc/byte_stream.h"
#include "annotator/rpc/campaign_service.h"
#include "annotator/rpc/import_reactor.h"
#include "annotator/rpc/message_stream.h"
#include "annotator/transfer/campaign_export.h"
#include "annotator/transfer/campaign_restore.h"
#include "annotator/transfer/foreign_export.h"
#include "annotator/transfer/import_labels.h"
#include "engine/base/status.h"

namespace assay::rpc {

grpc::ServerReadReactor<v1::ImportLabelsRequest>* CampaignServiceImpl::ImportLabels(
    grpc::CallbackServerContext* context, v1::ImportLabelsResponse* response) {
  return new LabelImportReactor(
      context, gate_, response,
      [this](const Caller& caller, const v1::ImportLabelsSpec& spec,
             LabelStream& stream) -> absl::StatusOr<v1::ImportLabelsResponse> {
        ASSAY_ASSIGN_OR_RETURN(const auto desk, parts_.desks.Find(spec.campaign()));
        return assay::ImportLabels(
            spec, caller, stream, *desk,
            {parts_.store, parts_.campaigns, parts_.datasets, parts_.clock, parts_.imports});
      });
}

grpc::ServerWriteReactor<v1::ExportCampaignResponse>* CampaignServiceImpl::ExportCampaign(
    grpc::CallbackServerContext* context, const v1::ExportCampaignRequest* request) {
  return StreamBytesAndMore<v1::ExportCampaignResponse>(
      context, request, gate_,
      [this, request](const Caller&, const ByteSink& sink,
                      v1::ExportCampaignResponse& last) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const auto desk, parts_.desks.Find(request->name()));
        if (request->format() == v1::ExportCampaignRequest::FORMAT_FOREIGN) {
          ASSAY_ASSIGN_OR_RETURN(
              const ExportLosses losses,
              ExportForeign(parts_.store, *desk, request->foreign_format(), sink));
          for (const auto& [what, count] : losses) {
            v1::FormatLoss& loss = *last.add_losses();
            loss.set_what(what);
            loss.set_count(count);
          }
          return absl::OkStatus();
        }
        return assay::ExportCampaign(parts_.store, *desk, request->format(), sink);
      });
}

grpc::ServerReadReactor<v1::RestoreCampaignRequest>* CampaignServiceImpl::RestoreCampaign(
    grpc::CallbackServerContext* context, v1::RestoreCampaignResponse* response) {
  return new CampaignRestoreReactor(
      context, gate_, response,
      [this](const Caller&, const v1::RestoreCampaignSpec& spec, exchange::ByteSource& source) {
        return assay::RestoreCampaign(spec, source, parts_.store, parts_.desks);
      });
}

grpc::ServerWriteReactor<v1::RunAnnotatorResponse>* CampaignServiceImpl::RunAnnotator(
    grpc::CallbackServerContext* context, const v1::RunAnnotatorRequest* request) {
  return StreamMessages<v1::RunAnnotatorResponse>(
      context, request, gate_,
      [this, request](const Caller& caller, const auto& send) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const auto desk, parts_.desks.Find(request->campaign()));
        return assay::RunAnnotator(*request, caller, parts_.store, *desk, parts_.clock,
                                   parts_.thread_count, send);
      });
}

}  // namespace assay::rpc
