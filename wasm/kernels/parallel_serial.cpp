// ParallelFor in a WebAssembly module without shared memory, which has no threads.
#include "kernels/parallel.h"

namespace inkling::kernels {

std::size_t StartThreads(std::size_t /*threads*/) { return 1; }

std::size_t ThreadCount() { return 1; }

void RunTasks(std::size_t tasks, double /*nanoseconds*/, ParallelTask run, void* body) {
  for (std::size_t task = 0; task < tasks; ++task) run(body, task, 0);
}

}  // namespace inkling::kernels
