// A thread is a worker with an instance of its own of the same module in the same memory. Which
// worker, only JavaScript can say: the module's creator gives a function startThread(entry, start)
// that has table[entry](start) called there. See web/src/worker/thread.ts.
#include "kernels/start_thread.h"

#include <emscripten/em_js.h>

#include <cstdint>
#include <cstdlib>
#include <new>

// Made by the linker: copies the thread-local variables' initial values, and uses that copy.
extern "C" void __wasm_init_tls(void* tls);

namespace inkling::kernels {
namespace {

// At the top of the thread's stack.
struct alignas(16) Start {
  ThreadLife live;
  std::size_t thread;
  void* tls;
};

EM_JS(void, CallInWorker, (std::uintptr_t entry, std::uintptr_t start),
      { Module['startThread'](entry, start); });

extern "C" void InklingThreadMain(const Start* start) {
  __wasm_init_tls(start->tls);
  start->live(start->thread);
}

// A new instance's stack pointer is that of the module's first thread. It must not be used before
// it is set, so there is no compiled code in this function.
extern "C" __attribute__((naked)) void InklingThreadEntry(Start* /*start*/) {
  __asm__(
      ".globaltype __stack_pointer, i32\n"
      "local.get 0\n"
      "global.set __stack_pointer\n"
      "local.get 0\n"
      "call InklingThreadMain\n");
}

}  // namespace

bool StartThread(ThreadLife live, std::size_t thread) {
  constexpr std::size_t kAlignment = 64;
  const std::size_t tls_bytes =
      (__builtin_wasm_tls_size() + kAlignment - 1) / kAlignment * kAlignment;
  void* memory = std::aligned_alloc(kAlignment, tls_bytes + kThreadStackBytes);
  if (memory == nullptr) return false;
  char* top = static_cast<char*>(memory) + tls_bytes + kThreadStackBytes;
  Start* start = new (top - sizeof(Start)) Start{live, thread, memory};
  CallInWorker(reinterpret_cast<std::uintptr_t>(&InklingThreadEntry),
               reinterpret_cast<std::uintptr_t>(start));
  return true;
}

}  // namespace inkling::kernels
