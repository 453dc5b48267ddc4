#include "assay/client/campaigns.h"

#include "annotator/rpc/grpc_status.h"
#include "clients/cpp/byte_stream.h"
#include "clients/cpp/connection.h"
#include "clients/cpp/paging.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace assay::client {
namespace {

using google::protobuf::util::TimeUtil;
using Stub = v1::CampaignService::Stub;

constexpr std::string_view kCollection = "campaigns/";

// A request whose only field is the campaign's name.
template <typename Request>
Request Named(std::string_view name) {
  Request request;
  request.set_name(ResourceName(kCollection, name));
  return request;
}

}  // namespace

absl::StatusOr<v1::Campaign> Campaigns::Create(std::string_view id,
                                               const v1::Campaign& campaign) const {
  v1::CreateCampaignRequest request;
  request.set_campaign_id(std::string(id));
  *request.mutable_campaign() = campaign;
  request.set_request_id(NewRequestId());
  return connection_->Call(connection_->campaigns(), &Stub::CreateCampaign, request);
}

absl::StatusOr<v1::Campaign> Campaigns::Get(std::string_view name) const {
  return connection_->Call(connection_->campaigns(), &Stub::GetCampaign,
                           Named<v1::GetCampaignRequest>(name));
}

absl::StatusOr<std::vector<v1::Campaign>> Campaigns::List() const {
  std::vector<v1::Campaign> all;
  ASSAY_RETURN_IF_ERROR(VisitPages(*connection_, connection_->campaigns(), &Stub::ListCampaigns,
                                   v1::ListCampaignsRequest(), [&](const auto& page) {
                                     all.insert(all.end(), page.campaigns().begin(),
                                                page.campaigns().end());
                                     return true;
                                   }));
  return all;
}

absl::StatusOr<v1::Campaign> Campaigns::Update(const v1::Campaign& campaign,
                                               const std::vector<std::string>& paths) const {
  v1::UpdateCampaignRequest request;
  *request.mutable_campaign() = campaign;
  request.mutable_campaign()->set_name(ResourceName(kCollection, campaign.name()));
  request.mutable_update_mask()->mutable_paths()->Assign(paths.begin(), paths.end());
  request.set_request_id(NewRequestId());
  return connection_->Call(connection_->campaigns(), &Stub::UpdateCampaign, request);
}

absl::StatusOr<v1::Campaign> Campaigns::Start(std::string_view name) const {
  return connection_->Call(connection_->campaigns(), &Stub::StartCampaign,
                           Named<v1::StartCampaignRequest>(name));
}

absl::StatusOr<v1::Campaign> Campaigns::Pause(std::string_view name) const {
  return connection_->Call(connection_->campaigns(), &Stub::PauseCampaign,
                           Named<v1::PauseCampaignRequest>(name));
}

absl::StatusOr<v1::Campaign> Campaigns::Close(std::string_view name) const {
  return connection_->Call(connection_->campaigns(), &Stub::CloseCampaign,
                           Named<v1::CloseCampaignRequest>(name));
}

absl::Status Campaigns::Delete(std::string_view name) const {
  return connection_
      ->Call(connection_->campaigns(), &Stub::DeleteCampaign,
             Named<v1::DeleteCampaignRequest>(name))
      .status();
}

absl::StatusOr<v1::CampaignStatus> Campaigns::Status(std::string_view name) const {
  return connection_->Call(connection_->campaigns(), &Stub::GetCampaignStatus,
                           Named<v1::GetCampaignStatusRequest>(name));
}

absl::Status Campaigns::Watch(std::string_view name, std::chrono::milliseconds interval,
                              const std::function<bool(const v1::CampaignStatus&)>& visit) const {
  auto request = Named<v1::WatchCampaignStatusRequest>(name);
  *request.mutable_interval() = TimeUtil::MillisecondsToDuration(interval.count());
  grpc::ClientContext context;
  const auto reader = connection_->campaigns().WatchCampaignStatus(&context, request);
  v1::CampaignStatus status;
  while (reader->Read(&status)) {
    if (!visit(status)) {
      context.TryCancel();
      reader->Finish();
      return absl::OkStatus();
    }
  }
  return rpc::FromGrpcStatus(reader->Finish());
}

absl::StatusOr<std::vector<v1::CampaignAnnotator>> Campaigns::ListAnnotators(
    std::string_view name) const {
  v1::ListCampaignAnnotatorsRequest request;
  request.set_campaign(ResourceName(kCollection, name));
  std::vector<v1::CampaignAnnotator> all;
  ASSAY_RETURN_IF_ERROR(VisitPages(*connection_, connection_->campaigns(),
                                   &Stub::ListCampaignAnnotators, request, [&](const auto& page) {
                                     all.insert(all.end(), page.annotators().begin(),
                                                page.annotators().end());
                                     return true;
                                   }));
  return all;
}

