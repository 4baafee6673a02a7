#include "object/lane.h"

#include <condition_variable>
#include <exception>
#include <mutex>

#include "object/error.h"
#include "object/lane_thread.h"

namespace mxn {

struct Lane::Job {
  Work work;
  Settle settle;  // empty for a job that nobody waits for
  Waits waits = Waits::kForOwnWork;
  Status status;
  napi_deferred deferred = nullptr;
  Napi::Reference<Napi::Value> keep;

  bool promised() const { return static_cast<bool>(settle); }

  void Do() {
    try {
      status = work();
    } catch (const std::exception& error) {
      // An exception would end the process here: there is nobody above us on this thread.
      status = {"ERR_MXNET_CALL", "", error.what()};
    }
    // The handles that the work held are let go here: the last one may block while it is freed.
    work = nullptr;
  }
};

struct Lane::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  Jobs queue;
  // Done, and not yet settled on the JavaScript thread.
  Jobs finished;
  const Job* running = nullptr;
  bool stopped = false;
  bool ended = false;  // the thread has left
  bool left_behind = false;
  napi_threadsafe_function settler = nullptr;
};

Lane::Lane(Napi::Env env) : shared_(std::make_shared<Shared>()) {
  const Napi::String name = Napi::String::New(env, "mxnet lane");
  const napi_status status = napi_create_threadsafe_function(
      env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, OnJsThread, &shared_->settler);
  if (status != napi_ok) throw Napi::Error::New(env, "cannot create the lane's callback");
  // An idle lane does not keep the process alive; a promised result does.
  napi_unref_threadsafe_function(env, shared_->settler);
}

Lane::~Lane() { Stop(); }

Napi::Promise Lane::Run(Napi::Env env, Work work, Settle settle, const Napi::Value& keep) {
  auto job = std::make_unique<Job>();
  job->work = std::move(work);
  job->settle = std::move(settle);
  return Promised(env, std::move(job), keep);
}

Napi::Promise Lane::RunWithOthers(Napi::Env env, Work work, Settle settle) {
  auto job = std::make_unique<Job>();
  job->work = std::move(work);
  job->settle = std::move(settle);
  job->waits = Waits::kForOthers;
  return Promised(env, std::move(job), {});
}

Napi::Promise Lane::Promised(Napi::Env env, std::unique_ptr<Job> job, const Napi::Value& keep) {
  napi_value promise;
  if (napi_create_promise(env, &job->deferred, &promise) != napi_ok) {
    throw Napi::Error::New(env, "cannot create a promise");
  }
  if (stopped_) {
    const Napi::Error error = ErrorFrom(env, Status::ShutDown(""));
    napi_reject_deferred(env, job->deferred, error.Value());
    return Napi::Promise(env, promise);
  }
  if (!keep.IsEmpty()) job->keep = Napi::Reference<Napi::Value>::New(keep, 1);
  Enqueue(std::move(job));
  if (promised_++ == 0) napi_ref_threadsafe_function(env, shared_->settler);
  return Napi::Promise(env, promise);
}

void Lane::Post(Work work, Waits waits) {
  auto job = std::make_unique<Job>();
  job->work = std::move(work);
  job->waits = waits;
  if (stopped_) {
    Finish(std::move(job));
  } else {
    Enqueue(std::move(job));
  }
}

void Lane::Enqueue(std::unique_ptr<Job> job) {
  if (!started_) RunOnLaneThread([shared = shared_] { Loop(shared); });
  started_ = true;
  std::lock_guard<std::mutex> lock(shared_->mutex);
  shared_->queue.push_back(std::move(job));
  shared_->changed.notify_one();
}

void Lane::Loop(const std::shared_ptr<Shared>& shared) {
  std::unique_lock<std::mutex> lock(shared->mutex);
  while (true) {
    shared->changed.wait(lock, [&] { return shared->stopped || !shared->queue.empty(); });
    if (shared->stopped) break;
    std::unique_ptr<Job> job = std::move(shared->queue.front());
    shared->queue.pop_front();
    shared->running = job.get();
    lock.unlock();
    job->Do();
    lock.lock();
    shared->running = nullptr;
    if (shared->left_behind) {
      // Its environment is gone, and so is whatever could be told or let go.
      static_cast<void>(job.release());
      return;
    }
    if (!job->promised()) continue;
    shared->finished.push_back(std::move(job));
    // One wake-up settles all that have finished by then.
    if (shared->finished.size() > 1 || shared->stopped) continue;
    // Not under the lock, which the woken thread takes first. Stop() waits for this thread before
    // it lets go of the callback.
    lock.unlock();
    napi_call_threadsafe_function(shared->settler, nullptr, napi_tsfn_nonblocking);
    lock.lock();
  }
  shared->ended = true;
  shared->changed.notify_one();
}

void Lane::OnJsThread(napi_env raw_env, napi_value, void* context, void*) {
  if (raw_env == nullptr) return;
  auto* lane = static_cast<Lane*>(context);
  for (const std::unique_ptr<Job>& job : lane->TakeFinished()) lane->Settled(raw_env, *job);
}

Lane::Jobs Lane::TakeFinished() {
  Jobs finished;
  std::lock_guard<std::mutex> lock(shared_->mutex);
  finished.swap(shared_->finished);
  return finished;
}

void Lane::Settled(napi_env raw_env, Job& job) {
  const Napi::Env env(raw_env);
  Napi::HandleScope scope(env);
  if (--promised_ == 0 && !stopped_) napi_unref_threadsafe_function(env, shared_->settler);
  try {
    if (job.status.ok()) {
      napi_resolve_deferred(env, job.deferred, job.settle(env));
    } else {
      napi_reject_deferred(env, job.deferred, ErrorFrom(env, job.status).Value());
    }
  } catch (const Napi::Error& error) {
    // An exception of `settle`, or an environment that is terminating under us.
    napi_reject_deferred(env, job.deferred, error.Value());
  } catch (const std::exception& error) {
    napi_reject_deferred(env, job.deferred, Napi::Error::New(env, error.what()).Value());
  }
}

void Lane::Stop(bool leave) {
  if (stopped_) return;
  stopped_ = true;
  Jobs dropped;
  bool wait = true;
  {
    std::lock_guard<std::mutex> lock(shared_->mutex);
    const Job* running = shared_->running;
    wait = running == nullptr ||
           (!leave && (running->waits == Waits::kForOwnWork || !running->promised()));
    shared_->stopped = true;
    shared_->left_behind = leave || !wait;
    dropped.swap(shared_->queue);
    shared_->changed.notify_one();
  }
  if (left_behind()) Library::LeaveThreadBehind();
  if (started_ && wait) {
    std::unique_lock<std::mutex> lock(shared_->mutex);
    shared_->changed.wait(lock, [this] { return shared_->ended; });
  }
  for (std::unique_ptr<Job>& job : dropped) Finish(std::move(job));
  TakeFinished().clear();
  napi_release_threadsafe_function(shared_->settler, napi_tsfn_abort);
}

void Lane::Finish(std::unique_ptr<Job> job) {
  if (job->waits == Waits::kForOthers && left_behind()) {
    // To free what it holds would wait for the same machines.
    static_cast<void>(job.release());
  } else if (!job->promised()) {
    job->Do();
  }
}

bool Lane::left_behind() const { return shared_->left_behind; }

}  // namespace mxn
