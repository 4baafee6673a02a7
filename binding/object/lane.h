// The lane: one thread for this environment alone on which everything runs that waits. A job copies
// its arguments before it is queued and its results before it ends; it touches no JavaScript.
// libuv's pool is left alone, because waits of seconds in it would starve fs and DNS.
#pragma once

#include <napi.h>

#include <deque>
#include <functional>
#include <memory>

#include "library/status.h"

namespace mxn {

class Lane {
 public:
  using Work = std::function<Status()>;
  using Settle = std::function<Napi::Value(Napi::Env)>;

  // What a job waits for: this process's own work, which always ends, or other machines, which may
  // never do their part.
  enum class Waits { kForOwnWork, kForOthers };

  explicit Lane(Napi::Env env);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Queues a job. `work` runs on the lane, `settle` afterwards on the JavaScript thread to make the
  // promise's value. `keep` stays alive, and so does its memory, until the promise is settled.
  Napi::Promise Run(Napi::Env env, Work work, Settle settle, const Napi::Value& keep = {});

  // The same for a job whose end depends on other machines.
  Napi::Promise RunWithOthers(Napi::Env env, Work work, Settle settle);

  // Queues a job that nobody waits for, such as freeing an object whose end blocks.
  void Post(Work work, Waits waits = Waits::kForOwnWork);

  // Finishes the running job, drops the others, lets the thread go. Nothing can be queued
  // afterwards. A promised job that waits for other machines is left behind instead, with its
  // thread and with everything that it holds; with `leave` so is any running job.
  void Stop(bool leave = false);

 private:
  struct Job;
  struct Shared;
  using Jobs = std::deque<std::unique_ptr<Job>>;

  Napi::Promise Promised(Napi::Env env, std::unique_ptr<Job> job, const Napi::Value& keep);
  void Enqueue(std::unique_ptr<Job> job);
  Jobs TakeFinished();
  void Settled(napi_env env, Job& job);
  // Does what a job without a promise still has to do when the lane has stopped.
  void Finish(std::unique_ptr<Job> job);
  bool left_behind() const;
  static void Loop(const std::shared_ptr<Shared>& shared);
  static void OnJsThread(napi_env env, napi_value callback, void* lane, void* data);

  // Shared with the thread, which may outlive the lane.
  const std::shared_ptr<Shared> shared_;

  // Touched on the JavaScript thread only.
  bool started_ = false;
  bool stopped_ = false;
  int promised_ = 0;
};

}  // namespace mxn
