#include "engine/store/campaign_repository.h"

#include <string>
#include <thread>
#include <vector>

#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

using storage::v1::CampaignHead;
using storage::v1::CampaignItemState;
using storage::v1::CampaignRecord;
using storage::v1::DatasetRecord;
using storage::v1::LogBlock;
using storage::v1::LogEntry;
using storage::v1::StagedLabels;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class CampaignRepositoryTest : public StoreBackendTest {
 protected:
  CampaignRepository campaigns() { return CampaignRepository(store()); }

  static CampaignRecord Over(const DatasetRecord& dataset, const std::string& campaign_id) {
    CampaignRecord record;
    record.set_dataset_number(dataset.dataset_number());
    record.mutable_campaign()->set_name("campaigns/" + campaign_id);
    record.mutable_campaign()->set_dataset(dataset.dataset().name());
    return record;
  }

  // A campaign over a new data set of the same id.
  CampaignRecord MakeCampaign(const std::string& id, const std::vector<uint64_t>& selection = {}) {
    const auto dataset = ImportDataset(store(), id, 3, id);
    EXPECT_THAT(dataset, IsOk());
    const auto record = campaigns().Create(Over(*dataset, id), Head(1), selection);
    EXPECT_THAT(record, IsOk());
    return *record;
  }

  static CampaignHead Head(uint64_t next_lease) {
    CampaignHead head;
    head.set_next_lease(next_lease);
    return head;
  }

  void PutMessage(const std::string& key, const google::protobuf::Message& message) {
    ASSERT_THAT(PutOne(store(), key, message.SerializeAsString()), IsOk());
  }

  // Blocks of the given sizes; entry i is about item 100 + i.
  void PutLog(uint64_t campaign_number, const std::vector<int>& block_sizes) {
    uint64_t sequence = 0;
    for (const int size : block_sizes) {
      LogBlock block;
      const uint64_t first = sequence;
      for (int i = 0; i < size; ++i) {
        block.add_entries()->set_item_number(100 + sequence++);
      }
      PutMessage(CampaignLogKey(campaign_number, first), block);
    }
  }

  std::vector<std::pair<uint64_t, uint64_t>> LogFrom(uint64_t campaign_number, uint64_t sequence) {
    std::vector<std::pair<uint64_t, uint64_t>> entries;
    EXPECT_THAT(campaigns().ScanLog(campaign_number, sequence,
                                    [&](uint64_t number, const LogEntry& entry) {
                                      entries.emplace_back(number, entry.item_number());
                                      return true;
                                    }),
                IsOk());
    return entries;
  }
};

TEST_P(CampaignRepositoryTest, ACampaignIsReadBackByNameAndByNumber) {
  const CampaignRecord first = MakeCampaign("first");
  const CampaignRecord second = MakeCampaign("second");
  EXPECT_GT(second.campaign_number(), first.campaign_number());
  Reopen();
  const auto by_name = campaigns().Get("first");
  ASSERT_THAT(by_name, IsOk());
  EXPECT_EQ(by_name->SerializeAsString(), first.SerializeAsString());
  const auto by_number = campaigns().GetByNumber(second.campaign_number());
  ASSERT_THAT(by_number, IsOk());
  EXPECT_EQ(by_number->SerializeAsString(), second.SerializeAsString());
  const auto head = ReadMessage<CampaignHead>(store(), KeyKind::kCampaignHead,
                                              CampaignHeadKey(first.campaign_number()));
  ASSERT_THAT(head, IsOk());
  ASSERT_TRUE(head->has_value());
  EXPECT_EQ((*head)->next_lease(), 1u);
}

TEST_P(CampaignRepositoryTest, ListsCampaignsInTheOrderInWhichTheyWereMade) {
  const CampaignRecord first = MakeCampaign("zebra");
  MakeCampaign("ant");
  const auto all = campaigns().List(0, 10);
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ((*all)[0].campaign().name(), "campaigns/zebra");
  const auto rest = campaigns().List(first.campaign_number(), 10);
  ASSERT_THAT(rest, IsOk());
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ((*rest)[0].campaign().name(), "campaigns/ant");
  EXPECT_EQ(campaigns().List(0, 1)->size(), 1u);
}

