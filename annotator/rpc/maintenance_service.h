#ifndef ASSAY_ANNOTATOR_RPC_MAINTENANCE_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_MAINTENANCE_SERVICE_H_

#include <mutex>
#include <string>

#include "annotator/auth/key_book.h"
#include "annotator/rpc/call_gate.h"
#include "assay/v1/maintenance.grpc.pb.h"
#include "engine/store/store.h"

namespace assay::rpc {

// assay.v1.MaintenanceService.  All references must outlive the service.
class MaintenanceServiceImpl final : public v1::MaintenanceService::CallbackService {
 public:
  // `scratch_dir`: on the file system of the store, for the copy that a verification looks at; it
  // is made and removed, whatever is in it.
  MaintenanceServiceImpl(const Store& store, const auth::KeyBook& keys, std::string scratch_dir,
                         CallGate& gate)
      : store_(store), keys_(keys), scratch_dir_(std::move(scratch_dir)), gate_(gate) {}

  grpc::ServerWriteReactor<v1::VerifyStoreResponse>* VerifyStore(
      grpc::CallbackServerContext* context, const v1::VerifyStoreRequest* request) override;
  grpc::ServerUnaryReactor* CreateBackup(grpc::CallbackServerContext* context,
                                         const v1::CreateBackupRequest* request,
                                         v1::CreateBackupResponse* response) override;
  grpc::ServerUnaryReactor* GetServerInfo(grpc::CallbackServerContext* context,
                                          const v1::GetServerInfoRequest* request,
                                          v1::GetServerInfoResponse* response) override;

 private:
  const Store& store_;
  const auth::KeyBook& keys_;
  const std::string scratch_dir_;
  CallGate& gate_;
  // Held by the verification that uses scratch_dir_.
  std::mutex verify_mutex_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_MAINTENANCE_SERVICE_H_
