// A store of arrays by key: sums what several devices, or several machines, push.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "kvstore/updater.h"
#include "library/native.h"
#include "object/handle.h"

namespace mxn {

// The library's store.
struct Store {
  Store(void* handle, bool distributed);
  ~Store();

  void* get() const { return native.get(); }

  const NativeKVStore native;
  // Whether other machines share it; freeing it then waits until all workers do.
  const bool distributed;
  // Giving keys their first values, on the lane, changes the tables that a push, on the JavaScript
  // thread, reads. Recursive: an updater may use its own store. Taken before the gate.
  std::recursive_mutex use;
};

class KVStore : public Handle<KVStore, Store> {
 public:
  static constexpr ClassId kId = ClassId::kKVStore;
  static constexpr const char* kName = "KVStore";

  using Handle::Handle;
  ~KVStore() { KVStore::Close(); }

  static void Init(Napi::Env env, Napi::Object exports);

  void Close() override;

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
  // kvstore_distributed.cc
  static Napi::Value Role(const Napi::CallbackInfo& info);
  Napi::Value Barrier(const Napi::CallbackInfo& info);
  Napi::Value RunServer(const Napi::CallbackInfo& info);
  Napi::Value SendCommand(const Napi::CallbackInfo& info);
  Napi::Value DeadNodes(const Napi::CallbackInfo& info);

  // Queues a job that changes the store's tables.
  Napi::Promise Change(Napi::Env env, std::function<Status(void*)> call);
  // Runs a call in which the updater may be called; throws its exception, else the call's failure.
  template <typename Call>
  void RunUpdating(Napi::Env env, Call call);

  // The library keeps the pointer for as long as the store lives. A running call holds a share: the
  // updater may set another one.
  std::shared_ptr<Updater> updater_;
};

template <typename Call>
void KVStore::RunUpdating(Napi::Env env, Call call) {
  const Share store = GetShare();
  const std::shared_ptr<Updater> updater = updater_;
  const std::lock_guard<std::recursive_mutex> use(store->use);
  const Status status = call(store->get());
  if (updater) updater->Rethrow();
  ThrowUnless(env, status);
}

}  // namespace mxn
