#include <iostream>

#include "annotator/rpc/grpc_status.h"
#include "assay/v1/maintenance.grpc.pb.h"
#include "clients/cli/commands.h"
#include "clients/cli/message_json.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

constexpr size_t kShownText = 200;

void Print(const v1::VerifyStoreResponse& outcome) {
  for (const v1::VerifyDifference& difference : outcome.differences()) {
    std::cout << OneLine(difference.subject(), kShownText) << ": " << difference.figure()
              << ": found " << OneLine(difference.found(), kShownText) << ", expected "
              << OneLine(difference.expected(), kShownText) << '\n';
  }
  if (outcome.difference_count() == 0) {
    std::cout << "everything is as it was written; " << outcome.entry_count()
              << " entries of label logs agree with all figures\n";
  } else {
    std::cout << outcome.difference_count()
              << " differences; keep the directory, restore a backup, and report this\n";
  }
}

}  // namespace

absl::Status RunVerify(Session& session, const VerifyOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::MaintenanceService::NewStub(channel);
  v1::VerifyStoreRequest request;
  if (!options.campaign.empty()) {
    const bool is_name = options.campaign.starts_with("campaigns/");
    request.set_campaign((is_name ? "" : "campaigns/") + options.campaign);
  }
  grpc::ClientContext context;
  const auto reader = stub->VerifyStore(&context, request);
  ProgressBar bar(session.options().quiet);
  v1::VerifyStoreResponse outcome;
  v1::VerifyStoreResponse message;
  while (reader->Read(&message)) {
    bar.Show(message.phase(), message.entry_count(), 0);
    message.mutable_differences()->MergeFrom(outcome.differences());
    outcome.Swap(&message);
  }
  bar.Clear();
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(reader->Finish()));
  if (session.options().json) {
    PrintJson(MessageJson(outcome));
  } else {
    Print(outcome);
  }
  session.set_exit_code(outcome.complete() && outcome.difference_count() == 0 ? 0 : 1);
  return absl::OkStatus();
}

}  // namespace assay::cli
