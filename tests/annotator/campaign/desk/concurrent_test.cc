#include <array>
#include <barrier>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "annotator/campaign/campaign_desks.h"
#include "annotator/desk/await_desk.h"
#include "engine/store/rocks_store.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"
#include "tests/support/temp_dir.h"

namespace assay {
namespace {

constexpr int kWorkers = 8;
constexpr int kItems = 300;
constexpr int kOverlap = 3;

// Runs jobs on four threads; works off all of them before it goes.
class JobThreads {
 public:
  JobThreads() {
    for (int i = 0; i < 4; ++i) {
      threads_.emplace_back([this] { Run(); });
    }
  }

  ~JobThreads() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }

  bool Add(std::function<void()> job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
  }

 private:
  void Run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ends_ || !jobs_.empty(); });
      if (jobs_.empty()) {
        return;
      }
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

enum class StoreKind { kMemory, kRocks };

// Many annotators at once, over desks of two processes that know nothing of each other.
class ConcurrentTest : public testing::TestWithParam<StoreKind> {
 protected:
  ConcurrentTest() : bench_(MakeStore()) {
    bench_.AddItems(kItems);
    v1::Campaign campaign = DeskBench::Plain();
    campaign.set_order(v1::Campaign::ORDER_RANDOM);
    campaign.mutable_overlap()->set_label_count(kOverlap);
    bench_.Make(campaign);
    for (int i = 0; i < kWorkers; ++i) {
      workers_.push_back(bench_.AddWorker("w" + std::to_string(i)));
    }
  }

  std::unique_ptr<Store> MakeStore() {
    if (GetParam() == StoreKind::kMemory) {
      return std::make_unique<MemoryStore>();
    }
    auto store = RocksStore::Open((directory_.path() / "store").string());
    EXPECT_THAT(store, IsOk());
    return store.ok() ? *std::move(store) : nullptr;
  }

  std::unique_ptr<CampaignDesks> MakeDesks() {
    return std::make_unique<CampaignDesks>(
        bench_.store(), bench_.clock(), DeskOptions{.secret = std::string(32, 's')},
        [this](std::function<void()> job) { return threads_.Add(std::move(job)); });
  }

  absl::StatusOr<v1::LeaseItemsResponse> Lease(CampaignDesk& desk, const Worker& worker, int count,
                                               const std::string& request_id = "") {
    v1::LeaseItemsRequest request;
    request.set_max_item_count(count);
    request.set_request_id(request_id);
    return AwaitDesk<v1::LeaseItemsResponse>(
        [&](auto done) { desk.Lease(worker, request, std::move(done)); });
  }

  // Works until nothing is left.
  void Work(CampaignDesk& desk, const Worker& worker, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::set<std::string> answered;
    while (true) {
      const auto leases = Lease(desk, worker, static_cast<int>(1 + random() % 3));
      ASSERT_THAT(leases, IsOk());
      if (leases->leases().empty() && leases->state() == v1::LeaseItemsResponse::STATE_DONE) {
        return;
      }
      for (const v1::Lease& lease : leases->leases()) {
        if (random() % 10 == 0) {
          v1::ReleaseItemsRequest release;
          release.add_lease_ids(lease.lease_id());
          const auto released = AwaitDesk<v1::ReleaseItemsResponse>(
              [&](auto done) { desk.Release(worker, release, std::move(done)); });
          EXPECT_THAT(released, IsOk());
          continue;
        }
        EXPECT_TRUE(answered.insert(lease.item_id()).second) << lease.item_id() << " came twice";
        v1::SubmitLabelRequest submit;
        submit.set_lease_id(lease.lease_id());
        submit.mutable_value()->set_choice(random() % 3 == 0 ? "b" : "a");
        const auto submitted = AwaitDesk<v1::SubmitLabelResponse>(
            [&](auto done) { desk.Submit(worker, submit, std::move(done)); });
        EXPECT_THAT(submitted, IsOk());
      }
      EXPECT_THAT(desk.Read(), IsOk());
    }
  }

  void ExpectAllDone() {
    bench_.Reopen();
    const v1::CampaignStatus status = bench_.Status();
    EXPECT_EQ(status.label_count(), kItems * kOverlap);
    EXPECT_EQ(status.complete_item_count(), kItems);
    EXPECT_EQ(status.open_item_count(), 0);
    EXPECT_EQ(status.lease_count(), 0);
    EXPECT_EQ(status.entry_count(), kItems * kOverlap);
    const auto outcome = bench_.Verify();
    ASSERT_THAT(outcome, IsOk());
    EXPECT_THAT(outcome->differences, testing::IsEmpty());
  }

