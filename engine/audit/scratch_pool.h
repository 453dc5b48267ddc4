#ifndef ASSAY_ENGINE_AUDIT_SCRATCH_POOL_H_
#define ASSAY_ENGINE_AUDIT_SCRATCH_POOL_H_

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace assay {

// Lends each task that is at work an object of its own, and keeps what comes back for the next: as
// many objects as tasks were at work at once.  Which task gets which is left to chance, so only
// what all of them hold together, regardless of the order, may be used: counts, sets.  Thread-safe.
template <typename T>
class ScratchPool {
 public:
  explicit ScratchPool(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}

  void Use(const std::function<void(T&)>& task) {
    std::unique_ptr<T> scratch = Take();
    task(*scratch);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(scratch));
  }

  // All objects, while no task is at work.
  const std::vector<std::unique_ptr<T>>& all() const { return idle_; }

 private:
  std::unique_ptr<T> Take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<T> scratch = std::move(idle_.back());
        idle_.pop_back();
        return scratch;
      }
    }
    return make_();
  }

  const std::function<std::unique_ptr<T>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> idle_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_SCRATCH_POOL_H_
