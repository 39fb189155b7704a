#include "kernels/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <numeric>
#include <thread>
#include <vector>

namespace inkling::kernels {
namespace {

class Parallel : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override { ASSERT_EQ(StartThreads(GetParam()), GetParam()); }
  void TearDown() override { StartThreads(1); }
};

TEST_P(Parallel, HasTheThreadsAskedFor) { EXPECT_EQ(ThreadCount(), GetParam()); }

TEST_P(Parallel, DoesEachTaskOnce) {
  for (std::size_t tasks = 0; tasks < 200; ++tasks) {
    // Not atomic: a task that was done twice at a time would be a data race besides.
    std::vector<int> times(tasks, 0);
    ParallelFor(tasks, [&](std::size_t task, std::size_t) { ++times[task]; });
    EXPECT_EQ(std::count(times.begin(), times.end(), 1), static_cast<std::ptrdiff_t>(tasks));
  }
}

TEST_P(Parallel, GivesNoThreadTwoTasksAtATime) {
  std::vector<std::uint64_t> counts(GetParam(), 0);
  constexpr std::size_t kTasks = 1000;
  for (int loop = 0; loop < 100; ++loop) {
    ParallelFor(kTasks, [&](std::size_t, std::size_t thread) {
      ASSERT_LT(thread, counts.size());
      ++counts[thread];
    });
  }
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}), 100 * kTasks);
}

TEST_P(Parallel, ShowsALoopWhatTheOneBeforeHasWritten) {
  constexpr std::size_t kSize = 64;
  std::array<std::uint64_t, kSize> numbers{};
  std::array<std::uint64_t, kSize> others{};
  constexpr std::uint64_t kRounds = 2000;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    ParallelFor(kSize, [&](std::size_t task, std::size_t) { others[task] = numbers[task] + 1; });
    // Backwards, so that an element seldom falls to the thread that wrote it.
    ParallelFor(kSize, [&](std::size_t task, std::size_t) {
      numbers[kSize - 1 - task] = others[kSize - 1 - task];
    });
  }
  EXPECT_EQ(std::count(numbers.begin(), numbers.end(), kRounds), static_cast<int>(kSize));
}

TEST_P(Parallel, LetsThreadsWorkAtTheSameTime) {
  // Each task waits for all the others, which only as many threads can do.
  std::atomic<std::size_t> here = 0;
  ParallelFor(GetParam(), [&](std::size_t, std::size_t) {
    ++here;
    while (here < GetParam()) std::this_thread::yield();
  });
  EXPECT_EQ(here, GetParam());
}

TEST_P(Parallel, LeavesAShortLoopToItsCaller) {
  const std::thread::id caller = std::this_thread::get_id();
  for (int loop = 0; loop < 100; ++loop) {
    std::size_t calls = 0;
    ParallelFor(50, kNanosecondsWorthSharing / 51, [&](std::size_t, std::size_t thread) {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      EXPECT_EQ(thread, 0U);
      ++calls;
    });
    EXPECT_EQ(calls, 50U);
  }
}

TEST_P(Parallel, CutsARangeIntoPartsThatCoverItOnce) {
  for (const std::size_t count : {0UL, 1UL, 8191UL, 8192UL, 8193UL, 100'000UL}) {
    std::vector<int> times(count, 0);
    ParallelForRange(count, 10, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) ++times[i];
    });
    EXPECT_EQ(std::count(times.begin(), times.end(), 1), static_cast<std::ptrdiff_t>(count));
  }
}

TEST_P(Parallel, WorksAgainAfterTheThreadsHaveGoneToSleep) {
  for (int pause = 0; pause < 20; ++pause) {
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    std::atomic<std::size_t> here = 0;
    ParallelFor(GetParam(), [&](std::size_t, std::size_t) {
      ++here;
      while (here < GetParam()) std::this_thread::yield();
    });
  }
}

TEST_P(Parallel, WaitsForAThreadThatTakesLong) {
  std::vector<int> done(GetParam(), 0);
  ParallelFor(GetParam(), [&](std::size_t task, std::size_t thread) {
    // Long enough for the caller to go to sleep.
    if (thread != 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    done[task] = 1;
  });
  EXPECT_EQ(std::count(done.begin(), done.end(), 1), static_cast<std::ptrdiff_t>(GetParam()));
}

TEST_P(Parallel, UsesNoProcessorWhileThereIsNothingToDo) {
  ParallelFor(100, [](std::size_t, std::size_t) {});
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const std::clock_t before = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const double used = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  // A thread that did not sleep would have used the 0.2 s.
  EXPECT_LT(used, 0.02);
}

INSTANTIATE_TEST_SUITE_P(Threads, Parallel, testing::Values(1, 2, 3, 4),
                         testing::PrintToStringParamName());

TEST(StartThreads, GivesAtLeastOneAndAtMostTheMost) {
  EXPECT_EQ(StartThreads(0), 1U);
  EXPECT_EQ(StartThreads(1000), kMaxThreads);
  StartThreads(1);
}

}  // namespace
}  // namespace inkling::kernels
