#ifndef ASSAY_TESTS_LOAD_CALL_LOOP_H_
#define ASSAY_TESTS_LOAD_CALL_LOOP_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <utility>
#include <vector>

#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/status.h"

namespace assay::load {

using LoopClock = std::chrono::steady_clock;

// Many unary calls in flight on one thread, the one that runs the loop: so what the outcomes do
// needs no locks, and a machine with few cores keeps them for the server.  Not thread-safe.
class CallLoop {
 public:
  CallLoop() = default;
  // Runs until no call is in flight; what `After` waits for is dropped.
  ~CallLoop();
  CallLoop(const CallLoop&) = delete;
  CallLoop& operator=(const CallLoop&) = delete;

  // Begins the call that `prepare`, a PrepareAsync method of `stub`, makes; `done` gets its outcome
  // from within Run.  A call that has not ended after `timeout` ends with DEADLINE_EXCEEDED.
  template <typename Stub, typename Request, typename Response, typename Done>
  void Call(Stub& stub,
            std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> (Stub::*prepare)(
                grpc::ClientContext*, const Request&, grpc::CompletionQueue*),
            const Request& request, Done done,
            std::chrono::milliseconds timeout = std::chrono::seconds(30)) {
    auto* call = new UnaryCall<Response, Done>(std::move(done));
    call->context.set_deadline(std::chrono::system_clock::now() + timeout);
    call->reader = (stub.*prepare)(&call->context, request, &queue_);
    call->reader->StartCall();
    call->reader->Finish(&call->response, &call->status, call);
    ++in_flight_count_;
  }

  // Runs `job` from within Run, not before `delay` is over.
  void After(std::chrono::microseconds delay, std::function<void()> job);

  // Runs outcomes and jobs until `stop` says true, or nothing is left to wait for.
  void RunUntil(const std::function<bool()>& stop);
  void RunUntil(LoopClock::time_point end);
  // Until nothing is left to wait for.
  void Run();

  size_t in_flight_count() const { return in_flight_count_; }

 private:
  class Outcome {
   public:
    virtual ~Outcome() = default;
    virtual void Deliver() = 0;
  };

  template <typename Response, typename Done>
  class UnaryCall final : public Outcome {
   public:
    explicit UnaryCall(Done when_done) : done(std::move(when_done)) {}
    void Deliver() override { done(std::as_const(status), std::as_const(response)); }

    grpc::ClientContext context;
    grpc::Status status;
    Response response;
    std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> reader;
    Done done;
  };

  struct Job {
    LoopClock::time_point time;
    uint64_t number = 0;  // equal times in the order in which they were asked for
    std::function<void()> run;
    bool operator>(const Job& other) const {
      return std::pair(time, number) > std::pair(other.time, other.number);
    }
  };

  // Waits for one outcome, one job or `end`.
  void Step(LoopClock::time_point end);

  grpc::CompletionQueue queue_;
  std::priority_queue<Job, std::vector<Job>, std::greater<>> jobs_;
  uint64_t next_job_ = 0;
  size_t in_flight_count_ = 0;
};

}  // namespace assay::load

#endif  // ASSAY_TESTS_LOAD_CALL_LOOP_H_
