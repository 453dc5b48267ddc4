#include "engine/store/recovery.h"

#include <string>
#include <vector>

#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/keys.h"
#include "google/rpc/error_details.pb.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int64_t kNowUs = 1'700'000'123'000'456;

class RecoveryTest : public StoreBackendTest {
 protected:
  // What a process leaves behind that dies in the middle of an import and of an audit: the markers
  // and some rows.
  void LeaveRemains(uint64_t dataset_number, uint64_t audit_number) {
    storage::v1::PendingImport pending;
    pending.set_dataset_number(dataset_number);
    const auto batch = store().NewBatch();
    batch->Put(PendingImportKey(dataset_number), pending.SerializeAsString());
    batch->Put(PendingAuditKey(audit_number), "");
    batch->Put(PendingMatrixKey(dataset_number, 6), "");
    batch->Put(PendingMatrixKey(1, audit_number), "");
    for (uint64_t i = 0; i < 20; ++i) {
      batch->Put(ItemKey(dataset_number, i), "half written");
      batch->Put(LabelKey(dataset_number, i), "half written");
      batch->Put(ItemIdKey(dataset_number, std::to_string(i), i), "");
      batch->Put(FindingKey(audit_number, i), "half written");
      batch->Put(MatrixBlockKey(dataset_number, 6, i), "half written");
      batch->Put(MatrixBlockKey(1, audit_number, i), "half written");
    }
    ASSERT_THAT(batch->Commit(Durability::kSynced), IsOk());
  }
};

TEST_P(RecoveryTest, HasNothingToDoInAStoreThatWasClosedWell) {
  const auto dataset = ImportDataset(store(), "d", 5);
  ASSERT_THAT(MakeAudit(store(), *dataset, 5), IsOk());
  const Entries before = ReadAll(store());
  const auto report = RecoverAfterCrash(store(), kNowUs);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->removed_imports, IsEmpty());
  EXPECT_THAT(report->removed_audits, IsEmpty());
  EXPECT_THAT(report->removed_matrices, IsEmpty());
  EXPECT_THAT(report->failed_operations, IsEmpty());
  EXPECT_EQ(ReadAll(store()), before);
}

TEST_P(RecoveryTest, RemovesWhatImportsAndAuditsHaveLeftAndNothingElse) {
  const auto dataset = ImportDataset(store(), "d", 5);
  ASSERT_THAT(MakeAudit(store(), *dataset, 5), IsOk());
  ASSERT_EQ(dataset->dataset_number(), 1u);
  ASSERT_THAT(AddMatrix(store(), *dataset, 5, 2), IsOk());
  const Entries before = ReadAll(store());
  LeaveRemains(dataset->dataset_number() + 1, 8);
  LeaveRemains(dataset->dataset_number() + 2, 9);
  const auto report = RecoverAfterCrash(store(), kNowUs);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->removed_imports,
              ElementsAre(dataset->dataset_number() + 1, dataset->dataset_number() + 2));
  EXPECT_THAT(report->removed_audits, ElementsAre(8, 9));
  EXPECT_THAT(report->removed_matrices, ElementsAre(8, 9, 6, 6));
  EXPECT_EQ(ReadAll(store()), before);
  Reopen();
  EXPECT_EQ(ReadAll(store()), before);
}

