#include "library/gate.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>

namespace mxn {
namespace {

struct GateState {
  std::atomic<int> inside{0};
  std::atomic<bool> forking{false};
  std::mutex mutex;
  std::condition_variable changed;
  std::mutex graph;
};

// Never destroyed: threads of libmxnet outlive every static object.
GateState& State() {
  static GateState& state = *new GateState;
  return state;
}

// Depth of this thread's nested calls: a callback of the library may call it again.
thread_local int depth = 0;

void StepBack(GateState& state) {
  state.inside.fetch_sub(1);
  if (state.forking.load()) {
    std::lock_guard<std::mutex> lock(state.mutex);
    state.changed.notify_all();
  }
}

// 1 for a thread that forks in a callback of the library: it is inside, and cannot wait for itself.
int Own() { return depth > 0 ? 1 : 0; }

void BeforeFork() {
  GateState& state = State();
  std::unique_lock<std::mutex> lock(state.mutex);
  // Two threads that fork in callbacks at the same time must not wait for each other either.
  state.inside.fetch_sub(Own());
  state.changed.notify_all();
  state.changed.wait(lock, [&] { return !state.forking.load(); });
  state.forking.store(true);
  state.changed.wait(lock, [&] { return state.inside.load() == 0; });
  // Held over the fork.
  lock.release();
}

void AfterForkInParent() {
  GateState& state = State();
  state.inside.fetch_add(Own());
  state.forking.store(false);
  state.mutex.unlock();
  state.changed.notify_all();
}

void AfterForkInChild() {
  GateState& state = State();
  state.inside.store(Own());
  state.forking.store(false);
  state.mutex.unlock();
}

}  // namespace

GatePass::GatePass() {
  if (depth++ > 0) return;
  GateState& state = State();
  while (true) {
    state.inside.fetch_add(1);
    if (!state.forking.load()) return;
    StepBack(state);
    std::unique_lock<std::mutex> lock(state.mutex);
    state.changed.wait(lock, [&] { return !state.forking.load(); });
  }
}

GatePass::~GatePass() {
  if (--depth == 0) StepBack(State());
}

void GuardForks() { pthread_atfork(BeforeFork, AfterForkInParent, AfterForkInChild); }

GraphLock::GraphLock() : lock_(State().graph) {}

}  // namespace mxn