  void WorkAll(const std::vector<CampaignDesk*>& desks) {
    std::vector<std::thread> workers;
    for (size_t i = 0; i < workers_.size(); ++i) {
      workers.emplace_back([&, i] { Work(*desks[i % desks.size()], workers_[i], i); });
    }
    for (std::thread& worker : workers) {
      worker.join();
    }
  }

  // Works until nothing is left; every call is sent by two threads at once, with one request_id.
  void WorkTwice(const std::array<CampaignDesk*, 2>& desks, const Worker& worker) {
    for (int i = 0;; ++i) {
      const std::string id = std::to_string(i);
      const auto leased = InTwoThreads<v1::LeaseItemsResponse>(
          [&](size_t thread) { return Lease(*desks[thread], worker, 2, "lease" + id); });
      if (leased.leases().empty() && leased.state() == v1::LeaseItemsResponse::STATE_DONE) {
        return;
      }
      for (const v1::Lease& lease : leased.leases()) {
        v1::SubmitLabelRequest submit;
        submit.set_lease_id(lease.lease_id());
        submit.set_request_id("submit" + lease.item_id());
        submit.mutable_value()->set_choice("a");
        InTwoThreads<v1::SubmitLabelResponse>([&](size_t thread) {
          return AwaitDesk<v1::SubmitLabelResponse>(
              [&](auto done) { desks[thread]->Submit(worker, submit, std::move(done)); });
        });
      }
    }
  }

  void WorkAllTwice(const std::array<CampaignDesk*, 2>& desks) {
    std::vector<std::thread> workers;
    for (const Worker& worker : workers_) {
      workers.emplace_back([&] { WorkTwice(desks, worker); });
    }
    for (std::thread& worker : workers) {
      worker.join();
    }
  }

  // The answer, which both threads must have got.
  template <typename Response, typename Call>
  static Response InTwoThreads(const Call& call) {
    std::barrier start(2);
    std::array<absl::StatusOr<Response>, 2> answers;
    std::array<std::thread, 2> threads;
    for (size_t i = 0; i < threads.size(); ++i) {
      threads[i] = std::thread([&, i] {
        start.arrive_and_wait();
        answers[i] = call(i);
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    for (const auto& answer : answers) {
      EXPECT_THAT(answer, IsOk());
      if (!answer.ok()) {
        return Response();
      }
    }
    // How far the work is is told as of the answer, not as of the hand-out.
    EXPECT_EQ(WithoutProgress(*answers[0]).SerializeAsString(),
              WithoutProgress(*answers[1]).SerializeAsString());
    return *std::move(answers[0]);
  }

  template <typename Response>
  static Response WithoutProgress(Response response) {
    if constexpr (requires { response.clear_progress(); }) {
      response.clear_progress();
    }
    return response;
  }

  TempDir directory_;
  DeskBench bench_;
  std::vector<Worker> workers_;
  JobThreads threads_;
};

INSTANTIATE_TEST_SUITE_P(Stores, ConcurrentTest,
                         testing::Values(StoreKind::kMemory, StoreKind::kRocks),
                         [](const auto& test) {
                           return test.param == StoreKind::kMemory ? "Memory" : "Rocks";
                         });

TEST_P(ConcurrentTest, ManyAtOnceGiveEveryItemExactlyItsOverlap) {
  const auto desks = MakeDesks();
  WorkAll({desks->Get(bench_.campaign_number()).get()});
  ExpectAllDone();
}

TEST_P(ConcurrentTest, TwoDesksOverOneStoreGiveEveryItemExactlyItsOverlap) {
  const auto first = MakeDesks();
  const auto second = MakeDesks();
  WorkAll(
      {first->Get(bench_.campaign_number()).get(), second->Get(bench_.campaign_number()).get()});
  ExpectAllDone();
}

TEST_P(ConcurrentTest, TheSameCallSentTwiceAtOnceCountsOnce) {
  const auto desks = MakeDesks();
  CampaignDesk* const desk = desks->Get(bench_.campaign_number()).get();
  WorkAllTwice({desk, desk});
  ExpectAllDone();
}

TEST_P(ConcurrentTest, TheSameCallSentAtOnceToTwoDesksOverOneStoreCountsOnce) {
  const auto first = MakeDesks();
  const auto second = MakeDesks();
  WorkAllTwice(
      {first->Get(bench_.campaign_number()).get(), second->Get(bench_.campaign_number()).get()});
  ExpectAllDone();
}

}  // namespace
}  // namespace assay