absl::StatusOr<v1::CampaignAnnotator> Campaigns::Reinstate(std::string_view name,
                                                           std::string_view annotator) const {
  v1::ReinstateAnnotatorRequest request;
  request.set_campaign(ResourceName(kCollection, name));
  request.set_annotator(ResourceName("annotators/", annotator));
  return connection_->Call(connection_->campaigns(), &Stub::ReinstateAnnotator, request);
}

absl::Status Campaigns::VisitItems(
    v1::ListCampaignItemsRequest request,
    const std::function<bool(const v1::CampaignItem&)>& visit) const {
  request.set_campaign(ResourceName(kCollection, request.campaign()));
  return VisitPages(*connection_, connection_->campaigns(), &Stub::ListCampaignItems,
                    std::move(request), [&](const auto& page) {
                      for (const v1::CampaignItem& item : page.items()) {
                        if (!visit(item)) {
                          return false;
                        }
                      }
                      return true;
                    });
}

LabelImporter Campaigns::ImportLabels(const v1::ImportLabelsSpec& spec) const {
  return {connection_, spec};
}

absl::StatusOr<v1::ImportLabelsResponse> Campaigns::ImportLabelFile(
    const v1::ImportLabelsSpec& spec, const ByteSource& bytes) const {
  v1::ImportLabelsSpec named = spec;
  named.set_campaign(ResourceName(kCollection, spec.campaign()));
  grpc::ClientContext context;
  v1::ImportLabelsResponse response;
  const auto writer = connection_->campaigns().ImportLabels(&context, &response);
  ASSAY_RETURN_IF_ERROR(SendFile(context, *writer, named, bytes));
  return response;
}

absl::Status Campaigns::Export(std::string_view name, v1::ExportCampaignRequest::Format format,
                               const ByteSink& sink) const {
  auto request = Named<v1::ExportCampaignRequest>(name);
  request.set_format(format);
  grpc::ClientContext context;
  const auto reader = connection_->campaigns().ExportCampaign(&context, request);
  return ReceiveFile(context, *reader, sink);
}

absl::StatusOr<std::vector<v1::FormatLoss>> Campaigns::ExportForeign(std::string_view name,
                                                                     std::string_view format,
                                                                     const ByteSink& sink) const {
  auto request = Named<v1::ExportCampaignRequest>(name);
  request.set_format(v1::ExportCampaignRequest::FORMAT_FOREIGN);
  request.set_foreign_format(std::string(format));
  grpc::ClientContext context;
  const auto reader = connection_->campaigns().ExportCampaign(&context, request);
  std::vector<v1::FormatLoss> losses;
  ASSAY_RETURN_IF_ERROR(
      ReceiveParts(context, *reader, [&](const v1::ExportCampaignResponse& response) {
        losses.insert(losses.end(), response.losses().begin(), response.losses().end());
        return response.chunk().empty() ? absl::OkStatus() : sink(response.chunk());
      }));
  return losses;
}

absl::StatusOr<v1::RestoreCampaignResponse> Campaigns::Restore(const v1::RestoreCampaignSpec& spec,
                                                               const ByteSource& bytes) const {
  grpc::ClientContext context;
  v1::RestoreCampaignResponse response;
  const auto writer = connection_->campaigns().RestoreCampaign(&context, &response);
  ASSAY_RETURN_IF_ERROR(SendFile(context, *writer, spec, bytes));
  return response;
}

absl::StatusOr<v1::RunAnnotatorResponse> Campaigns::RunAnnotator(
    std::string_view name, std::string_view annotator,
    const std::function<void(const v1::RunAnnotatorResponse&)>& progress) const {
  v1::RunAnnotatorRequest request;
  request.set_campaign(ResourceName(kCollection, name));
  request.set_annotator(ResourceName("annotators/", annotator));
  grpc::ClientContext context;
  const auto reader = connection_->campaigns().RunAnnotator(&context, request);
  v1::RunAnnotatorResponse response;
  while (reader->Read(&response)) {
    if (progress) {
      progress(response);
    }
  }
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(reader->Finish()));
  return response;
}

absl::StatusOr<v1::SettleFindingsResponse> Campaigns::Settle(std::string_view name,
                                                             double min_confidence) const {
  v1::SettleFindingsRequest request;
  request.set_campaign(ResourceName(kCollection, name));
  request.set_min_confidence(min_confidence);
  return connection_->Call(connection_->campaigns(), &Stub::SettleFindings, request);
}

}  // namespace assay::client
