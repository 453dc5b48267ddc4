#include "engine/store/dataset_repository.h"

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/rng.h"
#include "engine/store/keys.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

using storage::v1::DatasetRecord;
using storage::v1::ItemRecord;
using storage::v1::LabelRecord;
using testing::ElementsAre;
using testing::ElementsAreArray;

class DatasetRepositoryTest : public StoreBackendTest {
 protected:
  DatasetRepository datasets() { return DatasetRepository(store()); }

  // Keys that belong to no record: there must never be any left.
  size_t RowCount() { return ReadRange(store(), ItemRangeFrom(0, 0).begin, "\xFF").size(); }

  std::vector<std::string> Names(const std::vector<DatasetRecord>& records) {
    std::vector<std::string> names;
    for (const DatasetRecord& record : records) {
      names.push_back(record.dataset().name());
    }
    return names;
  }
};

TEST_P(DatasetRepositoryTest, AnImportedDataSetCanBeReadBackWhole) {
  const auto record = ImportDataset(store(), "news", 250);
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->dataset().item_count(), 250);
  Reopen();

  const auto found = datasets().Get("news");
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->SerializeAsString(), record->SerializeAsString());
  std::vector<uint64_t> indexes;
  ASSERT_THAT(datasets().ScanItems(found->dataset_number(), 0,
                                   [&](uint64_t index, const ItemRecord& item) {
                                     EXPECT_EQ(item.item_id(), "id" + std::to_string(index));
                                     EXPECT_EQ(item.cells_size(), 3);
                                     EXPECT_EQ(item.cells(1), "text of " + item.item_id());
                                     indexes.push_back(index);
                                     return true;
                                   }),
              IsOk());
  ASSERT_EQ(indexes.size(), 250u);
  EXPECT_EQ(indexes.front(), 0u);
  EXPECT_EQ(indexes.back(), 249u);
}

TEST_P(DatasetRepositoryTest, TheLabelLogHoldsTheGivenLabelsInTheOrderOfTheItems) {
  const auto record = ImportDataset(store(), "news", 30);
  ASSERT_THAT(record, IsOk());
  uint64_t next = 0;
  ASSERT_THAT(datasets().ScanLabels(record->dataset_number(),
                                    [&](const LabelRecord& label) {
                                      EXPECT_EQ(label.item_index(), next);
                                      EXPECT_EQ(label.label(), next % 2 == 0 ? "even" : "odd");
                                      EXPECT_EQ(label.annotator(), "ann");
                                      EXPECT_EQ(label.receive_time_us(),
                                                kReceiveTimeUs + static_cast<int64_t>(next));
                                      ++next;
                                      return next < 20;
                                    }),
              IsOk());
  EXPECT_EQ(next, 20u);
}

TEST_P(DatasetRepositoryTest, CellsAreKeptByteByByte) {
  const auto writer = *datasets().BeginImport();
  const std::vector<std::string> cells = {std::string("a\0b", 3), "\xFF\xFE", "", "\"\r\n,"};
  ASSERT_THAT(writer->Append("1", cells, "l", "", 0), IsOk());
  ASSERT_THAT(writer->Append("2", {}, "l", "", 0), IsOk());
  ASSERT_THAT(writer->Commit(NamedDataset("d", "")), IsOk());
  const auto item = datasets().GetItem(writer->dataset_number(), 0);
  ASSERT_THAT(item, IsOk());
  EXPECT_THAT(item->cells(), ElementsAreArray(cells));
  EXPECT_EQ(datasets().GetItem(writer->dataset_number(), 1)->cells_size(), 0);
}

TEST_P(DatasetRepositoryTest, ScansBeginWhereTheyAreToldToAndStopWhenTold) {
  const auto record = ImportDataset(store(), "news", 300);
  std::vector<uint64_t> indexes;
  ASSERT_THAT(datasets().ScanItems(record->dataset_number(), 255,
                                   [&](uint64_t index, const ItemRecord&) {
                                     indexes.push_back(index);
                                     return index < 257;
                                   }),
              IsOk());
  EXPECT_THAT(indexes, ElementsAre(255, 256, 257));
  EXPECT_EQ(CountItems(store(), record->dataset_number() + 1), 0);
}

