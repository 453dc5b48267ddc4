#ifndef ASSAY_BENCHMARKS_SERVICE_COMMITS_H_
#define ASSAY_BENCHMARKS_SERVICE_COMMITS_H_

#include <string>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace assay::load {

// Synced commits of one small row each that the store over `data_dir` makes in a second, with 1, 8
// and 64 threads: {"1": ..., "8": ..., "64": ...}.  No server may be running there; what was
// written is deleted again.
absl::StatusOr<nlohmann::ordered_json> MeasureCommits(const std::string& data_dir);

}  // namespace assay::load

#endif  // ASSAY_BENCHMARKS_SERVICE_COMMITS_H_
