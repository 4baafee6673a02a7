// A store of arrays by key: sums what several devices, or several machines, push.
#pragma once

#include <memory>

#include "library/native.h"
#include "object/callback.h"
#include "object/handle.h"

namespace mxn {

class KVStore : public Handle<KVStore, NativeKVStore> {
 public:
  static constexpr ClassId kId = ClassId::kKVStore;
  static constexpr const char* kName = "KVStore";

  using Handle::Handle;

  static void Init(Napi::Env env, Napi::Object exports);

 private:
  // kvstore.cc
  static Napi::Value Create(const Napi::CallbackInfo& info);
  Napi::Value Type(const Napi::CallbackInfo& info);
  Napi::Value Rank(const Napi::CallbackInfo& info);
  Napi::Value GroupSize(const Napi::CallbackInfo& info);
  Napi::Value SetGradientCompression(const Napi::CallbackInfo& info);
  // kvstore_values.cc
  Napi::Value InitValues(const Napi::CallbackInfo& info);
  Napi::Value Push(const Napi::CallbackInfo& info);
  Napi::Value Pull(const Napi::CallbackInfo& info);
  Napi::Value PushPull(const Napi::CallbackInfo& info);
  Napi::Value Broadcast(const Napi::CallbackInfo& info);
  // kvstore_updater.cc
  Napi::Value SetUpdater(const Napi::CallbackInfo& info);
  static void OnUpdate(int key, CNDArray received, CNDArray stored, void* callback);
  static void OnTextUpdate(const char* key, CNDArray received, CNDArray stored, void* callback);
  // kvstore_distributed.cc
  static Napi::Value Role(const Napi::CallbackInfo& info);
  Napi::Value Barrier(const Napi::CallbackInfo& info);
  Napi::Value RunServer(const Napi::CallbackInfo& info);
  Napi::Value SendCommand(const Napi::CallbackInfo& info);
  Napi::Value DeadNodes(const Napi::CallbackInfo& info);

  // Throws the updater's exception, else the call's own failure.
  void Finish(Napi::Env env, const Status& status);

  // The library keeps the pointer for as long as the store lives.
  std::unique_ptr<Callback> updater_;
};

}  // namespace mxn
