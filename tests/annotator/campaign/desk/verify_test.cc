#include <utility>

#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"

namespace assay {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Property;

// A campaign with something of everything.
class VerifyTest : public testing::Test {
 protected:
  VerifyTest() {
    bench_.AddItems(6);
    bench_.AddGold(4);
    v1::Campaign campaign = DeskBench::Plain();
    campaign.mutable_overlap()->set_label_count(2);
    campaign.mutable_gold()->set_first_count(1);
    campaign.mutable_gold()->set_action(v1::GoldRule::ACTION_NONE);
    bench_.Make(campaign);
    ann_ = bench_.AddWorker("ann", 7);
    bob_ = bench_.AddWorker("bob");
    for (const Worker& worker : {ann_, bob_}) {
      const auto leases = bench_.Lease(worker, 5);
      for (int i = 0; i < 3; ++i) {
        bench_.Submit(worker, leases.leases(i), "a");
      }
      EXPECT_THAT(bench_.TrySkip(worker, leases.leases(3)), IsOk());
    }
    copy_ = bench_.store().Copy();
  }

  absl::StatusOr<VerifyOutcome> Verify() {
    return VerifyCampaign(*copy_, bench_.campaign_number(),
                          [](uint64_t) { return absl::OkStatus(); });
  }

  template <typename Message, typename Change>
  void Damage(KeyKind kind, const std::string& key, const Change& change) {
    auto message = ReadMessage<Message>(*copy_, kind, key);
    ASSERT_THAT(message, IsOk());
    ASSERT_TRUE(message->has_value());
    change(**message);
    const auto batch = copy_->NewBatch();
    const auto bytes = EncodeMessage(**message);
    ASSERT_THAT(bytes, IsOk());
    batch->Put(key, *bytes);
    ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  }

  void ExpectDifference(const std::string& figure) {
    const auto outcome = Verify();
    ASSERT_THAT(outcome, IsOk());
    EXPECT_THAT(outcome->differences, Contains(Property(&v1::VerifyDifference::figure, figure)));
  }

  std::string ItemKeyOf(uint64_t item) const {
    return CampaignItemKey(bench_.campaign_number(), item);
  }
  using Item = storage::v1::CampaignItemState;
  using Head = storage::v1::CampaignHead;

  DeskBench bench_;
  Worker ann_;
  Worker bob_;
  std::unique_ptr<MemoryStore> copy_;
};

TEST_F(VerifyTest, WhatTheDeskWroteHasNoDifferences) {
  const auto outcome = Verify();
  ASSERT_THAT(outcome, IsOk());
  EXPECT_THAT(outcome->differences, IsEmpty());
  EXPECT_EQ(outcome->entry_count, 8u);
}

TEST_F(VerifyTest, AnItemThatLostALabelIsFound) {
  Damage<Item>(KeyKind::kCampaignItem, ItemKeyOf(0),
               [](Item& item) { item.mutable_touches(0)->set_label(0); });
  ExpectDifference("touches");
}

TEST_F(VerifyTest, AnItemWithAnotherConsensusIsFound) {
  Damage<Item>(KeyKind::kCampaignItem, ItemKeyOf(1), [](Item& item) { item.set_consensus(3); });
  ExpectDifference("consensus");
}

TEST_F(VerifyTest, AnItemThatWantsMoreIsFound) {
  Damage<Item>(KeyKind::kCampaignItem, ItemKeyOf(1), [](Item& item) { item.set_wanted_count(5); });
  ExpectDifference("wanted_count");
}

TEST_F(VerifyTest, AnItemThatIsGoneIsFound) {
  const auto batch = copy_->NewBatch();
  batch->Delete(ItemKeyOf(0));
  ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  ExpectDifference("row");
}

TEST_F(VerifyTest, AnAnnotatorWithAnotherCountIsFound) {
  using Annotator = storage::v1::CampaignAnnotatorState;
  Damage<Annotator>(KeyKind::kCampaignAnnotator,
                    CampaignAnnotatorKey(bench_.campaign_number(), ann_.annotator_number),
                    [](Annotator& annotator) { annotator.set_spent_micros(1); });
  ExpectDifference("spent_micros");
}

TEST_F(VerifyTest, ASumThatIsOffByOneIsFound) {
  Damage<Head>(KeyKind::kCampaignHead, CampaignHeadKey(bench_.campaign_number()), [](Head& head) {
    head.mutable_figures()->set_label_count(head.figures().label_count() + 1);
  });
  ExpectDifference("label_count");
}

TEST_F(VerifyTest, AGoldRateThatIsOffIsFound) {
  Damage<Head>(KeyKind::kCampaignHead, CampaignHeadKey(bench_.campaign_number()), [](Head& head) {
    head.mutable_figures()->set_gold_right_count(head.figures().gold_right_count() + 1);
  });
  ExpectDifference("gold_right_count");
}

TEST_F(VerifyTest, AnItemThatIsMissingInTheQueueIsFound) {
  const KeyRange range = CampaignOpenRangeFrom(bench_.campaign_number(), 0);
  const auto batch = copy_->NewBatch();
  batch->DeleteRange(range.begin, range.end);
  ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  ExpectDifference("items in the queue");
}

TEST_F(VerifyTest, ALogThatLostABlockIsDamaged) {
  const auto batch = copy_->NewBatch();
  batch->Delete(CampaignLogKey(bench_.campaign_number(), 3));
  ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  EXPECT_THAT(Verify(), HasReason("STORED_VALUE_DAMAGED"));
}

TEST_F(VerifyTest, AnErrorOfTheProgressEndsIt) {
  const auto outcome = VerifyCampaign(*copy_, bench_.campaign_number(),
                                      [](uint64_t) { return absl::CancelledError("enough"); });
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace assay
