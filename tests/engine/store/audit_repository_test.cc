#include "engine/store/audit_repository.h"

#include <string>
#include <thread>
#include <vector>

#include "engine/store/keys.h"
#include "engine/store/operation_repository.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

using storage::v1::AuditRecord;
using storage::v1::DatasetRecord;
using storage::v1::FindingRecord;
using storage::v1::OperationRecord;
using testing::ElementsAre;

class AuditRepositoryTest : public StoreBackendTest {
 protected:
  void SetUp() override {
    StoreBackendTest::SetUp();
    dataset_ = *ImportDataset(store(), "news", 10);
  }

  AuditRepository audits() { return AuditRepository(store()); }
  OperationRepository operations() { return OperationRepository(store()); }

  std::vector<std::string> Names(const absl::StatusOr<std::vector<AuditRecord>>& records) {
    EXPECT_THAT(records, IsOk());
    std::vector<std::string> names;
    for (const AuditRecord& record : *records) {
      names.push_back(record.audit().name());
    }
    return names;
  }

  DatasetRecord dataset_;
};

TEST_P(AuditRepositoryTest, AnAuditAndItsOperationEndInTheSameStep) {
  const auto writer = *audits().Begin(dataset_.dataset_number());
  const OperationRecord running = operations().Create(RunningOperation())->record;
  ASSERT_THAT(AppendFindings(*writer, 10), IsOk());
  EXPECT_THAT(audits().Get(writer->name()), HasReason("AUDIT_NOT_FOUND"));
  EXPECT_EQ(CountFindings(store(), writer->audit_number()), 0);

  AuditRecord audit;
  audit.mutable_audit()->set_dataset("datasets/news");
  audit.mutable_audit()->set_flagged_count(3);
  const auto committed = writer->Commit(audit, Succeeded(running));
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->audit().name(), "audits/" + std::to_string(writer->audit_number()));
  EXPECT_EQ(committed->dataset_number(), dataset_.dataset_number());
  Reopen();
  const auto found = audits().Get(committed->audit().name());
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->SerializeAsString(), committed->SerializeAsString());
  EXPECT_EQ(operations().Get(running.operation().name())->operation().state(),
            v1::Operation::STATE_SUCCEEDED);
  EXPECT_TRUE(operations().ListRunning()->empty());
}

TEST_P(AuditRepositoryTest, FindingsComeByRankFromAnyRankOn) {
  const auto audit = MakeAudit(store(), dataset_, 300);
  ASSERT_THAT(audit, IsOk());
  std::vector<int64_t> ranks;
  ASSERT_THAT(audits().ScanFindings(audit->audit_number(), 255,
                                    [&](const FindingRecord& finding) {
                                      ranks.push_back(finding.finding().rank());
                                      EXPECT_EQ(static_cast<int64_t>(finding.item_index()),
                                                300 - finding.finding().rank());
                                      return ranks.size() < 3;
                                    }),
              IsOk());
  EXPECT_THAT(ranks, ElementsAre(255, 256, 257));
  EXPECT_EQ(CountFindings(store(), audit->audit_number()), 300);
  EXPECT_EQ(CountFindings(store(), audit->audit_number() + 1), 0);
}

TEST_P(AuditRepositoryTest, RanksMustAscend) {
  const auto writer = *audits().Begin(dataset_.dataset_number());
  ASSERT_THAT(AppendFindings(*writer, 2), IsOk());
  FindingRecord again;
  again.mutable_finding()->set_rank(2);
  EXPECT_THAT(writer->Append(again), HasReason("KEYS_NOT_ASCENDING"));
}

TEST_P(AuditRepositoryTest, WithoutCommitNothingStays) {
  {
    const auto writer = *audits().Begin(dataset_.dataset_number());
    ASSERT_THAT(AppendFindings(*writer, 10), IsOk());
  }
  EXPECT_TRUE(audits().List(0, 10, std::nullopt)->empty());
  EXPECT_TRUE(ReadRange(store(), FindingRangeFrom(0, 0).begin, "\xFF").empty());
  EXPECT_TRUE(ReadRange(store(), PendingAuditRange().begin, PendingAuditRange().end).empty());
}