TEST_P(CampaignRepositoryTest, RefusesATakenNameAndLeavesNothing) {
  MakeCampaign("news");
  const auto other = ImportDataset(store(), "other", 3, "other");
  ASSERT_THAT(other, IsOk());
  const Entries before = ReadRange(store(), "\x30", "\xFF");
  const auto refused = campaigns().Create(Over(*other, "news"), Head(1), {1, 2});
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(refused, HasReason("CAMPAIGN_ALREADY_EXISTS"));
  EXPECT_EQ(ReadRange(store(), "\x30", "\xFF"), before);
}

TEST_P(CampaignRepositoryTest, RefusesANameOfAnotherKind) {
  const auto dataset = ImportDataset(store(), "news", 3);
  CampaignRecord record = Over(*dataset, "news");
  record.mutable_campaign()->set_name("audits/1");
  EXPECT_THAT(campaigns().Create(record, Head(1), {}), HasReason("BAD_RESOURCE_NAME"));
}

TEST_P(CampaignRepositoryTest, RefusesADataSetThatIsGone) {
  const auto dataset = ImportDataset(store(), "news", 3);
  const auto gold = ImportDataset(store(), "gold", 3, "gold");
  ASSERT_THAT(DatasetRepository(store()).Delete("gold"), IsOk());
  CampaignRecord record = Over(*dataset, "news");
  record.set_gold_dataset_number(gold->dataset_number());
  record.mutable_campaign()->mutable_gold()->set_dataset("datasets/gold");
  const auto refused = campaigns().Create(record, Head(1), {});
  EXPECT_THAT(refused, HasReason("DATASET_NOT_FOUND"));
  EXPECT_NE(refused.status().message().find("datasets/gold"), std::string::npos);
}

TEST_P(CampaignRepositoryTest, WhatIsNotThereIsNotFound) {
  EXPECT_THAT(campaigns().Get("news"), HasReason("CAMPAIGN_NOT_FOUND"));
  EXPECT_THAT(campaigns().GetByNumber(7), HasReason("CAMPAIGN_NOT_FOUND"));
  EXPECT_THAT(campaigns().Delete("news"), HasReason("CAMPAIGN_NOT_FOUND"));
}

TEST_P(CampaignRepositoryTest, ASelectionKeepsItsOrderOverSeveralBlocks) {
  std::vector<uint64_t> selection;
  for (uint64_t i = 0; i < 2 * kSelectionBlockItems + 5; ++i) {
    selection.push_back((i * 7919) % 1'000'003);
  }
  const CampaignRecord record = MakeCampaign("news", selection);
  EXPECT_EQ(record.selection_count(), selection.size());
  Reopen();
  for (const uint64_t position : {uint64_t{0}, kSelectionBlockItems - 1, kSelectionBlockItems,
                                  uint64_t{selection.size()} - 1}) {
    const auto index = campaigns().GetSelectionIndex(record.campaign_number(), position);
    ASSERT_THAT(index, IsOk());
    EXPECT_EQ(*index, selection[position]);
  }
  std::vector<uint64_t> read;
  ASSERT_THAT(campaigns().ReadSelection(record.campaign_number(),
                                        [&](uint64_t index) {
                                          read.push_back(index);
                                          return true;
                                        }),
              IsOk());
  EXPECT_EQ(read, selection);
  for (const uint64_t position : {uint64_t{selection.size()}, 9 * kSelectionBlockItems}) {
    EXPECT_THAT(campaigns().GetSelectionIndex(record.campaign_number(), position),
                HasReason("POSITION_OUT_OF_RANGE"));
  }
}

TEST_P(CampaignRepositoryTest, TheLogIsReadFromAnyEntryWhateverTheBlocks) {
  const uint64_t number = MakeCampaign("news").campaign_number();
  EXPECT_THAT(LogFrom(number, 0), IsEmpty());
  PutLog(number, {1, 3, 64, 1, 2});
  PutLog(number + 1, {5});
  Reopen();
  for (uint64_t from = 0; from < 74; ++from) {
    const auto entries = LogFrom(number, from);
    ASSERT_EQ(entries.size(), from < 71 ? 71 - from : 0) << from;
    for (size_t i = 0; i < entries.size(); ++i) {
      ASSERT_THAT(entries[i], Pair(from + i, 100 + from + i));
    }
    const auto entry = campaigns().GetLogEntry(number, from);
    ASSERT_THAT(entry, IsOk());
    ASSERT_EQ(entry->has_value(), from < 71);
    if (from < 71) {
      EXPECT_EQ((*entry)->item_number(), 100 + from);
    }
  }
}

