#ifndef ASSAY_ANNOTATOR_RPC_CAMPAIGN_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_CAMPAIGN_SERVICE_H_

#include "annotator/auditing/audit_review.h"
#include "annotator/campaign/campaign_catalog.h"
#include "annotator/campaign/campaign_desks.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/page_token.h"
#include "annotator/transfer/import_labels.h"
#include "assay/v1/campaigns.grpc.pb.h"
#include "engine/base/clock.h"
#include "engine/store/audit_repository.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/store.h"

namespace assay::rpc {

// What the service works with; all references must outlive it.
struct CampaignParts {
  Store& store;
  CampaignCatalog& catalog;
  CampaignDesks& desks;
  CampaignRepository& campaigns;
  DatasetRepository& datasets;
  AuditRepository& audits;
  AuditReview& review;
  RunningImports& imports;
  const Clock& clock;
  const PageTokens& tokens;
  // Threads of a model at work; 0: all cores.
  int thread_count = 0;
};

// assay.v1.CampaignService.  Calls that begin, change and end campaigns are in campaign_service.cc,
// what reads them in campaign_views.cc, what fills and empties them in campaign_files.cc.
class CampaignServiceImpl final : public v1::CampaignService::CallbackService {
 public:
  CampaignServiceImpl(CampaignParts parts, CallGate& gate) : parts_(parts), gate_(gate) {}

  grpc::ServerUnaryReactor* CreateCampaign(grpc::CallbackServerContext* context,
                                           const v1::CreateCampaignRequest* request,
                                           v1::Campaign* response) override;
  grpc::ServerUnaryReactor* GetCampaign(grpc::CallbackServerContext* context,
                                        const v1::GetCampaignRequest* request,
                                        v1::Campaign* response) override;
  grpc::ServerUnaryReactor* ListCampaigns(grpc::CallbackServerContext* context,
                                          const v1::ListCampaignsRequest* request,
                                          v1::ListCampaignsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateCampaign(grpc::CallbackServerContext* context,
                                           const v1::UpdateCampaignRequest* request,
                                           v1::Campaign* response) override;
  grpc::ServerUnaryReactor* StartCampaign(grpc::CallbackServerContext* context,
                                          const v1::StartCampaignRequest* request,
                                          v1::Campaign* response) override;
  grpc::ServerUnaryReactor* PauseCampaign(grpc::CallbackServerContext* context,
                                          const v1::PauseCampaignRequest* request,
                                          v1::Campaign* response) override;
  grpc::ServerUnaryReactor* CloseCampaign(grpc::CallbackServerContext* context,
                                          const v1::CloseCampaignRequest* request,
                                          v1::Campaign* response) override;
  grpc::ServerUnaryReactor* DeleteCampaign(grpc::CallbackServerContext* context,
                                           const v1::DeleteCampaignRequest* request,
                                           v1::DeleteCampaignResponse* response) override;
  grpc::ServerUnaryReactor* GetCampaignStatus(grpc::CallbackServerContext* context,
                                              const v1::GetCampaignStatusRequest* request,
                                              v1::CampaignStatus* response) override;
  grpc::ServerUnaryReactor* ListCampaignAnnotators(
      grpc::CallbackServerContext* context, const v1::ListCampaignAnnotatorsRequest* request,
      v1::ListCampaignAnnotatorsResponse* response) override;
  grpc::ServerUnaryReactor* ReinstateAnnotator(grpc::CallbackServerContext* context,
                                               const v1::ReinstateAnnotatorRequest* request,
                                               v1::CampaignAnnotator* response) override;
  grpc::ServerUnaryReactor* ListCampaignItems(grpc::CallbackServerContext* context,
                                              const v1::ListCampaignItemsRequest* request,
                                              v1::ListCampaignItemsResponse* response) override;
  grpc::ServerUnaryReactor* SettleFindings(grpc::CallbackServerContext* context,
                                           const v1::SettleFindingsRequest* request,
                                           v1::SettleFindingsResponse* response) override;
  grpc::ServerWriteReactor<v1::CampaignStatus>* WatchCampaignStatus(
      grpc::CallbackServerContext* context, const v1::WatchCampaignStatusRequest* request) override;
  grpc::ServerReadReactor<v1::ImportLabelsRequest>* ImportLabels(
      grpc::CallbackServerContext* context, v1::ImportLabelsResponse* response) override;

  grpc::ServerWriteReactor<v1::ExportCampaignResponse>* ExportCampaign(
      grpc::CallbackServerContext* context, const v1::ExportCampaignRequest* request) override;
  grpc::ServerReadReactor<v1::RestoreCampaignRequest>* RestoreCampaign(
      grpc::CallbackServerContext* context, v1::RestoreCampaignResponse* response) override;
  grpc::ServerWriteReactor<v1::RunAnnotatorResponse>* RunAnnotator(
      grpc::CallbackServerContext* context, const v1::RunAnnotatorRequest* request) override;

 private:
  grpc::ServerUnaryReactor* SetState(grpc::CallbackServerContext* context,
                                     const google::protobuf::Message& request,
                                     const auth::CallRule* rule, const std::string& name,
                                     v1::Campaign::State state, v1::Campaign* response);

  CampaignParts parts_;
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_CAMPAIGN_SERVICE_H_
