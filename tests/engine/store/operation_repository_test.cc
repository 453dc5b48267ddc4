#include "engine/store/operation_repository.h"

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

using storage::v1::OperationRecord;
using testing::ElementsAre;

class OperationRepositoryTest : public StoreBackendTest {
 protected:
  OperationRepository operations() { return OperationRepository(store()); }

  std::vector<uint64_t> Numbers(const absl::StatusOr<std::vector<OperationRecord>>& records) {
    EXPECT_THAT(records, IsOk());
    std::vector<uint64_t> numbers;
    for (const OperationRecord& record : *records) {
      numbers.push_back(record.operation_number());
    }
    return numbers;
  }
};

TEST_P(OperationRepositoryTest, ANewOperationGetsANumberAndAName) {
  const auto created = operations().Create(RunningOperation());
  ASSERT_THAT(created, IsOk());
  EXPECT_TRUE(created->is_new);
  EXPECT_EQ(created->record.operation_number(), 1u);
  EXPECT_EQ(created->record.operation().name(), "operations/1");
  EXPECT_EQ(operations().Create(RunningOperation())->record.operation().name(), "operations/2");
  Reopen();
  const auto found = operations().Get("operations/1");
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->SerializeAsString(), created->record.SerializeAsString());
}

TEST_P(OperationRepositoryTest, ARepeatedRequestGetsTheFirstOperationAsItIsNow) {
  const auto first = operations().Create(RunningOperation("request-7"));
  ASSERT_THAT(operations().Update(Succeeded(first->record)), IsOk());
  Reopen();
  const auto again = operations().Create(RunningOperation("request-7"));
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->is_new);
  EXPECT_EQ(again->record.operation().name(), first->record.operation().name());
  EXPECT_EQ(again->record.operation().state(), v1::Operation::STATE_SUCCEEDED);
  EXPECT_TRUE(operations().Create(RunningOperation("request-8"))->is_new);
  EXPECT_TRUE(operations().Create(RunningOperation(""))->is_new);
  EXPECT_TRUE(operations().Create(RunningOperation(""))->is_new);
  EXPECT_EQ(Numbers(operations().List(0, 100)).size(), 4u);
}

TEST_P(OperationRepositoryTest, OfManyCallsWithOneRequestIdOneCreates) {
  std::vector<OperationRepository::Created> created(8);
  std::vector<std::thread> threads;
  for (auto& one : created) {
    threads.emplace_back([&] { one = *operations().Create(RunningOperation("same")); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  int new_count = 0;
  std::set<std::string> names;
  for (const auto& one : created) {
    new_count += one.is_new ? 1 : 0;
    names.insert(one.record.operation().name());
  }
  EXPECT_EQ(new_count, 1);
  EXPECT_EQ(names.size(), 1u);
}

TEST_P(OperationRepositoryTest, AnUpdateReplacesARunningOperationOnly) {
  OperationRecord record = operations().Create(RunningOperation())->record;
  record.mutable_operation()->mutable_progress()->set_phase("training");
  ASSERT_THAT(operations().Update(record), IsOk());
  EXPECT_EQ(operations().Get("operations/1")->operation().progress().phase(), "training");
  ASSERT_THAT(operations().Update(Succeeded(record)), IsOk());
  EXPECT_THAT(operations().Update(record), HasReason("OPERATION_ALREADY_DONE"));
  EXPECT_EQ(operations().Get("operations/1")->operation().state(), v1::Operation::STATE_SUCCEEDED);
}

TEST_P(OperationRepositoryTest, OneOfManyEndingsWins) {
  const OperationRecord record = operations().Create(RunningOperation())->record;
  std::vector<absl::Status> outcomes(6);
  std::vector<std::thread> threads;
  for (absl::Status& outcome : outcomes) {
    threads.emplace_back([&] { outcome = operations().Update(Succeeded(record)); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  int won = 0;
  for (const absl::Status& outcome : outcomes) {
    won += outcome.ok() ? 1 : 0;
    EXPECT_TRUE(outcome.ok() || ErrorReason(outcome) == "OPERATION_ALREADY_DONE") << outcome;
  }
  EXPECT_EQ(won, 1);
}

TEST_P(OperationRepositoryTest, UnknownOperationsAreNotFound) {
  OperationRecord unknown = RunningOperation();
  unknown.set_operation_number(5);
  EXPECT_THAT(operations().Update(unknown), HasReason("OPERATION_NOT_FOUND"));
  for (const char* name : {"", "operations/0", "operations/5", "audits/1"}) {
    EXPECT_THAT(operations().Get(name), HasReason("OPERATION_NOT_FOUND")) << name;
  }
}

TEST_P(OperationRepositoryTest, AreListedNewestFirstPageByPage) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(operations().Create(RunningOperation()), IsOk());
  }
  EXPECT_THAT(Numbers(operations().List(0, 3)), ElementsAre(5, 4, 3));
  EXPECT_THAT(Numbers(operations().List(3, 3)), ElementsAre(2, 1));
  EXPECT_TRUE(Numbers(operations().List(1, 3)).empty());
}

TEST_P(OperationRepositoryTest, TheRunningOnesAreListedOldestFirst) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_THAT(operations().Create(RunningOperation()), IsOk());
  }
  ASSERT_THAT(operations().Update(Succeeded(*operations().Get("operations/2"))), IsOk());
  EXPECT_THAT(Numbers(operations().ListRunning()), ElementsAre(1, 3, 4));
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(OperationRepositoryTest);

}  // namespace
}  // namespace assay