TEST_P(CampaignRepositoryTest, ItemsAreVisitedByNumberAndGoldComesLast) {
  const uint64_t number = MakeCampaign("news").campaign_number();
  for (const uint64_t item : {kFirstGoldItem + 2, uint64_t{5}, uint64_t{300}}) {
    CampaignItemState state;
    state.set_wanted_count(static_cast<uint32_t>(item % 1000));
    PutMessage(CampaignItemKey(number, item), state);
  }
  std::vector<uint64_t> items;
  const auto visit = [&](uint64_t item, const CampaignItemState& state) {
    EXPECT_EQ(state.wanted_count(), item % 1000);
    items.push_back(item);
    return true;
  };
  ASSERT_THAT(campaigns().ScanItems(number, 0, visit), IsOk());
  EXPECT_THAT(items, ElementsAre(5, 300, kFirstGoldItem + 2));
  items.clear();
  ASSERT_THAT(campaigns().ScanItems(number, 6, visit), IsOk());
  EXPECT_THAT(items, ElementsAre(300, kFirstGoldItem + 2));
  EXPECT_TRUE(campaigns().GetItem(number, 5)->has_value());
  EXPECT_FALSE(campaigns().GetItem(number, 6)->has_value());
}

TEST_P(CampaignRepositoryTest, AnnotatorsAreVisitedByNumber) {
  const uint64_t number = MakeCampaign("news").campaign_number();
  for (const uint64_t annotator : {9U, 2U}) {
    storage::v1::CampaignAnnotatorState state;
    state.set_annotator_number(annotator);
    PutMessage(CampaignAnnotatorKey(number, annotator), state);
  }
  std::vector<uint64_t> annotators;
  ASSERT_THAT(campaigns().ScanAnnotators(number,
                                         [&](const storage::v1::CampaignAnnotatorState& state) {
                                           annotators.push_back(state.annotator_number());
                                           return true;
                                         }),
              IsOk());
  EXPECT_THAT(annotators, ElementsAre(2, 9));
}

TEST_P(CampaignRepositoryTest, StagedBlocksAreReadBackAndDeletedByImport) {
  const uint64_t number = MakeCampaign("news").campaign_number();
  for (uint64_t import = 1; import <= 2; ++import) {
    for (uint64_t block = 0; block < 3; ++block) {
      StagedLabels labels;
      labels.add_entries()->set_item_number(10 * import + block);
      ASSERT_THAT(campaigns().PutStagedBlock(number, import, block, labels), IsOk());
    }
  }
  ASSERT_THAT(campaigns().DeleteStaged(number, 1), IsOk());
  EXPECT_FALSE(campaigns().ReadStagedBlock(number, 1, 0)->has_value());
  const auto kept = campaigns().ReadStagedBlock(number, 2, 2);
  ASSERT_THAT(kept, IsOk());
  ASSERT_TRUE(kept->has_value());
  EXPECT_EQ((*kept)->entries(0).item_number(), 22u);
  EXPECT_FALSE(campaigns().ReadStagedBlock(number, 2, 3)->has_value());
}

