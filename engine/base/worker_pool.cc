#include "engine/base/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace assay {

class WorkerPool::State {
 public:
  explicit State(int helper_count) {
    helpers_.reserve(static_cast<size_t>(helper_count));
    for (int i = 0; i < helper_count; ++i) {
      helpers_.emplace_back([this] { HelperLoop(); });
    }
  }

  ~State() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& helper : helpers_) {
      helper.join();
    }
  }

  void Run(size_t task_count, const std::function<void(size_t)>& task) {
    const std::lock_guard one_run(run_mutex_);
    {
      const std::lock_guard lock(mutex_);
      task_ = &task;
      task_count_ = task_count;
      next_ = 0;
      failure_ = nullptr;
      busy_ = helpers_.size();
      ++generation_;
    }
    wake_.notify_all();
    Work();
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
    task_ = nullptr;
    if (failure_ != nullptr) {
      std::rethrow_exception(failure_);
    }
  }

 private:
  void HelperLoop() {
    uint64_t seen = 0;
    while (true) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || generation_ != seen; });
        if (stopping_) {
          return;
        }
        seen = generation_;
      }
      Work();
      const std::lock_guard lock(mutex_);
      if (--busy_ == 0) {
        done_.notify_one();
      }
    }
  }

  void Work() {
    while (true) {
      const size_t index = next_.fetch_add(1);
      if (index >= task_count_) {
        return;
      }
      try {
        (*task_)(index);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (failure_ == nullptr) {
          failure_ = std::current_exception();
        }
        next_ = task_count_;
      }
    }
  }

  std::mutex run_mutex_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const std::function<void(size_t)>* task_ = nullptr;
  size_t task_count_ = 0;
  std::atomic<size_t> next_ = 0;
  std::exception_ptr failure_;
  size_t busy_ = 0;
  uint64_t generation_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> helpers_;
};

WorkerPool::WorkerPool(int thread_count)
    : thread_count_(thread_count > 0
                        ? thread_count
                        : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
      state_(std::make_unique<State>(thread_count_ - 1)) {}

WorkerPool::~WorkerPool() = default;

void WorkerPool::Run(size_t task_count, const std::function<void(size_t)>& task) {
  if (task_count > 0) {
    state_->Run(task_count, task);
  }
}

void WorkerPool::ForRanges(size_t count, size_t grain,
                           const std::function<void(size_t, size_t)>& body) {
  const size_t step = std::max<size_t>(grain, 1);
  Run((count + step - 1) / step,
      [&](size_t range) { body(range * step, std::min(count, (range + 1) * step)); });
}

}  // namespace assay
