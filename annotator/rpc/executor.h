#ifndef ASSAY_ANNOTATOR_RPC_EXECUTOR_H_
#define ASSAY_ANNOTATOR_RPC_EXECUTOR_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::rpc {

// Where handlers do their work, so that gRPC's own threads never wait.  Thread-safe.
class Executor {
 public:
  virtual ~Executor() = default;
  // Runs `job` soon, on any thread; false, without running it, when too much is queued already.
  virtual bool Execute(std::function<void()> job) = 0;
};

// Runs each job on the caller's thread: for tests.
class InlineExecutor final : public Executor {
 public:
  bool Execute(std::function<void()> job) override {
    job();
    return true;
  }
};

// Threads that are started when they are first needed.
class ThreadExecutor final : public Executor {
 public:
  // At most `thread_limit` jobs at once and `queue_limit` waiting.
  ThreadExecutor(size_t thread_limit, size_t queue_limit);
  // Returns when all accepted jobs have run.
  ~ThreadExecutor() override;
  bool Execute(std::function<void()> job) override;

 private:
  void WorkLoop();

  const size_t thread_limit_;
  const size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  // Threads that do no job, those included that have yet to begin.
  size_t idle_count_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_EXECUTOR_H_
