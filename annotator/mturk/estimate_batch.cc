#include "annotator/mturk/estimate_batch.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "annotator/mturk/batch_items.h"
#include "engine/base/status.h"
#include "engine/cost/fee_tables.h"

namespace assay::mturk {
namespace {

constexpr int64_t kMicrosACent = 10'000;
constexpr int64_t kMaxItems = 1'000'000'000'000;

absl::Status CheckRequest(const v1::EstimateBatchRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckBatchShape(request));
  ASSAY_RETURN_IF_ERROR(CheckReward(request.reward_micros()));
  if (request.campaign().empty()) {
    return CheckBatchRange("item_count", request.item_count(), 1, kMaxItems);
  }
  return request.item_count() == 0 ? absl::OkStatus()
                                   : BadBatch("item_count", absl::StrCat(request.item_count()),
                                              "none beside a campaign, which has its items");
}

// Items, gold and workers.
absl::Status CountItems(const v1::EstimateBatchRequest& request, Store& store, CampaignDesks& desks,
                        v1::EstimateBatchResponse& response) {
  if (request.campaign().empty()) {
    const double share = request.gold_share();
    response.set_gold_count(
        std::llround(share / (1 - share) * static_cast<double>(request.item_count())));
    response.set_item_count(request.item_count() + response.gold_count());
    response.set_max_assignments(std::max(request.max_assignments(), 1));
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const auto desk, desks.Find(request.campaign()));
  ASSAY_ASSIGN_OR_RETURN(const CampaignDesk::Snapshot snapshot, desk->Read());
  ASSAY_ASSIGN_OR_RETURN(
      const BatchItems chosen,
      ChooseBatchItems(store, snapshot.record, GoldShare(snapshot.record, request), 0));
  response.set_gold_count(chosen.gold_count);
  response.set_item_count(std::ssize(chosen.items));
  response.set_max_assignments(WorkersOfItem(snapshot.record, request.max_assignments()));
  return absl::OkStatus();
}

absl::StatusOr<FeeTable> TableOf(const v1::EstimateBatchRequest& request) {
  const std::string& name = request.fee_table();
  ASSAY_ASSIGN_OR_RETURN(FeeTable table,
                         FindFeeTable(name.empty() ? "mturk" : name, request.fee_version()));
  for (const auto& qualification : request.qualifications()) {
    table.qualifications.push_back({qualification.name(), qualification.assignment_fee_micros()});
  }
  return table;
}

TaskOrder OrderOf(const v1::EstimateBatchRequest& request,
                  const v1::EstimateBatchResponse& response) {
  TaskOrder order;
  order.task_count = response.item_count();
  order.assignment_count = response.max_assignments();
  order.reward_micros = request.reward_micros();
  order.masters = request.masters();
  for (const auto& qualification : request.qualifications()) {
    order.qualifications.push_back(qualification.name());
  }
  return order;
}

void SetBill(const Bill& bill, int64_t hit_count, v1::BatchBill& out) {
  out.set_hit_count(hit_count);
  out.set_assignment_count(bill.assignment_count);
  // Each assignment of a bill has the same fee.
  out.set_assignment_fee_micros(bill.fee_micros / bill.assignment_count);
  out.set_reward_micros(bill.reward_micros);
  out.set_fee_micros(bill.fee_micros);
  out.set_total_micros(bill.total_micros);
}

}  // namespace

absl::StatusOr<v1::EstimateBatchResponse> EstimateBatch(const v1::EstimateBatchRequest& request,
                                                        Store& store, CampaignDesks& desks) {
  ASSAY_RETURN_IF_ERROR(CheckRequest(request));
  ASSAY_ASSIGN_OR_RETURN(const FeeTable table, TableOf(request));
  v1::EstimateBatchResponse response;
  ASSAY_RETURN_IF_ERROR(CountItems(request, store, desks, response));
  ASSAY_ASSIGN_OR_RETURN(const BatchPlan plan, PlanBatches(table, OrderOf(request, response)));
  response.set_reward_micros(request.reward_micros());
  SetBill(plan.whole, response.item_count(), *response.mutable_whole());
  SetBill(plan.batched, response.item_count() * std::ssize(plan.batch_assignment_counts),
          *response.mutable_micro_batches());
  for (const int64_t count : plan.batch_assignment_counts) {
    response.add_batch_assignment_counts(static_cast<int32_t>(count));
  }
  response.set_saving_micros(plan.saving_micros);
  response.set_fee_table(table.name);
  response.set_fee_version(table.version);
  response.set_currency_code(table.currency.is_set() ? std::string(table.currency.code()) : "USD");
  return response;
}

absl::StatusOr<std::vector<int32_t>> MicroBatches(int64_t reward_micros, int32_t worker_count) {
  ASSAY_ASSIGN_OR_RETURN(const FeeTable table, FindFeeTable("mturk"));
  TaskOrder order;
  order.task_count = 1;
  order.assignment_count = worker_count;
  order.reward_micros = reward_micros;
  ASSAY_ASSIGN_OR_RETURN(const BatchPlan plan, PlanBatches(table, order));
  return std::vector<int32_t>(plan.batch_assignment_counts.begin(),
                              plan.batch_assignment_counts.end());
}

absl::Status CheckReward(int64_t reward_micros) {
  return reward_micros > 0 && reward_micros % kMicrosACent == 0
             ? absl::OkStatus()
             : BadBatch("reward_micros", absl::StrCat(reward_micros),
                        "a whole number of cents above 0");
}

}  // namespace assay::mturk
