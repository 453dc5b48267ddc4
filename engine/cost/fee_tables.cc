#include "engine/cost/fee_tables.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/cost/amount_checks.h"

namespace assay {
namespace {

constexpr int64_t kWhole = 1'000'000;  // a share of 1
constexpr int64_t kCentMicros = 10'000;

Currency Dollar() { return *Currency::FromCode("USD"); }

std::vector<FeeTable> MakeFeeTables() {
  return {
      {
          .name = "mturk",
          .version = "2015-07-21",
          .description =
              "Amazon Mechanical Turk: 20 %, 40 % from 10 assignments a HIT, Masters 5 % more",
          .source = "https://requester.mturk.com/pricing",
          .currency = Dollar(),
          .base_share_millionths = 200'000,
          .large_task_from = 10,
          .large_task_share_millionths = 200'000,
          .masters_share_millionths = 50'000,
          .minimum_fee_micros = kCentMicros,
          .fee_unit_micros = kCentMicros,
          .qualifications = {},
      },
      {
          .name = "none",
          .version = "1970-01-01",
          .description = "Nobody takes anything on top: people of one's own",
          .source = "",
          .currency = Currency(),
          .qualifications = {},
      },
  };
}

absl::Status CheckOrder(const FeeTable& table, const TaskOrder& order) {
  ASSAY_RETURN_IF_ERROR(CheckFeeTable(table));
  ASSAY_RETURN_IF_ERROR(CheckNotNegative({{"task_count", order.task_count},
                                          {"assignment_count", order.assignment_count},
                                          {"reward_micros", order.reward_micros}}));
  return CheckWhole("reward_micros", order.reward_micros, table.fee_unit_micros);
}

// max(minimum, amount * share), in whole units.
absl::StatusOr<int64_t> FeeOf(const FeeTable& table, int64_t amount_micros, int64_t share) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t fee, ScaleMicros(amount_micros, share, kWhole,
                                                        Rounding::kHalfUp, table.fee_unit_micros));
  return std::max(fee, table.minimum_fee_micros);
}

absl::StatusOr<int64_t> FlatFees(const FeeTable& table, const TaskOrder& order) {
  int64_t sum = 0;
  for (const std::string& name : order.qualifications) {
    const auto fee = std::find_if(table.qualifications.begin(), table.qualifications.end(),
                                  [&](const FlatFee& known) { return known.name == name; });
    if (fee == table.qualifications.end()) {
      const std::string found = name.substr(0, 80);
      return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_QUALIFICATION",
                       absl::StrCat("The fees of ", table.name, " have no qualification '", found,
                                    "'; add it to the table with its price"),
                       {{"found", found}});
    }
    ASSAY_ASSIGN_OR_RETURN(sum, AddMicros(sum, fee->assignment_fee_micros));
  }
  return sum;
}

absl::StatusOr<Bill> MakeBill(int64_t assignment_count, int64_t reward_micros, int64_t fee_micros) {
  Bill bill;
  bill.assignment_count = assignment_count;
  ASSAY_ASSIGN_OR_RETURN(bill.reward_micros,
                         ScaleMicros(reward_micros, assignment_count, 1, Rounding::kDown));
  ASSAY_ASSIGN_OR_RETURN(bill.fee_micros,
                         ScaleMicros(fee_micros, assignment_count, 1, Rounding::kDown));
  ASSAY_ASSIGN_OR_RETURN(bill.total_micros, AddMicros(bill.reward_micros, bill.fee_micros));
  return bill;
}

absl::StatusOr<int64_t> AssignmentsOf(const TaskOrder& order) {
  return ScaleMicros(order.task_count, order.assignment_count, 1, Rounding::kDown);
}

absl::Status AddPayment(int64_t reward_micros, int64_t fee_micros, Bill& bill) {
  ASSAY_ASSIGN_OR_RETURN(bill.reward_micros, AddMicros(bill.reward_micros, reward_micros));
  ASSAY_ASSIGN_OR_RETURN(bill.fee_micros, AddMicros(bill.fee_micros, fee_micros));
  ASSAY_ASSIGN_OR_RETURN(bill.total_micros, AddMicros(bill.reward_micros, bill.fee_micros));
  return absl::OkStatus();
}

}  // namespace

const std::vector<FeeTable>& FeeTables() {
  static const auto* const tables = new std::vector<FeeTable>(MakeFeeTables());
  return *tables;
}

absl::StatusOr<FeeTable> FindFeeTable(std::string_view name, std::string_view version) {
  std::string known;
  for (const FeeTable& table : FeeTables()) {
    if (table.name == name && (version.empty() || table.version == version)) {
      return table;
    }
    absl::StrAppend(&known, known.empty() ? "" : ", ", table.name, " ", table.version);
  }
  std::string found(name.substr(0, 40));
  if (!version.empty()) {
    found.append(" ").append(version.substr(0, 40));
  }
  return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_FEE_TABLE",
                   absl::StrCat("'", found, "' is no table of fees; expected one of ", known),
                   {{"found", found}});
}

