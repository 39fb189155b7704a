#ifndef INKLING_KERNELS_PARALLEL_H_
#define INKLING_KERNELS_PARALLEL_H_

#include <cstddef>
#include <type_traits>

namespace inkling::kernels {

// Threads that work at once, the calling one among them; 1 in a build without threads.
std::size_t ThreadCount();

// A call of a function object through plain pointers, so that nothing is allocated.
using ParallelTask = void (*)(void* body, std::size_t task, std::size_t thread);

// What ParallelFor is made of.
void RunTasks(std::size_t tasks, ParallelTask run, void* body);

// Calls body(task, thread) once for each task < tasks, in any order and some at the same time, and
// returns when all are done. `thread` < ThreadCount() is another for calls that overlap, and tells
// which scratch memory is free. Not to be called by a body.
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
