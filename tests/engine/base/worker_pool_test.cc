#include "engine/base/worker_pool.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(WorkerPoolTest, RunsEachTaskOnce) {
  for (const int threads : {1, 2, 5}) {
    WorkerPool pool(threads);
    for (int round = 0; round < 50; ++round) {
      std::vector<std::atomic<int>> calls(97);
      pool.Run(calls.size(), [&](size_t task) { ++calls[task]; });
      for (const auto& count : calls) {
        ASSERT_EQ(count, 1);
      }
    }
  }
}

TEST(WorkerPoolTest, RangesCoverEverythingWithoutOverlap) {
  WorkerPool pool(3);
  std::vector<std::atomic<int>> touched(1001);
  pool.ForRanges(touched.size(), 100, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      ++touched[i];
    }
  });
  for (const auto& count : touched) {
    ASSERT_EQ(count, 1);
  }
}

TEST(WorkerPoolTest, AnExceptionReachesTheCallerAndThePoolGoesOn) {
  WorkerPool pool(2);
  EXPECT_THROW(pool.Run(10,
                        [](size_t task) {
                          if (task == 4) {
                            throw std::runtime_error("task 4");
                          }
                        }),
               std::runtime_error);
  std::atomic<int> calls = 0;
  pool.Run(10, [&](size_t) { ++calls; });
  EXPECT_EQ(calls, 10);
}

TEST(WorkerPoolTest, NoTasksIsNoWork) {
  WorkerPool pool(2);
  pool.Run(0, [](size_t) { FAIL(); });
}

}  // namespace
}  // namespace assay
