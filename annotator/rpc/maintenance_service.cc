#include "annotator/rpc/maintenance_service.h"

#include <filesystem>
#include <system_error>

#include "annotator/rpc/message_stream.h"
#include "annotator/rpc/run_unary.h"
#include "annotator/verify/verify_store.h"
#include "engine/base/status.h"
#include "engine/store/backup.h"

namespace assay::rpc {
namespace {

int64_t SizeOf(const std::filesystem::path& directory) {
  int64_t size = 0;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator file(directory, error), end;
       !error && file != end; file.increment(error)) {
    if (file->is_regular_file(error)) {
      size += static_cast<int64_t>(file->file_size(error));
    }
  }
  return size;
}

absl::Status CheckBackupDirectory(const std::string& directory) {
  const std::filesystem::path path(directory);
  std::error_code error;
  const bool good = path.is_absolute() && directory.find('\0') == std::string::npos &&
                    std::filesystem::is_directory(path.lexically_normal().parent_path(), error);
  return good ? absl::OkStatus()
              : MakeError(absl::StatusCode::kInvalidArgument, "BAD_BACKUP_DIRECTORY",
                          "found the directory '" + directory.substr(0, 200) +
                              "', expected an absolute path whose parent exists on the server",
                          {{"field", "directory"}, {"found", directory.substr(0, 200)}});
}

}  // namespace

grpc::ServerWriteReactor<v1::VerifyStoreResponse>* MaintenanceServiceImpl::VerifyStore(
    grpc::CallbackServerContext* context, const v1::VerifyStoreRequest* request) {
  return StreamMessages<v1::VerifyStoreResponse>(
      context, request, gate_, [this, request](const Caller&, const auto& send) {
        const std::lock_guard lock(verify_mutex_);
        return assay::VerifyStore(store_, scratch_dir_, *request, send);
      });
}

grpc::ServerUnaryReactor* MaintenanceServiceImpl::CreateBackup(
    grpc::CallbackServerContext* context, const v1::CreateBackupRequest* request,
    v1::CreateBackupResponse* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_RETURN_IF_ERROR(CheckBackupDirectory(request->directory()));
                    ASSAY_RETURN_IF_ERROR(Backup(store_, request->directory()));
                    response->set_size_bytes(SizeOf(request->directory()));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* MaintenanceServiceImpl::GetServerInfo(
    grpc::CallbackServerContext* context, const v1::GetServerInfoRequest* request,
    v1::GetServerInfoResponse* response) {
  return RunUnary(context, request, gate_, [this, response](const Caller&) -> absl::Status {
    response->set_version(ASSAY_VERSION);
    response->set_keys_required(keys_.has_keys());
    return absl::OkStatus();
  });
}

}  // namespace assay::rpc
