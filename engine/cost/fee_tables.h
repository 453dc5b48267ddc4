#ifndef ASSAY_ENGINE_COST_FEE_TABLES_H_
#define ASSAY_ENGINE_COST_FEE_TABLES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/cost/money.h"

namespace assay {

// A flat amount that a marketplace takes for each assignment of workers with a property.
struct FlatFee {
  std::string name;
  int64_t assignment_fee_micros = 0;
};

// What a marketplace takes on top of what workers get, as data.  Shares are in millionths: 200,000
// is 20 %.  A copy can be changed: prices of a contract, qualifications of one's own.
//
//   share = base_share + (assignments of a task >= large_task_from ? large_task_share : 0)
//                      + (masters ? masters_share : 0)
//   fee of an assignment = max(minimum_fee, reward * share rounded half up to the fee unit)
//                          + its flat fees
//   fee of a bonus       = max(minimum_fee, bonus * base_share rounded likewise)
struct FeeTable {
  std::string name;         // of the marketplace, on the wire and in files, for ever
  std::string version;      // the day from which it holds, YYYY-MM-DD
  std::string description;  // one line
  std::string source;
  Currency currency;  // not set: any
  int64_t base_share_millionths = 0;
  // 0: there are no large tasks.
  int64_t large_task_from = 0;
  int64_t large_task_share_millionths = 0;
  int64_t masters_share_millionths = 0;
  int64_t minimum_fee_micros = 0;
  // Fees are whole multiples of it, and so must be rewards and bonuses; > 0.
  int64_t fee_unit_micros = 1;
  // Chosen by name in TaskOrder::qualifications.
  std::vector<FlatFee> qualifications = {};
};

// All tables, newest first within a name: mturk, and none for those who take nothing.
const std::vector<FeeTable>& FeeTables();

// The table of a name: of a version, or the newest where `version` is empty.
//
// NOT_FOUND UNKNOWN_FEE_TABLE, with the known ones in the message; metadata "found".
absl::StatusOr<FeeTable> FindFeeTable(std::string_view name, std::string_view version = "");

// Whether the numbers of a table can be worked with.
//
// INVALID_ARGUMENT BAD_FEE_TABLE  a share, an amount or the large task is negative, or the unit is
//                                 not above 0; metadata "field", "found".
absl::Status CheckFeeTable(const FeeTable& table);

// Tasks as they are published: `assignment_count` different workers for each.
struct TaskOrder {
  int64_t task_count = 0;
  int64_t assignment_count = 0;  // of each task
  int64_t reward_micros = 0;     // of each assignment
  bool masters = false;
  std::vector<std::string> qualifications = {};
};

// What is to be paid; total = reward + fee, always.
struct Bill {
  int64_t assignment_count = 0;
  int64_t reward_micros = 0;  // for workers
  int64_t fee_micros = 0;     // for the marketplace
  int64_t total_micros = 0;
};

// The fee of one assignment of such an order.
//
// Errors:
//   INVALID_ARGUMENT BAD_FEE_TABLE          see CheckFeeTable.
//   INVALID_ARGUMENT NEGATIVE_AMOUNT        a count or the reward is below 0; metadata "field",
//                                           "found".
//   INVALID_ARGUMENT AMOUNT_NOT_WHOLE       the reward is no multiple of the unit; metadata
//   "found". NOT_FOUND        UNKNOWN_QUALIFICATION  the table has no such flat fee; metadata
//   "found". OUT_OF_RANGE     AMOUNT_OVERFLOW        the fee is beyond 63 bits.
//
// O(qualifications).  Pure.
absl::StatusOr<int64_t> AssignmentFee(const FeeTable& table, const TaskOrder& order);

// The fee of a bonus.  Errors as AssignmentFee.
absl::StatusOr<int64_t> BonusFee(const FeeTable& table, int64_t bonus_micros);

// What the marketplace holds back when the order is published, and what it costs at most: every
// assignment approved.  Errors as AssignmentFee.
absl::StatusOr<Bill> BillOfOrder(const FeeTable& table, const TaskOrder& order);

// What was spent: rejected assignments cost nothing.  approved_count in [0, task_count *
// assignment_count], else INVALID_ARGUMENT COUNT_OUT_OF_RANGE.  The share is that of the order,
// however few were approved.  Each bonus is one payment.  Errors as AssignmentFee.
absl::StatusOr<Bill> BillOfApproved(const FeeTable& table, const TaskOrder& order,
                                    int64_t approved_count,
                                    std::span<const int64_t> bonuses_micros = {});

// An order cut into tasks of fewer assignments each, where that is cheaper.
struct BatchPlan {
  // One published task of the order becomes these many, with so many assignments each; the sizes
  // differ by at most 1 and sum to the order's assignment_count.  One entry: not cut.
  std::vector<int64_t> batch_assignment_counts;
  Bill whole;                 // as ordered
  Bill batched;               // as planned; whole where it is not cut
  int64_t saving_micros = 0;  // whole - batched, >= 0
};

// Cuts a task into as few batches as escape the share of large tasks, where that costs less.  Who
// works on one batch must be kept from the others of the same item, by a qualification.  Errors as
// BillOfOrder.
absl::StatusOr<BatchPlan> PlanBatches(const FeeTable& table, const TaskOrder& order);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_FEE_TABLES_H_
