// Measures the service as a process, from one other process on the same machine: JSON to standard
// output.  ASSAY_BINARY says which program.

#include <functional>
#include <iostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/synchronization/mutex.h"
#include "benchmarks/service/commits.h"
#include "benchmarks/service/parts.h"

namespace {

using assay::load::Figures;

int Print(const Figures& figures) {
  if (!figures.ok()) {
    std::cerr << "service_load: " << figures.status().ToString() << "\n";
    return 1;
  }
  std::cout << figures->dump() << std::endl;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // The distribution's library looks for deadlocks in every lock of gRPC, as in a debug build.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  CLI::App app("Measures assay serve");
  app.require_subcommand(1);
  std::string data_dir;
  const auto with_data = [&data_dir](CLI::App* part) {
    part->add_option("--data", data_dir, "an empty data directory")->required();
    return part;
  };
  assay::load::CallOptions calls;
  int phase_milliseconds = 700;
  CLI::App* const calls_part = with_data(app.add_subcommand("calls", "latency and throughput"));
  CLI::App* const bare_part =
      app.add_subcommand("bare", "the same against services that do nothing");
  for (CLI::App* const part : {calls_part, bare_part}) {
    part->add_option("--rounds", calls.rounds);
    part->add_option("--phase-ms", phase_milliseconds);
    part->add_option("--items", calls.item_count);
  }
  assay::load::LargeOptions large;
  CLI::App* const large_part = with_data(app.add_subcommand("large", "ten million of everything"));
  large_part->add_option("--items", large.item_count);
  large_part->add_option("--labels", large.label_count);
  large_part->add_option("--labels-per-item", large.labels_per_item);
  assay::load::SoakOptions soak;
  int pause_milliseconds = 1000;
  CLI::App* const soak_part = with_data(app.add_subcommand("soak", "simulated annotators"));
  soak_part->add_option("--minutes", soak.minutes);
  soak_part->add_option("--annotators", soak.annotator_count);
  soak_part->add_option("--items", soak.item_count);
  soak_part->add_option("--overlap", soak.label_count);
  soak_part->add_option("--pause-ms", pause_milliseconds, "between two calls, at most");
  CLI::App* const commits_part = with_data(app.add_subcommand("commits", "of the store alone"));
  CLI::App* const server_part = app.add_subcommand("bare-server", "serves until it is killed");
  CLI11_PARSE(app, argc, argv);

  calls.data_dir = large.data_dir = soak.data_dir = data_dir;
  calls.phase = std::chrono::milliseconds(phase_milliseconds);
  soak.greatest_pause = std::chrono::milliseconds(pause_milliseconds);
  if (server_part->parsed()) {
    return assay::load::ServeBare();
  }
  if (bare_part->parsed()) {
    return Print(assay::load::MeasureBareCalls(calls));
  }
  if (commits_part->parsed()) {
    return Print(assay::load::MeasureCommits(data_dir));
  }
  if (large_part->parsed()) {
    return Print(assay::load::MeasureLarge(large));
  }
  return Print(soak_part->parsed() ? assay::load::Soak(soak) : assay::load::MeasureCalls(calls));
}
