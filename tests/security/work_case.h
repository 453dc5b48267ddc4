#ifndef ASSAY_TESTS_SECURITY_WORK_CASE_H_
#define ASSAY_TESTS_SECURITY_WORK_CASE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/v1/annotators.pb.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/datasets.pb.h"
#include "assay/v1/maintenance.pb.h"
#include "assay/v1/work.pb.h"
#include "tests/security/socket_case.h"

namespace assay::rpc {

// The bytes of each message.
template <typename Message>
std::vector<std::string> BytesOf(const std::vector<Message>& messages) {
  std::vector<std::string> bytes;
  for (const Message& message : messages) {
    bytes.push_back(message.SerializeAsString());
  }
  return bytes;
}

// A running campaign "campaigns/news" of 20 items with gold, in which the annotators ana and ben
// work, each with a key, over a socket.  Two labels an item.
class WorkCase : public SocketCase {
 protected:
  static constexpr int kItems = 20;

  explicit WorkCase(std::chrono::milliseconds stream_patience = kStreamPatience)
      : SocketCase(ServerOptions{.stream_patience = stream_patience}) {
    admin_ = MakeKey(v1::ROLE_ADMIN, "").secret();
    manager_ = MakeKey(v1::ROLE_MANAGER, admin_).secret();
    viewer_ = MakeKey(v1::ROLE_VIEWER, admin_).secret();
    ana_ = AddAnnotator("ana");
    ben_ = AddAnnotator("ben");
    ImportTable("news", kItems);
    ImportTable("known", 4);
    MakeCampaign("news", {"annotators/ana", "annotators/ben"}, /*gold_dataset=*/"datasets/known");
  }

  // One call; `call`: "WorkService/LeaseItems".
  template <typename Response>
  absl::StatusOr<Response> Ask(const std::string& call, const google::protobuf::Message& request,
                               const std::string& secret) {
    return Read<Response>(Call("/assay.v1." + call, request, secret));
  }

  template <typename Response>
  static absl::StatusOr<Response> Read(const RawAnswer& answer) {
    if (!answer.status.ok()) {
      return FromGrpcStatus(answer.status);
    }
    Response response;
    if (answer.messages.size() != 1 || !response.ParseFromString(answer.messages[0])) {
      return absl::DataLossError("not one message that can be read");
    }
    return response;
  }

  std::string AddAnnotator(const std::string& id) {
    v1::CreateAnnotatorRequest request;
    request.set_annotator_id(id);
    request.mutable_annotator()->set_kind(v1::Annotator::KIND_EXPERT);
    EXPECT_THAT(Ask<v1::Annotator>("AnnotatorService/CreateAnnotator", request, admin_), IsOk());
    return MakeKey(v1::ROLE_ANNOTATOR, admin_, "annotators/" + id).secret();
  }

  // Items "news0", "news1", ... that say "the text of news0" and are labelled "yes" or "no".
  static std::vector<v1::ImportDatasetRequest> TableStream(const std::string& id, int row_count) {
    std::string table = "id,text,label\n";
    for (int i = 0; i < row_count; ++i) {
      const std::string item = id + std::to_string(i);
      table += item + ",the text of " + item + "," + (i % 2 == 0 ? "yes" : "no") + "\n";
    }
    std::vector<v1::ImportDatasetRequest> messages(3);
    v1::ImportSpec& spec = *messages[0].mutable_spec();
    spec.set_dataset_id(id);
    spec.set_file_name(id + ".csv");
    messages[1].set_chunk(table);
    messages[2].mutable_end()->set_byte_count(static_cast<int64_t>(table.size()));
    return messages;
  }

  void ImportTable(const std::string& id, int row_count) {
    const RawAnswer answer = RawCall(channel_, "/assay.v1.DatasetService/ImportDataset",
                                     BytesOf(TableStream(id, row_count)), Bearer(manager_));
    EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  }

