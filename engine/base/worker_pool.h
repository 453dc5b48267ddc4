#ifndef ASSAY_ENGINE_BASE_WORKER_POOL_H_
#define ASSAY_ENGINE_BASE_WORKER_POOL_H_

#include <cstddef>
#include <functional>
#include <memory>

namespace assay {

// A fixed number of threads that share out numbered tasks.
//
// Results must not depend on the number of threads: give every task its own output, choose the
// tasks from the data alone (never from thread_count), and combine the outputs in task order.
class WorkerPool {
 public:
  // thread_count >= 1 threads work in all, the caller of Run being one of them.  0 means as many
  // as the machine has cores.
  explicit WorkerPool(int thread_count);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  int thread_count() const { return thread_count_; }

  // Calls task(0) ... task(task_count - 1), each once, in any order, and returns when all are
  // done.  Rethrows the first exception of a task (std::bad_alloc) after the others have ended.
  // Thread-safe; one Run at a time makes progress.  A task must not call Run of the same pool.
  void Run(size_t task_count, const std::function<void(size_t)>& task);

  // Splits [0, count) into consecutive ranges of at most `grain` and runs body(begin, end) on each.
  void ForRanges(size_t count, size_t grain, const std::function<void(size_t, size_t)>& body);

 private:
  class State;
  const int thread_count_;
  std::unique_ptr<State> state_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_BASE_WORKER_POOL_H_
