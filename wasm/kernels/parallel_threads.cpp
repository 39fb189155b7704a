// The threads behind ParallelFor.
//
// A training step has some ten loops of a few dozen to a few hundred microseconds each, so handing
// one over has to take a few microseconds at most: threads that have run out of work look out for
// more for a while (kLooks) before they go to sleep. Nobody waits for a thread that has not come:
// whoever has joined a loop takes its tasks one after another, and if the others sleep too deeply,
// or have not been started by the browser yet, the caller does them all.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

#include "kernels/parallel.h"
#include "kernels/start_thread.h"

namespace inkling::kernels {
namespace {

using Word = std::uint32_t;

// Looks at the pool's state before sleeping: about 30 us on a processor of 3 GHz. Where each thread
// has a core, waits within a training step are shorter. A longer one is for a thread
// whose core has been given to something else, which may be the page, and looking on keeps it from
// ours: with another program on one of two cores, a step of 784-512-256-10 took 3.3 ms with these
// and 4.9 with 400,000 looks, 3.0 on one thread; without one 1.66 with either.
constexpr int kLooks = 30'000;

constexpr std::size_t kCacheLine = 64;

// Returns when `word` is no longer `value`, or for no reason.
void Sleep(std::atomic<Word>& word, Word value) {
#ifdef __EMSCRIPTEN__
  __builtin_wasm_memory_atomic_wait32(reinterpret_cast<int*>(&word), static_cast<int>(value), -1);
#else
  word.wait(value);
#endif
}

void WakeAll(std::atomic<Word>& word) {
#ifdef __EMSCRIPTEN__
  __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(&word), ~0U);
#else
  word.notify_all();
#endif
}

class Pool {
 public:
  std::size_t Start(std::size_t threads, ThreadLife live) {
    threads = std::clamp(threads, std::size_t{1}, kMaxThreads);
    while (started_ < threads && StartThread(live, started_)) ++started_;
    threads_ = std::min(threads, started_);
    return threads_;
  }

  std::size_t threads() const { return threads_; }

  // The life of a thread other than the caller.
  [[noreturn]] void Live(std::size_t thread) {
    for (Word last_loop = 0;;) {
      last_loop = Join(last_loop) & kLoop;
      // Fewer may be wanted than were started.
      if (thread < threads_) DoTasks(thread);
      const Word state = state_.fetch_sub(1);
      if ((state & kJoined) == 1 && (state & kCallerSleeps) != 0) WakeAll(state_);
    }
  }

  void Run(std::size_t tasks, double nanoseconds, ParallelTask run, void* body) {
    const bool is_short = static_cast<double>(tasks) * nanoseconds < kNanosecondsWorthSharing;
    if (threads_ == 1 || tasks <= 1 || is_short) {
      for (std::size_t task = 0; task < tasks; ++task) run(body, task, 0);
      return;
    }
    // Nobody but the caller is in the pool now.
    run_ = run;
    body_ = body;
    tasks_ = tasks;
    for (std::size_t part = 0; part < threads_; ++part) {
      parts_[part].next.store(Begin(part), std::memory_order_relaxed);
    }
    state_.store((state_.load(std::memory_order_relaxed) & kLoop) + kOneLoop + kOpen);
    if (sleepers_.load() > 0) WakeAll(state_);
    DoTasks(0);
    Word state = state_.fetch_and(~kOpen) & ~kOpen;
    for (int look = 0; (state & kJoined) != 0; ++look) {
      if (look > kLooks) {
        if (!state_.compare_exchange_strong(state, state | kCallerSleeps)) continue;
        Sleep(state_, state | kCallerSleeps);
      }
      state = state_.load(std::memory_order_acquire);
    }
  }

 private:
  // The parts of state_: threads that have joined the loop besides the caller; whether the caller
  // sleeps until they have left; whether the loop may be joined; and the number of the loop, by
  // which a thread knows one that it has left.
  static constexpr Word kJoined = 0xff;
  static constexpr Word kCallerSleeps = 1U << 8;
  static constexpr Word kOpen = 1U << 9;
  static constexpr Word kOneLoop = 1U << 10;
  static constexpr Word kLoop = ~(kOneLoop - 1);

  // Waits for a loop that is open and is not the last one, and joins it.
  Word Join(Word last_loop) {
    Word state = state_.load(std::memory_order_acquire);
    for (int look = 0;; ++look) {
      if ((state & kOpen) != 0 && (state & kLoop) != last_loop) {
        if (state_.compare_exchange_strong(state, state + 1)) return state;
        continue;
      }
      if (look > kLooks) {
        // Who opens a loop sees the sleeper, or else Sleep sees the open loop.
        sleepers_.fetch_add(1);
        Sleep(state_, state);
        sleepers_.fetch_sub(1);
        look = 0;
      }
      state = state_.load(std::memory_order_acquire);
    }
  }

  // The first task of a thread's part of the loop.
  std::size_t Begin(std::size_t part) const { return tasks_ * part / threads_; }

  // Those of its own part first, and then what is left of the others'. So the same part of a
  // network mostly falls to the same thread, in whose cache it is.
  void DoTasks(std::size_t thread) {
    for (std::size_t i = 0; i < threads_; ++i) {
      const std::size_t part = (thread + i) % threads_;
      const std::size_t end = Begin(part + 1);
      for (;;) {
        const std::size_t task = parts_[part].next.fetch_add(1, std::memory_order_relaxed);
        if (task >= end) break;
        run_(body_, task, thread);
      }
    }
  }

  std::size_t started_ = 1;
  std::size_t threads_ = 1;
  // The loop. Written while no other thread is in it: state_ guards them.
  ParallelTask run_ = nullptr;
  void* body_ = nullptr;
  std::size_t tasks_ = 0;
  // Each on a cache line of its own, since it is written by one thread while others do without.
  struct alignas(kCacheLine) Part {
    std::atomic<std::size_t> next = 0;
  };
  std::array<Part, kMaxThreads> parts_;
  alignas(kCacheLine) std::atomic<Word> state_ = 0;
  std::atomic<Word> sleepers_ = 0;
};

// Threads belong to the program and not to an object in it; they need the pool until the very end.
static_assert(std::is_trivially_destructible_v<Pool>);
constinit Pool pool;

}  // namespace

std::size_t StartThreads(std::size_t threads) {
  return pool.Start(threads, [](std::size_t thread) { pool.Live(thread); });
}

std::size_t ThreadCount() { return pool.threads(); }

void RunTasks(std::size_t tasks, double nanoseconds, ParallelTask run, void* body) {
  pool.Run(tasks, nanoseconds, run, body);
}

}  // namespace inkling::kernels
