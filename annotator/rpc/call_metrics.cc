#include "annotator/rpc/call_metrics.h"

#include <algorithm>
#include <utility>

#include "prometheus/text_serializer.h"

namespace assay::rpc {
namespace {

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const prometheus::Histogram::BucketBoundaries buckets{
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2, 10, 60};
  return buckets;
}

// An own row for the calls that are in no row of the table.
constexpr auth::CallRule kNoRule{"", "unknown", 0, false, ""};

}  // namespace

CallMetrics::CallMetrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      ended_family_(prometheus::BuildCounter()
                        .Name("assay_rpc_calls_total")
                        .Help("Calls that have ended, by call and code")
                        .Register(*registry_)),
      duration_family_(prometheus::BuildHistogram()
                           .Name("assay_rpc_duration_seconds")
                           .Help("How long calls took, queueing included")
                           .Register(*registry_)),
      in_flight_gauge_(prometheus::BuildGauge()
                           .Name("assay_rpc_calls_in_flight")
                           .Help("Calls that have begun and not ended")
                           .Register(*registry_)
                           .Add({})),
      figures_(auth::RoleTable().size() + 1) {}

void CallMetrics::CallBegun() { in_flight_.fetch_add(1, std::memory_order_relaxed); }

void CallMetrics::CallEnded(const auth::CallRule* rule, absl::StatusCode code,
                            int64_t duration_us) {
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  const auth::CallRule& known = rule == nullptr ? kNoRule : *rule;
  Ended(known, std::min(static_cast<size_t>(code), kCodeCount - 1)).Increment();
  Duration(known).Observe(static_cast<double>(duration_us) * 1e-6);
}

// Family::Add gives the same object for the same labels, so two threads that get here at once
// agree.
prometheus::Counter& CallMetrics::Ended(const auth::CallRule& rule, size_t code) {
  const size_t index = &rule == &kNoRule ? figures_.size() - 1
                                         : static_cast<size_t>(&rule - auth::RoleTable().data());
  std::atomic<prometheus::Counter*>& slot = figures_[index].ended[code];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &ended_family_.Add(
        {{"call", std::string(rule.call)},
         {"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}});
    slot.store(counter, std::memory_order_release);
  }
  return *counter;
}

prometheus::Histogram& CallMetrics::Duration(const auth::CallRule& rule) {
  const size_t index = &rule == &kNoRule ? figures_.size() - 1
                                         : static_cast<size_t>(&rule - auth::RoleTable().data());
  std::atomic<prometheus::Histogram*>& slot = figures_[index].duration;
  prometheus::Histogram* histogram = slot.load(std::memory_order_acquire);
  if (histogram == nullptr) {
    histogram = &duration_family_.Add({{"call", std::string(rule.call)}}, Buckets());
    slot.store(histogram, std::memory_order_release);
  }
  return *histogram;
}

void CallMetrics::AddGauge(const std::string& name, const std::string& help,
                           std::function<double()> read) {
  auto& gauge = prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add({});
  const std::lock_guard lock(gauges_mutex_);
  gauges_.push_back({gauge, std::move(read)});
}

std::string CallMetrics::Text() const {
  in_flight_gauge_.Set(static_cast<double>(in_flight()));
  {
    const std::lock_guard lock(gauges_mutex_);
    for (const ReadGauge& entry : gauges_) {
      entry.gauge.Set(entry.read());
    }
  }
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace assay::rpc
