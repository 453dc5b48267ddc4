#include "engine/store/matrix_repository.h"

#include <limits>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/deletions.h"
#include "engine/store/keys.h"
#include "engine/store/record_errors.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::DatasetRecord;
using storage::v1::MatrixRecord;

std::string DatasetIdOf(const DatasetRecord& dataset) {
  return ParseResourceName(kDatasetCollection, dataset.dataset().name()).value_or("");
}

}  // namespace

MatrixWriter::MatrixWriter(Store& store, DatasetRecord dataset, uint64_t matrix_number)
    : store_(store),
      dataset_(std::move(dataset)),
      matrix_number_(matrix_number),
      blocks_(std::make_unique<FloatBlockWriter>(
          store, [number = dataset_number(), matrix_number](uint64_t block) {
            return MatrixBlockKey(number, matrix_number, block);
          })) {}

MatrixWriter::~MatrixWriter() { Abort().IgnoreError(); }

absl::Status MatrixWriter::Append(std::span<const float> rows) {
  value_count_ += rows.size();
  return blocks_->Append(rows);
}

absl::StatusOr<MatrixRecord> MatrixWriter::Commit(v1::Matrix matrix) {
  ASSAY_CHECK(static_cast<uint64_t>(matrix.row_count()) *
                  static_cast<uint64_t>(matrix.column_count()) ==
              value_count_);
  MatrixRecord record;
  record.set_dataset_number(dataset_number());
  record.set_matrix_number(matrix_number_);
  *record.mutable_matrix() = std::move(matrix);
  record.mutable_matrix()->set_name(MatrixName(DatasetIdOf(dataset_), matrix_number_));
  ASSAY_ASSIGN_OR_RETURN(const std::string record_bytes, EncodeMessage(record));
  ASSAY_RETURN_IF_ERROR(blocks_->Finish());

  const auto batch = store_.NewBatch();
  // Numbers are never used again, so that the data set is there exactly if its name has its number.
  batch->Require(DatasetNameKey(DatasetIdOf(dataset_)), EncodeNumber(dataset_number()));
  batch->Require(PendingMatrixKey(dataset_number(), matrix_number_), {});
  batch->Put(MatrixKey(dataset_number(), matrix_number_), record_bytes);
  batch->Delete(PendingMatrixKey(dataset_number(), matrix_number_));
  const absl::Status status = batch->Commit(Durability::kSynced);
  if (absl::IsAborted(status)) {
    return DatasetNotFoundError(dataset_.dataset().name());
  }
  ASSAY_RETURN_IF_ERROR(status);
  is_open_ = false;
  return record;
}

absl::Status MatrixWriter::Abort() {
  if (!is_open_) {
    return absl::OkStatus();
  }
  blocks_.reset();
  const auto batch = store_.NewBatch();
  DeleteMatrixBlocks(dataset_number(), matrix_number_, *batch);
  batch->Delete(PendingMatrixKey(dataset_number(), matrix_number_));
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kBuffered));
  is_open_ = false;
  ReclaimMatrixBlocks(dataset_number(), matrix_number_, store_);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<MatrixWriter>> MatrixRepository::BeginImport(
    const DatasetRecord& dataset) {
  uint64_t number = 0;
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&]() -> absl::Status {
    const auto batch = store_.NewBatch();
    ASSAY_ASSIGN_OR_RETURN(number, TakeNumber(store_, Counter::kMatrix, *batch));
    batch->Put(PendingMatrixKey(dataset.dataset_number(), number), {});
    return batch->Commit(Durability::kSynced);
  }));
  return std::make_unique<MatrixWriter>(store_, dataset, number);
}

absl::StatusOr<MatrixRecord> MatrixRepository::Get(std::string_view name) const {
  const std::optional<MatrixNameParts> parts = ParseMatrixName(name);
  if (!parts.has_value()) {
    return MatrixNotFoundError(std::string(name));
  }
  ASSAY_ASSIGN_OR_RETURN(
      const std::optional<uint64_t> dataset_number,
      ReadNumber(store_, KeyKind::kDatasetName, DatasetNameKey(parts->dataset_id)));
  if (!dataset_number.has_value()) {
    return MatrixNotFoundError(std::string(name));
  }
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<MatrixRecord> record,
      ReadMessage<MatrixRecord>(store_, KeyKind::kMatrix,
                                MatrixKey(*dataset_number, parts->matrix_number)));
  if (!record.has_value()) {
    return MatrixNotFoundError(std::string(name));
  }
  return *std::move(record);
}

absl::StatusOr<std::optional<MatrixRecord>> MatrixRepository::FindByFingerprint(
    uint64_t dataset_number, std::string_view fingerprint) const {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<MatrixRecord> all,
                         List(dataset_number, 0, std::numeric_limits<size_t>::max()));
  for (const MatrixRecord& record : all) {
    if (record.matrix().fingerprint() == fingerprint) {
      return std::optional<MatrixRecord>(record);
    }
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<MatrixRecord>> MatrixRepository::List(uint64_t dataset_number,
                                                                 uint64_t after_number,
                                                                 size_t limit) const {
  return ReadMessages<MatrixRecord>(store_, KeyKind::kMatrix,
                                    MatrixRangeAfter(dataset_number, after_number), limit);
}

absl::StatusOr<std::vector<float>> MatrixRepository::Read(const MatrixRecord& matrix) const {
  return ReadFloatBlocks(store_, KeyKind::kMatrixBlock,
                         MatrixBlockRange(matrix.dataset_number(), matrix.matrix_number()),
                         static_cast<uint64_t>(matrix.matrix().row_count()) *
                             static_cast<uint64_t>(matrix.matrix().column_count()));
}

}  // namespace assay
