#ifndef ASSAY_ANNOTATOR_AUDITING_ITEM_STREAM_H_
#define ASSAY_ANNOTATOR_AUDITING_ITEM_STREAM_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// The first `item_count` items of a data set in their order, read by a thread of its own a little
// ahead of whoever takes them, so that reading and decoding overlap with the work on the items.  At
// most 2,000 items or so are in memory.  One caller at a time; the repository outlives the stream.
class ItemStream {
 public:
  ItemStream(DatasetRepository& datasets, uint64_t dataset_number, uint64_t item_count);
  // May be called before all items were taken.
  ~ItemStream();
  ItemStream(const ItemStream&) = delete;
  ItemStream& operator=(const ItemStream&) = delete;

  // The next few items; nullopt after the last, or where reading failed: see status().
  std::optional<std::vector<storage::v1::ItemRecord>> Next();

  // How reading ended; meaningful once Next() has returned nullopt.
  absl::Status status();

 private:
  void Read(DatasetRepository& datasets, uint64_t dataset_number, uint64_t item_count);
  // False once nobody wants more.
  bool Push(std::vector<storage::v1::ItemRecord> batch);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<std::vector<storage::v1::ItemRecord>> batches_;
  bool is_read_ = false;
  bool is_wanted_ = true;
  absl::Status status_;
  std::thread reader_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_ITEM_STREAM_H_
