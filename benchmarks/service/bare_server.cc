#include <unistd.h>

#include <atomic>
#include <iostream>

#include "assay/v1/maintenance.grpc.pb.h"
#include "assay/v1/work.grpc.pb.h"
#include "benchmarks/service/parts.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace assay::load {
namespace {

class BareWorkService final : public v1::WorkService::CallbackService {
 public:
  grpc::ServerUnaryReactor* LeaseItems(grpc::CallbackServerContext* context,
                                       const v1::LeaseItemsRequest* request,
                                       v1::LeaseItemsResponse* response) override {
    for (int i = 0; i < request->max_item_count(); ++i) {
      v1::Lease& lease = *response->add_leases();
      lease.set_lease_id("0123456789abcdef0123456789abcdef");
      lease.set_item_id("item");
    }
    response->set_state(v1::LeaseItemsResponse::STATE_MORE);
    return Finish(context);
  }
  grpc::ServerUnaryReactor* SubmitLabel(grpc::CallbackServerContext* context,
                                        const v1::SubmitLabelRequest*,
                                        v1::SubmitLabelResponse* response) override {
    response->set_sequence(next_++);
    response->set_superseded_sequence(-1);
    return Finish(context);
  }

 private:
  static grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  std::atomic<int64_t> next_{0};
};

class BareMaintenanceService final : public v1::MaintenanceService::CallbackService {
 public:
  grpc::ServerUnaryReactor* GetServerInfo(grpc::CallbackServerContext* context,
                                          const v1::GetServerInfoRequest*,
                                          v1::GetServerInfoResponse* response) override {
    response->set_version("bare");
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

}  // namespace

int ServeBare() {
  BareWorkService work;
  BareMaintenanceService maintenance;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&work);
  builder.RegisterService(&maintenance);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::cout << "bare services at 127.0.0.1:" << port << std::endl;
  server->Wait();
  return 0;
}

}  // namespace assay::load
