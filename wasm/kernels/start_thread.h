#ifndef INKLING_KERNELS_START_THREAD_H_
#define INKLING_KERNELS_START_THREAD_H_

#include <cstddef>

namespace inkling::kernels {

// What a thread does until the program ends, given its number.
using ThreadLife = void (*)(std::size_t thread);

// Starts a thread that nobody waits for. False if it cannot be had. It may set out much later: a
// browser starts a WebAssembly thread, a worker, only after the calling one has returned from the
// module.
bool StartThread(ThreadLife live, std::size_t thread);

// Enough for the scratch memory of the matrix products (150 kB), and what Eigen takes besides.
inline constexpr std::size_t kThreadStackBytes = std::size_t{1} << 20;

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_START_THREAD_H_
