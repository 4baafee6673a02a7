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

void BeforeFork() {
  GateState& state = State();
  std::unique_lock<std::mutex> lock(state.mutex);
  state.changed.wait(lock, [&] { return !state.forking.load(); });
  state.forking.store(true);
  // A callback may fork while its own thread is inside; it cannot wait for itself.
  const int own = depth > 0 ? 1 : 0;
  state.changed.wait(lock, [&] { return state.inside.load() == own; });
  lock.release();
}

void AfterForkInParent() {
  GateState& state = State();
  state.forking.store(false);
  state.mutex.unlock();
  state.changed.notify_all();
}

void AfterForkInChild() {
  GateState& state = State();
  state.inside.store(depth > 0 ? 1 : 0);
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
