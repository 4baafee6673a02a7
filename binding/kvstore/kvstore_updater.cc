// The updater: called for each key inside a push, on the thread that pushes.
#include "kvstore/kvstore.h"

namespace mxn {

Napi::Object Updater::Wrap(Napi::Env env, const NDArrayShare& array) {
  if (next_ < pool_.size() && pool_[next_].array->Reopen(array)) {
    return pool_[next_++].object.Value();
  }
  const Napi::Object object = NDArray::Wrap(env, array);
  if (pool_.size() < kMostPooled) {
    pool_.push_back({Napi::Persistent(object), &NDArray::From(object)});
  }
  next_ = pool_.size();
  return object;
}

namespace {

void OnUpdate(int key, CNDArray received, CNDArray stored, void* updater) {
  static_cast<Updater*>(updater)->Call(
      received, stored, [key](Napi::Env env) { return Napi::Number::New(env, key); });
}

// A server frees the message that `received` is being copied from when the updater has returned and
// what it did to `stored` is done; an updater that did nothing would leave the copy without a
// source.
void OnServerUpdate(int key, CNDArray received, CNDArray stored, void* updater) {
  MXN_CALL(MXNDArrayWaitToRead, received);
  OnUpdate(key, received, stored, updater);
}

void OnTextUpdate(const char* key, CNDArray received, CNDArray stored, void* updater) {
  static_cast<Updater*>(updater)->Call(
      received, stored, [key](Napi::Env env) { return Napi::String::New(env, key); });
}

}  // namespace

// MXKVStoreSetUpdaterEx MXKVStoreIsServerNode
// KVStore.setUpdater(updater: (key: string | number, received: NDArray, stored: NDArray) => void):
// void
Napi::Value KVStore::SetUpdater(const Napi::CallbackInfo& info) {
  auto updater = std::make_shared<Updater>(FunctionOf(info[0], "updater"));
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
