#ifndef ASSAY_TESTS_ANNOTATOR_RPC_SERVICE_CASE_H_
#define ASSAY_TESTS_ANNOTATOR_RPC_SERVICE_CASE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "annotator/operation/system_clock.h"
#include "annotator/rpc/assay_server.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/v1/audits.grpc.pb.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "assay/v1/methods.grpc.pb.h"
#include "assay/v1/operations.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::rpc {

// A small table that can be audited: two topics, `row_count` rows, every tenth label wrong.
inline std::string TopicTable(int row_count) {
  static constexpr const char* kWords[2][4] = {{"goal", "match", "team", "coach"},
                                               {"bank", "loan", "stock", "market"}};
  std::string table = "id,text,label\n";
  for (int i = 0; i < row_count; ++i) {
    const int topic = i % 2;
    const bool wrong = i % 10 == 7;
    table += "item" + std::to_string(i) + ",the " + kWords[topic][i / 2 % 4] + " and the " +
             kWords[topic][i / 8 % 4] + " of day " + std::to_string(i % 13) + "," +
             (topic == (wrong ? 1 : 0) ? "sport" : "money") + "\n";
  }
  return table;
}

// A server over a directory of its own, reached without a socket.
class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    auto server = AssayServer::Start(
        {.data_dir = dir_.File("data"), .listen = "", .thread_count = 1}, clock_);
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    Connect(server_->InProcessChannel());
  }

  void Connect(const std::shared_ptr<grpc::Channel>& channel) {
    datasets_ = v1::DatasetService::NewStub(channel);
    audits_ = v1::AuditService::NewStub(channel);
    operations_ = v1::OperationService::NewStub(channel);
    methods_ = v1::MethodService::NewStub(channel);
  }

  // One unary call: (stub.get(), &Stub::Method, request) -> response.
  template <typename Stub, typename Base, typename Request, typename Response>
  static absl::StatusOr<Response> Call(Stub* stub,
                                       grpc::Status (Base::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const Request& request) {
    grpc::ClientContext context;
    Response response;
    const absl::Status status = FromGrpcStatus((stub->*method)(&context, request, &response));
    if (!status.ok()) {
      return status;
    }
    return response;
  }

  absl::StatusOr<v1::ImportDatasetResponse> Import(const std::string& table,
                                                   const v1::ImportSpec& spec) {
    grpc::ClientContext context;
    v1::ImportDatasetResponse response;
    const auto writer = datasets_->ImportDataset(&context, &response);
    v1::ImportDatasetRequest message;
    *message.mutable_spec() = spec;
    bool open = writer->Write(message);
    for (size_t at = 0; open && at < table.size(); at += 1 << 20) {
      message.set_chunk(table.substr(at, 1 << 20));
      open = writer->Write(message);
    }
    message.mutable_end()->set_byte_count(static_cast<int64_t>(table.size()));
    writer->WriteLast(message, grpc::WriteOptions());
    const absl::Status status = FromGrpcStatus(writer->Finish());
    if (!status.ok()) {
      return status;
    }
    return response;
  }

  std::string MustImport(const std::string& id, int row_count = 60) {
    v1::ImportSpec spec;
    spec.set_dataset_id(id);
    spec.set_file_name(id + ".csv");
    const auto response = Import(TopicTable(row_count), spec);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->dataset().name() : "";
  }

  absl::StatusOr<v1::Operation> StartAudit(const std::string& dataset,
                                           const std::string& request_id = "") {
    v1::StartAuditRequest request;
    request.set_dataset(dataset);
    request.set_request_id(request_id);
    return Call(audits_.get(), &v1::AuditService::Stub::StartAudit, request);
  }

  // All states that WatchOperation sends, and how it ended.
  absl::Status Watch(const std::string& name, std::vector<v1::Operation>& states) {
    grpc::ClientContext context;
    v1::WatchOperationRequest request;
    request.set_name(name);
    const auto reader = operations_->WatchOperation(&context, request);
    v1::Operation state;
    while (reader->Read(&state)) {
      states.push_back(state);
    }
    return FromGrpcStatus(reader->Finish());
  }

  // Runs an audit to its end and returns the operation.
  v1::Operation MustAudit(const std::string& dataset) {
    const auto started = StartAudit(dataset);
    EXPECT_THAT(started, IsOk());
    std::vector<v1::Operation> states;
    EXPECT_THAT(Watch(started.ok() ? started->name() : "", states), IsOk());
    return states.empty() ? v1::Operation() : states.back();
  }

  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  TempDir dir_;
  SystemClock clock_;
  std::unique_ptr<AssayServer> server_;
  std::unique_ptr<v1::DatasetService::Stub> datasets_;
  std::unique_ptr<v1::AuditService::Stub> audits_;
  std::unique_ptr<v1::OperationService::Stub> operations_;
  std::unique_ptr<v1::MethodService::Stub> methods_;
};

}  // namespace assay::rpc

#endif  // ASSAY_TESTS_ANNOTATOR_RPC_SERVICE_CASE_H_
