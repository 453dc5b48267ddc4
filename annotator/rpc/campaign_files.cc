// The calls of CampaignService that fill and empty campaigns.
#include "annotator/campaign/import_labels.h"
#include "annotator/rpc/campaign_service.h"
#include "annotator/rpc/import_reactor.h"
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

}  // namespace assay::rpc
