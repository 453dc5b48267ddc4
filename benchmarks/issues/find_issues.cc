// Finds label issues from given labels and probabilities, and says as JSON how long each phase
// took.
//
//   assay_find_issues LABELS.npy PROBABILITIES.npy THREADS [FLAGS.npy]
//
// LABELS.npy: int64, one dimension.  PROBABILITIES.npy: float32 or float64, N x K.  FLAGS.npy: one
// byte for each item, 1 = flagged.  The flags are those of cleanlab's find_label_issues as it comes
// (prune_by_noise_rate).
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "annotator/exchange/npy_map.h"
#include "engine/audit/confident_learning.h"
#include "engine/audit/label_issues.h"
#include "engine/base/worker_pool.h"
#include "nlohmann/json.hpp"

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::cerr << "find_issues: " << value.status().message() << "\n";
    std::exit(2);
  }
  return *std::move(value);
}

std::vector<int32_t> ReadLabels(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const size_t header_end = bytes.find('\n');
  if (header_end == std::string::npos || bytes.find("'<i8'") > header_end) {
    std::cerr << "find_issues: " << path << " holds no int64 labels\n";
    std::exit(2);
  }
  std::vector<int32_t> labels((bytes.size() - header_end - 1) / sizeof(int64_t));
  for (size_t i = 0; i < labels.size(); ++i) {
    int64_t label = 0;
    std::memcpy(&label, bytes.data() + header_end + 1 + i * sizeof(label), sizeof(label));
    labels[i] = static_cast<int32_t>(label);
  }
  return labels;
}

// A line of /proc/self/status, in MB.
double StatusMegabytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) {
      return std::strtod(line.c_str() + name.size() + 1, nullptr) / 1024;
    }
  }
  return 0;
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Seconds by the clock and of all processors since it was made.
class Stopwatch {
 public:
  void Report(const std::string& name, Json& report) const {
    report[name + "_s"] = std::chrono::duration<double>(Clock::now() - begin_).count();
    report[name + "_cpu_s"] = CpuSeconds() - cpu_begin_;
  }

 private:
  Clock::time_point begin_ = Clock::now();
  double cpu_begin_ = CpuSeconds();
};

template <typename T>
std::vector<uint8_t> Find(const std::vector<int32_t>& labels, const exchange::MappedNpy& file,
                          int thread_count, Json& report) {
  const Stopwatch whole;
  WorkerPool pool(thread_count);
  const ProbabilityMatrix<T> probabilities(OrDie(file.Values<T>()), file.header().column_count);
  Stopwatch phase;
  const auto data = OrDie(LabelledProbabilities<T>::Create(labels, probabilities, pool));
  phase.Report("check", report);
  phase = Stopwatch();
  const ConfidentLearning learned = LearnConfidently(data, pool);
  phase.Report("learn", report);
  phase = Stopwatch();
  std::vector<uint8_t> flags =
      FindLabelIssues(data, learned, IssueFilter::kPruneByNoiseRate, {}, pool);
  phase.Report("find", report);
  whole.Report("function", report);
  return flags;
}

void WriteFlags(const char* path, const std::vector<uint8_t>& flags) {
  std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" +
                       std::to_string(flags.size()) + ",), }";
  header.resize((header.size() + 11 + 63) / 64 * 64 - 11, ' ');
  header += '\n';
  std::ofstream file(path, std::ios::binary);
  file << std::string("\x93NUMPY\x01\x00", 8) << static_cast<char>(header.size() & 0xFF)
       << static_cast<char>(header.size() >> 8) << header;
  file.write(reinterpret_cast<const char*>(flags.data()), std::ssize(flags));
}

int Main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: assay_find_issues LABELS.npy PROBABILITIES.npy THREADS [FLAGS.npy]\n";
    return 2;
  }
  const std::vector<int32_t> labels = ReadLabels(argv[1]);
  const exchange::MappedNpy file = OrDie(exchange::MappedNpy::Open(argv[2]));
  const int threads = std::atoi(argv[3]);
  Json report;
  const std::vector<uint8_t> flags = file.header().type == exchange::NpyType::kFloat32
                                         ? Find<float>(labels, file, threads, report)
                                         : Find<double>(labels, file, threads, report);
  report["issues"] = std::count(flags.begin(), flags.end(), uint8_t{1});
  // Nothing of the file was unmapped: what of it is resident now was so at the peak.
  report["peak_beyond_file_mb"] = StatusMegabytes("VmHWM") - StatusMegabytes("RssFile");
  std::cout << report.dump() << std::endl;
  if (argc > 4) {
    WriteFlags(argv[4], flags);
  }
  return 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
