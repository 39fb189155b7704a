#ifndef INKLING_KERNELS_PARALLEL_H_
#define INKLING_KERNELS_PARALLEL_H_

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace inkling::kernels {

// The most threads that StartThreads gives.
inline constexpr std::size_t kMaxThreads = 16;

// Lets ParallelFor work with so many threads, the calling one among them, or with as many as can
// be had; returns their number. What was sized by ThreadCount before has to be sized anew. The
// threads sleep while there is nothing to do, and stay until the program ends.
std::size_t StartThreads(std::size_t threads);

// Threads that work at once, the calling one among them; 1 before StartThreads, and always in a
// WebAssembly module without shared memory.
std::size_t ThreadCount();

// A call of a function object through plain pointers, so that nothing is allocated.
using ParallelTask = void (*)(void* body, std::size_t task, std::size_t thread);

// What ParallelFor is made of.
void RunTasks(std::size_t tasks, double nanoseconds, ParallelTask run, void* body);

// The shortest loop that is worth sharing: handing one over takes a few microseconds.
inline constexpr double kNanosecondsWorthSharing = 10'000;

// Calls body(task, thread) once for each task < tasks, in any order and some at the same time, and
// returns when all are done. `thread` < ThreadCount() is another for calls that overlap, and tells
// which scratch memory is free. Not to be called by a body, nor by two threads at a time.
//
// A task takes about so many nanoseconds: the caller does a short loop alone.
//
// Which thread a task falls to is chance. So that results do not depend on the number of threads, a
// task writes what no other task reads or writes, and the tasks are cut by the work alone.
template <typename Body>
void ParallelFor(std::size_t tasks, double nanoseconds, Body&& body) {
  using Function = std::remove_reference_t<Body>;
  RunTasks(
      tasks, nanoseconds,
      [](void* function, std::size_t task, std::size_t thread) {
        (*static_cast<Function*>(function))(task, thread);
      },
      const_cast<std::remove_const_t<Function>*>(&body));
}

// The same where a task is long.
template <typename Body>
void ParallelFor(std::size_t tasks, Body&& body) {
  ParallelFor(tasks, kNanosecondsWorthSharing, body);
}

// Calls body(begin, end) for parts of the numbers below `count`, each of which takes about so many
// nanoseconds.
template <typename Body>
void ParallelForRange(std::size_t count, double nanoseconds, Body&& body) {
  constexpr std::size_t kPart = 8192;
  ParallelFor((count + kPart - 1) / kPart, kPart * nanoseconds, [&](std::size_t task, std::size_t) {
    body(task * kPart, std::min(count, (task + 1) * kPart));
  });
}

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_PARALLEL_H_