TEST_P(DatasetRepositoryTest, ItemsAreFoundByIdAndByIndex) {
  const uint64_t number = ImportDataset(store(), "news", 120)->dataset_number();
  EXPECT_EQ(*datasets().FindItem(number, "id119"), 119u);
  EXPECT_EQ(*datasets().FindItem(number, "id11"), 11u);
  EXPECT_EQ(datasets().GetItem(number, 119)->item_id(), "id119");
  EXPECT_THAT(datasets().FindItem(number, "id120"), HasReason("ITEM_NOT_FOUND"));
  EXPECT_THAT(datasets().FindItem(number, "id"), HasReason("ITEM_NOT_FOUND"));
  EXPECT_THAT(datasets().FindItem(number + 1, "id1"), HasReason("ITEM_NOT_FOUND"));
  EXPECT_THAT(datasets().GetItem(number, 120), HasReason("ITEM_NOT_FOUND"));
}

TEST_P(DatasetRepositoryTest, NothingIsVisibleBeforeCommitAndNothingStaysWithoutIt) {
  const auto before = ReadAll(store());
  {
    const auto writer = *datasets().BeginImport();
    ASSERT_THAT(AppendItems(*writer, 50), IsOk());
    EXPECT_EQ(CountItems(store(), writer->dataset_number()), 0);
    EXPECT_TRUE(datasets().List(0, 10)->empty());
    ASSERT_THAT(writer->FindDuplicateId(), IsOk());
  }
  EXPECT_EQ(RowCount(), 0u);
  EXPECT_TRUE(ReadRange(store(), PendingImportRange().begin, PendingImportRange().end).empty());
}

TEST_P(DatasetRepositoryTest, AbortMayBeCalledTwiceAndDoesNothingAfterCommit) {
  const auto aborted = *datasets().BeginImport();
  ASSERT_THAT(AppendItems(*aborted, 5), IsOk());
  EXPECT_THAT(aborted->Abort(), IsOk());
  EXPECT_THAT(aborted->Abort(), IsOk());
  const auto committed = *datasets().BeginImport();
  ASSERT_THAT(AppendItems(*committed, 5), IsOk());
  ASSERT_THAT(committed->Commit(NamedDataset("d", "")), IsOk());
  EXPECT_THAT(committed->Abort(), IsOk());
  EXPECT_EQ(CountItems(store(), committed->dataset_number()), 5);
}

TEST_P(DatasetRepositoryTest, ADataSetNumberIsNeverUsedAgain) {
  const uint64_t first = ImportDataset(store(), "a", 1)->dataset_number();
  const uint64_t aborted = (*datasets().BeginImport())->dataset_number();
  ASSERT_THAT(datasets().Delete("a"), IsOk());
  Reopen();
  const uint64_t last = ImportDataset(store(), "a", 1)->dataset_number();
  EXPECT_LT(first, aborted);
  EXPECT_LT(aborted, last);
}

TEST_P(DatasetRepositoryTest, ATakenNameIsRefusedAndTheImportLeavesNothing) {
  ASSERT_THAT(ImportDataset(store(), "news", 3), IsOk());
  const size_t rows = RowCount();
  const auto second = ImportDataset(store(), "news", 7);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(second, HasReason("DATASET_ALREADY_EXISTS"));
  EXPECT_THAT(second, HasMetadata("name", "datasets/news"));
  EXPECT_EQ(RowCount(), rows);
  EXPECT_EQ(datasets().Get("news")->dataset().item_count(), 3);
}

TEST_P(DatasetRepositoryTest, ANameOfAnotherCollectionIsRefused) {
  for (const char* name : {"", "news", "audits/news", "datasets/", "datasets/a/b"}) {
    const auto writer = *datasets().BeginImport();
    v1::Dataset dataset;
    dataset.set_name(name);
    EXPECT_THAT(writer->Commit(dataset), HasReason("BAD_RESOURCE_NAME")) << name;
  }
}

TEST_P(DatasetRepositoryTest, AnEmptyDataSetIsADataSet) {
  ASSERT_THAT(ImportDataset(store(), "empty", 0), IsOk());
  EXPECT_EQ(datasets().Get("empty")->dataset().item_count(), 0);
}