TEST_P(AuditRepositoryTest, AnAuditOfADeletedDataSetIsRefusedAndLeavesNothing) {
  {
    const auto writer = *audits().Begin(dataset_.dataset_number());
    const OperationRecord running = operations().Create(RunningOperation())->record;
    ASSERT_THAT(AppendFindings(*writer, 10), IsOk());
    ASSERT_THAT(DatasetRepository(store()).Delete("news"), IsOk());
    EXPECT_THAT(writer->Commit(AuditRecord(), Succeeded(running)), HasReason("DATASET_NOT_FOUND"));
    EXPECT_EQ(operations().ListRunning()->size(), 1u);
  }
  EXPECT_TRUE(ReadRange(store(), FindingRangeFrom(0, 0).begin, "\xFF").empty());
}

TEST_P(AuditRepositoryTest, AnOperationThatIsOverCannotEndAgain) {
  const auto writer = *audits().Begin(dataset_.dataset_number());
  OperationRecord operation = operations().Create(RunningOperation())->record;
  operation.mutable_operation()->set_state(v1::Operation::STATE_CANCELLED);
  ASSERT_THAT(operations().Update(operation), IsOk());
  EXPECT_THAT(writer->Commit(AuditRecord(), Succeeded(operation)),
              HasReason("OPERATION_ALREADY_DONE"));
  EXPECT_EQ(operations().Get(operation.operation().name())->operation().state(),
            v1::Operation::STATE_CANCELLED);
}

TEST_P(AuditRepositoryTest, AreListedOldestFirstPageByPageAndByDataSet) {
  const DatasetRecord other = *ImportDataset(store(), "other", 1);
  std::vector<AuditRecord> made;
  for (const DatasetRecord& dataset : {dataset_, other, dataset_, dataset_}) {
    made.push_back(*MakeAudit(store(), dataset, 1));
  }
  const auto name = [&](size_t i) { return made[i].audit().name(); };
  EXPECT_THAT(Names(audits().List(0, 3, std::nullopt)), ElementsAre(name(0), name(1), name(2)));
  EXPECT_THAT(Names(audits().List(made[2].audit_number(), 3, std::nullopt)), ElementsAre(name(3)));
  EXPECT_THAT(Names(audits().List(0, 2, dataset_.dataset_number())), ElementsAre(name(0), name(2)));
  EXPECT_THAT(Names(audits().List(made[2].audit_number(), 2, dataset_.dataset_number())),
              ElementsAre(name(3)));
  EXPECT_TRUE(Names(audits().List(0, 2, 999)).empty());
}

TEST_P(AuditRepositoryTest, DeletingTakesTheFindingsAndLeavesTheDataSet) {
  const AuditRecord gone = *MakeAudit(store(), dataset_, 10);
  const AuditRecord kept = *MakeAudit(store(), dataset_, 10);
  ASSERT_THAT(audits().Delete(gone.audit().name()), IsOk());
  EXPECT_THAT(audits().Get(gone.audit().name()), HasReason("AUDIT_NOT_FOUND"));
  EXPECT_THAT(audits().Delete(gone.audit().name()), HasReason("AUDIT_NOT_FOUND"));
  EXPECT_EQ(CountFindings(store(), gone.audit_number()), 0);
  EXPECT_EQ(CountFindings(store(), kept.audit_number()), 10);
  EXPECT_THAT(Names(audits().List(0, 9, dataset_.dataset_number())),
              ElementsAre(kept.audit().name()));
  EXPECT_EQ(CountItems(store(), dataset_.dataset_number()), 10);
}

TEST_P(AuditRepositoryTest, NamesThatAreNotOursAreNotFound) {
  for (const char* name : {"", "audits/", "audits/x", "audits/1x", "1", "audits/99"}) {
    EXPECT_THAT(audits().Get(name), HasReason("AUDIT_NOT_FOUND")) << name;
    EXPECT_THAT(audits().Delete(name), HasReason("AUDIT_NOT_FOUND")) << name;
  }
}