TEST_P(CampaignRepositoryTest, DeletingACampaignLeavesNothingOfItAndAllOfItsNeighbours) {
  const CampaignRecord before = MakeCampaign("before", {1});
  const auto dataset = ImportDataset(store(), "middle", 3, "middle");
  const auto after = ImportDataset(store(), "after", 3, "after");
  const Entries expected = ReadRange(store(), "\x30", "\xFF");
  CampaignRecord record = Over(*dataset, "middle");
  record.set_gold_dataset_number(before.dataset_number());
  record.mutable_campaign()->mutable_gold()->set_dataset("datasets/before");
  const auto made = campaigns().Create(record, Head(1), {0, 1, 2});
  ASSERT_THAT(made, IsOk());
  const uint64_t number = made->campaign_number();
  PutLog(number, {2, 2});
  PutMessage(CampaignItemKey(number, kFirstGoldItem), CampaignItemState());
  ASSERT_THAT(PutOne(store(), CampaignOpenKey(number, 0), EncodeNumber(1)), IsOk());
  ASSERT_THAT(PutOne(store(), CampaignGainKey(number, 5, 0), EncodeNumber(1)), IsOk());
  ASSERT_THAT(PutOne(store(), CampaignAnnotatorKey(number, 1), ""), IsOk());
  ASSERT_THAT(PutOne(store(), CampaignCallKey(number, 1, 63), ""), IsOk());
  ASSERT_THAT(campaigns().PutStagedBlock(number, 1, 0, StagedLabels()), IsOk());

  ASSERT_THAT(campaigns().Delete("middle"), IsOk());
  EXPECT_EQ(ReadRange(store(), "\x30", "\xFF"), expected);
  EXPECT_THAT(campaigns().Get("middle"), HasReason("CAMPAIGN_NOT_FOUND"));
  EXPECT_THAT(DatasetRepository(store()).Delete("middle"), IsOk());
}

TEST_P(CampaignRepositoryTest, ADataSetOrGoldDataSetInUseCannotBeDeleted) {
  const CampaignRecord gold_owner = MakeCampaign("gold");
  const auto dataset = ImportDataset(store(), "news", 3, "news");
  CampaignRecord record = Over(*dataset, "news");
  record.set_gold_dataset_number(gold_owner.dataset_number());
  record.mutable_campaign()->mutable_gold()->set_dataset("datasets/gold");
  ASSERT_THAT(campaigns().Create(record, Head(1), {}), IsOk());
  ASSERT_THAT(campaigns().Delete("gold"), IsOk());

  for (const char* const id : {"news", "gold"}) {
    const absl::Status refused = DatasetRepository(store()).Delete(id);
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(refused, HasReason("DATASET_IN_USE"));
    EXPECT_THAT(refused, HasMetadata("campaign", "campaigns/news"));
  }
}

// Whoever comes first: never a campaign without its data set.
TEST_P(CampaignRepositoryTest, MakingACampaignAndDeletingItsDataSetExcludeEachOther) {
  int made_count = 0;
  for (int round = 0; round < 60; ++round) {
    const std::string id = "d" + std::to_string(round);
    const auto dataset = ImportDataset(store(), id, 2, id);
    ASSERT_THAT(dataset, IsOk());
    absl::Status deleted;
    std::thread deleting([&] { deleted = DatasetRepository(store()).Delete(id); });
    const auto made = campaigns().Create(Over(*dataset, id), Head(1), {});
    deleting.join();
    EXPECT_NE(made.ok(), deleted.ok());
    if (made.ok()) {
      ++made_count;
      EXPECT_THAT(deleted, HasReason("DATASET_IN_USE"));
      EXPECT_THAT(DatasetRepository(store()).Get(id), IsOk());
    } else {
      EXPECT_THAT(made, HasReason("DATASET_NOT_FOUND"));
    }
  }
  RecordProperty("campaigns_made", made_count);
}

TEST_P(CampaignRepositoryTest, OfManyWhoWantANameOneGetsIt) {
  const auto dataset = ImportDataset(store(), "news", 3);
  std::vector<absl::Status> results(4);
  std::vector<std::thread> makers;
  for (absl::Status& result : results) {
    makers.emplace_back([&] {
      result = campaigns().Create(Over(*dataset, "news"), Head(1), {1, 2}).status();
    });
  }
  int made_count = 0;
  for (size_t i = 0; i < makers.size(); ++i) {
    makers[i].join();
    made_count += results[i].ok() ? 1 : 0;
    EXPECT_TRUE(results[i].ok() || absl::IsAlreadyExists(results[i])) << results[i];
  }
  EXPECT_EQ(made_count, 1);
  // Of the selections one is left.
  EXPECT_EQ(ReadRange(store(), CampaignSelectionKey(0, 0), "\x84").size(), 1u);
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(CampaignRepositoryTest);

}  // namespace
}  // namespace assay
