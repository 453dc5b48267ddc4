#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "annotator/desk/await_desk.h"
#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr int64_t kCent = 10'000;

class BudgetTest : public testing::Test {
 protected:
  void Begin(int64_t budget_micros, int64_t item_count = 40, int overlap = 1) {
    bench_.AddItems(item_count);
    v1::Campaign campaign = DeskBench::Plain();
    campaign.set_budget_micros(budget_micros);
    campaign.set_currency_code("USD");
    campaign.mutable_overlap()->set_label_count(overlap);
    bench_.Make(campaign);
    budget_ = budget_micros;
  }
  Worker ByTheHour(const std::string& id, int64_t hour_price_micros) {
    Worker worker = bench_.AddWorker(id);
    worker.hour_price_micros = hour_price_micros;
    return worker;
  }
  void ExpectWithinBudget() {
    const auto figures = bench_.Figures();
    EXPECT_LE(figures.spent_micros() + figures.committed_micros(), budget_);
    EXPECT_GE(figures.committed_micros(), 0);
  }

  DeskBench bench_;
  int64_t budget_ = 0;
};

TEST_F(BudgetTest, WhoIsPaidInAnotherCurrencyGetsNoWork) {
  Begin(10 * kCent);
  Worker ann = bench_.AddWorker("ann", kCent);
  ann.currency_code = "EUR";
  EXPECT_THAT(bench_.TryLease(ann, 1),
              testing::AllOf(HasReason("CURRENCY_MISMATCH"), HasMetadata("expected", "USD")));
  ann.label_price_micros = 0;  // who works for nothing has no currency
  EXPECT_THAT(bench_.TryLease(ann, 1), IsOk());
}

