#include "engine/store/commit_locks.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include "engine/base/rng.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

std::vector<uint64_t> KeysFrom(uint64_t first, size_t count) {
  std::vector<uint64_t> keys(count);
  std::iota(keys.begin(), keys.end(), first);
  return keys;
}

TEST(CommitLocksTest, CommitsOfManyKeysRunSideBySideWhereTheyShareNone) {
  CommitLocks locks;
  const CommitLocks::Guard first(locks, KeysFrom(0, 1000), false);
  const CommitLocks::Guard second(locks, KeysFrom(1000, 1000), false);
  const CommitLocks::Guard third(locks, {}, false);
}

TEST(CommitLocksTest, AKeyThatIsNamedTwiceIsHeldOnce) {
  CommitLocks locks;
  { const CommitLocks::Guard guard(locks, {7, 8, 7, 7}, false); }
  const CommitLocks::Guard again(locks, {7}, false);
}

// Starts a commit that must wait, and says whether it has begun.
class Contender {
 public:
  Contender(CommitLocks& locks, std::vector<uint64_t> keys, bool touches_ranges)
      : thread_([this, &locks, keys = std::move(keys), touches_ranges] {
          const CommitLocks::Guard guard(locks, keys, touches_ranges);
          has_begun_ = true;
        }) {}
  ~Contender() { thread_.join(); }
  bool has_begun() const { return has_begun_; }

 private:
  std::atomic<bool> has_begun_ = false;
  std::thread thread_;
};

TEST(CommitLocksTest, ACommonKeyARangeOrVeryManyKeysMakeTheLaterOneWait) {
  struct Case {
    std::vector<uint64_t> first;
    bool first_has_range;
    std::vector<uint64_t> second;
    bool second_has_range;
  };
  const std::vector<uint64_t> very_many = KeysFrom(100, CommitLocks::kMaxKeysHeld + 1);
  for (const Case& a : {Case{{1, 2}, false, {2, 3}, false}, Case{{1}, false, {}, true},
                        Case{{}, true, {1}, false}, Case{{}, true, {}, true},
                        Case{very_many, false, {1}, false}, Case{{1}, false, very_many, false}}) {
    CommitLocks locks;
    auto first = std::make_unique<CommitLocks::Guard>(locks, a.first, a.first_has_range);
    Contender second(locks, a.second, a.second_has_range);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(second.has_begun());
    first.reset();
  }
}

// Each thread adds to the sums of the keys it holds; a lost addition would show.
TEST(CommitLocksTest, NobodyIsBetweenTwoWhoHoldTheSameKey) {
  constexpr size_t kKeyCount = 20;
  constexpr int kThreadCount = 4;
  constexpr int kRounds = 3000;
  CommitLocks locks;
  std::vector<uint64_t> sums(kKeyCount);
  std::vector<std::vector<uint64_t>> added(kThreadCount, std::vector<uint64_t>(kKeyCount));
  std::vector<std::thread> threads;
  for (size_t thread = 0; thread < kThreadCount; ++thread) {
    threads.emplace_back([&, thread] {
      Rng rng(5, thread);
      for (int round = 0; round < kRounds; ++round) {
        const bool is_whole = rng.Below(50) == 0;
        std::vector<uint64_t> keys;
        for (uint64_t count = is_whole ? kKeyCount : rng.Below(5); count > 0; --count) {
          keys.push_back(is_whole ? count - 1 : rng.Below(kKeyCount));
        }
        const CommitLocks::Guard guard(locks, is_whole ? std::vector<uint64_t>() : keys, is_whole);
        for (const uint64_t key : keys) {
          ++sums[key];
          ++added[thread][key];
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (size_t key = 0; key < kKeyCount; ++key) {
    uint64_t expected = 0;
    for (const std::vector<uint64_t>& of_thread : added) {
      expected += of_thread[key];
    }
    EXPECT_EQ(sums[key], expected);
  }
}

}  // namespace
}  // namespace assay
