#ifndef ASSAY_CLIENTS_CLI_DOCTOR_CHECKS_H_
#define ASSAY_CLIENTS_CLI_DOCTOR_CHECKS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "annotator/rpc/server_credentials.h"

namespace assay::cli {

// What `assay doctor` found out about one thing.
struct Diagnosis {
  enum class Level { kOk, kWarn, kFail };
  Level level = Level::kOk;
  std::string subject;  // for example "disk"
  std::string finding;
  std::string advice;  // what to do; empty: nothing
};

// "OK", "WARN" or "FAIL".
const char* LevelText(Diagnosis::Level level);

// How the attempt ended to open the store in `data_dir`.
Diagnosis DiagnoseStore(const absl::Status& opened, const std::string& data_dir);
// Fails below 64 MiB; warns below 1 GiB, or 5 % where that is more.
Diagnosis DiagnoseDisk(int64_t free_bytes, int64_t total_bytes);
// `newest_s`: when the newest file of the store was written; 0: there is none.  Fails before 2024
// and more than a minute before newest_s.
Diagnosis DiagnoseClock(int64_t now_s, int64_t newest_s);
// Fails below 256, where the storage engine runs out; warns below 1024.
Diagnosis DiagnoseFileHandles(uint64_t limit);
// Of a service's certificate that could be read: fails where it does not hold, warns 30 days before
// its end.
Diagnosis DiagnoseCertificate(const rpc::TlsIdentity& identity, int64_t now_s);
// `mode`: permissions of the file with the private key.
Diagnosis DiagnoseKeyFile(uint32_t mode);
// Whether calls over sockets need keys.
Diagnosis DiagnoseKeys(bool keys_required);
// Of the service and of this program.
Diagnosis DiagnoseVersion(const std::string& service, const std::string& client);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_DOCTOR_CHECKS_H_
