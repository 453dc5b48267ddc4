#include "annotator/operation/operation_runner.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "annotator/operation/status_proto.h"
#include "engine/store/memory_store.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

// Stands still unless it is moved.
class FakeClock final : public Clock {
 public:
  int64_t WallMicros() const override { return now_us; }
  int64_t MonotonicMicros() const override { return now_us; }

  std::atomic<int64_t> now_us = 5'000'000;
};

// Opens once, for everybody who waits.
class Gate {
 public:
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void Await() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

class OperationRunnerTest : public testing::Test {
 protected:
  OperationRunnerTest() : repository_(store_) { runner_.emplace(repository_, clock_); }

  static storage::v1::OperationRecord NewRecord(const std::string& request_id = "") {
    storage::v1::OperationRecord record;
    record.mutable_operation()->set_kind("audit");
    record.mutable_operation()->set_result("audits/1");
    record.set_request_id(request_id);
    return record;
  }

  std::string MustStart(OperationRunner::Work work, const std::string& request_id = "") {
    const auto operation = runner_->Start(NewRecord(request_id), std::move(work));
    EXPECT_THAT(operation, IsOk());
    return operation.ok() ? operation->name() : "";
  }

  // Ends the runner, which waits for its thread, and reads what the store has.
  v1::Operation Stored(const std::string& name) {
    runner_.reset();
    const auto record = repository_.Get(name);
    EXPECT_THAT(record, IsOk());
    return record.ok() ? record->operation() : v1::Operation();
  }

  // Runs one piece of work to its end and returns what the store has of it.
  v1::Operation RunToEnd(OperationRunner::Work work) {
    Gate& started = NewGate();
    const std::string name = MustStart([&](OperationContext& context) {
      started.Open();
      return work(context);
    });
    started.Await();
    AwaitEnd(name);
    return Stored(name);
  }

  void AwaitEnd(const std::string& name) {
    Gate& ended = NewGate();
    const auto look = [&] {
      if (const auto now = runner_->Get(name);
          !now.ok() || now->state() != v1::Operation::STATE_RUNNING) {
        ended.Open();
      }
    };
    const auto handle = runner_->Observe(name, look);
    look();
    ended.Await();
  }

  // Work may still wait at a gate when the test's own frame has gone.
  Gate& NewGate() { return gates_.emplace_back(); }

  absl::Status Succeed(OperationContext& context) {
    return repository_.Update(context.SucceededRecord());
  }

  MemoryStore store_;
  OperationRepository repository_;
  FakeClock clock_;
  std::deque<Gate> gates_;
  std::optional<OperationRunner> runner_;
};

TEST_F(OperationRunnerTest, ANewOperationIsRunningAndWaitsWithTheTimeOfItsStart) {
  Gate& gate = NewGate();
  const auto operation = runner_->Start(NewRecord(), [&](OperationContext& context) {
    gate.Await();
    return Succeed(context);
  });
  ASSERT_THAT(operation, IsOk());
  EXPECT_EQ(operation->state(), v1::Operation::STATE_RUNNING);
  EXPECT_EQ(operation->progress().phase(), "waiting");
  EXPECT_EQ(operation->create_time().seconds(), 5);
  EXPECT_FALSE(operation->has_end_time());
  gate.Open();
}

TEST_F(OperationRunnerTest, SuccessEndsWithTheResultAndTheTime) {
  const v1::Operation ended = RunToEnd([&](OperationContext& context) {
    clock_.now_us += 2'000'000;
    return Succeed(context);
  });
  EXPECT_EQ(ended.state(), v1::Operation::STATE_SUCCEEDED);
  EXPECT_EQ(ended.result(), "audits/1");
  EXPECT_EQ(ended.end_time().seconds(), 7);
  EXPECT_FALSE(ended.has_error());
}

TEST_F(OperationRunnerTest, AFailureIsStoredWithItsReasonAndMetadata) {
  const v1::Operation ended = RunToEnd([](OperationContext&) {
    return MakeError(absl::StatusCode::kInvalidArgument, "TOO_FEW_ITEMS", "3 items",
                     {{"found", "3"}});
  });
  EXPECT_EQ(ended.state(), v1::Operation::STATE_FAILED);
  const absl::Status error = StatusFromProto(ended.error());
  EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(error, HasReason("TOO_FEW_ITEMS"));
  EXPECT_THAT(error, HasMetadata("found", "3"));
}

TEST_F(OperationRunnerTest, AnExceptionIsAFailureAndTheNextOperationRuns) {
  MustStart([](OperationContext&) -> absl::Status { throw std::runtime_error("boom"); });
  const v1::Operation next = RunToEnd([&](OperationContext& context) { return Succeed(context); });
  EXPECT_EQ(next.state(), v1::Operation::STATE_SUCCEEDED);
  const auto first = repository_.Get("operations/1");
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->operation().state(), v1::Operation::STATE_FAILED);
  EXPECT_THAT(StatusFromProto(first->operation().error()), HasReason("INTERNAL_ERROR"));
  EXPECT_EQ(first->operation().error().message(), "boom");
}

