#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "annotator/rpc/grpc_status.h"
#include "benchmarks/service/parts.h"
#include "engine/base/status.h"
#include "tests/load/latencies.h"
#include "tests/load/server_process.h"
#include "tests/load/services.h"

namespace assay::load {
namespace {

constexpr int64_t kSmallItemCount = 10'000;
constexpr int64_t kAddedItems = 1'000;
constexpr int kAnnotators = 1'000;
constexpr size_t kTextBytes = 100;
constexpr int kRepeats = 200;

using Seconds = std::chrono::duration<double>;

// Runs `body`, which handles `count` rows, and says how quick it was and what it did to the server.
Figures Timed(ServerProcess& server, int64_t count, const std::function<absl::Status()>& body) {
  const ProcessUsage before = server.usage();
  const auto begin = std::chrono::steady_clock::now();
  ASSAY_RETURN_IF_ERROR(body());
  const double seconds = Seconds(std::chrono::steady_clock::now() - begin).count();
  const ProcessUsage after = server.usage();
  return nlohmann::ordered_json{{"count", count},
                                {"seconds", seconds},
                                {"per_second", static_cast<double>(count) / seconds},
                                {"server_cpu_us", (after.cpu_seconds - before.cpu_seconds) /
                                                      static_cast<double>(count) * 1e6},
                                {"server_mb_before", before.resident_mb},
                                {"server_peak_mb", after.peak_resident_mb}};
}

// Percentiles of a call that is made again and again, one after the other.
Figures Repeated(int repeats, const std::function<absl::Status(int)>& call) {
  Latencies latencies;
  for (int i = 0; i < repeats; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    ASSAY_RETURN_IF_ERROR(call(i));
    latencies.Add(std::chrono::steady_clock::now() - begin);
  }
  return nlohmann::ordered_json{{"count", repeats},
                                {"p50_ms", latencies.Percentile(0.5) / 1000},
                                {"p99_ms", latencies.Percentile(0.99) / 1000}};
}

absl::Status ImportEveryLabel(const Services& services, const LargeOptions& options) {
  LabelBatch batch;
  batch.label_count = options.label_count;
  batch.labels_per_item = options.labels_per_item;
  batch.annotator_count = kAnnotators;
  ASSAY_ASSIGN_OR_RETURN(const v1::ImportLabelsResponse response,
                         ImportLabels(services, "labelled", batch));
  if (response.label_count() != options.label_count) {
    return absl::InternalError("added " + std::to_string(response.label_count()) +
                               " labels, expected " + std::to_string(options.label_count));
  }
  return absl::OkStatus();
}

Figures LeaseLatency(const Services& services, const std::string& campaign_id,
                     int first_annotator) {
  return Repeated(kRepeats, [&](int i) {
    v1::LeaseItemsRequest request;
    request.set_campaign("campaigns/" + campaign_id);
    request.set_annotator(AnnotatorName(first_annotator + i % 50));
    request.set_request_id(campaign_id + std::to_string(i));
    grpc::ClientContext context;
    v1::LeaseItemsResponse response;
    const absl::Status status =
        rpc::FromGrpcStatus(services.work->LeaseItems(&context, request, &response));
    if (status.ok() && response.leases().empty()) {
      return absl::InternalError("no item was handed out");
    }
    return status;
  });
}

Figures StatusLatency(const Services& services, const std::string& campaign_id) {
  return Repeated(kRepeats, [&](int) { return ReadStatus(services, campaign_id).status(); });
}

// Adds items to a data set that had `item_count` at first.
Figures AppendLatency(const Services& services, const std::string& dataset_id, int64_t item_count) {
  return Repeated(20, [&](int i) {
    return AppendItems(services, dataset_id, item_count + i * kAddedItems, kAddedItems);
  });
}

absl::Status MeasureItems(ServerProcess& server, const LargeOptions& options,
                          nlohmann::ordered_json& figures) {
  const Services services(server.address());
  ASSAY_RETURN_IF_ERROR(ImportItems(services, "small", kSmallItemCount, kTextBytes));
  ASSAY_ASSIGN_OR_RETURN(figures["import_items"], Timed(server, options.item_count, [&] {
                           return ImportItems(services, "large", options.item_count, kTextBytes);
                         }));
  ASSAY_ASSIGN_OR_RETURN(figures["append_small"],
                         AppendLatency(services, "small", kSmallItemCount));
  ASSAY_ASSIGN_OR_RETURN(figures["append_large"],
                         AppendLatency(services, "large", options.item_count));
  return absl::OkStatus();
}

absl::Status MeasureCampaigns(ServerProcess& server, const LargeOptions& options,
                              nlohmann::ordered_json& figures) {
  const Services services(server.address());
  ASSAY_RETURN_IF_ERROR(CreateAnnotators(services, kAnnotators));
  for (const char* const id : {"open", "labelled"}) {
    CampaignPlan plan;
    plan.id = id;
    plan.dataset_id = "large";
    plan.label_count = static_cast<int>(std::min<int64_t>(options.labels_per_item, 5));
    ASSAY_RETURN_IF_ERROR(CreateCampaign(services, plan));
  }
  ASSAY_ASSIGN_OR_RETURN(figures["lease_open"], LeaseLatency(services, "open", 0));
  ASSAY_ASSIGN_OR_RETURN(figures["import_labels"], Timed(server, options.label_count, [&] {
                           return ImportEveryLabel(services, options);
                         }));
  ASSAY_ASSIGN_OR_RETURN(figures["status"], StatusLatency(services, "labelled"));
  ASSAY_ASSIGN_OR_RETURN(figures["lease_labelled"], LeaseLatency(services, "labelled", 0));
  return absl::OkStatus();
}

}  // namespace

Figures MeasureLarge(const LargeOptions& options) {
  nlohmann::ordered_json figures{{"items", options.item_count}, {"labels", options.label_count}};
  {
    ASSAY_ASSIGN_OR_RETURN(const auto server, ServerProcess::StartAssay(options.data_dir));
    ASSAY_RETURN_IF_ERROR(MeasureItems(*server, options, figures));
    ASSAY_RETURN_IF_ERROR(MeasureCampaigns(*server, options, figures));
    server->Kill();
  }
  nlohmann::ordered_json& open = figures["open_seconds"];
  for (const char* const how : {"after_kill", "after_end"}) {
    ASSAY_ASSIGN_OR_RETURN(const auto server, ServerProcess::StartAssay(options.data_dir));
    const Services services(server->address());
    const auto begin = std::chrono::steady_clock::now();
    ASSAY_RETURN_IF_ERROR(ReadStatus(services, "labelled").status());
    const auto first_status = std::chrono::steady_clock::now() - begin;
    open[how] = Seconds(server->start_time()).count();
    open[std::string(how) + "_first_status"] = Seconds(first_status).count();
    figures["mb_after_open"] = server->usage().resident_mb;
    server->Terminate();
  }
  return figures;
}

}  // namespace assay::load
