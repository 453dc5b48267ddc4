#ifndef ASSAY_TESTS_LOAD_SERVICES_H_
#define ASSAY_TESTS_LOAD_SERVICES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/annotators.grpc.pb.h"
#include "assay/v1/campaigns.grpc.pb.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "assay/v1/maintenance.grpc.pb.h"
#include "assay/v1/work.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"

namespace assay::load {

// The services at one address, over a connection of their own.
struct Services {
  explicit Services(const std::string& address);
  explicit Services(std::shared_ptr<grpc::Channel> channel);

  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::WorkService::Stub> work;
  std::unique_ptr<v1::CampaignService::Stub> campaigns;
  std::unique_ptr<v1::AnnotatorService::Stub> annotators;
  std::unique_ptr<v1::DatasetService::Stub> datasets;
  std::unique_ptr<v1::MaintenanceService::Stub> maintenance;
};

// The reason of a failed call; empty where it carries none.
std::string ReasonOf(const grpc::Status& status);

// A data set of `item_count` items with ids "i0", "i1", ... and a text of `text_bytes` bytes each,
// without labels.
absl::Status ImportItems(const Services& services, const std::string& dataset_id,
                         int64_t item_count, size_t text_bytes = 20);
// Adds items to it, with the ids that follow.
absl::Status AppendItems(const Services& services, const std::string& dataset_id,
                         int64_t first_item, int64_t item_count);

// Experts "a0", "a1", ...
absl::Status CreateAnnotators(const Services& services, int64_t annotator_count);
// "annotators/a17" for 17.
std::string AnnotatorName(int64_t index);

// What a test's campaign is like; everything else as it comes.
struct CampaignPlan {
  std::string id = "load";
  std::string dataset_id = "items";
  int label_count = 1;
  int lease_seconds = 600;
  int max_lease_count = 0;
  int class_count = 4;
};
// The classes of such campaigns: "c0", "c1", ...
std::string ClassName(int64_t index);
// Creates and starts it.
absl::Status CreateCampaign(const Services& services, const CampaignPlan& plan);

// Labels that were given elsewhere: item after item, each by annotators that follow each other.
struct LabelBatch {
  int64_t label_count = 0;
  int64_t labels_per_item = 1;
  int64_t annotator_count = 1;  // of "a0", "a1", ...; at least labels_per_item
  int64_t first_second = 1'700'000'000;
};
// Sends `batch` to the campaign in messages of many rows.
absl::StatusOr<v1::ImportLabelsResponse> ImportLabels(const Services& services,
                                                      const std::string& campaign_id,
                                                      const LabelBatch& batch);
// The messages of such an import: the spec, and the next rows from `*next` on, which moves.
v1::ImportLabelsRequest LabelSpec(const std::string& campaign_id);
v1::ImportLabelsRequest NextLabels(const LabelBatch& batch, int64_t* next);

absl::StatusOr<v1::CampaignStatus> ReadStatus(const Services& services, const std::string& id);

// What VerifyStore finds to be different, in words; empty where all is well.  `campaign_id` empty:
// the whole store.
absl::StatusOr<std::vector<std::string>> Verify(const Services& services,
                                                const std::string& campaign_id);

}  // namespace assay::load

#endif  // ASSAY_TESTS_LOAD_SERVICES_H_
