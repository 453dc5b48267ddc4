#ifndef ASSAY_TESTS_LOAD_SERVER_PROCESS_H_
#define ASSAY_TESTS_LOAD_SERVER_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay::load {

// What a process has used so far.
struct ProcessUsage {
  double cpu_seconds = 0;
  double resident_mb = 0;
  double peak_resident_mb = 0;
};

// Of a running process; zeros where it is gone.
ProcessUsage UsageOf(pid_t process);

// A program that serves at an address of the loopback, which it prints in a line behind
// " at "; ended by its number.
class ServerProcess {
 public:
  // Starts `command` and waits for the address.  What it writes to its standard error goes to
  // `log_file`, or nowhere where that is empty.
  // UNAVAILABLE: it ended before it said where it serves.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(
      const std::vector<std::string>& command, const std::string& log_file = "");
  // assay serve over `data_dir`, as the environment's ASSAY_BINARY (build/release/assay where it is
  // not set) does it.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> StartAssay(
      const std::string& data_dir, const std::vector<std::string>& arguments = {});

  // Kills it where it still runs.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& address() const { return address_; }
  pid_t process() const { return process_; }
  ProcessUsage usage() const { return UsageOf(process_); }
  // From the start of the process until it said where it serves.
  std::chrono::nanoseconds start_time() const { return start_time_; }

  // SIGKILL: it gets no chance to write anything.
  void Kill();
  // SIGTERM; returns its exit code, or -1 where it had to be killed after `patience`.
  int Terminate(std::chrono::milliseconds patience = std::chrono::seconds(30));
  // Sends SIGTERM and does not wait.
  void BeginTermination();
  // Its exit code once it has ended by itself, -1 where a signal ended it; nullopt while it runs.
  std::optional<int> ExitCode();

 private:
  ServerProcess(pid_t process, int output, std::string address, std::chrono::nanoseconds start_time)
      : process_(process), output_(output), address_(std::move(address)), start_time_(start_time) {}

  pid_t process_;
  int output_;  // kept open: a writer without a reader would be ended
  std::string address_;
  std::chrono::nanoseconds start_time_;
  std::optional<int> exit_code_;
};

}  // namespace assay::load

#endif  // ASSAY_TESTS_LOAD_SERVER_PROCESS_H_
