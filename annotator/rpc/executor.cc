#include "annotator/rpc/executor.h"

#include <utility>

namespace assay::rpc {

ThreadExecutor::ThreadExecutor(size_t thread_limit, size_t queue_limit)
    : thread_limit_(thread_limit), queue_limit_(queue_limit) {}

ThreadExecutor::~ThreadExecutor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

bool ThreadExecutor::Execute(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    const bool all_busy = queue_.size() >= idle_count_;
    if (all_busy && threads_.size() < thread_limit_) {
      threads_.emplace_back([this] { WorkLoop(); });
      ++idle_count_;
    } else if (all_busy && queue_.size() >= idle_count_ + queue_limit_) {
      return false;
    }
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void ThreadExecutor::WorkLoop() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    --idle_count_;
    if (queue_.empty()) {
      return;
    }
    std::function<void()> job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
    ++idle_count_;
  }
}

}  // namespace assay::rpc
