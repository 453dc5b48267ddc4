#ifndef ASSAY_ANNOTATOR_RPC_CALL_METRICS_H_
#define ASSAY_ANNOTATOR_RPC_CALL_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "annotator/auth/role_table.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace assay::rpc {

// What the service counts of its calls, for Prometheus.  Thread-safe.
//
//   assay_rpc_calls_total{call,code}      ended calls
//   assay_rpc_duration_seconds{call}      how long they took, queueing included
//   assay_rpc_calls_in_flight             calls that have begun and not ended
class CallMetrics {
 public:
  CallMetrics();
  CallMetrics(const CallMetrics&) = delete;
  CallMetrics& operator=(const CallMetrics&) = delete;

  void CallBegun();
  // `rule`: nullptr for a call that has none.
  void CallEnded(const auth::CallRule* rule, absl::StatusCode code, int64_t duration_us);
  // Calls that have begun and not ended.
  int64_t in_flight() const { return in_flight_.load(); }

  // A figure that is asked for whenever the metrics are read.  `read` must be thread-safe and
  // outlive the object.
  void AddGauge(const std::string& name, const std::string& help, std::function<double()> read);

  // Everything in the text format of Prometheus, version 0.0.4.
  std::string Text() const;

 private:
  static constexpr size_t kCodeCount = 17;
  // Made when they are first needed, and then found without a lock.
  struct CallFigures {
    std::array<std::atomic<prometheus::Counter*>, kCodeCount> ended{};
    std::atomic<prometheus::Histogram*> duration{nullptr};
  };
  struct ReadGauge {
    prometheus::Gauge& gauge;
    std::function<double()> read;
  };

  prometheus::Counter& Ended(const auth::CallRule& rule, size_t code);
  prometheus::Histogram& Duration(const auth::CallRule& rule);

  const std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& ended_family_;
  prometheus::Family<prometheus::Histogram>& duration_family_;
  prometheus::Gauge& in_flight_gauge_;
  std::atomic<int64_t> in_flight_{0};
  std::vector<CallFigures> figures_;
  mutable std::mutex gauges_mutex_;
  std::vector<ReadGauge> gauges_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_CALL_METRICS_H_
