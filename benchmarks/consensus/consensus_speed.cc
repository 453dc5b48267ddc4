// consensus_speed FILE METHOD ROUNDS REPEATS
//
// Runs a method REPEATS times over the labels of FILE with 2 threads, ROUNDS rounds at most (0: as
// many as it likes) and no earlier stop where ROUNDS is given, and prints JSON: seconds,
// cpu_seconds (medians), iterations, peak_mb.  FILE: lines "item,annotator,label" without a header.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/consensus/consensus_registry.h"
#include "tests/engine/consensus/crowd_set.h"

namespace assay {
namespace {

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The kernel's ru_maxrss would include the process that started this one.
double PeakMegabytes() {
  std::FILE* file = std::fopen("/proc/self/status", "r");
  char line[256];
  double kilobytes = 0;
  while (file != nullptr && std::fgets(line, sizeof line, file) != nullptr) {
    if (std::string_view(line).substr(0, 6) == "VmHWM:") {
      kilobytes = std::atof(line + 6);
    }
  }
  if (file != nullptr) {
    std::fclose(file);
  }
  return kilobytes / 1024;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

LabelTable Load(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) {
    std::perror(path);
    std::exit(1);
  }
  char line[128];
  LabelTableBuilder builder;
  while (std::fgets(line, sizeof line, file) != nullptr) {
    std::string_view text = line;
    text = text.substr(0, text.find('\n'));
    const size_t first = text.find(',');
    const size_t second = text.find(',', first + 1);
    if (!builder
             .Add(text.substr(0, first), text.substr(first + 1, second - first - 1),
                  text.substr(second + 1))
             .ok()) {
      std::exit(1);
    }
  }
  std::fclose(file);
  return builder.Build(RepeatPolicy::kAll);
}

int Main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: consensus_speed FILE METHOD ROUNDS REPEATS\n");
    return 2;
  }
  const auto method = FindConsensusMethod(argv[2]);
  if (!method.ok() || (*method)->compute == nullptr) {
    std::fprintf(stderr, "no such method about classes: %s\n", argv[2]);
    return 2;
  }
  const LabelTable labels = Load(argv[1]);
  ConsensusOptions options;
  options.max_iterations = std::atoi(argv[3]);
  options.tolerance = options.max_iterations > 0 ? 1e-30 : 0.0;
  WorkerPool pool(2);
  NullProgress progress;
  std::vector<double> wall;
  std::vector<double> cpu;
  int iterations = 0;
  for (int repeat = 0; repeat < std::atoi(argv[4]); ++repeat) {
    const double cpu_before = CpuSeconds();
    const auto begin = std::chrono::steady_clock::now();
    const auto result = (*method)->compute({labels, {}, {}}, options, pool, progress);
    if (!result.ok()) {
      std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
      return 1;
    }
    wall.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    cpu.push_back(CpuSeconds() - cpu_before);
    iterations = result->iterations;
  }
  std::printf("{\"seconds\": %.6f, \"cpu_seconds\": %.6f, \"iterations\": %d, \"peak_mb\": %.1f}\n",
              Median(wall), Median(cpu), iterations, PeakMegabytes());
  return 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
