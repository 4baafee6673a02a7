// Everything that belongs to one environment (the main thread's, or one worker's).
#pragma once

#include <napi.h>

#include <memory>
#include <utility>

#include "library/library.h"
#include "object/closable.h"
#include "object/lane.h"

namespace mxn {

// The JavaScript classes, in the order of Addon::constructors.
enum class ClassId {
  kNDArray,
  kArrayList,
  kSymbol,
  kExecutor,
  kKVStore,
  kDataIter,
  kRecordReader,
  kRecordWriter,
  kKernel
};
inline constexpr size_t kClassCount = 9;

struct Addon {
  explicit Addon(Napi::Env env) : lane(std::make_unique<Lane>(env)) { Library::Retain(); }
  ~Addon() { Close(); }
  Addon(const Addon&) = delete;
  Addon& operator=(const Addon&) = delete;

  static Addon& Of(Napi::Env env) { return *env.GetInstanceData<Addon>(); }

  // Stops the lane and closes every open object. Safe to call twice. `leave` as in Lane::Stop.
  void Close(bool leave = false) {
    if (std::exchange(closed_, true)) return;
    lane->Stop(leave);
    open.CloseAll();
    Library::Release();
  }

  std::unique_ptr<Lane> lane;
  OpenObjects open;
  Napi::FunctionReference constructors[kClassCount];
  Napi::FunctionReference error_factory;
  // Set while native code constructs an object; a `new` of anybody else finds null and is refused.
  void* construction = nullptr;

 private:
  bool closed_ = false;
};

}  // namespace mxn
