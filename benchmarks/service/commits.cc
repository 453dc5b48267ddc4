#include "benchmarks/service/commits.h"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "engine/base/status.h"
#include "engine/store/keys.h"
#include "engine/store/rocks_store.h"

namespace assay::load {
namespace {

constexpr std::chrono::seconds kDuration{2};
constexpr const char* kPrefix = "benchmark-of-commits-";

double CommitsPerSecond(RocksStore& store, int thread_count) {
  const std::string value(100, 'v');
  std::atomic<int64_t> count{0};
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  const auto begin = std::chrono::steady_clock::now();
  for (int t = 0; t < thread_count; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; !stop; ++i) {
        const auto batch = store.NewBatch();
        batch->Put(OperationRequestKey(kPrefix + std::to_string(t) + "-" + std::to_string(i)),
                   value);
        if (!batch->Commit(Durability::kSynced).ok()) {
          return;
        }
        ++count;
      }
    });
  }
  std::this_thread::sleep_for(kDuration);
  stop = true;
  for (std::thread& thread : threads) {
    thread.join();
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(count) / seconds.count();
}

}  // namespace

absl::StatusOr<nlohmann::ordered_json> MeasureCommits(const std::string& data_dir) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<RocksStore> store, RocksStore::Open(data_dir));
  nlohmann::ordered_json figures;
  for (const int thread_count : {1, 8, 64}) {
    figures[std::to_string(thread_count)] = CommitsPerSecond(*store, thread_count);
  }
  const auto batch = store->NewBatch();
  batch->DeleteRange(OperationRequestKey(kPrefix),
                     OperationRequestKey(kPrefix + std::string(1, '\x7f')));
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kSynced));
  return figures;
}

}  // namespace assay::load
