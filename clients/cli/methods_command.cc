#include <iomanip>
#include <iostream>
#include <map>
#include <string>

#include "annotator/rpc/grpc_status.h"
#include "assay/v1/methods.grpc.pb.h"
#include "clients/cli/commands.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

const std::map<std::string, v1::Method::Kind>& Kinds() {
  static const std::map<std::string, v1::Method::Kind> kinds = {
      {"signal", v1::Method::KIND_SIGNAL},
      {"coefficient", v1::Method::KIND_COEFFICIENT},
      {"consensus", v1::Method::KIND_CONSENSUS},
      {"next_label", v1::Method::KIND_NEXT_LABEL},
      {"format", v1::Method::KIND_FORMAT}};
  return kinds;
}

std::string KindWord(v1::Method::Kind kind) {
  for (const auto& [word, value] : Kinds()) {
    if (value == kind) {
      return word;
    }
  }
  return "other";
}

// Of a format: whether it is read and written.
std::string Direction(const v1::Method& method) {
  if (method.kind() != v1::Method::KIND_FORMAT) {
    return "";
  }
  return method.can_import() && method.can_export() ? " [import, export]"
         : method.can_import()                      ? " [import]"
                                                    : " [export]";
}

}  // namespace

absl::Status RunMethods(Session& session, const MethodsOptions& options) {
  v1::ListMethodsRequest request;
  if (!options.kind.empty()) {
    const auto kind = Kinds().find(options.kind);
    if (kind == Kinds().end()) {
      return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_METHOD_KIND",
                       "found the kind '" + options.kind +
                           "', expected signal, coefficient, consensus, next_label or format",
                       {{"field", "KIND"}, {"found", options.kind}});
    }
    request.set_kind(kind->second);
  }
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  grpc::ClientContext context;
  v1::ListMethodsResponse response;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(
      v1::MethodService::NewStub(channel)->ListMethods(&context, request, &response)));
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const v1::Method& method : response.methods()) {
    list.push_back({{"kind", KindWord(method.kind())},
                    {"name", method.name()},
                    {"description", method.description()},
                    {"source", method.source()}});
    if (method.kind() == v1::Method::KIND_FORMAT) {
      list.back()["imports"] = method.can_import();
      list.back()["exports"] = method.can_export();
      list.back()["label_kinds"] = method.label_kinds();
    }
    if (!session.options().json) {
      std::cout << std::left << std::setw(13) << KindWord(method.kind()) << std::setw(26)
                << method.name() << method.description() << Direction(method) << "\n"
                << std::string(39, ' ') << method.source() << "\n";
    }
  }
  if (session.options().json) {
    std::cout << nlohmann::ordered_json{{"methods", list}}.dump(2) << "\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

}  // namespace assay::cli