TEST_F(OperationRunnerTest, RunningOutOfMemoryIsNamedAsSuch) {
  const v1::Operation ended =
      RunToEnd([](OperationContext&) -> absl::Status { throw std::bad_alloc(); });
  EXPECT_EQ(ended.state(), v1::Operation::STATE_FAILED);
  EXPECT_THAT(StatusFromProto(ended.error()), HasReason("OUT_OF_MEMORY"));
}

TEST_F(OperationRunnerTest, AFailureWhoseTextIsNotUtf8IsStoredReadably) {
  const v1::Operation ended = RunToEnd([](OperationContext&) {
    return MakeError(absl::StatusCode::kInvalidArgument, "NOT_A_NUMBER", "found '\xE2\x82'",
                     {{"found", "\xFF"}});
  });
  EXPECT_EQ(ended.state(), v1::Operation::STATE_FAILED);
  EXPECT_THAT(StatusFromProto(ended.error()), HasReason("NOT_A_NUMBER"));
}

TEST_F(OperationRunnerTest, CancellingWhatWaitsEndsItWithoutRunningIt) {
  Gate& gate = NewGate();
  std::atomic<bool> ran = false;
  MustStart([&](OperationContext& context) {
    gate.Await();
    return Succeed(context);
  });
  const std::string waiting = MustStart([&](OperationContext& context) {
    ran = true;
    return Succeed(context);
  });
  const auto answer = runner_->Cancel(waiting);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->state(), v1::Operation::STATE_RUNNING);
  gate.Open();
  AwaitEnd(waiting);
  const v1::Operation ended = Stored(waiting);
  EXPECT_FALSE(ran);
  EXPECT_EQ(ended.state(), v1::Operation::STATE_CANCELLED);
  EXPECT_THAT(StatusFromProto(ended.error()), HasReason("OPERATION_CANCELLED"));
}

TEST_F(OperationRunnerTest, CancellingWhatRunsIsSeenByTheWork) {
  Gate& running = NewGate();
  const std::string name = MustStart([&](OperationContext& context) {
    running.Open();
    while (!context.cancelled()) {
      std::this_thread::yield();
    }
    return absl::CancelledError("stopped");
  });
  running.Await();
  EXPECT_THAT(runner_->Cancel(name), IsOk());
  AwaitEnd(name);
  const v1::Operation ended = Stored(name);
  EXPECT_EQ(ended.state(), v1::Operation::STATE_CANCELLED);
  EXPECT_EQ(ended.error().code(), static_cast<int>(absl::StatusCode::kCancelled));
  EXPECT_THAT(StatusFromProto(ended.error()), HasReason("OPERATION_CANCELLED"));
}

TEST_F(OperationRunnerTest, CancellingWhatIsDoneChangesNothing) {
  const std::string name = MustStart([&](OperationContext& context) { return Succeed(context); });
  AwaitEnd(name);
  const auto answer = runner_->Cancel(name);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->state(), v1::Operation::STATE_SUCCEEDED);
  EXPECT_EQ(Stored(name).state(), v1::Operation::STATE_SUCCEEDED);
}

TEST_F(OperationRunnerTest, AnUnknownNameIsNotFound) {
  EXPECT_THAT(runner_->Get("operations/77"), HasReason("OPERATION_NOT_FOUND"));
  EXPECT_THAT(runner_->Cancel("operations/77"), HasReason("OPERATION_NOT_FOUND"));
  EXPECT_THAT(runner_->Get(""), HasReason("OPERATION_NOT_FOUND"));
  EXPECT_EQ(runner_->Observe("operations/77", [] {}), nullptr);
}

TEST_F(OperationRunnerTest, TheDestructorCancelsWhatRunsAndWhatWaits) {
  Gate& running = NewGate();
  std::atomic<int> later_runs = 0;
  const std::string first = MustStart([&](OperationContext& context) {
    running.Open();
    while (!context.cancelled()) {
      std::this_thread::yield();
    }
    return absl::CancelledError("stopped");
  });
  std::vector<std::string> names = {first};
  for (int i = 0; i < 5; ++i) {
    names.push_back(MustStart([&](OperationContext& context) {
      ++later_runs;
      return Succeed(context);
    }));
  }
  running.Await();
  runner_.reset();
  EXPECT_EQ(later_runs, 0);
  for (const std::string& name : names) {
    const auto record = repository_.Get(name);
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ(record->operation().state(), v1::Operation::STATE_CANCELLED) << name;
  }
  const auto still_running = repository_.ListRunning();
  ASSERT_THAT(still_running, IsOk());
  EXPECT_TRUE(still_running->empty());
}

