#include <thread>

#include "annotator/rpc/grpc_status.h"
#include "tests/e2e/campaign_faults/fault_case.h"
#include "tests/load/relay.h"

namespace assay::load {
namespace {

using testing::AnyOf;
using testing::Eq;
using testing::IsEmpty;

constexpr int64_t kItems = 5'000;
constexpr int64_t kAnnotators = 10;

// A campaign whose labels come from elsewhere.
class ImportFaultTest : public FaultCase {
 protected:
  void Prepare() {
    ASSERT_NO_FATAL_FAILURE(StartServer());
    const Services services(server_->address());
    ASSERT_THAT(ImportItems(services, plan_.dataset_id, kItems), IsOk());
    ASSERT_THAT(CreateAnnotators(services, kAnnotators), IsOk());
    ASSERT_THAT(CreateCampaign(services, plan_), IsOk());
  }

  // All items by five annotators; with another time it is not the same label again.
  LabelBatch Batch(int64_t number) const {
    LabelBatch batch;
    batch.label_count = kItems * 5;
    batch.labels_per_item = 5;
    batch.annotator_count = kAnnotators;
    batch.first_second += number * 100'000;
    return batch;
  }

  int64_t EntryCount(const Services& services) {
    const auto status = ReadStatus(services, plan_.id);
    EXPECT_THAT(status, IsOk());
    return status.ok() ? status->entry_count() : -1;
  }

  // The entries once an import that was accepted has been added to the end.
  int64_t SettledEntryCount(const Services& services) {
    int64_t count = EntryCount(services);
    for (int same = 0; same < 3;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      const int64_t now = EntryCount(services);
      same = now == count ? same + 1 : 0;
      count = now;
    }
    return count;
  }

  void ExpectVerified(const Services& services) {
    const auto differences = Verify(services, plan_.id);
    ASSERT_THAT(differences, IsOk());
    EXPECT_THAT(*differences, IsEmpty());
  }

  const CampaignPlan plan_{};
};

TEST_F(ImportFaultTest, AnImportWhoseClientVanishesAddsNothing) {
  ASSERT_NO_FATAL_FAILURE(Prepare());
  const Services services(server_->address());
  for (int round = 0; round < 3; ++round) {
    const auto relay = Relay::Start(server_->address());
    ASSERT_THAT(relay, IsOk());
    const Services lost((*relay)->address());
    grpc::ClientContext context;
    v1::ImportLabelsResponse response;
    const auto stream = lost.campaigns->ImportLabels(&context, &response);
    ASSERT_TRUE(stream->Write(LabelSpec(plan_.id)));
    int64_t next = 0;
    while (next < Batch(0).label_count / (round + 1)) {
      ASSERT_TRUE(stream->Write(NextLabels(Batch(0), &next)));
    }
    (*relay)->Cut();
    EXPECT_FALSE(stream->Finish().ok());
  }
  EXPECT_EQ(SettledEntryCount(services), 0);
  const auto whole = ImportLabels(services, plan_.id, Batch(0));
  ASSERT_THAT(whole, IsOk());
  EXPECT_EQ(whole->label_count(), Batch(0).label_count);
  const auto again = ImportLabels(services, plan_.id, Batch(0));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->repeated_count(), Batch(0).label_count);
  EXPECT_EQ(EntryCount(services), Batch(0).label_count);
  ExpectVerified(services);
}

TEST_F(ImportFaultTest, AnImportIsWholeOrAbsentWheneverTheServerIsKilled) {
  ASSERT_NO_FATAL_FAILURE(Prepare());
  int64_t entry_count = 0;
  int whole_count = 0;
  std::chrono::milliseconds duration(400);
  constexpr int kRounds = 20;
  for (int round = 0; round < kRounds; ++round) {
    const LabelBatch batch = Batch(round);
    absl::StatusOr<v1::ImportLabelsResponse> response;
    std::thread client([&, address = server_->address()] {
      const auto begin = LoopClock::now();
      response = ImportLabels(Services(address), plan_.id, batch);
      if (response.ok()) {
        duration = std::chrono::duration_cast<std::chrono::milliseconds>(LoopClock::now() - begin);
      }
    });
    // The first one is not disturbed: it says how long an import takes.
    if (round == 0) {
      client.join();
      ASSERT_THAT(response, IsOk());
    } else {
      std::this_thread::sleep_for(RandomTime(0, static_cast<int>(duration.count())));
    }
    server_->Kill();
    if (client.joinable()) {
      client.join();
    }
    ASSERT_NO_FATAL_FAILURE(StartServer());
    const Services services(server_->address());
    const int64_t found = SettledEntryCount(services);
    if (response.ok()) {
      EXPECT_EQ(found, entry_count + batch.label_count) << round;
    }
    ASSERT_THAT(found, AnyOf(Eq(entry_count), Eq(entry_count + batch.label_count))) << round;
    whole_count += found > entry_count ? 1 : 0;
    entry_count = found;
  }
  EXPECT_GT(whole_count, 0);
  EXPECT_LT(whole_count, kRounds);
  ExpectVerified(Services(server_->address()));
}

}  // namespace
}  // namespace assay::load
