#include "tests/load/services.h"

#include <algorithm>
#include <utility>

#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/support/channel_arguments.h"

namespace assay::load {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;
constexpr int64_t kItemsPerCall = 10'000;
constexpr int64_t kLabelsPerMessage = 5'000;

std::shared_ptr<grpc::Channel> OwnConnection(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  // Otherwise channels to one address share a connection, and with it the fate of a lost one.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// Text that says nothing twice, so that compression does not flatter.
std::string TextOf(int64_t item, size_t text_bytes) {
  std::string text;
  uint64_t state = static_cast<uint64_t>(item) * 0x9E3779B97F4A7C15u + 1;
  while (text.size() < text_bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    text += static_cast<char>('a' + state % 26);
    if (state % 7 == 0) {
      text += ' ';
    }
  }
  text.resize(text_bytes);
  if (!text.empty() && text.back() == ' ') {
    text.back() = 'x';
  }
  return text;
}

void AppendRow(std::string& chunk, int64_t item, size_t text_bytes) {
  chunk += 'i';
  chunk += std::to_string(item);
  chunk += ',';
  chunk += TextOf(item, text_bytes);
  chunk += '\n';
}

v1::ImportDatasetRequest ItemsSpec(const std::string& dataset_id) {
  v1::ImportDatasetRequest message;
  v1::ImportSpec& spec = *message.mutable_spec();
  spec.set_dataset_id(dataset_id);
  spec.set_file_name("items.csv");
  spec.set_format("csv");
  spec.set_id_column("id");
  spec.add_text_columns("text");
  spec.set_no_labels(true);
  return message;
}

}  // namespace

Services::Services(const std::string& address) : Services(OwnConnection(address)) {}

Services::Services(std::shared_ptr<grpc::Channel> to)
    : channel(std::move(to)),
      work(v1::WorkService::NewStub(channel)),
      campaigns(v1::CampaignService::NewStub(channel)),
      annotators(v1::AnnotatorService::NewStub(channel)),
      datasets(v1::DatasetService::NewStub(channel)),
      maintenance(v1::MaintenanceService::NewStub(channel)) {}

std::string ReasonOf(const grpc::Status& status) {
  return ErrorReason(rpc::FromGrpcStatus(status));
}

absl::Status ImportItems(const Services& services, const std::string& dataset_id,
                         int64_t item_count, size_t text_bytes) {
  grpc::ClientContext context;
  v1::ImportDatasetResponse response;
  auto stream = services.datasets->ImportDataset(&context, &response);
  bool open = stream->Write(ItemsSpec(dataset_id));
  int64_t byte_count = 0;
  v1::ImportDatasetRequest message;
  std::string& chunk = *message.mutable_chunk();
  chunk = "id,text\n";
  for (int64_t item = 0; open && item < item_count; ++item) {
    AppendRow(chunk, item, text_bytes);
    if (chunk.size() + text_bytes + 64 > kChunkBytes || item + 1 == item_count) {
      byte_count += static_cast<int64_t>(chunk.size());
      open = stream->Write(message);
      chunk.clear();
    }
  }
  v1::ImportDatasetRequest end;
  end.mutable_end()->set_byte_count(byte_count);
  stream->Write(end);
  stream->WritesDone();
  return rpc::FromGrpcStatus(stream->Finish());
}

absl::Status AppendItems(const Services& services, const std::string& dataset_id,
                         int64_t first_item, int64_t item_count) {
  for (int64_t begin = 0; begin < item_count; begin += kItemsPerCall) {
    v1::AppendItemsRequest request;
    request.set_dataset("datasets/" + dataset_id);
    for (int64_t i = begin; i < std::min(item_count, begin + kItemsPerCall); ++i) {
      v1::NewItem& item = *request.add_items();
      item.set_item_id("i" + std::to_string(first_item + i));
      (*item.mutable_cells())["text"] = TextOf(first_item + i, 20);
    }
    grpc::ClientContext context;
    v1::AppendItemsResponse response;
    ASSAY_RETURN_IF_ERROR(
        rpc::FromGrpcStatus(services.datasets->AppendItems(&context, request, &response)));
  }
  return absl::OkStatus();
}

std::string AnnotatorName(int64_t index) { return "annotators/a" + std::to_string(index); }

absl::Status CreateAnnotators(const Services& services, int64_t annotator_count) {
  for (int64_t i = 0; i < annotator_count; ++i) {
    v1::CreateAnnotatorRequest request;
    request.set_annotator_id("a" + std::to_string(i));
    request.mutable_annotator()->set_kind(v1::Annotator::KIND_EXPERT);
    grpc::ClientContext context;
    v1::Annotator response;
    ASSAY_RETURN_IF_ERROR(
        rpc::FromGrpcStatus(services.annotators->CreateAnnotator(&context, request, &response)));
  }
  return absl::OkStatus();
}

std::string ClassName(int64_t index) { return "c" + std::to_string(index); }

absl::Status CreateCampaign(const Services& services, const CampaignPlan& plan) {
  v1::CreateCampaignRequest request;
  request.set_campaign_id(plan.id);
  v1::Campaign& campaign = *request.mutable_campaign();
  campaign.set_dataset("datasets/" + plan.dataset_id);
  campaign.set_question("Which class?");
  campaign.mutable_schema()->set_kind(v1::LabelSchema::KIND_SINGLE_CHOICE);
  for (int i = 0; i < plan.class_count; ++i) {
    campaign.mutable_schema()->add_classes(ClassName(i));
  }
  campaign.mutable_overlap()->set_label_count(plan.label_count);
  campaign.mutable_lease_duration()->set_seconds(plan.lease_seconds);
  campaign.set_max_lease_count(plan.max_lease_count);
  campaign.set_seed(1);
  grpc::ClientContext create;
  v1::Campaign response;
  ASSAY_RETURN_IF_ERROR(
      rpc::FromGrpcStatus(services.campaigns->CreateCampaign(&create, request, &response)));
  v1::StartCampaignRequest start;
  start.set_name("campaigns/" + plan.id);
  grpc::ClientContext context;
  return rpc::FromGrpcStatus(services.campaigns->StartCampaign(&context, start, &response));
}

v1::ImportLabelsRequest LabelSpec(const std::string& campaign_id) {
  v1::ImportLabelsRequest message;
  message.mutable_spec()->set_campaign("campaigns/" + campaign_id);
  return message;
}

v1::ImportLabelsRequest NextLabels(const LabelBatch& batch, int64_t* next) {
  v1::ImportLabelsRequest message;
  const int64_t end = std::min(*next + kLabelsPerMessage, batch.label_count);
  for (; *next < end; ++*next) {
    v1::ImportedLabel& row = *message.mutable_rows()->add_rows();
    const int64_t item = *next / batch.labels_per_item;
    const int64_t annotator = (item * 7 + *next % batch.labels_per_item) % batch.annotator_count;
    row.set_item_id("i" + std::to_string(item));
    row.set_annotator_id("a" + std::to_string(annotator));
    row.mutable_value()->set_choice(ClassName((item + (*next % 9 == 0 ? 1 : 0)) % 4));
    row.mutable_submit_time()->set_seconds(batch.first_second + *next / 100);
    row.mutable_active_time()->set_seconds(1 + *next % 20);
  }
  return message;
}

absl::StatusOr<v1::ImportLabelsResponse> ImportLabels(const Services& services,
                                                      const std::string& campaign_id,
                                                      const LabelBatch& batch) {
  grpc::ClientContext context;
  v1::ImportLabelsResponse response;
  const auto stream = services.campaigns->ImportLabels(&context, &response);
  bool open = stream->Write(LabelSpec(campaign_id));
  for (int64_t next = 0; open && next < batch.label_count;) {
    open = stream->Write(NextLabels(batch, &next));
  }
  v1::ImportLabelsRequest end;
  end.mutable_end();
  stream->Write(end);
  stream->WritesDone();
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stream->Finish()));
  return response;
}

