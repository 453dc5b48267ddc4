#ifndef ASSAY_TESTS_ENGINE_STORE_STORE_TEST_DATA_H_
#define ASSAY_TESTS_ENGINE_STORE_STORE_TEST_DATA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/storage/v1/records.pb.h"
#include "engine/store/audit_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/matrix_repository.h"
#include "engine/store/operation_repository.h"
#include "tests/support/status_matchers.h"

namespace assay {

inline constexpr int64_t kReceiveTimeUs = 1'700'000'000'000'000;

inline v1::Dataset NamedDataset(const std::string& dataset_id, const std::string& fingerprint) {
  v1::Dataset dataset;
  dataset.set_name("datasets/" + dataset_id);
  dataset.set_file_name(dataset_id + ".csv");
  dataset.set_fingerprint(fingerprint);
  return dataset;
}

// Appends items "id0", "id1", ... with one text each and the labels "even" and "odd".
inline absl::Status AppendItems(DatasetWriter& writer, int count) {
  for (int i = 0; i < count; ++i) {
    const std::string id = "id" + std::to_string(i);
    const std::string label = i % 2 == 0 ? "even" : "odd";
    ASSAY_RETURN_IF_ERROR(
        writer.Append(id, {id, "text of " + id, label}, label, "ann", kReceiveTimeUs + i));
  }
  return absl::OkStatus();
}

inline absl::StatusOr<storage::v1::DatasetRecord> ImportDataset(
    Store& store, const std::string& dataset_id, int item_count,
    const std::string& fingerprint = "f") {
  DatasetRepository datasets(store);
  ASSAY_ASSIGN_OR_RETURN(const auto writer, datasets.BeginImport());
  ASSAY_RETURN_IF_ERROR(AppendItems(*writer, item_count));
  return writer->Commit(NamedDataset(dataset_id, fingerprint));
}

// Adds a matrix whose numbers are 0, 1, 2, ...
inline absl::StatusOr<storage::v1::MatrixRecord> AddMatrix(
    Store& store, const storage::v1::DatasetRecord& dataset, int64_t rows, int64_t columns) {
  MatrixRepository matrices(store);
  ASSAY_ASSIGN_OR_RETURN(const auto writer, matrices.BeginImport(dataset));
  std::vector<float> row(static_cast<size_t>(columns));
  for (int64_t i = 0; i < rows * columns; ++i) {
    row[static_cast<size_t>(i % columns)] = static_cast<float>(i);
    if (i % columns == columns - 1) {
      ASSAY_RETURN_IF_ERROR(writer->Append(row));
    }
  }
  v1::Matrix matrix;
  matrix.set_row_count(rows);
  matrix.set_column_count(columns);
  return writer->Commit(matrix);
}

inline storage::v1::OperationRecord RunningOperation(const std::string& request_id = "") {
  storage::v1::OperationRecord record;
  record.mutable_operation()->set_state(v1::Operation::STATE_RUNNING);
  record.mutable_operation()->set_kind("audit");
  record.set_request_id(request_id);
  return record;
}

inline storage::v1::OperationRecord Succeeded(storage::v1::OperationRecord record) {
  record.mutable_operation()->set_state(v1::Operation::STATE_SUCCEEDED);
  return record;
}

inline absl::Status AppendFindings(AuditWriter& writer, int count) {
  for (int rank = 1; rank <= count; ++rank) {
    storage::v1::FindingRecord finding;
    finding.set_item_index(static_cast<uint64_t>(count - rank));
    finding.mutable_finding()->set_rank(rank);
    finding.mutable_finding()->set_item_id("id" + std::to_string(count - rank));
    ASSAY_RETURN_IF_ERROR(writer.Append(finding));
  }
  return absl::OkStatus();
}

// Runs a whole audit with its operation.
inline absl::StatusOr<storage::v1::AuditRecord> MakeAudit(Store& store,
                                                          const storage::v1::DatasetRecord& dataset,
                                                          int finding_count) {
  AuditRepository audits(store);
  ASSAY_ASSIGN_OR_RETURN(const auto writer, audits.Begin(dataset.dataset_number()));
  ASSAY_ASSIGN_OR_RETURN(const auto operation,
                         OperationRepository(store).Create(RunningOperation()));
  ASSAY_RETURN_IF_ERROR(AppendFindings(*writer, finding_count));
  storage::v1::AuditRecord audit;
  audit.mutable_audit()->set_dataset(dataset.dataset().name());
  return writer->Commit(audit, Succeeded(operation.record));
}

inline int CountItems(Store& store, uint64_t dataset_number) {
  int count = 0;
  DatasetRepository datasets(store);
  EXPECT_THAT(datasets.ScanItems(dataset_number, 0, [&](auto, const auto&) { return ++count > 0; }),
              IsOk());
  return count;
}

inline int CountFindings(Store& store, uint64_t audit_number) {
  int count = 0;
  EXPECT_THAT(AuditRepository(store).ScanFindings(audit_number, 0,
                                                  [&](const auto&) { return ++count > 0; }),
              IsOk());
  return count;
}

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_STORE_STORE_TEST_DATA_H_
