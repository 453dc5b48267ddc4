#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <vector>

#include "annotator/rpc/grpc_status.h"
#include "assay/v1/maintenance.grpc.pb.h"
#include "clients/cli/commands.h"
#include "clients/cli/doctor_checks.h"
#include "clients/cli/message_json.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using Level = Diagnosis::Level;

int64_t NowSeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The directory, or the nearest one above it that exists.
fs::path NearestDirectory(const std::string& data_dir) {
  std::error_code error;
  fs::path path = fs::absolute(data_dir, error);
  while (!path.empty() && path != path.root_path() && !fs::exists(path, error)) {
    path = path.parent_path();
  }
  return path;
}

// When the newest file of the storage engine was written; 0: there is none.
int64_t NewestFileSeconds(const fs::path& data_dir) {
  std::error_code error;
  int64_t newest = 0;
  for (fs::directory_iterator file(data_dir / "store", error), end; !error && file != end;
       file.increment(error)) {
    struct stat found {};
    if (stat(file->path().c_str(), &found) == 0) {
      newest = std::max<int64_t>(newest, found.st_mtim.tv_sec);
    }
  }
  return newest;
}

void LookAtMachine(const std::string& data_dir, std::vector<Diagnosis>& diagnoses) {
  struct statvfs disk {};
  const fs::path directory = NearestDirectory(data_dir);
  if (statvfs(directory.c_str(), &disk) == 0) {
    diagnoses.push_back(DiagnoseDisk(static_cast<int64_t>(disk.f_bavail * disk.f_frsize),
                                     static_cast<int64_t>(disk.f_blocks * disk.f_frsize)));
  } else {
    diagnoses.push_back({Level::kFail, "disk", directory.string() + " cannot be looked at",
                         "look at --data and its permissions"});
  }
  // Before the store is opened, which writes files.
  diagnoses.push_back(DiagnoseClock(NowSeconds(), NewestFileSeconds(data_dir)));
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    diagnoses.push_back(DiagnoseFileHandles(files.rlim_cur));
  }
}

void LookAtTls(const rpc::TlsFiles& files, std::vector<Diagnosis>& diagnoses) {
  const auto identity = rpc::LoadTlsIdentity(files);
  if (!identity.ok()) {
    diagnoses.push_back({Level::kFail, "TLS certificate", std::string(identity.status().message()),
                         "name other files, or mend these"});
    return;
  }
  diagnoses.push_back(DiagnoseCertificate(*identity, NowSeconds()));
  struct stat key {};
  if (stat(files.key.c_str(), &key) == 0) {
    diagnoses.push_back(DiagnoseKeyFile(key.st_mode));
  }
}

// What a service says of itself, be it in this process.
void AskService(const std::shared_ptr<grpc::Channel>& channel, std::vector<Diagnosis>& diagnoses) {
  const auto stub = v1::MaintenanceService::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  v1::GetServerInfoResponse info;
  const absl::Status asked = rpc::FromGrpcStatus(stub->GetServerInfo(&context, {}, &info));
  if (!asked.ok()) {
    diagnoses.push_back({Level::kFail, "service", std::string(asked.message()),
                         "look at the key and the TLS options of this command"});
    return;
  }
  diagnoses.push_back(DiagnoseVersion(info.version(), ASSAY_VERSION));
  diagnoses.push_back(DiagnoseKeys(info.keys_required()));
}

void LookAtService(Session& session, std::vector<Diagnosis>& diagnoses) {
  const auto channel = session.Channel();
  if (!channel.ok()) {
    diagnoses.push_back({Level::kFail, "service", std::string(channel.status().message()),
                         "look at --server, the service's log, and what is between"});
    return;
  }
  diagnoses.push_back({Level::kOk, "service", "it answers at " + session.options().server, ""});
  AskService(*channel, diagnoses);
}

void LookAtStore(Session& session, std::vector<Diagnosis>& diagnoses) {
  const std::string& data_dir = session.options().data_dir;
  std::error_code error;
  if (!fs::exists(data_dir, error)) {
    diagnoses.push_back(DiagnoseStore(
        MakeError(absl::StatusCode::kNotFound, "DATA_DIR_NOT_FOUND", "does not exist"), data_dir));
    return;
  }
  const auto channel = session.Channel();
  diagnoses.push_back(DiagnoseStore(channel.status(), data_dir));
  if (channel.ok()) {
    AskService(*channel, diagnoses);
  }
}

void PrintText(const std::vector<Diagnosis>& diagnoses) {
  for (const Diagnosis& diagnosis : diagnoses) {
    const std::string level = LevelText(diagnosis.level);
    std::cout << level << std::string(6 - level.size(), ' ') << diagnosis.subject << ": "
              << OneLine(diagnosis.finding, 500) << '\n';
    if (!diagnosis.advice.empty()) {
      std::cout << "      -> " << diagnosis.advice << '\n';
    }
  }
}

void PrintDiagnoses(const std::vector<Diagnosis>& diagnoses, bool failed) {
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const Diagnosis& diagnosis : diagnoses) {
    checks.push_back({{"level", LevelText(diagnosis.level)},
                      {"subject", diagnosis.subject},
                      {"finding", diagnosis.finding},
                      {"advice", diagnosis.advice}});
  }
  PrintJson({{"healthy", !failed}, {"checks", checks}});
}

}  // namespace

absl::Status RunDoctor(Session& session, const DoctorOptions& options) {
  const GlobalOptions& global = session.options();
  std::vector<Diagnosis> diagnoses;
  if (global.server.empty()) {
    LookAtMachine(global.data_dir, diagnoses);
    const rpc::TlsFiles files{global.tls_cert, global.tls_key, options.tls_client_ca};
    if (rpc::WantsTls(files)) {
      LookAtTls(files, diagnoses);
    }
    LookAtStore(session, diagnoses);
  } else {
    LookAtService(session, diagnoses);
  }
  const bool failed = std::any_of(diagnoses.begin(), diagnoses.end(),
                                  [](const Diagnosis& d) { return d.level == Level::kFail; });
  if (global.json) {
    PrintDiagnoses(diagnoses, failed);
  } else {
    PrintText(diagnoses);
  }
  session.set_exit_code(failed ? 1 : 0);
  return absl::OkStatus();
}

}  // namespace assay::cli