// What tokens cost is known with the answer.  3.00 for a million read, 15.00 for a million written.
TEST_F(BudgetTest, TokensArePaidAsFarAsTheBudgetGoesAndThenThereIsNoMoreWork) {
  Begin(10 * kCent);
  Worker model = bench_.AddWorker("llm");
  model.million_input_tokens_price_micros = 300 * kCent;
  model.million_output_tokens_price_micros = 1500 * kCent;
  const auto submit = [&](const v1::Lease& lease, int64_t input_tokens, int64_t output_tokens) {
    v1::SubmitLabelRequest request;
    request.set_lease_id(lease.lease_id());
    request.mutable_value()->set_choice("a");
    request.set_input_tokens(input_tokens);
    request.set_output_tokens(output_tokens);
    return AwaitDesk<v1::SubmitLabelResponse>(
        [&](auto done) { bench_.desk().Submit(model, request, std::move(done)); });
  };
  const v1::Lease first = bench_.LeaseOne(model);
  EXPECT_THAT(submit(first, -1, 0), HasReason("BAD_LABEL_VALUE"));
  EXPECT_THAT(submit(first, 0, 2'000'000'000), HasReason("BAD_LABEL_VALUE"));
  ASSERT_THAT(submit(first, 10'000, 1'000), IsOk());
  EXPECT_EQ(bench_.Figures().spent_micros(), 30'000 + 15'000);
  // As much as a label cost so far is held back for the next.
  const v1::Lease held = bench_.LeaseOne(model);
  EXPECT_EQ(bench_.Figures().committed_micros(), 45'000);
  ASSERT_THAT(bench_.TrySubmit(model, held, "a"), IsOk());
  ASSERT_THAT(submit(bench_.LeaseOne(model), 1'000'000, 0), IsOk());
  EXPECT_EQ(bench_.Figures().spent_micros(), 10 * kCent);
  EXPECT_EQ(bench_.Lease(model).state(), v1::LeaseItemsResponse::STATE_BUDGET_SPENT);
}

// A lease of 60 seconds at 36 dollars an hour is worth 60 cents, however fast the first labels
// were.
TEST_F(BudgetTest, WorkByTheHourIsHandedOutForTheMostThatItCanCost) {
  Begin(150 * kCent);
  const Worker eve = ByTheHour("eve", 3600 * kCent);
  ASSERT_THAT(bench_.TrySubmit(eve, bench_.LeaseOne(eve), "a", "", 1), IsOk());
  const auto leases = bench_.Lease(eve, 5);
  ASSERT_EQ(leases.leases_size(), 2);
  EXPECT_EQ(leases.state(), v1::LeaseItemsResponse::STATE_BUDGET_SPENT);
  for (const v1::Lease& lease : leases.leases()) {
    ASSERT_THAT(bench_.TrySubmit(eve, lease, "a", "", 600), IsOk());
  }
  EXPECT_EQ(bench_.Figures().spent_micros(), 121 * kCent);
}

TEST_F(BudgetTest, AnAnswerAfterItsLeaseIsTakenAndPaidFromWhatIsLeft) {
  Begin(10 * kCent, 40, 2);
  const Worker ann = bench_.AddWorker("ann", 6 * kCent);
  const Worker bob = bench_.AddWorker("bob", 6 * kCent);
  const v1::Lease late = bench_.LeaseOne(ann);
  bench_.clock().Advance(1000);
  ASSERT_EQ(bench_.Lease(bob).leases_size(), 1);
  ASSERT_THAT(bench_.TrySubmit(ann, late, "a"), IsOk());
  ExpectWithinBudget();
  EXPECT_EQ(bench_.Figures().label_count(), 1);
  EXPECT_EQ(bench_.Figures().spent_micros(), 4 * kCent);
}

TEST_F(BudgetTest, ARaisedPriceIsPaidAsFarAsTheBudgetGoes) {
  Begin(10 * kCent);
  Worker ann = bench_.AddWorker("ann", 6 * kCent);
  const v1::Lease lease = bench_.LeaseOne(ann);
  ann.label_price_micros = 50 * kCent;
  ASSERT_THAT(bench_.TrySubmit(ann, lease, "a"), IsOk());
  EXPECT_EQ(bench_.Figures().spent_micros(), 10 * kCent);
}

TEST_F(BudgetTest, CorrectionsDoNotGoBeyondIt) {
  Begin(7 * kCent);
  const Worker ann = bench_.AddWorker("ann", 6 * kCent);
  bench_.Submit(ann, bench_.LeaseOne(ann), "a");
  for (int round = 0; round < 3; ++round) {
    const auto undone = bench_.TryUndo(ann);
    ASSERT_THAT(undone, IsOk());
    ASSERT_EQ(undone->leases_size(), 1);
    ASSERT_THAT(bench_.TrySubmit(ann, undone->leases(0), "b"), IsOk());
    ExpectWithinBudget();
  }
}

TEST_F(BudgetTest, AMachineIsStoppedBeforeItGoesBeyond) {
  Begin(10 * kCent);
  const Worker model = bench_.AddWorker("model", 6 * kCent, v1::Annotator::KIND_MODEL);
  const auto label = [&](uint64_t item) {
    storage::v1::LogEntry entry = DeskBench::LabelOf(model, item, "a");
    entry.set_source(storage::v1::LogEntry::SOURCE_MACHINE);
    entry.set_cost_micros(6 * kCent);
    return entry;
  };
  EXPECT_THAT(bench_.AddEntries({label(0), label(1)}), HasReason("BUDGET_SPENT"));
  EXPECT_EQ(bench_.Figures().spent_micros(), 0);
  EXPECT_THAT(bench_.AddEntries({label(0)}), IsOk());
  EXPECT_THAT(bench_.AddEntries({label(1)}), HasReason("BUDGET_SPENT"));
  EXPECT_EQ(bench_.Figures().spent_micros(), 6 * kCent);
}

TEST_F(BudgetTest, IsNeverExceededByAnyOrderOfCalls) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    DeskBench bench;
    Rng rng(seed);
    bench.AddItems(60);
    v1::Campaign campaign = DeskBench::Plain();
    const auto budget = static_cast<int64_t>(rng.Below(400)) * kCent + 1;
    campaign.set_budget_micros(budget);
    campaign.set_currency_code("USD");
    campaign.mutable_overlap()->set_label_count(3);
    bench.Make(campaign);
    std::vector<Worker> workers;
    std::vector<std::vector<v1::Lease>> leases(6);
    for (int i = 0; i < 6; ++i) {
      workers.push_back(
          bench.AddWorker("w" + std::to_string(i), static_cast<int64_t>(rng.Below(10)) * kCent));
      workers.back().hour_price_micros = static_cast<int64_t>(rng.Below(2000)) * kCent;
      workers.back().million_output_tokens_price_micros =
          i % 2 == 0 ? 0 : static_cast<int64_t>(rng.Below(2000)) * kCent;
    }
    for (int step = 0; step < 300; ++step) {
      const size_t who = rng.Below(6);
      const uint64_t what = rng.Below(10);
      if (what < 4) {
        const auto got = bench.TryLease(workers[who], 1 + static_cast<int>(rng.Below(3)));
        if (got.ok()) {
          leases[who].insert(leases[who].end(), got->leases().begin(), got->leases().end());
        }
      } else if (what < 8 && !leases[who].empty()) {
        const size_t which = rng.Below(leases[who].size());
        v1::SubmitLabelRequest request;
        request.set_lease_id(leases[who][which].lease_id());
        request.mutable_value()->set_choice(rng.Below(2) == 0 ? "a" : "b");
        request.mutable_active_time()->set_seconds(static_cast<int64_t>(rng.Below(100)));
        request.set_output_tokens(static_cast<int64_t>(rng.Below(20'000)));
        (void)AwaitDesk<v1::SubmitLabelResponse>(
            [&](auto done) { bench.desk().Submit(workers[who], request, std::move(done)); });
      } else if (what == 8) {
        const auto undone = bench.TryUndo(workers[who]);
        if (undone.ok()) {
          leases[who].insert(leases[who].end(), undone->leases().begin(), undone->leases().end());
        }
      } else {
        bench.clock().Advance(static_cast<int64_t>(rng.Below(40)));
        workers[who].label_price_micros = static_cast<int64_t>(rng.Below(12)) * kCent;
      }
      const auto figures = bench.Figures();
      ASSERT_LE(figures.spent_micros() + figures.committed_micros(), budget);
    }
    EXPECT_THAT(bench.Verify(), IsOk());
  }
}

// 64 people at once, on a desk whose jobs run in their threads.
TEST_F(BudgetTest, IsNeverExceededBySixtyFourAtOnce) {
  constexpr int kPeople = 64;
  Begin(500 * kCent, 3000);
  std::vector<Worker> workers;
  for (int i = 0; i < kPeople; ++i) {
    workers.push_back(bench_.AddWorker("w" + std::to_string(i), (1 + i % 4) * kCent));
    workers.back().hour_price_micros = i % 2 == 0 ? 720 * kCent : 0;
    workers.back().million_input_tokens_price_micros = i % 3 == 0 ? 300 * kCent : 0;
  }
  std::atomic<int64_t> paid_most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      const Worker& worker = workers[static_cast<size_t>(i)];
      for (int round = 0; round < 20; ++round) {
        v1::LeaseItemsRequest ask;
        ask.set_max_item_count(1);
        const auto got = AwaitDesk<v1::LeaseItemsResponse>(
            [&](auto done) { bench_.desk().Lease(worker, ask, std::move(done)); });
        if (!got.ok() || got->leases().empty()) {
          continue;
        }
        v1::SubmitLabelRequest submit;
        submit.set_lease_id(got->leases(0).lease_id());
        submit.mutable_value()->set_choice("a");
        submit.mutable_active_time()->set_seconds(i % 70);
        submit.set_input_tokens(1000 * (round % 20));
        (void)AwaitDesk<v1::SubmitLabelResponse>(
            [&](auto done) { bench_.desk().Submit(worker, submit, std::move(done)); });
        const int64_t spent = bench_.Figures().spent_micros();
        int64_t most = paid_most.load();
        while (spent > most && !paid_most.compare_exchange_weak(most, spent)) {
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_LE(paid_most.load(), budget_);
  ExpectWithinBudget();
  // It was worked up but for less than the dearest label: 4 cents, 60 seconds of 7.20 an hour and
  // 19,000 tokens of 3.00 a million.
  EXPECT_GT(bench_.Figures().spent_micros(), budget_ - 22 * kCent);
}

}  // namespace
}  // namespace assay
