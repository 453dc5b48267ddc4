#include "annotator/dataset/row_writer.h"

#include <string>
#include <vector>

#include "engine/base/status.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/memory_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

TEST(RowWriter, WritesEveryRowInItsOrder) {
  constexpr int kRowCount = 20'000;  // several batches
  MemoryStore store;
  DatasetRepository datasets(store);
  const auto writer = *datasets.BeginImport();
  RowWriter rows(*writer);
  for (int i = 0; i < kRowCount; ++i) {
    const std::vector<std::string> cells(static_cast<size_t>(i % 4), std::string(40, 'x'));
    ASSERT_THAT(rows.Append("id" + std::to_string(i), cells, i % 2 == 0 ? "a" : "", "ann", i),
                IsOk());
  }
  ASSERT_THAT(rows.Finish(), IsOk());
  v1::Dataset dataset;
  dataset.set_name("datasets/rows");
  ASSERT_THAT(writer->Commit(dataset), IsOk());

  int item_count = 0;
  ASSERT_THAT(datasets.ScanItems(writer->dataset_number(), 0,
                                 [&](uint64_t index, const storage::v1::ItemRecord& item) {
                                   EXPECT_EQ(index, static_cast<uint64_t>(item_count));
                                   EXPECT_EQ(item.item_id(), "id" + std::to_string(item_count));
                                   EXPECT_EQ(item.cells_size(), item_count % 4);
                                   ++item_count;
                                   return true;
                                 }),
              IsOk());
  EXPECT_EQ(item_count, kRowCount);
  int64_t label_count = 0;
  ASSERT_THAT(datasets.ScanLabels(writer->dataset_number(),
                                  [&](const storage::v1::LabelRecord& label) {
                                    EXPECT_EQ(label.label(), label_count % 2 == 0 ? "a" : "");
                                    EXPECT_EQ(label.annotator(), "ann");
                                    EXPECT_EQ(label.receive_time_us(), label_count);
                                    ++label_count;
                                    return true;
                                  }),
              IsOk());
  EXPECT_EQ(label_count, kRowCount);
}

TEST(RowWriter, SaysAtTheEndThatAnEarlierRowWasRefused) {
  MemoryStore store;
  const auto writer = *DatasetRepository(store).BeginImport();
  RowWriter rows(*writer);
  ASSERT_THAT(rows.Append("good", {}, "a", "", 0), IsOk());
  ASSERT_THAT(rows.Append("\xFF", {}, "a", "", 0), IsOk());
  ASSERT_THAT(rows.Append("good too", {}, "a", "", 0), IsOk());
  EXPECT_EQ(ErrorReason(rows.Finish()), "TEXT_NOT_UTF8");
  EXPECT_EQ(writer->item_count(), 1u);
}

TEST(RowWriter, CanBeGivenUpWithRowsWaiting) {
  MemoryStore store;
  const auto writer = *DatasetRepository(store).BeginImport();
  RowWriter rows(*writer);
  const std::vector<std::string> cells{std::string(100'000, 'x')};
  for (int i = 0; i < 50; ++i) {
    ASSERT_THAT(rows.Append("id" + std::to_string(i), cells, "a", "", 0), IsOk());
  }
}

}  // namespace
}  // namespace assay
