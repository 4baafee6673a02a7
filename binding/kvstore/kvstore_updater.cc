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

}  // namespace

void KVStore::OnUpdate(int key, CNDArray received, CNDArray stored, void* callback) {
  CallUpdater(callback, received, stored,
              [key](Napi::Env env) { return Napi::Number::New(env, key); });
}

void KVStore::OnTextUpdate(const char* key, CNDArray received, CNDArray stored, void* callback) {
  CallUpdater(callback, received, stored,
              [key](Napi::Env env) { return Napi::String::New(env, key); });
}

// MXKVStoreSetUpdaterEx
// KVStore.setUpdater(updater: (key: string | number, received: NDArray, stored: NDArray) => void):
// void
Napi::Value KVStore::SetUpdater(const Napi::CallbackInfo& info) {
  auto updater = std::make_shared<Callback>(FunctionOf(info[0], "updater"));
  const Share store = GetShare();
  const std::lock_guard<std::recursive_mutex> use(store->use);
  ThrowUnless(info.Env(),
              MXN_CALL(MXKVStoreSetUpdaterEx, store->get(), OnUpdate, OnTextUpdate, updater.get()));
  updater_ = std::move(updater);
  return info.Env().Undefined();
}

}  // namespace mxn