TEST_P(DatasetRepositoryTest, UnknownDataSetsAreNotFound) {
  EXPECT_THAT(datasets().Get("absent"), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(datasets().Get("absent"), HasMetadata("name", "datasets/absent"));
  EXPECT_THAT(datasets().Get(""), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(datasets().Delete("absent"), HasReason("DATASET_NOT_FOUND"));
}

TEST_P(DatasetRepositoryTest, AreListedInTheOrderOfTheirImportPageByPage) {
  for (const char* id : {"c", "a", "b"}) {
    ASSERT_THAT(ImportDataset(store(), id, 1), IsOk());
  }
  const auto first = datasets().List(0, 2);
  EXPECT_THAT(Names(*first), ElementsAre("datasets/c", "datasets/a"));
  EXPECT_THAT(Names(*datasets().List(first->back().dataset_number(), 2)),
              ElementsAre("datasets/b"));
  EXPECT_TRUE(datasets().List(0, 0)->empty());
}

TEST_P(DatasetRepositoryTest, FindsTheOldestDataSetWithAFingerprint) {
  ASSERT_THAT(ImportDataset(store(), "a", 1, "f1"), IsOk());
  ASSERT_THAT(ImportDataset(store(), "b", 1, "f2"), IsOk());
  ASSERT_THAT(ImportDataset(store(), "c", 1, "f1"), IsOk());
  EXPECT_EQ((*datasets().FindByFingerprint("f1"))->dataset().name(), "datasets/a");
  ASSERT_THAT(datasets().Delete("a"), IsOk());
  EXPECT_EQ((*datasets().FindByFingerprint("f1"))->dataset().name(), "datasets/c");
  EXPECT_FALSE(datasets().FindByFingerprint("f")->has_value());
  EXPECT_FALSE(datasets().FindByFingerprint("")->has_value());
}

TEST_P(DatasetRepositoryTest, DeletingTakesRowsLabelsIdsAuditsAndFindingsAndNothingElse) {
  const DatasetRecord kept = *ImportDataset(store(), "kept", 4);
  const auto kept_audit = MakeAudit(store(), kept, 4);
  ASSERT_THAT(kept_audit, IsOk());
  const size_t kept_rows = RowCount();
  const DatasetRecord gone = *ImportDataset(store(), "gone", 6);
  const auto gone_audit = MakeAudit(store(), gone, 6);
  ASSERT_THAT(gone_audit, IsOk());

  ASSERT_THAT(datasets().Delete("gone"), IsOk());
  Reopen();
  EXPECT_THAT(datasets().Get("gone"), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(AuditRepository(store()).Get(gone_audit->audit().name()),
              HasReason("AUDIT_NOT_FOUND"));
  EXPECT_EQ(RowCount(), kept_rows);
  EXPECT_EQ(CountItems(store(), kept.dataset_number()), 4);
  EXPECT_EQ(CountFindings(store(), kept_audit->audit_number()), 4);
  EXPECT_THAT(AuditRepository(store()).Get(kept_audit->audit().name()), IsOk());
}

TEST_P(DatasetRepositoryTest, AScanThatHasBegunOutlivesTheDeletion) {
  const uint64_t number = ImportDataset(store(), "d", 500)->dataset_number();
  int visited = 0;
  ASSERT_THAT(datasets().ScanItems(number, 0,
                                   [&](uint64_t index, const ItemRecord& item) {
                                     if (index == 3) {
                                       EXPECT_THAT(datasets().Delete("d"), IsOk());
                                     }
                                     EXPECT_EQ(item.item_id(), "id" + std::to_string(index));
                                     return ++visited > 0;
                                   }),
              IsOk());
  EXPECT_EQ(visited, 500);
  EXPECT_EQ(CountItems(store(), number), 0);
}

TEST_P(DatasetRepositoryTest, OneOfManyImportsOfTheSameNameWins) {
  std::vector<absl::Status> outcomes(6);
  std::vector<std::thread> threads;
  for (absl::Status& outcome : outcomes) {
    threads.emplace_back([&] { outcome = ImportDataset(store(), "same", 40).status(); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  int won = 0;
  for (const absl::Status& outcome : outcomes) {
    won += outcome.ok() ? 1 : 0;
    EXPECT_TRUE(outcome.ok() || ErrorReason(outcome) == "DATASET_ALREADY_EXISTS") << outcome;
  }
  EXPECT_EQ(won, 1);
  // One item, one label and one id each.
  EXPECT_EQ(RowCount(), 3u * 40u);
}

TEST_P(DatasetRepositoryTest, DamagedRowsAreDataLoss) {
  const uint64_t number = ImportDataset(store(), "d", 3)->dataset_number();
  ASSERT_THAT(PutOne(store(), ItemKey(number, 1), "\xFF"), IsOk());
  ASSERT_THAT(PutOne(store(), LabelKey(number, 1), "\xFF"), IsOk());
  EXPECT_THAT(datasets().GetItem(number, 1), HasReason("STORED_VALUE_DAMAGED"));
  EXPECT_THAT(datasets().ScanItems(number, 0, [](auto, const auto&) { return true; }),
              HasReason("STORED_VALUE_DAMAGED"));
  EXPECT_THAT(datasets().ScanLabels(number, [](const auto&) { return true; }),
              HasReason("STORED_VALUE_DAMAGED"));
}

// A data set with one item and one label more.
DatasetGrowth OneMore(const DatasetRecord& before, const std::string& item_id) {
  DatasetGrowth growth{before, {}, {}};
  v1::Dataset& dataset = *growth.after.mutable_dataset();
  growth.items.emplace_back().set_item_id(item_id);
  LabelRecord& label = growth.labels.emplace_back();
  label.set_item_index(static_cast<uint64_t>(dataset.item_count()));
  label.set_label("b");
  dataset.set_item_count(dataset.item_count() + 1);
  dataset.set_label_count(dataset.label_count() + 1);
  dataset.set_fingerprint(dataset.fingerprint() + "+");
  return growth;
}

TEST_P(DatasetRepositoryTest, WhatIsAddedIsReadWithTheRest) {
  const auto before = ImportDataset(store(), "news", 250);
  ASSERT_THAT(before, IsOk());
  const std::string item_id("n\0ew", 4);
  const DatasetGrowth growth = OneMore(*before, item_id);
  ASSERT_THAT(datasets().Append(*before, growth, {}), IsOk());
  Reopen();
  const auto after = datasets().Get("news");
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->SerializeAsString(), growth.after.SerializeAsString());
  EXPECT_EQ(datasets().GetItem(after->dataset_number(), 250)->item_id(), item_id);
  EXPECT_EQ(*datasets().FindItem(after->dataset_number(), item_id), 250u);
  uint64_t labels = 0;
  ASSERT_THAT(datasets().ScanLabels(after->dataset_number(),
                                    [&](const LabelRecord& label) {
                                      EXPECT_EQ(label.item_index(), labels);
                                      ++labels;
                                      return true;
                                    }),
              IsOk());
  EXPECT_EQ(labels, 251u);
  ASSERT_THAT(datasets().Delete("news"), IsOk());
  EXPECT_EQ(RowCount(), 0u);
}

TEST_P(DatasetRepositoryTest, NothingIsAddedToADataSetThatHasChangedOrIsGone) {
  const auto before = ImportDataset(store(), "news", 3);
  ASSERT_THAT(before, IsOk());
  ASSERT_THAT(datasets().Append(*before, OneMore(*before, "x"), {}), IsOk());
  EXPECT_THAT(datasets().Append(*before, OneMore(*before, "y"), {}), HasReason("WRITE_CONFLICT"));
  const auto after = datasets().Get("news");
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->dataset().item_count(), 4);
  EXPECT_THAT(datasets().FindItem(after->dataset_number(), "y"), HasReason("ITEM_NOT_FOUND"));
  ASSERT_THAT(datasets().Delete("news"), IsOk());
  EXPECT_THAT(datasets().Append(*after, OneMore(*after, "z"), {}), HasReason("WRITE_CONFLICT"));
  EXPECT_EQ(RowCount(), 0u);
}

TEST_P(DatasetRepositoryTest, EveryIdIsFoundAmongImportedAndAddedOnesAndNoOther) {
  constexpr uint64_t kImported = 3000;
  constexpr uint64_t kAdded = 200;
  auto record = ImportDataset(store(), "news", kImported);
  ASSERT_THAT(record, IsOk());
  ASSERT_THAT(ImportDataset(store(), "other", 2 * kImported), IsOk());
  for (uint64_t i = 0; i < kAdded; ++i) {
    const DatasetGrowth growth = OneMore(*record, "more" + std::to_string(i));
    ASSERT_THAT(datasets().Append(*record, growth, {}), IsOk());
    *record = growth.after;
  }
  for (int round = 0; round < 2; ++round) {
    const auto find = [&](const std::string& id) {
      return datasets().FindItem(record->dataset_number(), id);
    };
    for (uint64_t i = 0; i < kImported; ++i) {
      ASSERT_EQ(find("id" + std::to_string(i)).value_or(kImported), i);
      ASSERT_THAT(find("id" + std::to_string(kImported + i)), HasReason("ITEM_NOT_FOUND"));
    }
    for (uint64_t i = 0; i < kAdded; ++i) {
      ASSERT_EQ(find("more" + std::to_string(i)).value_or(0), kImported + i);
    }
    EXPECT_THAT(find(""), HasReason("ITEM_NOT_FOUND"));
    Reopen();
  }
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(DatasetRepositoryTest);

}  // namespace
}  // namespace assay
