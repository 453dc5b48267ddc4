#include "engine/store/commit_locks.h"

#include <utility>

namespace assay {

// Everybody waits only for those who came before, so nobody waits in a ring.
CommitLocks::Guard::Guard(CommitLocks& locks, std::vector<uint64_t> key_hashes, bool touches_ranges)
    : locks_(locks), key_hashes_(std::move(key_hashes)) {
  std::unique_lock lock(locks_.mutex_);
  if (touches_ranges || key_hashes_.size() > kMaxKeysHeld) {
    HoldWhole();
  } else {
    HoldKeys();
  }
  place_ = locks_.present_.insert(locks_.present_.end(), this);
  is_free_.wait(lock, [this] { return wait_count_ == 0; });
}

CommitLocks::Guard::~Guard() {
  const std::lock_guard lock(locks_.mutex_);
  for (const uint64_t hash : key_hashes_) {
    const auto last = locks_.last_by_key_.find(hash);
    if (last != locks_.last_by_key_.end() && last->second == this) {
      locks_.last_by_key_.erase(last);
    }
  }
  if (locks_.last_whole_ == this) {
    locks_.last_whole_ = nullptr;
  }
  locks_.present_.erase(place_);
  for (Guard* follower : followers_) {
    if (--follower->wait_count_ == 0) {
      follower->is_free_.notify_one();
    }
  }
}

void CommitLocks::Guard::WaitFor(Guard* before) {
  // A key that comes twice, or several common keys in a row.
  const bool is_known =
      before == this || (!before->followers_.empty() && before->followers_.back() == this);
  if (!is_known) {
    before->followers_.push_back(this);
    ++wait_count_;
  }
}

void CommitLocks::Guard::HoldKeys() {
  if (locks_.last_whole_ != nullptr) {
    WaitFor(locks_.last_whole_);
  }
  for (const uint64_t hash : key_hashes_) {
    const auto [last, is_new] = locks_.last_by_key_.try_emplace(hash, this);
    if (!is_new) {
      WaitFor(last->second);
      last->second = this;
    }
  }
}

void CommitLocks::Guard::HoldWhole() {
  key_hashes_.clear();
  for (Guard* before : locks_.present_) {
    WaitFor(before);
  }
  locks_.last_whole_ = this;
}

}  // namespace assay
