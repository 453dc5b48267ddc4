#include "tests/load/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

extern char** environ;

namespace assay::load {
namespace {

// What stands behind " at " in the first line that has it; empty where the writer ends before.
std::string ReadAddress(int pipe) {
  std::string line;
  char letter = 0;
  while (read(pipe, &letter, 1) == 1) {
    if (letter != '\n') {
      line += letter;
      continue;
    }
    const size_t place = line.rfind(" at ");
    if (place != std::string::npos) {
      return line.substr(place + 4);
    }
    line.clear();
  }
  return "";
}

// Value in MB of a line "Name:   123 kB" of /proc/PID/status.
double StatusMegabytes(pid_t process, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(name + ":", 0) == 0) {
      return std::strtod(line.c_str() + name.size() + 1, nullptr) / 1024;
    }
  }
  return 0;
}

}  // namespace

ProcessUsage UsageOf(pid_t process) {
  ProcessUsage usage;
  usage.resident_mb = StatusMegabytes(process, "VmRSS");
  usage.peak_resident_mb = StatusMegabytes(process, "VmHWM");
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) {
    return usage;
  }
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) {
    fields >> skipped;
  }
  double user_ticks = 0;
  double system_ticks = 0;
  fields >> user_ticks >> system_ticks;
  usage.cpu_seconds = (user_ticks + system_ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
  return usage;
}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const std::vector<std::string>& command, const std::string& log_file) {
  const auto begin = std::chrono::steady_clock::now();
  int pipes[2];
  if (pipe2(pipes, O_CLOEXEC) != 0) {
    return absl::InternalError("no pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
                                   log_file.empty() ? "/dev/null" : log_file.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0644);
  std::vector<char*> arguments;
  for (const std::string& part : command) {
    arguments.push_back(const_cast<char*>(part.c_str()));
  }
  arguments.push_back(nullptr);
  pid_t process = 0;
  const int failure =
      posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(pipes[1]);
  const std::string address = failure == 0 ? ReadAddress(pipes[0]) : "";
  if (address.empty()) {
    close(pipes[0]);
    if (failure == 0) {
      kill(process, SIGKILL);
      waitpid(process, nullptr, 0);
    }
    return absl::UnavailableError(command[0] + " ended before it said where it serves");
  }
  return std::unique_ptr<ServerProcess>(
      new ServerProcess(process, pipes[0], address, std::chrono::steady_clock::now() - begin));
}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::StartAssay(
    const std::string& data_dir, const std::vector<std::string>& arguments) {
  const char* binary = std::getenv("ASSAY_BINARY");
  const char* log_file = std::getenv("ASSAY_SERVER_LOG");
  std::vector<std::string> command{binary != nullptr ? binary : "build/release/assay",
                                   "--data",
                                   data_dir,
                                   "serve",
                                   "--listen",
                                   "127.0.0.1:0"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return Start(command, log_file != nullptr ? log_file : "");
}

ServerProcess::~ServerProcess() {
  Kill();
  close(output_);
}

void ServerProcess::Kill() {
  if (!exit_code_.has_value()) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    exit_code_ = -1;
  }
}

void ServerProcess::BeginTermination() {
  if (!exit_code_.has_value()) {
    kill(process_, SIGTERM);
  }
}

std::optional<int> ServerProcess::ExitCode() {
  int status = 0;
  if (!exit_code_.has_value() && waitpid(process_, &status, WNOHANG) == process_) {
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  return exit_code_;
}

int ServerProcess::Terminate(std::chrono::milliseconds patience) {
  BeginTermination();
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!ExitCode().has_value() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  Kill();
  return *exit_code_;
}

}  // namespace assay::load
