#ifndef ASSAY_BENCHMARKS_SERVICE_PARTS_H_
#define ASSAY_BENCHMARKS_SERVICE_PARTS_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace assay::load {

// What is measured is returned as JSON; a call that should have gone well and did not is an error.
using Figures = absl::StatusOr<nlohmann::ordered_json>;

// Calls that do nothing, submits, and leases with their submits, at 1, 8 and 64 in flight, in turn,
// against one server over an empty directory; then what the store commits with 64 threads there.
struct CallOptions {
  std::string data_dir;  // empty or absent
  int rounds = 5;
  std::chrono::milliseconds phase{700};
  int64_t item_count = 300'000;
};
Figures MeasureCalls(const CallOptions& options);

// The same calls against services that answer at once: what gRPC and this client can do.
Figures MeasureBareCalls(const CallOptions& options);
// Serves so until it is killed; prints where.
int ServeBare();

// Imports, status, leases and added items at `item_count` items and `label_count` labels, and how
// long the store then takes to open.
struct LargeOptions {
  std::string data_dir;
  int64_t item_count = 10'000'000;
  int64_t label_count = 10'000'000;
  int64_t labels_per_item = 5;
};
Figures MeasureLarge(const LargeOptions& options);

// Simulated annotators for a while; what is wrong afterwards, and the server's memory meanwhile.
struct SoakOptions {
  std::string data_dir;
  double minutes = 10;
  int annotator_count = 1000;
  int64_t item_count = 1'000'000;
  int label_count = 3;
  std::chrono::milliseconds greatest_pause{1000};
};
Figures Soak(const SoakOptions& options);

}  // namespace assay::load

#endif  // ASSAY_BENCHMARKS_SERVICE_PARTS_H_
