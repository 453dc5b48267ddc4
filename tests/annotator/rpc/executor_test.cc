#include "annotator/rpc/executor.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::rpc {
namespace {

// Holds jobs back until it is opened, and knows how many have arrived.
class Gate {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void AwaitArrivals(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return arrived_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
  bool open_ = false;
};

TEST(InlineExecutorTest, RunsTheJobBeforeItReturns) {
  InlineExecutor executor;
  bool ran = false;
  EXPECT_TRUE(executor.Execute([&] { ran = true; }));
  EXPECT_TRUE(ran);
}

TEST(ThreadExecutorTest, RunsAsManyJobsAtOnceAsItHasThreads) {
  Gate gate;
  ThreadExecutor executor(4, 0);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(executor.Execute([&] { gate.Pass(); }));
  }
  gate.AwaitArrivals(4);
  gate.Open();
}

// Whether the threads have begun to work or not: as many jobs as threads and places in the queue
// are taken, and not one more.
TEST(ThreadExecutorTest, TakesExactlyThreadsPlusQueue) {
  for (int round = 0; round < 50; ++round) {
    Gate gate;
    ThreadExecutor executor(4, 3);
    for (int i = 0; i < 7; ++i) {
      EXPECT_TRUE(executor.Execute([&] { gate.Pass(); })) << "round " << round << ", job " << i;
    }
    EXPECT_FALSE(executor.Execute([&] { gate.Pass(); })) << "round " << round;
    gate.Open();
  }
}

TEST(ThreadExecutorTest, TakesJobsAgainWhenThereIsRoom) {
  Gate first;
  Gate second;
  ThreadExecutor executor(1, 1);
  ASSERT_TRUE(executor.Execute([&] { first.Pass(); }));
  first.AwaitArrivals(1);
  ASSERT_TRUE(executor.Execute([&] { second.Pass(); }));
  EXPECT_FALSE(executor.Execute([] {}));
  first.Open();
  second.AwaitArrivals(1);
  EXPECT_TRUE(executor.Execute([] {}));
  second.Open();
}

TEST(ThreadExecutorTest, TheDestructorRunsAllAcceptedJobs) {
  std::atomic<int> ran = 0;
  {
    ThreadExecutor executor(2, 1000);
    for (int i = 0; i < 500; ++i) {
      EXPECT_TRUE(executor.Execute([&] { ++ran; }));
    }
  }
  EXPECT_EQ(ran, 500);
}

TEST(ThreadExecutorTest, AnUnusedOneEnds) { ThreadExecutor executor(8, 8); }

TEST(ThreadExecutorTest, EveryJobOfManyThreadsRunsOnceOrIsRefused) {
  std::atomic<int> ran = 0;
  std::atomic<int> accepted = 0;
  {
    ThreadExecutor executor(3, 10);
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i) {
      callers.emplace_back([&] {
        for (int j = 0; j < 500; ++j) {
          accepted += executor.Execute([&] { ++ran; }) ? 1 : 0;
        }
      });
    }
    for (std::thread& caller : callers) {
      caller.join();
    }
  }
  EXPECT_EQ(ran, accepted);
  EXPECT_GT(accepted, 0);
}

TEST(ThreadExecutorTest, WhatAJobHoldsIsReleasedWhenItHasRun) {
  Gate gate;
  ThreadExecutor executor(1, 4);
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = held;
  ASSERT_TRUE(executor.Execute([held = std::move(held)] {}));
  ASSERT_TRUE(executor.Execute([&] { gate.Pass(); }));
  gate.AwaitArrivals(1);
  EXPECT_TRUE(watched.expired());
  gate.Open();
}

}  // namespace
}  // namespace assay::rpc
