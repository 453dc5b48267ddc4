// Conditional batches under many threads; the tsan preset runs these too.
#include <atomic>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/rng.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/keys.h"
#include "tests/engine/store/store_backends.h"

namespace assay {
namespace {

constexpr int kThreadCount = 6;

void RunThreads(int thread_count, const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < thread_count; ++i) {
    threads.emplace_back(body, i);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

using StoreConcurrencyTest = StoreBackendTest;

TEST_P(StoreConcurrencyTest, NoIncrementOfACounterIsLost) {
  constexpr int kPerThread = 60;
  std::vector<std::vector<uint64_t>> taken(kThreadCount);
  RunThreads(kThreadCount, [&](int thread) {
    for (int i = 0; i < kPerThread; ++i) {
      EXPECT_THAT(RetryOnConflict([&]() -> absl::Status {
                    const auto batch = store().NewBatch();
                    ASSAY_ASSIGN_OR_RETURN(const uint64_t number,
                                           TakeNumber(store(), Counter::kAudit, *batch));
                    ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kSynced));
                    taken[static_cast<size_t>(thread)].push_back(number);
                    return absl::OkStatus();
                  }),
                  IsOk());
    }
  });
  std::set<uint64_t> all;
  for (const auto& numbers : taken) {
    all.insert(numbers.begin(), numbers.end());
  }
  EXPECT_EQ(all.size(), static_cast<size_t>(kThreadCount * kPerThread));
  EXPECT_EQ(*all.begin(), 1u);
  EXPECT_EQ(*all.rbegin(), static_cast<uint64_t>(kThreadCount * kPerThread));
}

// Moves one unit between two accounts, unless another thread comes between.
absl::Status MoveOne(Store& store, const std::string& from, const std::string& to) {
  ASSAY_ASSIGN_OR_RETURN(const std::string from_bytes, store.Get(from));
  ASSAY_ASSIGN_OR_RETURN(const std::string to_bytes, store.Get(to));
  ASSAY_ASSIGN_OR_RETURN(const uint64_t from_sum, DecodeNumber(KeyKind::kCounter, from_bytes));
  ASSAY_ASSIGN_OR_RETURN(const uint64_t to_sum, DecodeNumber(KeyKind::kCounter, to_bytes));
  const auto batch = store.NewBatch();
  batch->Require(from, from_bytes);
  batch->Require(to, to_bytes);
  batch->Put(from, EncodeNumber(from_sum - 1));
  batch->Put(to, EncodeNumber(to_sum + 1));
  return batch->Commit(Durability::kBuffered);
}

// Money moves between accounts in different families; the sum never changes, for any reader.
TEST_P(StoreConcurrencyTest, ReadersNeverSeeHalfOfABatch) {
  const std::vector<std::string> accounts = {"\x10 a", "@ b", "P c", "` d", "p e"};
  constexpr uint64_t kSum = 5000;
  for (const std::string& account : accounts) {
    ASSERT_THAT(PutOne(store(), account, EncodeNumber(1000)), IsOk());
  }
  std::atomic<bool> done = false;
  std::atomic<int> moves = 0;
  std::thread reader([&] {
    while (!done) {
      uint64_t sum = 0;
      for (const auto& [key, value] : ReadAll(store())) {
        sum += *DecodeNumber(KeyKind::kCounter, value);
      }
      EXPECT_EQ(sum, kSum);
    }
  });
  RunThreads(kThreadCount - 1, [&](int thread) {
    Rng rng(7, static_cast<uint64_t>(thread));
    for (int i = 0; i < 100; ++i) {
      const size_t from = rng.Below(accounts.size());
      const size_t to = (from + 1 + rng.Below(accounts.size() - 1)) % accounts.size();
      const absl::Status status = MoveOne(store(), accounts[from], accounts[to]);
      EXPECT_TRUE(status.ok() || absl::IsAborted(status)) << status;
      moves += status.ok() ? 1 : 0;
    }
  });
  done = true;
  reader.join();
  EXPECT_GT(moves, 0);
}

// A batch of many keys or of a range is checked as one step too.
TEST_P(StoreConcurrencyTest, LargeBatchesAndRangeDeletionsExcludeEachOther) {
  constexpr int kKeyCount = 40;
  const auto key_of = [](int i) { return "@" + std::to_string(100 + i); };
  std::atomic<int> holders = 0;
  RunThreads(kThreadCount, [&](int thread) {
    for (int round = 0; round < 20; ++round) {
      const auto batch = store().NewBatch();
      for (int i = 0; i < kKeyCount; ++i) {
        batch->RequireAbsent(key_of(i));
        batch->Put(key_of(i), std::to_string(thread));
      }
      if (!batch->Commit(Durability::kBuffered).ok()) {
        continue;
      }
      EXPECT_EQ(++holders, 1);
      const Entries held = ReadRange(store(), "@", "A");
      EXPECT_EQ(held.size(), static_cast<size_t>(kKeyCount));
      for (const auto& [key, value] : held) {
        EXPECT_EQ(value, std::to_string(thread));
      }
      --holders;
      const auto release = store().NewBatch();
      release->Require(key_of(0), std::to_string(thread));
      release->DeleteRange("@", "A");
      EXPECT_THAT(release->Commit(Durability::kBuffered), IsOk());
    }
  });
  EXPECT_TRUE(ReadAll(store()).empty());
}

TEST_P(StoreConcurrencyTest, LoadsScansAndBatchesRunSideBySide) {
  RunThreads(kThreadCount, [&](int thread) {
    const std::string prefix = "@" + std::to_string(thread);
    for (int round = 0; round < 5; ++round) {
      const auto load = store().NewSortedLoad();
      for (int i = 1000; i < 1200; ++i) {
        EXPECT_THAT(load->Add(prefix + std::to_string(i), std::to_string(round)), IsOk());
      }
      EXPECT_THAT(load->Finish(), IsOk());
      EXPECT_EQ(ReadRange(store(), prefix, prefix + ":").size(), 200u);
      const auto batch = store().NewBatch();
      batch->DeleteRange(prefix, prefix + ":");
      EXPECT_THAT(batch->Commit(Durability::kBuffered), IsOk());
      EXPECT_THAT(store().ReclaimDeletedRange(prefix, prefix + ":"), IsOk());
    }
  });
  EXPECT_TRUE(ReadAll(store()).empty());
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(StoreConcurrencyTest);

}  // namespace
}  // namespace assay
