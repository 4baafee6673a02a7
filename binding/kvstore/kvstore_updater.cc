// The updater: called for each key inside a push, on the thread that pushes.
#include <array>

#include "kvstore/kvstore.h"
#include "ndarray/ndarray.h"

namespace mxn {
namespace {

// Both handles of an update are new and ours to free.
template <typename MakeKey>
void CallUpdater(void* callback, CNDArray received, CNDArray stored, MakeKey make_key) {
  auto received_owner = std::make_shared<NativeNDArray>(received);
  auto stored_owner = std::make_shared<NativeNDArray>(stored);
  static_cast<Callback*>(callback)->Call([&](Napi::Env env) {
    return std::array<napi_value, 3>{make_key(env), NDArray::Wrap(env, received_owner),
                                     NDArray::Wrap(env, stored_owner)};
  });
}

void OnUpdate(int key, CNDArray received, CNDArray stored, void* callback) {
  CallUpdater(callback, received, stored,
              [key](Napi::Env env) { return Napi::Number::New(env, key); });
}

// A server frees the message that `received` is being copied from when the updater has returned and
// what it did to `stored` is done; an updater that did nothing would leave the copy without a
// source.
void OnServerUpdate(int key, CNDArray received, CNDArray stored, void* callback) {
  MXN_CALL(MXNDArrayWaitToRead, received);
  OnUpdate(key, received, stored, callback);
}

void OnTextUpdate(const char* key, CNDArray received, CNDArray stored, void* callback) {
  CallUpdater(callback, received, stored,
              [key](Napi::Env env) { return Napi::String::New(env, key); });
}

}  // namespace

// MXKVStoreSetUpdaterEx MXKVStoreIsServerNode
// KVStore.setUpdater(updater: (key: string | number, received: NDArray, stored: NDArray) => void):
// void
Napi::Value KVStore::SetUpdater(const Napi::CallbackInfo& info) {
  auto updater = std::make_shared<Callback>(FunctionOf(info[0], "updater"));
  const Share store = GetShare();
  const std::lock_guard<std::recursive_mutex> use(store->use);
  int is_server = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXKVStoreIsServerNode, &is_server));
  ThrowUnless(info.Env(),
              MXN_CALL(MXKVStoreSetUpdaterEx, store->get(), is_server ? OnServerUpdate : OnUpdate,
                       OnTextUpdate, updater.get()));
  updater_ = std::move(updater);
  return info.Env().Undefined();
}

}  // namespace mxn
