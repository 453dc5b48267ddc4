#ifndef ASSAY_BENCHMARKS_SERVICE_CLOSED_LOOP_H_
#define ASSAY_BENCHMARKS_SERVICE_CLOSED_LOOP_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "nlohmann/json.hpp"
#include "tests/load/call_loop.h"
#include "tests/load/latencies.h"

namespace assay::load {

// What a number of callers saw who each made one call after the other, over several runs.
struct Rate {
  Latencies latencies;
  double wall_seconds = 0;
  double client_cpu_seconds = 0;
  double server_cpu_seconds = 0;

  double per_second() const {
    return wall_seconds > 0 ? static_cast<double>(latencies.count()) / wall_seconds : 0;
  }
  // per_second, p50_us, p99_us, and microseconds of CPU a call on both sides.
  nlohmann::ordered_json ToJson() const;
};

// Begins one operation of the caller `slot`, and calls `done` when it has ended; false: there is
// nothing left to do.
using Operation = std::function<bool(size_t slot, std::function<void()> done)>;

// Lets `caller_count` callers work until `duration` is over or nothing is left to do, waits for
// what is in flight then, and adds what they saw to `rate`.  `server`: whose CPU time is counted.
void RunClosedLoop(CallLoop& loop, size_t caller_count, std::chrono::milliseconds duration,
                   pid_t server, const Operation& operation, Rate& rate);

}  // namespace assay::load

#endif  // ASSAY_BENCHMARKS_SERVICE_CLOSED_LOOP_H_
