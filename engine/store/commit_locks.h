#ifndef ASSAY_ENGINE_STORE_COMMIT_LOCKS_H_
#define ASSAY_ENGINE_STORE_COMMIT_LOCKS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace assay {

// Makes "check the conditions, then write" one step: commits that touch a common key wait for each
// other, all others run side by side, so that the storage engine can put many on disk at once.
// Commits of many keys or of ranges exclude all others.  Thread-safe.
class CommitLocks {
 public:
  // More keys than this, and a commit takes the whole store.
  static constexpr size_t kMaxStripesHeld = 16;

  // Holds the locks of one commit until it is destroyed.
  class Guard {
   public:
    // `key_hashes` are the hashes of all keys that the commit reads or writes, in any order.
    Guard(CommitLocks& locks, std::vector<uint64_t> key_hashes, bool touches_ranges);
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    std::unique_lock<std::shared_mutex> whole_;
    std::shared_lock<std::shared_mutex> shared_;
    std::vector<std::unique_lock<std::mutex>> stripes_;
  };

 private:
  static constexpr size_t kStripeCount = 1024;

  // Passed by everybody on the way to `whole_`, so that a commit that waits for the whole store is
  // not overtaken for ever by small ones.
  std::mutex turnstile_;
  std::shared_mutex whole_;
  std::array<std::mutex, kStripeCount> stripes_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_COMMIT_LOCKS_H_
