// Every field of every row of a campaign is changed, and every row deleted: verification says so,
// and names the row.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "annotator/desk/campaign_rows.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"
#include "tests/annotator/campaign/desk/row_damage.h"

namespace assay {
namespace {

using google::protobuf::Message;
using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignItemState;
using testing::IsSubsetOf;

class VerifyRowsTest : public testing::Test {
 protected:
  // A campaign with something of everything.
  VerifyRowsTest() {
    bench_.AddItems(10);
    bench_.AddGold(6);
    v1::Campaign campaign = DeskBench::Plain();
    campaign.set_order(v1::Campaign::ORDER_GAIN);
    campaign.mutable_overlap()->set_label_count(2);
    campaign.mutable_overlap()->set_max_label_count(4);
    campaign.mutable_gold()->set_first_count(2);
    campaign.mutable_gold()->set_action(v1::GoldRule::ACTION_NONE);
    bench_.Make(campaign);
    for (int i = 0; i < 3; ++i) {
      workers_.push_back(bench_.AddWorker("w" + std::to_string(i), 7 + i));
    }
    machine_ = bench_.AddWorker("rule", 0, v1::Annotator::KIND_RULE);
    WorkOnGold();
    WorkOnItems();
    ChangeAndLease();
    copy_ = bench_.store().Copy();
  }

  void WorkOnGold() {
    for (const Worker& worker : workers_) {
      const auto first = bench_.TryLease(worker, 2, "first");
      ASSERT_THAT(first, IsOk());
      EXPECT_THAT(bench_.TrySubmit(worker, first->leases(0), "a", "gold", 3), IsOk());
      EXPECT_THAT(bench_.TrySkip(worker, first->leases(1), "no gold"), IsOk());
    }
  }

  // Labels, equal and not, some of them undone; skips, flags, withdrawals.
  void WorkOnItems() {
    int count = 0;
    for (const Worker& worker : workers_) {
      const auto leases = bench_.TryLease(worker, 5, "second");
      ASSERT_THAT(leases, IsOk());
      for (int i = 0; i < 4; ++i) {
        const std::string answer = (i + count) % 3 == 0 ? "b" : "a";
        const std::string id = "s" + std::to_string(++count);
        EXPECT_THAT(bench_.TrySubmit(worker, leases->leases(i), answer, id, count), IsOk());
      }
      EXPECT_THAT(bench_.TryFlag(worker, leases->leases(0), "flag"), IsOk());
      EXPECT_THAT(bench_.TrySkip(worker, leases->leases(4), "skip"), IsOk());
      const auto undone = bench_.TryUndo(worker, 3, "undo");
      ASSERT_THAT(undone, IsOk());
      EXPECT_THAT(bench_.TrySubmit(worker, undone->leases(0), "c", "again", 2), IsOk());
      EXPECT_THAT(bench_.TrySkip(worker, undone->leases(1), "withdraw"), IsOk());
    }
  }

  // Another overlap, another class, labels of a machine, leases that are out.
  void ChangeAndLease() {
    bench_.Change([](v1::Campaign& campaign) { campaign.mutable_overlap()->set_label_count(3); });
    bench_.Change([](v1::Campaign& campaign) { campaign.mutable_schema()->add_classes("d"); });
    for (const uint64_t item : {0U, 3U, 8U}) {
      EXPECT_THAT(bench_.AddEntries({DeskBench::LabelOf(machine_, item, "d")}), IsOk());
    }
    for (const Worker& worker : workers_) {
      EXPECT_THAT(bench_.TryLease(worker, 2, "third"), IsOk());
    }
  }

  absl::StatusOr<VerifyOutcome> Verify() {
    return VerifyCampaign(*copy_, number(), [](uint64_t) { return absl::OkStatus(); });
  }
  uint64_t number() const { return bench_.campaign_number(); }

  void Put(const std::string& key, const std::string& value) {
    const auto batch = copy_->NewBatch();
    batch->Put(key, value);
    ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  }
  void Delete(const std::string& key) {
    const auto batch = copy_->NewBatch();
    batch->Delete(key);
    ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  }

