#ifndef ASSAY_ENGINE_STORE_COMMIT_LOCKS_H_
#define ASSAY_ENGINE_STORE_COMMIT_LOCKS_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace assay {

// Makes "check the conditions, then write" one step: commits that touch a common key go one after
// the other in the order in which they came, all others run side by side, so that the storage
// engine can put many on disk at once.  Commits of ranges, and of very many keys, exclude all
// others.  Thread-safe.
class CommitLocks {
 public:
  // More keys than this, and a commit takes the whole store: noting them all would hold up the
  // others longer.
  static constexpr size_t kMaxKeysHeld = 4096;

  // Holds the locks of one commit until it is destroyed.
  class Guard {
   public:
    // Waits for all commits that came before and touch one of the keys.  `key_hashes` are the
    // hashes of all keys that the commit reads or writes, in any order.
    Guard(CommitLocks& locks, std::vector<uint64_t> key_hashes, bool touches_ranges);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    friend class CommitLocks;
    void WaitFor(Guard* before);
    void HoldKeys();
    void HoldWhole();

    CommitLocks& locks_;
    std::vector<uint64_t> key_hashes_;
    std::list<Guard*>::iterator place_;
    // Commits that wait for this one, and how many this one waits for.
    std::vector<Guard*> followers_;
    size_t wait_count_ = 0;
    std::condition_variable is_free_;
  };

 private:
  // Guards everything here and in the guards.
  std::mutex mutex_;
  // In the order in which they came.
  std::list<Guard*> present_;
  // The last that touches the key.
  absl::flat_hash_map<uint64_t, Guard*> last_by_key_;
  // The last that takes the whole store; null: none is present.
  Guard* last_whole_ = nullptr;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_COMMIT_LOCKS_H_
