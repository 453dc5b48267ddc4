#ifndef ASSAY_ENGINE_STORE_MATRIX_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_MATRIX_REPOSITORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/store/float_blocks.h"
#include "engine/store/store.h"

namespace assay {

// Writes one matrix of a data set; made by MatrixRepository::BeginImport.  Nothing of it can be
// read before Commit, and without Commit nothing of it stays: what a dead process leaves behind is
// removed by RecoverAfterCrash.  Memory does not grow with the number of rows (a few MiB).  Not
// thread-safe; the store must outlive it.
class MatrixWriter {
 public:
  // The store holds the pending mark of `matrix_number`.
  MatrixWriter(Store& store, storage::v1::DatasetRecord dataset, uint64_t matrix_number);
  // Aborts unless committed.
  ~MatrixWriter();
  MatrixWriter(const MatrixWriter&) = delete;
  MatrixWriter& operator=(const MatrixWriter&) = delete;

  uint64_t matrix_number() const { return matrix_number_; }

  // Adds rows, row-major.  After an error only Abort makes sense.  Errors: as Store::SortedLoad.
  absl::Status Append(std::span<const float> rows);

  // Makes the matrix visible, whole and on disk, in one step.  Fills in matrix.name.
  // matrix.row_count * matrix.column_count is the number of values appended.  After an error only
  // Abort makes sense.
  //
  // Errors: as Store, and
  //   NOT_FOUND        DATASET_NOT_FOUND  the data set was deleted meanwhile.
  //   INVALID_ARGUMENT TEXT_NOT_UTF8      a text of `matrix` is not UTF-8.
  absl::StatusOr<storage::v1::MatrixRecord> Commit(v1::Matrix matrix);

  // Deletes everything that was written.  May be called at any time, also twice; nothing happens
  // after Commit.  If it fails, the rest is removed when the store is opened again.
  absl::Status Abort();

 private:
  uint64_t dataset_number() const { return dataset_.dataset_number(); }

  Store& store_;
  const storage::v1::DatasetRecord dataset_;
  const uint64_t matrix_number_;
  std::unique_ptr<FloatBlockWriter> blocks_;
  uint64_t value_count_ = 0;
  bool is_open_ = true;
};

// Matrices of data sets: predicted probabilities and vectors, a row for each item.  A matrix is
// whole or absent for every reader at every moment, goes with its data set, and its number is never
// used again.  Thread-safe; the store must outlive it.
//
// Errors of all methods: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h), and where named
//   NOT_FOUND MATRIX_NOT_FOUND  (metadata name)
class MatrixRepository {
 public:
  explicit MatrixRepository(Store& store) : store_(store) {}

  // Takes a matrix number; from now on, until the writer is done, the store knows of the import.
  absl::StatusOr<std::unique_ptr<MatrixWriter>> BeginImport(
      const storage::v1::DatasetRecord& dataset);

  // By "datasets/{dataset}/matrices/{matrix}".  MATRIX_NOT_FOUND, also for other names.
  absl::StatusOr<storage::v1::MatrixRecord> Get(std::string_view name) const;

  // The oldest matrix of the data set with that fingerprint; nullopt where there is none.
  absl::StatusOr<std::optional<storage::v1::MatrixRecord>> FindByFingerprint(
      uint64_t dataset_number, std::string_view fingerprint) const;

  // At most `limit` matrices of the data set with a number above `after_number`, ascending.
  absl::StatusOr<std::vector<storage::v1::MatrixRecord>> List(uint64_t dataset_number,
                                                              uint64_t after_number,
                                                              size_t limit) const;

  // The numbers, row-major: row_count x column_count.  Memory: those and about 1 MiB.
  // STORED_VALUE_DAMAGED where the matrix has been deleted meanwhile, as where it is damaged.
  absl::StatusOr<std::vector<float>> Read(const storage::v1::MatrixRecord& matrix) const;

 private:
  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_MATRIX_REPOSITORY_H_
