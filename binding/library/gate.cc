#include "library/gate.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <utility>

namespace mxn {
namespace {

struct GateState {
  std::atomic<int> inside{0};
  std::atomic<bool> closed{false};
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

void Leave() {
  GateState& state = State();
  state.inside.fetch_sub(1);
  if (state.closed.load()) {
    std::lock_guard<std::mutex> lock(state.mutex);
    state.changed.notify_all();
  }
}

void Enter() {
  GateState& state = State();
  while (true) {
    state.inside.fetch_add(1);
    if (!state.closed.load()) return;
    Leave();
    std::unique_lock<std::mutex> lock(state.mutex);
    state.changed.wait(lock, [&] { return !state.closed.load(); });
  }
}

// Waits until nobody is inside, and keeps everybody out.
void CloseGate() {
  GateState& state = State();
  std::unique_lock<std::mutex> lock(state.mutex);
  state.changed.wait(lock, [&] { return !state.closed.load(); });
  state.closed.store(true);
  state.changed.wait(lock, [&] { return state.inside.load() == 0; });
  // Held until the gate is opened.
  lock.release();
}

void OpenGate() {
  GateState& state = State();
  state.closed.store(false);
  state.mutex.unlock();
  state.changed.notify_all();
}

}  // namespace

GatePass::GatePass() {
  if (depth++ == 0) Enter();
}

GatePass::~GatePass() {
  if (--depth == 0) Leave();
}

GateExit::GateExit() : depth_(std::exchange(depth, 0)) {
  if (depth_ > 0) Leave();
}

GateExit::~GateExit() {
  if (depth_ > 0) Enter();
  depth = depth_;
}

GateClosure::GateClosure() { CloseGate(); }

GateClosure::~GateClosure() { OpenGate(); }

// The child has the thread that forked, and only that, so it may open the gate as the parent does.
void GuardForks() { pthread_atfork(CloseGate, OpenGate, OpenGate); }

GraphLock::GraphLock() : lock_(State().graph) {}

}  // namespace mxn
