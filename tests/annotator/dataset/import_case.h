#ifndef ASSAY_TESTS_ANNOTATOR_DATASET_IMPORT_CASE_H_
#define ASSAY_TESTS_ANNOTATOR_DATASET_IMPORT_CASE_H_

#include <string>
#include <utility>
#include <vector>

#include "annotator/dataset/export_dataset.h"
#include "annotator/dataset/import_dataset.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/memory_store.h"
#include "tests/support/status_matchers.h"

namespace assay {

// Stands at 2001-09-09 01:46:40 UTC.
class StandingClock final : public Clock {
 public:
  int64_t WallMicros() const override { return 1'000'000'000'000'000; }
  int64_t MonotonicMicros() const override { return 0; }
};

// Imports and exports over a store of its own.
class ImportTest : public testing::Test {
 protected:
  static v1::ImportSpec Spec(const std::string& file_name = "reviews.csv") {
    v1::ImportSpec spec;
    spec.set_file_name(file_name);
    return spec;
  }

  absl::StatusOr<v1::ImportDatasetResponse> Import(const std::string& table,
                                                   const v1::ImportSpec& spec = Spec()) {
    exchange::StringSource source(table, 7);
    return ImportDataset(spec, source, datasets_, clock_);
  }

  v1::Dataset MustImport(const std::string& table, const v1::ImportSpec& spec = Spec()) {
    const auto response = Import(table, spec);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->dataset() : v1::Dataset();
  }

  std::string MustExport(const v1::Dataset& dataset, const std::string& format) {
    std::string bytes;
    EXPECT_THAT(ExportDataset(IdOf(dataset), format, datasets_,
                              [&](std::string_view piece) {
                                bytes += piece;
                                return absl::OkStatus();
                              }),
                IsOk());
    return bytes;
  }

  static std::string IdOf(const v1::Dataset& dataset) {
    return dataset.name().substr(std::string("datasets/").size());
  }

  std::vector<storage::v1::ItemRecord> Items(const v1::Dataset& dataset) {
    std::vector<storage::v1::ItemRecord> items;
    const auto record = datasets_.Get(IdOf(dataset));
    EXPECT_THAT(record, IsOk());
    EXPECT_THAT(datasets_.ScanItems(record->dataset_number(), 0,
                                    [&](uint64_t, const storage::v1::ItemRecord& item) {
                                      items.push_back(item);
                                      return true;
                                    }),
                IsOk());
    return items;
  }

  std::vector<storage::v1::LabelRecord> Labels(const v1::Dataset& dataset) {
    std::vector<storage::v1::LabelRecord> labels;
    const auto record = datasets_.Get(IdOf(dataset));
    EXPECT_THAT(record, IsOk());
    EXPECT_THAT(datasets_.ScanLabels(record->dataset_number(),
                                     [&](const storage::v1::LabelRecord& label) {
                                       labels.push_back(label);
                                       return true;
                                     }),
                IsOk());
    return labels;
  }

  // Keys of the store apart from its counters.
  std::vector<std::string> Keys() const {
    std::vector<std::string> keys;
    EXPECT_THAT(store_.Scan("", std::string(64, '\xFF'),
                            [&](std::string_view key, std::string_view) {
                              keys.emplace_back(key);
                              return true;
                            }),
                IsOk());
    return keys;
  }

  StandingClock clock_;
  MemoryStore store_;
  DatasetRepository datasets_{store_};
};

}  // namespace assay

#endif  // ASSAY_TESTS_ANNOTATOR_DATASET_IMPORT_CASE_H_