  static v1::CreateCampaignRequest CampaignRequest(const std::string& id) {
    v1::CreateCampaignRequest request;
    request.set_campaign_id(id);
    v1::Campaign& campaign = *request.mutable_campaign();
    campaign.set_dataset("datasets/news");
    campaign.set_question("Yes or no?");
    campaign.mutable_schema()->set_kind(v1::LabelSchema::KIND_SINGLE_CHOICE);
    campaign.mutable_schema()->add_classes("yes");
    campaign.mutable_schema()->add_classes("no");
    campaign.mutable_overlap()->set_label_count(2);
    campaign.mutable_lease_duration()->set_seconds(600);
    campaign.set_max_lease_count(10);
    campaign.set_seed(7);
    return request;
  }

  void MakeCampaign(const std::string& id, const std::vector<std::string>& annotators,
                    const std::string& gold_dataset, int overlap = 2) {
    v1::CreateCampaignRequest request = CampaignRequest(id);
    v1::Campaign& campaign = *request.mutable_campaign();
    campaign.mutable_overlap()->set_label_count(overlap);
    campaign.mutable_annotators()->Assign(annotators.begin(), annotators.end());
    if (!gold_dataset.empty()) {
      campaign.mutable_gold()->set_dataset(gold_dataset);
      campaign.mutable_gold()->set_share(0.3);
      campaign.mutable_gold()->set_first_count(1);
      campaign.mutable_gold()->set_pass_mark(0.1);
      campaign.mutable_gold()->set_min_answer_count(4);
    }
    EXPECT_THAT(Ask<v1::Campaign>("CampaignService/CreateCampaign", request, manager_), IsOk());
    v1::StartCampaignRequest start;
    start.set_name("campaigns/" + id);
    EXPECT_THAT(Ask<v1::Campaign>("CampaignService/StartCampaign", start, manager_), IsOk());
  }

  template <typename Request>
  static Request Work(const std::string& campaign = "news") {
    Request request;
    request.set_campaign("campaigns/" + campaign);
    return request;
  }

  std::vector<v1::Lease> MustLease(const std::string& secret, int count,
                                   const std::string& campaign = "news") {
    auto request = Work<v1::LeaseItemsRequest>(campaign);
    request.set_max_item_count(count);
    const auto response = Ask<v1::LeaseItemsResponse>("WorkService/LeaseItems", request, secret);
    EXPECT_THAT(response, IsOk());
    return response.ok()
               ? std::vector<v1::Lease>(response->leases().begin(), response->leases().end())
               : std::vector<v1::Lease>();
  }

  static v1::SubmitLabelRequest Answer(const std::string& lease_id,
                                       const std::string& campaign = "news") {
    auto request = Work<v1::SubmitLabelRequest>(campaign);
    request.set_lease_id(lease_id);
    request.mutable_value()->set_choice("yes");
    return request;
  }

  absl::Status Submit(const v1::SubmitLabelRequest& request, const std::string& secret) {
    return Ask<v1::SubmitLabelResponse>("WorkService/SubmitLabel", request, secret).status();
  }

  v1::CampaignStatus Status(const std::string& campaign = "news") {
    v1::GetCampaignStatusRequest request;
    request.set_name("campaigns/" + campaign);
    const auto status =
        Ask<v1::CampaignStatus>("CampaignService/GetCampaignStatus", request, viewer_);
    EXPECT_THAT(status, IsOk());
    return status.value_or(v1::CampaignStatus());
  }

  // That the server answers, works, and has a store that is what its log says.
  void ExpectSound() {
    const std::vector<v1::Lease> leases = MustLease(ben_, 1);
    if (!leases.empty()) {
      EXPECT_THAT(Submit(Answer(leases[0].lease_id()), ben_), IsOk());
    }
    EXPECT_EQ(Status().state(), v1::Campaign::STATE_RUNNING);
    const RawAnswer answer =
        RawCall(channel_, "/assay.v1.MaintenanceService/VerifyStore", {""}, Bearer(viewer_));
    EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
    v1::VerifyStoreResponse last;
    ASSERT_FALSE(answer.messages.empty());
    ASSERT_TRUE(last.ParseFromString(answer.messages.back()));
    EXPECT_TRUE(last.complete());
    EXPECT_EQ(last.difference_count(), 0) << last.ShortDebugString();
  }

  std::string admin_;
  std::string manager_;
  std::string viewer_;
  std::string ana_;
  std::string ben_;
};

}  // namespace assay::rpc

#endif  // ASSAY_TESTS_SECURITY_WORK_CASE_H_
