// A symbol bound to arrays on one device. Not thread-safe: bound on the lane, then run from the
// JavaScript thread only.
#pragma once

#include <memory>
#include <mutex>

#include "library/native.h"
#include "object/callback.h"
#include "object/handle.h"

namespace mxn {

// The library's executor with the arrays that it was bound to. The executor goes first.
struct BoundExecutor {
  // The library's executor is not thread-safe, and a promise of a reshape that nobody awaited must
  // not cost more than time. Recursive: a monitor may use its own executor. Taken before the gate
  // and the graph lock, by whoever takes them too.
  std::recursive_mutex use;
  std::vector<NDArrayShare> arguments;
  std::vector<NDArrayShare> gradients;  // null where the argument has none
  std::vector<NDArrayShare> auxiliaries;
  // Keeps alive what this executor shares memory with.
  std::shared_ptr<BoundExecutor> shared;
  std::unique_ptr<NativeExecutor> executor;
  // Memory that was allocated for it.
  int64_t bytes = 0;

  void* get() const { return executor->get(); }
};

class Executor : public Handle<Executor, BoundExecutor> {
 public:
  static constexpr ClassId kId = ClassId::kExecutor;
  static constexpr const char* kName = "Executor";

  using Handle::Handle;

  static void Init(Napi::Env env, Napi::Object exports);

  // executor_bind.cc
  static Napi::Value SimpleBind(const Napi::CallbackInfo& info);
  static Napi::Value Bind(const Napi::CallbackInfo& info);
  Napi::Value Reshape(const Napi::CallbackInfo& info);
  // executor.cc
  Napi::Value Arguments(const Napi::CallbackInfo& info);
  Napi::Value Gradients(const Napi::CallbackInfo& info);
  Napi::Value AuxiliaryStates(const Napi::CallbackInfo& info);
  Napi::Value Outputs(const Napi::CallbackInfo& info);
  Napi::Value Forward(const Napi::CallbackInfo& info);
  Napi::Value Backward(const Napi::CallbackInfo& info);
  Napi::Value SetMonitor(const Napi::CallbackInfo& info);

 private:
  static void OnMonitor(const char* name, CNDArray array, void* callback);
  // Runs a call in which the monitor may be called; throws its exception, else the call's failure.
  template <typename Call>
  void RunMonitored(Napi::Env env, Call call);

  // The library keeps the pointer for as long as the executor lives. A running call holds a share:
  // the monitor may set another one.
  std::shared_ptr<Callback> monitor_;
};

}  // namespace mxn
