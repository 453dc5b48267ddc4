#include "benchmarks/service/closed_loop.h"

#include <unistd.h>

#include "tests/load/server_process.h"

namespace assay::load {

nlohmann::ordered_json Rate::ToJson() const {
  const double calls = latencies.count() > 0 ? static_cast<double>(latencies.count()) : 1;
  return {{"count", latencies.count()},
          {"per_second", per_second()},
          {"p50_us", latencies.Percentile(0.50)},
          {"p99_us", latencies.Percentile(0.99)},
          {"client_cpu_us", client_cpu_seconds / calls * 1e6},
          {"server_cpu_us", server_cpu_seconds / calls * 1e6}};
}

void RunClosedLoop(CallLoop& loop, size_t caller_count, std::chrono::milliseconds duration,
                   pid_t server, const Operation& operation, Rate& rate) {
  const ProcessUsage server_before = UsageOf(server);
  const ProcessUsage client_before = UsageOf(getpid());
  const auto begin = LoopClock::now();
  const auto end = begin + duration;
  std::function<void(size_t)> go_on = [&](size_t slot) {
    const auto start = LoopClock::now();
    if (start >= end) {
      return;
    }
    operation(slot, [&rate, &go_on, slot, start] {
      rate.latencies.Add(LoopClock::now() - start);
      go_on(slot);
    });
  };
  for (size_t slot = 0; slot < caller_count; ++slot) {
    go_on(slot);
  }
  loop.Run();
  rate.wall_seconds += std::chrono::duration<double>(LoopClock::now() - begin).count();
  rate.client_cpu_seconds += UsageOf(getpid()).cpu_seconds - client_before.cpu_seconds;
  rate.server_cpu_seconds += UsageOf(server).cpu_seconds - server_before.cpu_seconds;
}

}  // namespace assay::load
