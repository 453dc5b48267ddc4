#include <iostream>

#include "annotator/rpc/grpc_status.h"
#include "assay/v1/maintenance.grpc.pb.h"
#include "clients/cli/commands.h"
#include "engine/base/status.h"
#include "engine/store/backup.h"
#include "engine/store/rocks_store.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

absl::Status RequireEmbedded(const Session& session, const char* command) {
  if (session.options().server.empty()) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "EMBEDDED_STORE_ONLY",
                   std::string("`assay ") + command +
                       "` works on a data directory of this machine: use --data, not --server",
                   {{"field", "--server"}});
}

void Say(const Session& session, const char* key, const std::string& from, const std::string& to) {
  if (session.options().json) {
    std::cout << nlohmann::ordered_json{{key, to}, {"from", from}}.dump(2) << std::endl;
  } else {
    std::cout << from << " -> " << to << std::endl;
  }
}

}  // namespace

absl::Status RunBackup(Session& session, const BackupOptions& options) {
  if (session.options().server.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto store, RocksStore::Open(session.options().data_dir));
    ASSAY_RETURN_IF_ERROR(Backup(*store, options.directory));
    Say(session, "backup", session.options().data_dir, options.directory);
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  v1::CreateBackupRequest request;
  request.set_directory(options.directory);
  v1::CreateBackupResponse response;
  grpc::ClientContext context;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(
      v1::MaintenanceService::NewStub(channel)->CreateBackup(&context, request, &response)));
  Say(session, "backup", session.options().server, options.directory);
  return absl::OkStatus();
}

absl::Status RunRestore(Session& session, const BackupOptions& options) {
  ASSAY_RETURN_IF_ERROR(RequireEmbedded(session, "restore"));
  ASSAY_RETURN_IF_ERROR(Restore(options.directory, session.options().data_dir));
  Say(session, "restored", options.directory, session.options().data_dir);
  return absl::OkStatus();
}

}  // namespace assay::cli
