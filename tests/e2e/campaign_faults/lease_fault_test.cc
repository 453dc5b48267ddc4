#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "annotator/rpc/assay_server.h"
#include "annotator/rpc/grpc_status.h"
#include "engine/base/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/load/services.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::load {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kYear = int64_t{365} * 86'400 * kSecond;

class FakeClock final : public Clock {
 public:
  int64_t WallMicros() const override { return wall; }
  int64_t MonotonicMicros() const override { return monotonic; }
  void Pass(int64_t micros) {
    wall += micros;
    monotonic += micros;
  }

  std::atomic<int64_t> wall{1'700'000'000 * kSecond};
  std::atomic<int64_t> monotonic{1'000 * kSecond};
};

// Three annotators, five items that want one label each, leases of 60 seconds, and a clock that
// tests turn.
class LeaseFaultTest : public testing::Test {
 protected:
  static constexpr int64_t kLease = 60 * kSecond;

  LeaseFaultTest() {
    Start();
    EXPECT_THAT(ImportItems(*services_, plan_.dataset_id, 5), IsOk());
    EXPECT_THAT(CreateAnnotators(*services_, 3), IsOk());
    plan_.lease_seconds = kLease / kSecond;
    EXPECT_THAT(CreateCampaign(*services_, plan_), IsOk());
  }

  void Start() {
    rpc::ServerOptions options;
    options.data_dir = folder_.File("data");
    auto server = rpc::AssayServer::Start(options, clock_);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    services_ = std::make_unique<Services>(server_->InProcessChannel());
  }
  void Restart() {
    services_.reset();
    server_.reset();
    Start();
  }

  absl::StatusOr<v1::LeaseItemsResponse> Lease(int annotator, int count = 1,
                                               const std::string& request_id = "") {
    v1::LeaseItemsRequest request;
    request.set_campaign("campaigns/" + plan_.id);
    request.set_annotator(AnnotatorName(annotator));
    request.set_max_item_count(count);
    request.set_request_id(request_id);
    grpc::ClientContext context;
    v1::LeaseItemsResponse response;
    ASSAY_RETURN_IF_ERROR(
        rpc::FromGrpcStatus(services_->work->LeaseItems(&context, request, &response)));
    return response;
  }
  // The only lease of a call that must give one.
  v1::Lease OneLease(int annotator) {
    const auto response = Lease(annotator);
    EXPECT_THAT(response, IsOk());
    EXPECT_THAT(response->leases(), SizeIs(1));
    return response.ok() && response->leases_size() == 1 ? response->leases(0) : v1::Lease();
  }
  // Five items in the hands of one.
  std::vector<v1::Lease> AllLeases(int annotator) {
    const auto response = Lease(annotator, 5);
    EXPECT_THAT(response, IsOk());
    EXPECT_THAT(response->leases(), SizeIs(5));
    return {response->leases().begin(), response->leases().end()};
  }

  absl::StatusOr<v1::SubmitLabelResponse> Submit(int annotator, const std::string& lease_id,
                                                 const std::string& request_id = "",
                                                 const std::string& choice = "c0") {
    v1::SubmitLabelRequest request;
    request.set_campaign("campaigns/" + plan_.id);
    request.set_annotator(AnnotatorName(annotator));
    request.set_lease_id(lease_id);
    request.set_request_id(request_id);
    request.mutable_value()->set_choice(choice);
    grpc::ClientContext context;
    v1::SubmitLabelResponse response;
    ASSAY_RETURN_IF_ERROR(
        rpc::FromGrpcStatus(services_->work->SubmitLabel(&context, request, &response)));
    return response;
  }

  v1::CampaignItem Item(const std::string& item_id) {
    v1::ListCampaignItemsRequest request;
    request.set_campaign("campaigns/" + plan_.id);
    request.set_item_id(item_id);
    grpc::ClientContext context;
    v1::ListCampaignItemsResponse response;
    EXPECT_TRUE(services_->campaigns->ListCampaignItems(&context, request, &response).ok());
    EXPECT_THAT(response.items(), SizeIs(1));
    return response.items_size() == 1 ? response.items(0) : v1::CampaignItem();
  }

  void ExpectVerified() {
    const auto differences = Verify(*services_, plan_.id);
    ASSERT_THAT(differences, IsOk());
    EXPECT_THAT(*differences, IsEmpty());
  }

  FakeClock clock_;
  TempDir folder_;
  CampaignPlan plan_;
  std::unique_ptr<rpc::AssayServer> server_;
  std::unique_ptr<Services> services_;
};

TEST_F(LeaseFaultTest, AnExpiredLeaseIsGoodWhileNobodyElseHasThePlace) {
  const v1::Lease lease = OneLease(0);
  clock_.Pass(10 * kLease);
  const auto late = Submit(0, lease.lease_id());
  ASSERT_THAT(late, IsOk());
  EXPECT_THAT(Item(lease.item_id()).labels(), SizeIs(1));
  ExpectVerified();
}

TEST_F(LeaseFaultTest, AnExpiredLeaseIsRefusedOnceThePlaceHasGoneToSomebodyElse) {
  const std::vector<v1::Lease> slow = AllLeases(0);
  EXPECT_THAT(Lease(1)->leases(), IsEmpty());
  clock_.Pass(kLease + kSecond);
  const std::vector<v1::Lease> quick = AllLeases(1);
  EXPECT_THAT(Submit(0, slow[0].lease_id()), HasReason("LEASE_EXPIRED"));
  for (const v1::Lease& lease : quick) {
    EXPECT_THAT(Submit(1, lease.lease_id()), IsOk());
    EXPECT_THAT(Item(lease.item_id()).labels(), SizeIs(1));
  }
  EXPECT_THAT(Submit(0, slow[1].lease_id()), HasReason("LEASE_EXPIRED"));
  EXPECT_EQ(Lease(2)->state(), v1::LeaseItemsResponse::STATE_DONE);
  ExpectVerified();
}

TEST_F(LeaseFaultTest, ALeaseOfSomebodyElseIsNotFound) {
  const v1::Lease lease = OneLease(0);
  EXPECT_THAT(Submit(1, lease.lease_id()), HasReason("LEASE_NOT_FOUND"));
  EXPECT_THAT(Submit(1, "made-up"), HasReason("LEASE_NOT_FOUND"));
  std::string changed = lease.lease_id();
  changed.back() = changed.back() == '0' ? '1' : '0';
  EXPECT_THAT(Submit(0, changed), HasReason("LEASE_NOT_FOUND"));
  EXPECT_THAT(Submit(0, lease.lease_id()), IsOk());
  EXPECT_THAT(Item(lease.item_id()).labels(), SizeIs(1));
}

TEST_F(LeaseFaultTest, ARepeatedCallGetsTheFirstAnswer) {
  const auto leased = Lease(0, 2, "lease-1");
  ASSERT_THAT(leased, IsOk());
  const auto leased_again = Lease(0, 2, "lease-1");
  ASSERT_THAT(leased_again, IsOk());
  ASSERT_THAT(leased_again->leases(), SizeIs(leased->leases_size()));
  for (int i = 0; i < leased->leases_size(); ++i) {
    EXPECT_EQ(leased_again->leases(i).lease_id(), leased->leases(i).lease_id());
  }
  const auto first = Submit(0, leased->leases(0).lease_id(), "submit-1");
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Submit(0, leased->leases(1).lease_id(), "submit-2"), IsOk());
  Restart();
  const auto again = Submit(0, leased->leases(0).lease_id(), "submit-1");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->sequence(), first->sequence());
  EXPECT_THAT(Item(leased->leases(0).item_id()).labels(), SizeIs(1));
  EXPECT_EQ(ReadStatus(*services_, plan_.id)->entry_count(), 2);
  ExpectVerified();
}

