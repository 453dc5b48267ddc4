#include <iomanip>
#include <iostream>
#include <string>

#include "absl/strings/ascii.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/v1/operations.grpc.pb.h"
#include "clients/cli/commands.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using google::protobuf::util::TimeUtil;

// "succeeded" for STATE_SUCCEEDED.
std::string StateWord(v1::Operation::State state) {
  return absl::AsciiStrToLower(v1::Operation::State_Name(state).substr(sizeof("STATE_") - 1));
}

}  // namespace

absl::Status RunOperationList(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::OperationService::NewStub(channel);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  v1::ListOperationsRequest request;
  do {
    grpc::ClientContext context;
    v1::ListOperationsResponse response;
    ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stub->ListOperations(&context, request, &response)));
    for (const v1::Operation& operation : response.operations()) {
      const std::string state = StateWord(operation.state());
      const std::string created = TimeUtil::ToString(operation.create_time());
      if (session.options().json) {
        list.push_back({{"name", operation.name()},
                        {"kind", operation.kind()},
                        {"state", state},
                        {"result", operation.result()},
                        {"created", created},
                        {"error", operation.error().message()}});
      } else {
        std::cout << std::left << std::setw(16) << operation.name() << std::setw(8)
                  << operation.kind() << std::setw(11) << state << std::setw(12)
                  << operation.result() << created << "  "
                  << OneLine(operation.error().message(), 80) << "\n";
      }
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.options().json) {
    std::cout << nlohmann::ordered_json{{"operations", list}}.dump(2) << "\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

}  // namespace assay::cli
