#include "annotator/auditing/item_stream.h"

#include <new>
#include <utility>

namespace assay {
namespace {

constexpr size_t kBatchItems = 512;
constexpr size_t kBatchesAhead = 3;

}  // namespace

ItemStream::ItemStream(DatasetRepository& datasets, uint64_t dataset_number, uint64_t item_count)
    : reader_([this, &datasets, dataset_number, item_count] {
        Read(datasets, dataset_number, item_count);
      }) {}

ItemStream::~ItemStream() {
  {
    const std::lock_guard lock(mutex_);
    is_wanted_ = false;
  }
  changed_.notify_all();
  reader_.join();
}

void ItemStream::Read(DatasetRepository& datasets, uint64_t dataset_number, uint64_t item_count) {
  absl::Status status;
  try {
    std::vector<storage::v1::ItemRecord> batch;
    status = datasets.ScanItems(
        dataset_number, 0, [&](uint64_t item_index, const storage::v1::ItemRecord& item) {
          if (item_index >= item_count) {
            return false;
          }
          batch.push_back(item);
          return batch.size() < kBatchItems || Push(std::exchange(batch, {}));
        });
    if (status.ok() && !batch.empty()) {
      Push(std::move(batch));
    }
  } catch (const std::bad_alloc&) {
    status = absl::ResourceExhaustedError("out of memory while reading the items");
  }
  const std::lock_guard lock(mutex_);
  status_ = status;
  is_read_ = true;
  changed_.notify_all();
}

bool ItemStream::Push(std::vector<storage::v1::ItemRecord> batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return batches_.size() < kBatchesAhead || !is_wanted_; });
  if (!is_wanted_) {
    return false;
  }
  batches_.push(std::move(batch));
  changed_.notify_all();
  return true;
}

std::optional<std::vector<storage::v1::ItemRecord>> ItemStream::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !batches_.empty() || is_read_; });
  if (batches_.empty()) {
    return std::nullopt;
  }
  std::vector<storage::v1::ItemRecord> batch = std::move(batches_.front());
  batches_.pop();
  changed_.notify_all();
  return batch;
}

absl::Status ItemStream::status() {
  const std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace assay