TEST_F(LeaseFaultTest, ARequestIdIsGoodForOneCallOnly) {
  const v1::Lease first = OneLease(0);
  const v1::Lease second = OneLease(0);
  ASSERT_THAT(Submit(0, first.lease_id(), "once", "c0"), IsOk());
  EXPECT_THAT(Submit(0, first.lease_id(), "once", "c1"), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(Submit(0, first.lease_id(), "other", "c0"), HasReason("ALREADY_ANSWERED"));
  EXPECT_THAT(Submit(0, first.lease_id(), "", "c0"), HasReason("ALREADY_ANSWERED"));
  EXPECT_THAT(Submit(0, second.lease_id(), "another"), IsOk());
  EXPECT_EQ(ReadStatus(*services_, plan_.id)->entry_count(), 2);
}

TEST_F(LeaseFaultTest, TheSameSubmitManyTimesAtOnceMakesOneLabel) {
  for (const v1::Lease& lease : AllLeases(0)) {
    std::atomic<int64_t> sequence{-1};
    std::atomic<int> other_count{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        const auto response = Submit(0, lease.lease_id(), "of-" + lease.item_id());
        int64_t expected = -1;
        const int64_t found = response.ok() ? response->sequence() : -2;
        if (!sequence.compare_exchange_strong(expected, found) && expected != found) {
          ++other_count;
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_GE(sequence, 0);
    EXPECT_EQ(other_count, 0);
    EXPECT_THAT(Item(lease.item_id()).labels(), SizeIs(1));
  }
  EXPECT_EQ(ReadStatus(*services_, plan_.id)->entry_count(), 5);
  ExpectVerified();
}

TEST_F(LeaseFaultTest, LeasesDoNotEndWhenTheWallClockJumps) {
  const std::vector<v1::Lease> held = AllLeases(0);
  for (const int64_t jump : {10 * kYear, -20 * kYear}) {
    clock_.wall += jump;
    EXPECT_THAT(Lease(1)->leases(), IsEmpty());
  }
  EXPECT_THAT(Submit(0, held[0].lease_id()), IsOk());
  const v1::CampaignItem item = Item(held[0].item_id());
  ASSERT_THAT(item.labels(), SizeIs(1));
  EXPECT_EQ(item.labels(0).submit_time().seconds(), clock_.wall / kSecond);
  ExpectVerified();
  clock_.monotonic += kLease + kSecond;
  EXPECT_THAT(Lease(1, 5)->leases(), SizeIs(4));
}

TEST_F(LeaseFaultTest, LeasesGoOnWhereTheyWereWhenTheMachineHasStartedAgain) {
  const std::vector<v1::Lease> held = AllLeases(0);
  clock_.Pass(kLease / 2);
  EXPECT_THAT(Lease(1)->leases(), IsEmpty());
  clock_.monotonic = 5 * kSecond;  // since the machine has started
  clock_.wall -= kYear;            // and its clock was wrong at first
  Restart();
  EXPECT_THAT(Lease(1)->leases(), IsEmpty());
  EXPECT_THAT(Submit(0, held[0].lease_id()), IsOk());
  clock_.Pass(kLease + kSecond);
  EXPECT_THAT(Lease(1, 5)->leases(), SizeIs(4));
  ExpectVerified();
}

TEST_F(LeaseFaultTest, AClockThatStandsStillOrGoesBackEndsNoLease) {
  const std::vector<v1::Lease> held = AllLeases(0);
  clock_.monotonic -= 500 * kSecond;
  EXPECT_THAT(Lease(1)->leases(), IsEmpty());
  for (const v1::Lease& lease : held) {
    EXPECT_THAT(Submit(0, lease.lease_id()), IsOk());
  }
  ExpectVerified();
}

}  // namespace
}  // namespace assay::load
