#ifndef ASSAY_ENGINE_STORE_DATASET_WRITER_H_
#define ASSAY_ENGINE_STORE_DATASET_WRITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "assay/v1/datasets.pb.h"
#include "engine/store/store.h"

namespace assay {

// The index of item ids as it is built: keys in sorted runs of bounded size, each added to the
// store when it is full.  Not thread-safe.
class ItemIdRuns {
 public:
  ItemIdRuns(Store& store, uint64_t dataset_number)
      : store_(store), dataset_number_(dataset_number) {}

  // Ids come with the indexes 0, 1, 2, ...
  absl::Status Add(std::string_view item_id, uint64_t item_index);
  // Writes what is not written yet.
  absl::Status Flush();
  // True where the ids came in strictly ascending order, by their bytes or, like running numbers,
  // by length first: then no two of them are equal.
  bool AreAscending() const { return by_bytes_ || by_length_; }

 private:
  struct Entry {
    uint32_t offset;
    uint32_t size;
  };

  void NoteOrder(std::string_view item_id);

  Store& store_;
  const uint64_t dataset_number_;
  // All keys of the run, one after the other.
  std::string bytes_;
  std::vector<Entry> entries_;
  std::string last_id_;
  bool has_last_id_ = false;
  bool by_bytes_ = true;
  bool by_length_ = true;
};

// Writes one data set; made by DatasetRepository::BeginImport.  Nothing of it can be read before
// Commit, and without Commit nothing of it stays: what a dead process leaves behind is removed by
// RecoverAfterCrash.  Memory does not grow with the number of rows (about 50 MiB at most).  Not
// thread-safe; the store must outlive it.
class DatasetWriter {
 public:
  struct DuplicateId {
    std::string item_id;
    uint64_t first_index = 0;
    uint64_t second_index = 0;
  };

  // `pending` is what the store holds for the import.
  DatasetWriter(Store& store, storage::v1::PendingImport pending);
  // Aborts unless committed.
  ~DatasetWriter();
  DatasetWriter(const DatasetWriter&) = delete;
  DatasetWriter& operator=(const DatasetWriter&) = delete;

  uint64_t dataset_number() const { return pending_.dataset_number(); }
  uint64_t item_count() const { return item_count_; }
  uint64_t label_count() const { return label_count_; }

  // Adds an item with all its cells, and its given label to the label log.  The first item has
  // index 0.  After an error only Abort makes sense.
  //
  // Errors (the caller knows row and column): as Store::SortedLoad, and
  //   INVALID_ARGUMENT ITEM_ID_TOO_LONG  more than kMaxItemIdBytes (metadata found, expected).
  //   INVALID_ARGUMENT TEXT_NOT_UTF8     the id, the label or the annotator is not UTF-8.
  absl::Status Append(std::string_view item_id, const std::vector<std::string>& cells,
                      std::string_view label, std::string_view annotator, int64_t receive_time_us);

  // The same for an item without a label: nothing is added to the label log.
  absl::Status AppendUnlabelled(std::string_view item_id, const std::vector<std::string>& cells);

  // Adds a further label of an item below item_count() to the label log.  Errors: as Append.
  absl::Status AppendLabel(uint64_t item_index, std::string_view label, std::string_view annotator,
                           int64_t receive_time_us);

  // The first item whose id an earlier item has; nullopt where all ids are different.  Exact.
  // O(N) time over the index, none where the ids are ascending; O(1) memory.
  absl::StatusOr<std::optional<DuplicateId>> FindDuplicateId();

  // Makes the data set visible, whole and on disk, in one step.  Fills in dataset.item_count and
  // dataset.label_count.  Does
  // not look for duplicate ids.  After an error only Abort makes sense.
  //
  // Errors: as Store, and
  //   INVALID_ARGUMENT BAD_RESOURCE_NAME       dataset.name is not "datasets/{dataset}".
  //   ALREADY_EXISTS   DATASET_ALREADY_EXISTS  the name is taken.
  absl::StatusOr<storage::v1::DatasetRecord> Commit(v1::Dataset dataset);

  // Deletes everything that was written.  May be called at any time, also twice; nothing happens
  // after Commit.  If it fails, the rest is removed when the store is opened again.
  absl::Status Abort();

 private:
  absl::Status AddItem(std::string_view item_id, const std::vector<std::string>& cells);
  absl::Status PublishRecord(const storage::v1::DatasetRecord& record,
                             const std::string& dataset_id);

  Store& store_;
  const storage::v1::PendingImport pending_;
  std::unique_ptr<Store::SortedLoad> items_;
  std::unique_ptr<Store::SortedLoad> labels_;
  ItemIdRuns ids_;
  storage::v1::ItemRecord item_;
  storage::v1::LabelRecord label_;
  std::string value_;
  uint64_t item_count_ = 0;
  uint64_t label_count_ = 0;
  bool is_open_ = true;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_DATASET_WRITER_H_
