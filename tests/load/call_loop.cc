#include "tests/load/call_loop.h"

#include <algorithm>

namespace assay::load {

CallLoop::~CallLoop() {
  jobs_ = {};
  while (in_flight_count_ > 0) {
    void* tag = nullptr;
    bool ok = false;
    if (!queue_.Next(&tag, &ok)) {
      break;
    }
    --in_flight_count_;
    delete static_cast<Outcome*>(tag);
  }
  queue_.Shutdown();
}

void CallLoop::After(std::chrono::microseconds delay, std::function<void()> job) {
  jobs_.push(Job{LoopClock::now() + delay, next_job_++, std::move(job)});
}

void CallLoop::Step(LoopClock::time_point end) {
  const LoopClock::time_point now = LoopClock::now();
  if (!jobs_.empty() && jobs_.top().time <= now) {
    const std::function<void()> run = jobs_.top().run;
    jobs_.pop();
    run();
    return;
  }
  const LoopClock::time_point wake = jobs_.empty() ? end : std::min(end, jobs_.top().time);
  void* tag = nullptr;
  bool ok = false;
  // gRPC takes times of the system's clock or its own; ours would need a conversion of its own.
  const auto wait = std::min<LoopClock::duration>(wake - now, std::chrono::seconds(1));
  const auto deadline = std::chrono::system_clock::now() +
                        std::chrono::duration_cast<std::chrono::microseconds>(wait);
  if (queue_.AsyncNext(&tag, &ok, deadline) == grpc::CompletionQueue::GOT_EVENT) {
    --in_flight_count_;
    const std::unique_ptr<Outcome> outcome(static_cast<Outcome*>(tag));
    outcome->Deliver();
  }
}

void CallLoop::RunUntil(const std::function<bool()>& stop) {
  while (!stop() && (in_flight_count_ > 0 || !jobs_.empty())) {
    Step(LoopClock::now() + std::chrono::milliseconds(50));
  }
}

void CallLoop::RunUntil(LoopClock::time_point end) {
  while (LoopClock::now() < end && (in_flight_count_ > 0 || !jobs_.empty())) {
    Step(end);
  }
}

void CallLoop::Run() {
  while (in_flight_count_ > 0 || !jobs_.empty()) {
    Step(LoopClock::now() + std::chrono::seconds(1));
  }
}

}  // namespace assay::load
