// One gate per process. libmxnet's own fork handlers stop and drain its engine; a fork while
// another thread is inside the library would deadlock there. So every call passes this gate, and
// our fork handler, registered after libmxnet's and therefore run before them, first waits until it
// is empty.
#pragma once

#include <mutex>

namespace mxn {

class GatePass {
 public:
  GatePass();
  ~GatePass();
  GatePass(const GatePass&) = delete;
  GatePass& operator=(const GatePass&) = delete;
};

// Around JavaScript that the library calls back: it may fork, end the process, or run for ever.
class GateExit {
 public:
  GateExit();
  ~GateExit();
  GateExit(const GateExit&) = delete;
  GateExit& operator=(const GateExit&) = delete;

 private:
  const int depth_;
};

// While it lives nobody is inside the library.
class GateClosure {
 public:
  GateClosure();
  ~GateClosure();
  GateClosure(const GateClosure&) = delete;
  GateClosure& operator=(const GateClosure&) = delete;
};

// Registers the fork handlers; called once, after the library was opened.
void GuardForks();

// Building graphs (the first listing of operators, composing, inferring, binding) is not
// thread-safe inside libmxnet: whoever does it holds this lock.
class GraphLock {
 public:
  GraphLock();

 private:
  // First the gate, then the lock, in every thread: who has the lock never waits at the gate, where
  // a fork would keep it until those have left who want the lock.
  GatePass pass_;
  std::unique_lock<std::mutex> lock_;
};

}  // namespace mxn