TEST_P(RecoveryTest, OperationsThatClaimToRunHaveFailed) {
  OperationRepository operations(store());
  ASSERT_THAT(operations.Create(RunningOperation()), IsOk());
  const auto done = operations.Create(RunningOperation());
  ASSERT_THAT(operations.Update(Succeeded(done->record)), IsOk());
  const auto report = RecoverAfterCrash(store(), kNowUs);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->failed_operations, ElementsAre("operations/1"));

  const v1::Operation failed = operations.Get("operations/1")->operation();
  EXPECT_EQ(failed.state(), v1::Operation::STATE_FAILED);
  EXPECT_EQ(failed.error().code(), 10);
  EXPECT_EQ(failed.end_time().seconds(), 1'700'000'123);
  EXPECT_EQ(failed.end_time().nanos(), 456'000);
  google::rpc::ErrorInfo info;
  ASSERT_EQ(failed.error().details_size(), 1);
  ASSERT_TRUE(failed.error().details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "OPERATION_INTERRUPTED");
  EXPECT_EQ(info.domain(), "assay.dev");
  EXPECT_EQ(operations.Get("operations/2")->operation().state(), v1::Operation::STATE_SUCCEEDED);
}

TEST_P(RecoveryTest, DoingItTwiceChangesNothingMore) {
  LeaveRemains(3, 4);
  ASSERT_THAT(OperationRepository(store()).Create(RunningOperation()), IsOk());
  ASSERT_THAT(RecoverAfterCrash(store(), kNowUs), IsOk());
  const Entries after = ReadAll(store());
  const auto again = RecoverAfterCrash(store(), kNowUs + 1);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->removed_imports, IsEmpty());
  EXPECT_THAT(again->failed_operations, IsEmpty());
  EXPECT_EQ(ReadAll(store()), after);
}

TEST_P(RecoveryTest, LabelsThatNoHeadHasAcceptedAreRemoved) {
  CampaignRepository campaigns(store());
  // Campaign 1 has accepted import 4, campaign 2 has accepted none, campaign 3 is gone.
  storage::v1::CampaignHead head;
  ASSERT_THAT(PutOne(store(), CampaignHeadKey(2), head.SerializeAsString()), IsOk());
  head.mutable_pending_labels()->set_import_number(4);
  ASSERT_THAT(PutOne(store(), CampaignHeadKey(1), head.SerializeAsString()), IsOk());
  for (uint64_t block = 0; block < 3; ++block) {
    ASSERT_THAT(campaigns.PutStagedBlock(1, 4, block, {}), IsOk());
  }
  const Entries before = ReadAll(store());
  for (uint64_t block = 0; block < 3; ++block) {
    ASSERT_THAT(campaigns.PutStagedBlock(1, 3, block, {}), IsOk());
    ASSERT_THAT(campaigns.PutStagedBlock(1, 5, block, {}), IsOk());
    ASSERT_THAT(campaigns.PutStagedBlock(2, 4, block, {}), IsOk());
    ASSERT_THAT(campaigns.PutStagedBlock(3, 4, block, {}), IsOk());
  }
  const auto report = RecoverAfterCrash(store(), kNowUs);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->swept_campaigns, ElementsAre(1, 2, 3));
  EXPECT_EQ(ReadAll(store()), before);
  EXPECT_THAT(RecoverAfterCrash(store(), kNowUs)->swept_campaigns, IsEmpty());
}

TEST_P(RecoveryTest, TheSelectionOfACampaignThatWasNotMadeIsRemoved) {
  const auto dataset = ImportDataset(store(), "d", 5);
  storage::v1::CampaignRecord record;
  record.set_dataset_number(dataset->dataset_number());
  record.mutable_campaign()->set_name("campaigns/c");
  ASSERT_THAT(CampaignRepository(store()).Create(record, {}, {1, 2}), IsOk());
  const Entries before = ReadAll(store());
  ASSERT_THAT(PutOne(store(), CampaignSelectionKey(2, 0), "half written"), IsOk());
  const auto report = RecoverAfterCrash(store(), kNowUs);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->swept_campaigns, ElementsAre(2));
  EXPECT_EQ(ReadAll(store()), before);
}

TEST_P(RecoveryTest, ADamagedMarkerIsReported) {
  ASSERT_THAT(PutOne(store(), PendingImportKey(1) + "x", ""), IsOk());
  EXPECT_THAT(RecoverAfterCrash(store(), kNowUs), HasReason("STORED_KEY_DAMAGED"));
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(RecoveryTest);

}  // namespace
}  // namespace assay
