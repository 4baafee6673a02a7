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

void KVStore::Finish(Napi::Env env, const Status& status) {
  if (updater_) updater_->Rethrow();
  ThrowUnless(env, status);
}

// MXKVStoreSetUpdaterEx
// KVStore.setUpdater(updater: (key: string | number, received: NDArray, stored: NDArray) => void):
// void
Napi::Value KVStore::SetUpdater(const Napi::CallbackInfo& info) {
  auto updater = std::make_unique<Callback>(FunctionOf(info[0], "updater"));
  ThrowUnless(info.Env(),
              MXN_CALL(MXKVStoreSetUpdaterEx, handle(), OnUpdate, OnTextUpdate, updater.get()));
  updater_ = std::move(updater);
  return info.Env().Undefined();
}

}  // namespace mxn
