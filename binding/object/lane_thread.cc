#include "object/lane_thread.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "library/status.h"

namespace mxn {
namespace {

struct LaneThread {
  std::condition_variable woken;
  std::function<void()> body;  // empty while the thread is idle
};

struct Pool {
  std::mutex mutex;
  std::vector<LaneThread*> idle;
};

// Never destroyed: its threads wait in it until the process ends.
Pool& ThePool() {
  static Pool& pool = *new Pool;
  return pool;
}

void Serve(LaneThread* thread) {
  Pool& pool = ThePool();
  std::unique_lock<std::mutex> lock(pool.mutex);
  for (bool used = false;; used = true) {
    thread->woken.wait(lock, [&] { return static_cast<bool>(thread->body); });
    std::function<void()> body = std::move(thread->body);
    thread->body = nullptr;
    lock.unlock();
    // Not to draw on where the lane before has stopped; 0 is what a new thread starts from. Not
    // before somebody waits for the thread: an idle one must be outside the library, which may end.
    if (used) static_cast<void>(MXN_CALL(MXRandomSeed, 0));
    body();
    body = nullptr;
    lock.lock();
    pool.idle.push_back(thread);
  }
}

}  // namespace

void RunOnLaneThread(std::function<void()> body) {
  Pool& pool = ThePool();
  const std::lock_guard<std::mutex> lock(pool.mutex);
  if (pool.idle.empty()) {
    auto thread = std::make_unique<LaneThread>();
    thread->body = std::move(body);
    std::thread(Serve, thread.get()).detach();
    static_cast<void>(thread.release());
  } else {
    LaneThread* thread = pool.idle.back();
    pool.idle.pop_back();
    thread->body = std::move(body);
    thread->woken.notify_one();
  }
}

}  // namespace mxn
