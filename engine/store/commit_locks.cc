#include "engine/store/commit_locks.h"

#include <algorithm>

namespace assay {

CommitLocks::Guard::Guard(CommitLocks& locks, std::vector<uint64_t> key_hashes,
                          bool touches_ranges) {
  for (uint64_t& hash : key_hashes) {
    hash %= kStripeCount;
  }
  // Ascending order: two commits that want the same stripes cannot wait for each other in a ring.
  std::sort(key_hashes.begin(), key_hashes.end());
  key_hashes.erase(std::unique(key_hashes.begin(), key_hashes.end()), key_hashes.end());
  {
    const std::lock_guard turn(locks.turnstile_);
    if (touches_ranges || key_hashes.size() > kMaxStripesHeld) {
      whole_ = std::unique_lock(locks.whole_);
      return;
    }
    shared_ = std::shared_lock(locks.whole_);
  }
  stripes_.reserve(key_hashes.size());
  for (const uint64_t stripe : key_hashes) {
    stripes_.emplace_back(locks.stripes_[stripe]);
  }
}

}  // namespace assay
