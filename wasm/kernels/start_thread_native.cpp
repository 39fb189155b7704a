#include <pthread.h>

#include <memory>

#include "kernels/start_thread.h"

namespace inkling::kernels {
namespace {

struct Start {
  ThreadLife live;
  std::size_t thread;
};

void* Main(void* argument) {
  const std::unique_ptr<Start> start(static_cast<Start*>(argument));
  start->live(start->thread);
  return nullptr;
}

}  // namespace

bool StartThread(ThreadLife live, std::size_t thread) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, kThreadStackBytes);
  std::unique_ptr<Start> start(new Start{live, thread});
  pthread_t created;
  const bool succeeded = pthread_create(&created, &attributes, &Main, start.get()) == 0;
  pthread_attr_destroy(&attributes);
  if (succeeded) static_cast<void>(start.release());  // It is the thread's now.
  return succeeded;
}

}  // namespace inkling::kernels
