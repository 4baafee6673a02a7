#include "object/lane.h"

#include "object/error.h"

namespace mxn {

struct Lane::Job {
  Work work;
  Settle settle;  // empty for a job that nobody waits for
  Status status;
  napi_deferred deferred = nullptr;
  Napi::Reference<Napi::Value> keep;
};

Lane::Lane(Napi::Env env) {
  const Napi::String name = Napi::String::New(env, "mxnet lane");
  const napi_status status = napi_create_threadsafe_function(
      env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, OnJsThread, &settler_);
  if (status != napi_ok) throw Napi::Error::New(env, "cannot create the lane's callback");
  // An idle lane does not keep the process alive; a promised result does.
  napi_unref_threadsafe_function(env, settler_);
}

Lane::~Lane() { Stop(); }

Napi::Promise Lane::Run(Napi::Env env, Work work, Settle settle, const Napi::Value& keep) {
  auto job = std::make_unique<Job>();
  job->work = std::move(work);
  job->settle = std::move(settle);
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
  if (promised_++ == 0) napi_ref_threadsafe_function(env, settler_);
  Enqueue(std::move(job));
  return Napi::Promise(env, promise);
}

void Lane::Post(Work work) {
  auto job = std::make_unique<Job>();
  job->work = std::move(work);
  if (stopped_) {
    job->work();
    return;
  }
  Enqueue(std::move(job));
}

void Lane::Enqueue(std::unique_ptr<Job> job) {
  std::lock_guard<std::mutex> lock(mutex_);
  queue_.push_back(std::move(job));
  if (!thread_.joinable()) thread_ = std::thread(&Lane::Loop, this);
  changed_.notify_one();
}

void Lane::Loop() {
  while (true) {
    std::unique_ptr<Job> job;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
      if (stopped_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job->status = job->work();
    // The handles that the work held are let go here: the last one may block while it is freed.
    job->work = nullptr;
    if (!job->settle) continue;
    Job* finished = job.release();
    if (napi_call_threadsafe_function(settler_, finished, napi_tsfn_blocking) != napi_ok) {
      // The environment is going: nobody can be told any more, and its references go with it.
      finished->keep.SuppressDestruct();
      delete finished;
    }
  }
}

void Lane::OnJsThread(napi_env raw_env, napi_value, void* lane, void* data) {
  std::unique_ptr<Job> job(static_cast<Job*>(data));
  if (raw_env == nullptr) {
    job->keep.SuppressDestruct();
    return;
  }
  const Napi::Env env(raw_env);
  Napi::HandleScope scope(env);
  static_cast<Lane*>(lane)->Settled(env);
  try {
    if (job->status.ok()) {
      napi_resolve_deferred(env, job->deferred, job->settle(env));
    } else {
      napi_reject_deferred(env, job->deferred, ErrorFrom(env, job->status).Value());
    }
  } catch (const Napi::Error& error) {
    // An exception of `settle`, or an environment that is terminating under us.
    napi_reject_deferred(env, job->deferred, error.Value());
  }
}

void Lane::Settled(napi_env env) {
  if (--promised_ == 0 && settler_) napi_unref_threadsafe_function(env, settler_);
}

void Lane::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
  std::deque<std::unique_ptr<Job>> dropped;
  dropped.swap(queue_);
  for (std::unique_ptr<Job>& job : dropped) {
    // A job without a promise frees something: that still has to be done.
    if (!job->settle) job->work();
  }
  napi_release_threadsafe_function(settler_, napi_tsfn_abort);
  settler_ = nullptr;
}

}  // namespace mxn
