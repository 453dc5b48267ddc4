#include "annotator/rpc/method_service.h"

#include <string>

#include "annotator/exchange/format_registry.h"
#include "annotator/formats/foreign_format.h"
#include "annotator/rpc/run_unary.h"
#include "engine/agreement/agreement_registry.h"
#include "engine/audit/signal_registry.h"
#include "engine/consensus/consensus_registry.h"
#include "engine/consensus/next_label/next_label_registry.h"

namespace assay::rpc {
namespace {

// Anything of a registry has a name, a description and a source.
template <typename Entry>
v1::Method& Append(v1::Method::Kind kind, const Entry& entry, v1::ListMethodsResponse& response) {
  v1::Method& method = *response.add_methods();
  method.set_kind(kind);
  method.set_name(std::string(entry.name));
  method.set_description(std::string(entry.description));
  method.set_source(std::string(entry.source));
  return method;
}

void AppendAll(const v1::ListMethodsRequest& request, v1::ListMethodsResponse& response) {
  const auto wanted = [&request](v1::Method::Kind kind) {
    return request.kind() == v1::Method::KIND_UNSPECIFIED || request.kind() == kind;
  };
  if (wanted(v1::Method::KIND_SIGNAL)) {
    for (const SuspicionSignal& signal : SuspicionSignals()) {
      Append(v1::Method::KIND_SIGNAL, signal, response);
    }
  }
  if (wanted(v1::Method::KIND_COEFFICIENT)) {
    for (const AgreementCoefficient& coefficient : AgreementCoefficients()) {
      Append(v1::Method::KIND_COEFFICIENT, coefficient, response);
    }
  }
  if (wanted(v1::Method::KIND_CONSENSUS)) {
    for (const ConsensusMethod& method : ConsensusMethods()) {
      Append(v1::Method::KIND_CONSENSUS, method, response);
    }
  }
  if (wanted(v1::Method::KIND_NEXT_LABEL)) {
    for (const NextLabelMethod& method : NextLabelMethods()) {
      Append(v1::Method::KIND_NEXT_LABEL, method, response);
    }
  }
  if (wanted(v1::Method::KIND_FORMAT)) {
    for (const exchange::ExchangeFormat& format : exchange::ExchangeFormats()) {
      v1::Method& method = Append(v1::Method::KIND_FORMAT, format, response);
      method.set_can_import(format.can_import);
      method.set_can_export(format.can_export);
    }
    for (const formats::ForeignFormat& format : formats::ForeignFormats()) {
      v1::Method& method = Append(v1::Method::KIND_FORMAT, format, response);
      method.set_can_import(format.make_reader != nullptr);
      method.set_can_export(format.make_writer != nullptr);
      method.set_label_kinds(std::string(format.kinds));
    }
  }
}

}  // namespace

grpc::ServerUnaryReactor* MethodServiceImpl::ListMethods(grpc::CallbackServerContext* context,
                                                         const v1::ListMethodsRequest* request,
                                                         v1::ListMethodsResponse* response) {
  return RunUnary(context, request, gate_, [request, response](const Caller&) {
    AppendAll(*request, *response);
    return absl::OkStatus();
  });
}

}  // namespace assay::rpc