// Audits that end while their data set is deleted: either the audit is refused, or it is deleted
// with the data set; never does one stay behind.
TEST_P(AuditRepositoryTest, NoAuditOutlivesItsDataSet) {
  for (int round = 0; round < 10; ++round) {
    const std::string id = "d" + std::to_string(round);
    const DatasetRecord dataset = *ImportDataset(store(), id, 3);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const auto made = MakeAudit(store(), dataset, 3);
        EXPECT_TRUE(made.ok() || ErrorReason(made.status()) == "DATASET_NOT_FOUND");
      });
    }
    threads.emplace_back([&] { EXPECT_THAT(DatasetRepository(store()).Delete(id), IsOk()); });
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_TRUE(audits().List(0, 10, std::nullopt)->empty());
    EXPECT_TRUE(ReadRange(store(), FindingRangeFrom(0, 0).begin, "\xFF").empty());
    EXPECT_TRUE(ReadRange(store(), DatasetAuditKey(0, 0), DatasetAuditCountKey(0)).empty());
  }
}

VerifiedItem Verified(uint64_t item_index, bool correct) {
  VerifiedItem item{.item_index = item_index, .record = {}};
  item.record.mutable_label()->set_item_id("id" + std::to_string(item_index));
  item.record.mutable_label()->set_correct(correct);
  return item;
}

TEST_P(AuditRepositoryTest, VerifiedLabelsAreKeptWithTheAuditAndTheLastOneOfAnItemCounts) {
  const AuditRecord audit = *MakeAudit(store(), dataset_, 10);
  const auto add = [&](std::vector<VerifiedItem> labels) {
    return audits().Update(audit.audit().name(), [&](AuditRecord& record) {
      record.mutable_audit()->set_verified_count(record.audit().verified_count() +
                                                 static_cast<int64_t>(labels.size()));
      return labels;
    });
  };
  ASSERT_THAT(add({Verified(7, true), Verified(2, false)}), IsOk());
  ASSERT_THAT(add({Verified(7, false)}), IsOk());
  Reopen();
  const auto labels = audits().ListVerified(audit.audit_number());
  ASSERT_THAT(labels, IsOk());
  ASSERT_EQ(labels->size(), 2u);
  EXPECT_EQ((*labels)[0].item_index, 2u);
  EXPECT_EQ((*labels)[1].item_index, 7u);
  EXPECT_EQ((*labels)[1].record.label().item_id(), "id7");
  EXPECT_FALSE((*labels)[1].record.label().correct());
  EXPECT_EQ(audits().Get(audit.audit().name())->audit().verified_count(), 3);
  ASSERT_THAT(audits().Delete(audit.audit().name()), IsOk());
  EXPECT_TRUE(audits().ListVerified(audit.audit_number())->empty());
  EXPECT_THAT(add({Verified(7, true)}), HasReason("AUDIT_NOT_FOUND"));
}

TEST_P(AuditRepositoryTest, AChangeThatFailsLeavesTheAuditAsItWas) {
  const AuditRecord audit = *MakeAudit(store(), dataset_, 10);
  const auto refused = audits().Update(
      audit.audit().name(), [&](AuditRecord& record) -> absl::StatusOr<std::vector<VerifiedItem>> {
        record.mutable_audit()->set_verified_count(5);
        return absl::InvalidArgumentError("no");
      });
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
  VerifiedItem bad = Verified(1, true);
  bad.record.mutable_label()->set_true_label("\xC3");
  EXPECT_THAT(audits().Update(audit.audit().name(),
                              [&](AuditRecord& record) {
                                record.mutable_audit()->set_verified_count(5);
                                return std::vector<VerifiedItem>{bad};
                              }),
              HasReason("TEXT_NOT_UTF8"));
  EXPECT_EQ(audits().Get(audit.audit().name())->audit().verified_count(), 0);
  EXPECT_TRUE(audits().ListVerified(audit.audit_number())->empty());
}

TEST_P(AuditRepositoryTest, NoChangeIsLostWhereManyChangeAtOnce) {
  const AuditRecord audit = *MakeAudit(store(), dataset_, 10);
  std::vector<std::thread> threads;
  for (uint64_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (uint64_t i = 0; i < 10; ++i) {
        EXPECT_THAT(
            audits().Update(audit.audit().name(),
                            [&](AuditRecord& record) {
                              record.mutable_audit()->set_verified_count(
                                  record.audit().verified_count() + 1);
                              return std::vector<VerifiedItem>{Verified(10 * thread + i, true)};
                            }),
            IsOk());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(audits().Get(audit.audit().name())->audit().verified_count(), 40);
  EXPECT_EQ(audits().ListVerified(audit.audit_number())->size(), 40u);
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(AuditRepositoryTest);

}  // namespace
}  // namespace assay