  using Rows = std::map<std::string, std::string>;
  Rows ReadRows(const KeyRange& range) const {
    Rows rows;
    EXPECT_THAT(copy_->Scan(range.begin, range.end,
                            [&](std::string_view key, std::string_view value) {
                              rows.emplace(key, value);
                              return true;
                            }),
                IsOk());
    return rows;
  }

  // Whether verification fails, or finds a difference.
  bool Finds() {
    const auto outcome = Verify();
    if (!outcome.ok()) {
      EXPECT_THAT(outcome, HasReason("STORED_VALUE_DAMAGED"));
      return true;
    }
    return outcome->difference_count > 0;
  }

  // Names of changes that were not found in one row or more.
  template <typename Row>
  std::set<std::string> Unfound(const Rows& rows) {
    std::set<std::string> unfound;
    for (const auto& entry : rows) {
      const std::string& key = entry.first;
      Row row;
      EXPECT_TRUE(row.ParseFromString(entry.second));
      VisitDamaged(row, [&](const std::string& name, const Message& damaged) {
        Put(key, *EncodeMessage(damaged));
        if (!Finds()) {
          unfound.insert(name);
        }
      });
      Delete(key);
      if (!Finds()) {
        unfound.insert("row");
      }
      Put(key, entry.second);
    }
    EXPECT_FALSE(rows.empty());
    EXPECT_FALSE(Finds());
    return unfound;
  }

  Rows ItemRows() const { return ReadRows(CampaignItemRangeFrom(number(), 0)); }

  DeskBench bench_;
  std::vector<Worker> workers_;
  Worker machine_;
  std::unique_ptr<MemoryStore> copy_;
};

TEST_F(VerifyRowsTest, WhatTheDeskWroteIsClean) {
  const auto outcome = Verify();
  ASSERT_THAT(outcome, IsOk());
  for (const auto& difference : outcome->differences) {
    ADD_FAILURE() << difference.ShortDebugString();
  }
}

TEST_F(VerifyRowsTest, ItemsAreFound) {
  // The gain counts in the queue only; of a lease that has ended, it is enough that its number is
  // nobody else's.
  EXPECT_THAT(
      Unfound<CampaignItemState>(ItemRows()),
      IsSubsetOf({"queued_gain_micros", "touches.calls.request_hash", "touches.label_lease"}));
}

TEST_F(VerifyRowsTest, AnnotatorsAreFound) {
  // Of what is counted nowhere else, that it can be.
  EXPECT_THAT(Unfound<CampaignAnnotatorState>(ReadRows(CampaignAnnotatorRange(number()))),
              IsSubsetOf({"expired_lease_count", "given_count", "gold_position", "last_time_us",
                          "leases.expire_time_us", "open_cursor", "stopped"}));
}

TEST_F(VerifyRowsTest, TheHeadIsFound) {
  const std::string key = CampaignHeadKey(number());
  // Numbers that are still to be given.
  EXPECT_THAT(Unfound<storage::v1::CampaignHead>(ReadRows({key, key + std::string(1, '\0')})),
              IsSubsetOf({"lease_time_us", "next_lease", "next_open", "open_floor", "next_import",
                          "revision"}));
}

TEST_F(VerifyRowsTest, CallsAreFound) {
  // What was answered is nowhere else.
  EXPECT_THAT(Unfound<storage::v1::CampaignCall>(ReadRows(CampaignCallRange(number()))),
              IsSubsetOf({"earlier_values.choice", "earlier_values.number", "leases, one less",
                          "leases.committed_micros", "leases.expire_time_us", "leases.item_number",
                          "leases.lease_number", "request_hash", "request_id", "state"}));
}

TEST_F(VerifyRowsTest, TheLogIsFound) {
  // The log is the truth: where a field goes into no sum, nothing contradicts it.
  EXPECT_THAT(Unfound<storage::v1::LogBlock>(ReadRows(CampaignLogRange(number()))),
              IsSubsetOf({"entries.active_time_us", "entries.confidence", "entries.cost_micros",
                          "entries.guideline_version", "entries.key_number", "entries.peer",
                          "entries.receive_time_us", "entries.text", "entries.wall_time_us"}));
}

}  // namespace
}  // namespace assay
