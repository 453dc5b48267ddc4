#include "clients/cli/doctor_checks.h"

#include <algorithm>
#include <cstdio>

#include "engine/base/status.h"

namespace assay::cli {
namespace {

using Level = Diagnosis::Level;

constexpr int64_t kMebibyte = 1 << 20;
constexpr int64_t kDaySeconds = 86'400;
constexpr int64_t k2024 = 1'704'067'200;
constexpr int64_t kClockPlaySeconds = 60;

std::string SizeText(int64_t bytes) {
  char text[32];
  if (bytes < 1024 * kMebibyte) {
    std::snprintf(text, sizeof(text), "%.0f MiB", static_cast<double>(bytes) / kMebibyte);
  } else {
    std::snprintf(text, sizeof(text), "%.1f GiB", static_cast<double>(bytes) / kMebibyte / 1024);
  }
  return text;
}

}  // namespace

const char* LevelText(Level level) {
  return level == Level::kOk ? "OK" : level == Level::kWarn ? "WARN" : "FAIL";
}

Diagnosis DiagnoseStore(const absl::Status& opened, const std::string& data_dir) {
  if (opened.ok()) {
    return {Level::kOk, "store", data_dir + " opens", ""};
  }
  const std::string reason = ErrorReason(opened);
  const std::string message(opened.message());
  if (reason == "DATA_DIR_NOT_FOUND") {
    return {Level::kWarn, "store", data_dir + " does not exist",
            "the first command that writes makes it; if it should be there, look at --data"};
  }
  if (reason == "DATA_DIR_IN_USE") {
    return {Level::kWarn, "store", message,
            "where that is `assay serve`, ask it: `assay doctor --server HOST:PORT`"};
  }
  return {Level::kFail, "store", message,
          absl::IsDataLoss(opened) ? "restore a backup: `assay restore DIR`"
                                   : "do what the message says, then look again"};
}

Diagnosis DiagnoseDisk(int64_t free_bytes, int64_t total_bytes) {
  const std::string finding = SizeText(free_bytes) + " of " + SizeText(total_bytes) + " free";
  const char* const advice = "make room: changes are refused when there is none";
  if (free_bytes < 64 * kMebibyte) {
    return {Level::kFail, "disk", finding, advice};
  }
  if (free_bytes < std::max(1024 * kMebibyte, total_bytes / 20)) {
    return {Level::kWarn, "disk", finding, advice};
  }
  return {Level::kOk, "disk", finding, ""};
}

Diagnosis DiagnoseClock(int64_t now_s, int64_t newest_s) {
  const char* const advice = "set the clock, and let NTP keep it: labels and keys carry its time";
  if (now_s < k2024) {
    return {Level::kFail, "clock", "it stands before 2024", advice};
  }
  if (now_s + kClockPlaySeconds < newest_s) {
    return {Level::kFail, "clock",
            "it stands " + std::to_string(newest_s - now_s) + " s before the store's last change",
            advice};
  }
  return {Level::kOk, "clock", "it stands after the store's last change", ""};
}

Diagnosis DiagnoseFileHandles(uint64_t limit) {
  const std::string finding = std::to_string(limit) + " files may be open at once";
  const char* const advice = "raise it: `ulimit -n 4096`, or LimitNOFILE= in the systemd unit";
  if (limit < 256) {
    return {Level::kFail, "file handles", finding, advice};
  }
  return limit < 1024 ? Diagnosis{Level::kWarn, "file handles", finding, advice}
                      : Diagnosis{Level::kOk, "file handles", finding, ""};
}

Diagnosis DiagnoseCertificate(const rpc::TlsIdentity& identity, int64_t now_s) {
  const char* const advice = "get a new certificate and restart the service";
  if (const absl::Status holds = rpc::CheckTlsTime(identity, now_s); !holds.ok()) {
    return {Level::kFail, "TLS certificate", std::string(holds.message()), advice};
  }
  const int64_t days = (identity.end_s - now_s) / kDaySeconds;
  const std::string finding =
      "it fits its key and holds for " + std::to_string(days) + " more days";
  return days < 30 ? Diagnosis{Level::kWarn, "TLS certificate", finding, advice}
                   : Diagnosis{Level::kOk, "TLS certificate", finding, ""};
}

Diagnosis DiagnoseKeyFile(uint32_t mode) {
  if ((mode & 07U) != 0) {
    return {Level::kFail, "TLS key file", "every user of this machine can use it",
            "take the permissions away: chmod o-rwx"};
  }
  return {Level::kOk, "TLS key file", "kept from other users", ""};
}

Diagnosis DiagnoseKeys(bool keys_required) {
  if (keys_required) {
    return {Level::kOk, "keys", "calls over the network need one", ""};
  }
  return {Level::kWarn, "keys", "there is none: every user of this machine is an administrator",
          "make one: `assay key create --role admin`"};
}

Diagnosis DiagnoseVersion(const std::string& service, const std::string& client) {
  if (service == client) {
    return {Level::kOk, "version", service, ""};
  }
  return {Level::kWarn, "version", "the service is " + service + ", this program " + client,
          "install the same version on both sides"};
}

}  // namespace assay::cli
