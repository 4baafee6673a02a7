// The lane: one thread of this environment's own on which everything runs that waits. A job copies
// its arguments before it is queued and its results before it ends; it touches no JavaScript.
// libuv's pool is left alone, because waits of seconds in it would starve fs and DNS.
#pragma once

#include <napi.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "library/status.h"

namespace mxn {

class Lane {
 public:
  using Work = std::function<Status()>;
  using Settle = std::function<Napi::Value(Napi::Env)>;

  explicit Lane(Napi::Env env);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Queues a job. `work` runs on the lane, `settle` afterwards on the JavaScript thread to make the
  // promise's value. `keep` stays alive, and so does its memory, until the promise is settled.
  Napi::Promise Run(Napi::Env env, Work work, Settle settle, const Napi::Value& keep = {});

  // Queues a job that nobody waits for, such as freeing an object whose end blocks.
  void Post(Work work);

  // Finishes the running job, drops the others, joins the thread. Nothing can be queued afterwards.
  void Stop();

 private:
  struct Job;

  void Enqueue(std::unique_ptr<Job> job);
  void Loop();
  void Settled(napi_env env);
  static void OnJsThread(napi_env env, napi_value callback, void* lane, void* job);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Job>> queue_;
  bool stopped_ = false;
  std::thread thread_;

  // Touched on the JavaScript thread only.
  napi_threadsafe_function settler_ = nullptr;
  int promised_ = 0;
};

}  // namespace mxn
