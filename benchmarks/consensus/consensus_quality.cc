// consensus_quality FOLDER POLICY SET...
//
// Runs every registered method on crowd sets (FOLDER/SET/labels.csv, truth.csv) and prints CSV:
// set,method,accuracy,log_loss,calibration_error,items,rounds,seconds; for numbers the mean
// absolute and the root mean square error take the place of accuracy and log-loss.  POLICY: last,
// first, all.

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include "tests/engine/consensus/crowd_set.h"

namespace assay {
namespace {

void Print(std::string_view set, std::string_view method, double first, double second, double third,
           int64_t items, int rounds, double seconds) {
  std::printf("%s,%s,%.6f,%.5f,%.5f,%lld,%d,%.5f\n", std::string(set).c_str(),
              std::string(method).c_str(), first, second, third, static_cast<long long>(items),
              rounds, seconds);
}

double Since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void ScoreMethod(const std::string& name, const std::filesystem::path& folder, const CrowdSet& set,
                 const ConsensusMethod& method, WorkerPool& pool) {
  NullProgress progress;
  const ConsensusInput input{set.labels, {}, {}};
  const auto begin = std::chrono::steady_clock::now();
  if (method.needs_model) {
    return;
  }
  if (method.compute != nullptr) {
    const auto result = method.compute(input, {}, pool, progress);
    const double seconds = Since(begin);
    if (!result.ok()) {
      std::fprintf(stderr, "%s %s: %s\n", name.c_str(), std::string(method.name).c_str(),
                   result.status().ToString().c_str());
      return;
    }
    const ConsensusScore score = ScoreConsensus(set, result->posterior);
    Print(name, method.name, score.accuracy, score.log_loss, score.calibration_error,
          score.scored_count, result->iterations, seconds);
  } else if (!set.labels.class_values().empty()) {
    const auto result = method.compute_numbers(input, {}, pool, progress);
    const double seconds = Since(begin);
    if (result.ok()) {
      const NumberScore score =
          ScoreNumbers(set, LoadTruthValues(folder, set.labels), result->value);
      Print(name, method.name, score.mean_absolute_error, score.root_mean_square_error, 0,
            score.scored_count, result->iterations, seconds);
    }
  }
}

int Main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: consensus_quality FOLDER last|first|all SET...\n");
    return 2;
  }
  const std::string_view policy_name = argv[2];
  const RepeatPolicy policy = policy_name == "last"    ? RepeatPolicy::kLast
                              : policy_name == "first" ? RepeatPolicy::kFirst
                                                       : RepeatPolicy::kAll;
  WorkerPool pool(2);
  for (int i = 3; i < argc; ++i) {
    const std::filesystem::path folder = std::filesystem::path(argv[1]) / argv[i];
    const CrowdSet set = LoadCrowdSet(folder, policy);
    for (const ConsensusMethod& method : ConsensusMethods()) {
      ScoreMethod(argv[i], folder, set, method, pool);
    }
  }
  return 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