absl::StatusOr<v1::CampaignStatus> ReadStatus(const Services& services, const std::string& id) {
  v1::GetCampaignStatusRequest request;
  request.set_name("campaigns/" + id);
  grpc::ClientContext context;
  v1::CampaignStatus response;
  ASSAY_RETURN_IF_ERROR(
      rpc::FromGrpcStatus(services.campaigns->GetCampaignStatus(&context, request, &response)));
  return response;
}

absl::StatusOr<std::vector<std::string>> Verify(const Services& services,
                                                const std::string& campaign_id) {
  v1::VerifyStoreRequest request;
  if (!campaign_id.empty()) {
    request.set_campaign("campaigns/" + campaign_id);
  }
  grpc::ClientContext context;
  const auto stream = services.maintenance->VerifyStore(&context, request);
  std::vector<std::string> differences;
  bool complete = false;
  for (v1::VerifyStoreResponse part; stream->Read(&part);) {
    for (const v1::VerifyDifference& difference : part.differences()) {
      differences.push_back(difference.subject() + ", " + difference.figure() + ": found " +
                            difference.found() + ", expected " + difference.expected());
    }
    complete = part.complete();
  }
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stream->Finish()));
  if (!complete) {
    differences.emplace_back("the verification ended before it was complete");
  }
  return differences;
}

}  // namespace assay::load
