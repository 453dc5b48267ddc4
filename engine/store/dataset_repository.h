#ifndef ASSAY_ENGINE_STORE_DATASET_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_DATASET_REPOSITORY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/store/dataset_writer.h"
#include "engine/store/request_repository.h"
#include "engine/store/store.h"

namespace assay {

// What is added to a data set at once.
struct DatasetGrowth {
  // The data set's record as it will be, its counts included.
  storage::v1::DatasetRecord after;
  // The last of its items.
  std::vector<storage::v1::ItemRecord> items;
  // The last entries of its label log.
  std::vector<storage::v1::LabelRecord> labels;
};

// Data sets: their records, rows and label logs.  A data set is whole or absent for every reader at
// every moment.  `dataset_id` is the last part of the resource name; a dataset number is never
// used again.  Thread-safe; the store must outlive it.
//
// Errors of all methods: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h), and where named
//   NOT_FOUND DATASET_NOT_FOUND  (metadata name)
//   NOT_FOUND ITEM_NOT_FOUND
class DatasetRepository {
 public:
  // Return false to end the scan.  The record is valid during the call only.
  using ItemVisitor = std::function<bool(uint64_t item_index, const storage::v1::ItemRecord& item)>;
  using LabelVisitor = std::function<bool(const storage::v1::LabelRecord& label)>;

  explicit DatasetRepository(Store& store) : store_(store) {}

  // Takes a dataset number; from now on, until the writer is done, the store knows of the import.
  absl::StatusOr<std::unique_ptr<DatasetWriter>> BeginImport();

  // Adds items and labels to the data set that was read as `before`, in one step with the answer to
  // the call; on disk on return.  Does not look for ids that it has already.  Costs the same
  // however large the data set is.
  //   ABORTED WRITE_CONFLICT  the data set has changed since it was read, or is gone, or the
  //                           request_id is taken.
  absl::Status Append(const storage::v1::DatasetRecord& before, const DatasetGrowth& growth,
                      const RequestRepository::Answer& answer);

  // The answers to calls that Append has noted, among others.
  RequestRepository requests() const { return RequestRepository(store_); }

  // DATASET_NOT_FOUND.
  absl::StatusOr<storage::v1::DatasetRecord> Get(std::string_view dataset_id) const;

  // The oldest data set with that fingerprint; nullopt where there is none.
  absl::StatusOr<std::optional<storage::v1::DatasetRecord>> FindByFingerprint(
      std::string_view fingerprint) const;

  // At most `limit` data sets with a number above `after_number`, ascending.
  absl::StatusOr<std::vector<storage::v1::DatasetRecord>> List(uint64_t after_number,
                                                               size_t limit) const;

  // Deletes the data set, its rows, labels and matrices, and the audits made of it, in one step.
  // Scans that have begun see it to their end.  DATASET_NOT_FOUND, and
  //   FAILED_PRECONDITION DATASET_IN_USE  a campaign is over it, or takes its gold from it
  //                                       (metadata name, campaign).
  absl::Status Delete(std::string_view dataset_id);

  // Visits items by index, from `first_index` on.  Nothing is visited where there is no such data
  // set.
  absl::Status ScanItems(uint64_t dataset_number, uint64_t first_index,
                         const ItemVisitor& visit) const;

  // ITEM_NOT_FOUND.
  absl::StatusOr<storage::v1::ItemRecord> GetItem(uint64_t dataset_number,
                                                  uint64_t item_index) const;

  // The index of the item with that id.  ITEM_NOT_FOUND.
  absl::StatusOr<uint64_t> FindItem(uint64_t dataset_number, std::string_view item_id) const;

  // Visits the label log in its order.
  absl::Status ScanLabels(uint64_t dataset_number, const LabelVisitor& visit) const;

 private:
  absl::Status DeleteOnce(std::string_view dataset_id, uint64_t* dataset_number,
                          std::vector<uint64_t>* audit_numbers);

  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_DATASET_REPOSITORY_H_
