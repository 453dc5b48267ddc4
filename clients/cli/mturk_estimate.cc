#include <array>
#include <iomanip>
#include <iostream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/format_registry.h"
#include "clients/cli/file_source.h"
#include "clients/cli/input_file.h"
#include "clients/cli/message_json.h"
#include "clients/cli/mturk_options.h"
#include "clients/cli/price_text.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

// Rows below the header of a table.
absl::StatusOr<int64_t> CountRows(const std::string& path) {
  InputFile file(path);
  ASSAY_RETURN_IF_ERROR(file.Open());
  FileSource source(file);
  exchange::TableOptions options;
  options.file_name = path == "-" ? "stdin" : path;
  ASSAY_ASSIGN_OR_RETURN(const auto table, exchange::OpenTable(options, source));
  exchange::TableRow row;
  for (int64_t count = 0;; ++count) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, table->Next(row));
    if (!more) {
      return count;
    }
  }
}

absl::StatusOr<v1::EstimateBatchRequest> EstimateRequest(const MturkEstimateOptions& options) {
  v1::EstimateBatchRequest request;
  request.set_campaign(options.campaign);
  request.set_item_count(options.item_count);
  if (!options.csv.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t count, CountRows(options.csv));
    request.set_item_count(count);
  }
  if (options.gold_share.has_value()) {
    request.set_gold_share(*options.gold_share);
  }
  request.set_max_assignments(options.max_assignments);
  ASSAY_ASSIGN_OR_RETURN(const int64_t reward, ParsePrice("--reward", options.reward));
  request.set_reward_micros(reward);
  request.set_masters(options.masters);
  for (const std::string& option : options.qualifications) {
    const size_t mark = option.rfind('=');
    if (mark == std::string::npos || mark == 0) {
      return BadPrice("--qualification", option, "NAME=PRICE");
    }
    ASSAY_ASSIGN_OR_RETURN(const int64_t fee,
                           ParsePrice("--qualification", option.substr(mark + 1)));
    v1::EstimateBatchRequest::Qualification& added = *request.add_qualifications();
    added.set_name(option.substr(0, mark));
    added.set_assignment_fee_micros(fee);
  }
  request.set_fee_version(options.fee_version);
  return request;
}

Json BillJson(const v1::BatchBill& bill) {
  return {{"hits", bill.hit_count()},
          {"assignments", bill.assignment_count()},
          {"assignment_fee", MoneyText(bill.assignment_fee_micros(), "")},
          {"reward", MoneyText(bill.reward_micros(), "")},
          {"fee", MoneyText(bill.fee_micros(), "")},
          {"total", MoneyText(bill.total_micros(), "")}};
}

Json EstimateJson(const v1::EstimateBatchResponse& estimate) {
  Json batches = Json::array();
  for (const int32_t count : estimate.batch_assignment_counts()) {
    batches.push_back(count);
  }
  return {{"items", estimate.item_count()},
          {"gold", estimate.gold_count()},
          {"assignments_per_item", estimate.max_assignments()},
          {"reward", MoneyText(estimate.reward_micros(), "")},
          {"currency", estimate.currency_code()},
          {"whole", BillJson(estimate.whole())},
          {"micro_batches", BillJson(estimate.micro_batches())},
          {"batch_assignments", std::move(batches)},
          {"saving", MoneyText(estimate.saving_micros(), "")},
          {"fee_table", estimate.fee_table()},
          {"fee_version", estimate.fee_version()}};
}

void PrintLine(const std::string& name, const std::string& whole, const std::string& batched) {
  std::cout << "  " << std::left << std::setw(22) << name << std::right << std::setw(16) << whole
            << std::setw(batched.empty() ? 0 : 16) << batched << "\n";
}

void PrintEstimate(const v1::EstimateBatchResponse& estimate) {
  const bool is_cut = estimate.batch_assignment_counts_size() > 1;
  const v1::BatchBill& whole = estimate.whole();
  const v1::BatchBill& batched = estimate.micro_batches();
  const auto line = [&](const std::string& name, const std::string& a, const std::string& b) {
    PrintLine(name, a, is_cut ? b : "");
  };
  const auto money = [](int64_t micros) { return MoneyText(micros, ""); };
  std::cout << Count(estimate.item_count()) << " items (" << Count(estimate.gold_count())
            << " with known answers), " << estimate.max_assignments() << " workers each, "
            << MoneyText(estimate.reward_micros(), estimate.currency_code())
            << " for an answer; fees of " << estimate.fee_table() << " since "
            << estimate.fee_version() << "\n\n";
  if (is_cut) {
    line("", "whole", "micro-batches");
  }
  line("HITs", Count(whole.hit_count()), Count(batched.hit_count()));
  line("assignments", Count(whole.assignment_count()), Count(batched.assignment_count()));
  line("fee of an assignment", money(whole.assignment_fee_micros()),
       money(batched.assignment_fee_micros()));
  line("rewards", money(whole.reward_micros()), money(batched.reward_micros()));
  line("fees", money(whole.fee_micros()), money(batched.fee_micros()));
  line(absl::StrCat("total, ", estimate.currency_code()), money(whole.total_micros()),
       money(batched.total_micros()));
  if (is_cut) {
    std::cout << "\nHITs of " << JoinedCounts(estimate.batch_assignment_counts(), " + ")
              << " assignments save "
              << MoneyText(estimate.saving_micros(), estimate.currency_code())
              << ": assay mturk export --micro-batches\n";
  }
  std::cout << std::flush;
}

}  // namespace

absl::Status RunMturkEstimate(Session& session, const MturkEstimateOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::EstimateBatchRequest request, EstimateRequest(options));
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::EstimateBatchResponse estimate,
                         client.mturk().EstimateBatch(request));
  if (session.options().json) {
    PrintJson(EstimateJson(estimate));
  } else {
    PrintEstimate(estimate);
  }
  return absl::OkStatus();
}

}  // namespace assay::cli