TEST_F(OperationRunnerTest, OperationsRunOneAtATimeInTheOrderOfTheirStart) {
  std::atomic<int> at_once = 0;
  std::vector<int> order;
  std::string last;
  for (int i = 0; i < 20; ++i) {
    last = MustStart([&, i](OperationContext& context) {
      EXPECT_EQ(++at_once, 1);
      order.push_back(i);
      --at_once;
      return Succeed(context);
    });
  }
  AwaitEnd(last);
  runner_.reset();
  ASSERT_EQ(order.size(), 20u);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(order[static_cast<size_t>(i)], i);
  }
}

TEST_F(OperationRunnerTest, ObserversHearOfEachNewPhaseAndOfTheEnd) {
  Gate& gate = NewGate();
  const std::string name = MustStart([&](OperationContext& context) {
    gate.Await();
    context.Report("training", 1, 4);
    context.Report("scoring", 0, 0);
    return Succeed(context);
  });
  Gate& ended = NewGate();
  std::vector<std::string> seen;
  const auto handle = runner_->Observe(name, [&] {
    const auto now = runner_->Get(name);
    ASSERT_THAT(now, IsOk());
    seen.push_back(now->progress().phase());
    if (now->state() == v1::Operation::STATE_SUCCEEDED) {
      ended.Open();
    }
  });
  ASSERT_NE(handle, nullptr);
  gate.Open();
  ended.Await();
  EXPECT_THAT(seen, testing::ElementsAre("training", "scoring", "scoring"));
}

TEST_F(OperationRunnerTest, ProgressWithinAPhaseIsToldOnlyOnceInAWhileButReadAtOnce) {
  Gate& gate = NewGate();
  Gate& reported = NewGate();
  Gate& finish = NewGate();
  std::atomic<int> notices = 0;
  const std::string name = MustStart([&](OperationContext& context) {
    gate.Await();
    for (int i = 0; i <= 1000; ++i) {
      context.Report("training", i, 1000);
    }
    clock_.now_us += 1'000'000;
    context.Report("training", 1000, 1000);
    reported.Open();
    finish.Await();
    return Succeed(context);
  });
  const auto handle = runner_->Observe(name, [&] { ++notices; });
  gate.Open();
  reported.Await();
  EXPECT_EQ(notices, 2);
  EXPECT_EQ(runner_->Get(name)->progress().done_count(), 1000);
  EXPECT_EQ(runner_->Get(name)->progress().total_count(), 1000);
  finish.Open();
}

TEST_F(OperationRunnerTest, AnObserverThatIsGoneHearsNothing) {
  Gate& gate = NewGate();
  std::atomic<int> notices = 0;
  const std::string name = MustStart([&](OperationContext& context) {
    gate.Await();
    context.Report("training", 1, 4);
    return Succeed(context);
  });
  auto handle = runner_->Observe(name, [&] { ++notices; });
  handle.reset();
  gate.Open();
  AwaitEnd(name);
  EXPECT_EQ(notices, 0);
}

TEST_F(OperationRunnerTest, ARequestIdSeenBeforeReturnsTheFirstOperationAndDropsTheWork) {
  Gate& gate = NewGate();
  std::atomic<int> runs = 0;
  const auto work = [&](OperationContext& context) {
    ++runs;
    gate.Await();
    return Succeed(context);
  };
  const std::string first = MustStart(work, "id-1");
  EXPECT_EQ(MustStart(work, "id-1"), first);
  const std::string other = MustStart(work, "id-2");
  EXPECT_NE(other, first);
  gate.Open();
  AwaitEnd(other);
  const auto replayed = runner_->Start(NewRecord("id-1"), work);
  ASSERT_THAT(replayed, IsOk());
  EXPECT_EQ(replayed->name(), first);
  EXPECT_EQ(replayed->state(), v1::Operation::STATE_SUCCEEDED);
  runner_.reset();
  EXPECT_EQ(runs, 2);
}

TEST_F(OperationRunnerTest, ManyThreadsWithOneRequestIdStartOneOperation) {
  std::atomic<int> runs = 0;
  std::vector<std::string> names(8);
  std::vector<std::thread> threads;
  for (std::string& name : names) {
    threads.emplace_back([&] {
      name = MustStart(
          [&](OperationContext& context) {
            ++runs;
            return Succeed(context);
          },
          "same");
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  AwaitEnd(names.front());
  runner_.reset();
  EXPECT_THAT(names, testing::Each(names.front()));
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace assay