absl::Status CheckFeeTable(const FeeTable& table) {
  const auto bad = [&](std::string_view field, int64_t found, std::string_view expected) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_FEE_TABLE",
                     absl::StrCat("The table of fees ", table.name, " has ", std::string(field),
                                  " = ", found, "; expected ", std::string(expected)),
                     {{"field", std::string(field)}, {"found", absl::StrCat(found)}});
  };
  if (table.fee_unit_micros <= 0) {
    return bad("fee_unit_micros", table.fee_unit_micros, "more than 0");
  }
  const std::pair<std::string_view, int64_t> numbers[] = {
      {"base_share_millionths", table.base_share_millionths},
      {"large_task_from", table.large_task_from},
      {"large_task_share_millionths", table.large_task_share_millionths},
      {"masters_share_millionths", table.masters_share_millionths},
      {"minimum_fee_micros", table.minimum_fee_micros}};
  for (const auto& [field, number] : numbers) {
    if (number < 0) {
      return bad(field, number, "0 or more");
    }
  }
  for (const FlatFee& fee : table.qualifications) {
    if (fee.assignment_fee_micros < 0) {
      return bad("assignment_fee_micros", fee.assignment_fee_micros, "0 or more");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> AssignmentFee(const FeeTable& table, const TaskOrder& order) {
  ASSAY_RETURN_IF_ERROR(CheckOrder(table, order));
  const bool large = table.large_task_from > 0 && order.assignment_count >= table.large_task_from;
  int64_t share = table.base_share_millionths;
  ASSAY_ASSIGN_OR_RETURN(share, AddMicros(share, large ? table.large_task_share_millionths : 0));
  ASSAY_ASSIGN_OR_RETURN(share,
                         AddMicros(share, order.masters ? table.masters_share_millionths : 0));
  ASSAY_ASSIGN_OR_RETURN(const int64_t fee, FeeOf(table, order.reward_micros, share));
  ASSAY_ASSIGN_OR_RETURN(const int64_t flat, FlatFees(table, order));
  return AddMicros(fee, flat);
}

absl::StatusOr<int64_t> BonusFee(const FeeTable& table, int64_t bonus_micros) {
  ASSAY_RETURN_IF_ERROR(CheckFeeTable(table));
  ASSAY_RETURN_IF_ERROR(CheckNotNegative({{"bonus_micros", bonus_micros}}));
  ASSAY_RETURN_IF_ERROR(CheckWhole("bonus_micros", bonus_micros, table.fee_unit_micros));
  return FeeOf(table, bonus_micros, table.base_share_millionths);
}

absl::StatusOr<Bill> BillOfOrder(const FeeTable& table, const TaskOrder& order) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t fee, AssignmentFee(table, order));
  ASSAY_ASSIGN_OR_RETURN(const int64_t assignments, AssignmentsOf(order));
  return MakeBill(assignments, order.reward_micros, fee);
}

absl::StatusOr<Bill> BillOfApproved(const FeeTable& table, const TaskOrder& order,
                                    int64_t approved_count,
                                    std::span<const int64_t> bonuses_micros) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t fee, AssignmentFee(table, order));
  ASSAY_ASSIGN_OR_RETURN(const int64_t assignments, AssignmentsOf(order));
  if (approved_count < 0 || approved_count > assignments) {
    return MakeError(absl::StatusCode::kInvalidArgument, "COUNT_OUT_OF_RANGE",
                     absl::StrCat(approved_count, " assignments are approved; expected 0 to ",
                                  assignments, ", as many as were ordered"),
                     {{"found", absl::StrCat(approved_count)}});
  }
  ASSAY_ASSIGN_OR_RETURN(Bill bill, MakeBill(approved_count, order.reward_micros, fee));
  for (const int64_t bonus : bonuses_micros) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t bonus_fee, BonusFee(table, bonus));
    ASSAY_RETURN_IF_ERROR(AddPayment(bonus, bonus_fee, bill));
  }
  return bill;
}

absl::StatusOr<BatchPlan> PlanBatches(const FeeTable& table, const TaskOrder& order) {
  BatchPlan plan;
  plan.batch_assignment_counts = {order.assignment_count};
  ASSAY_ASSIGN_OR_RETURN(plan.whole, BillOfOrder(table, order));
  plan.batched = plan.whole;
  // Below 2 no batch is small enough.
  if (table.large_task_from < 2 || order.assignment_count < table.large_task_from) {
    return plan;
  }
  const int64_t largest = table.large_task_from - 1;
  const int64_t batch_count = (order.assignment_count - 1) / largest + 1;
  TaskOrder small = order;
  small.assignment_count = largest;
  ASSAY_ASSIGN_OR_RETURN(const int64_t fee, AssignmentFee(table, small));
  ASSAY_ASSIGN_OR_RETURN(const Bill batched,
                         MakeBill(plan.whole.assignment_count, order.reward_micros, fee));
  if (batched.total_micros >= plan.whole.total_micros) {
    return plan;
  }
  plan.batched = batched;
  plan.saving_micros = plan.whole.total_micros - batched.total_micros;
  plan.batch_assignment_counts.assign(static_cast<size_t>(batch_count),
                                      order.assignment_count / batch_count);
  for (int64_t i = 0; i < order.assignment_count % batch_count; ++i) {
    ++plan.batch_assignment_counts[static_cast<size_t>(i)];
  }
  return plan;
}

}  // namespace assay
