#ifndef INKLING_KERNELS_PARALLEL_H_
#define INKLING_KERNELS_PARALLEL_H_

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
void RunTasks(std::size_t tasks, ParallelTask run, void* body);

// Calls body(task, thread) once for each task < tasks, in any order and some at the same time, and
// returns when all are done. `thread` < ThreadCount() is another for calls that overlap, and tells
// which scratch memory is free. Not to be called by a body, nor by two threads at a time.
//
// Which thread a task falls to is chance. So that results do not depend on the number of threads, a
// task writes what no other task reads or writes, and the tasks are cut by the work alone.
template <typename Body>
void ParallelFor(std::size_t tasks, Body&& body) {
  using Function = std::remove_reference_t<Body>;
  RunTasks(
      tasks,
      [](void* function, std::size_t task, std::size_t thread) {
        (*static_cast<Function*>(function))(task, thread);
      },
      const_cast<std::remove_const_t<Function>*>(&body));
}

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_PARALLEL_H_
