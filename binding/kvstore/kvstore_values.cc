// Arrays into the store and out of it. The same key several times means one array per device.
#include "kvstore/kvstore.h"
#include "ndarray/array_list.h"

namespace mxn {
namespace {

struct KeyedArrays {
  TextList keys;
  std::vector<NDArrayShare> arrays;
  std::vector<void*> handles;

  static KeyedArrays From(const Napi::Value& keys, const Napi::Value& arrays) {
    KeyedArrays keyed{TextListOf(keys, "keys"), ArraysOf(arrays, "arrays"), {}};
    if (keyed.keys.size() != keyed.arrays.size()) {
      throw Napi::RangeError::New(keys.Env(), "`keys` and `arrays` must have the same length");
    }
    keyed.handles = HandlesOf(keyed.arrays);
    return keyed;
  }

  uint32_t size() const { return static_cast<uint32_t>(handles.size()); }
};

}  // namespace

// MXKVStoreInitEx: in a distributed store a barrier of all workers
// KVStore.init(keys: string[], arrays: NDArray[]): Promise<void> [async]
Napi::Value KVStore::InitValues(const Napi::CallbackInfo& info) {
  auto values = std::make_shared<KeyedArrays>(KeyedArrays::From(info[0], info[1]));
  return Change(info.Env(), [values](void* store) {
    return MXN_CALL(MXKVStoreInitEx, store, values->size(), values->keys.data(),
                    values->handles.data());
  });
}

// MXKVStorePushEx
// KVStore.push(keys: string[], arrays: Arrays, priority: number): void
Napi::Value KVStore::Push(const Napi::CallbackInfo& info) {
  KeyedArrays values = KeyedArrays::From(info[0], info[1]);
  const int priority = Int32Of(info[2], "priority");
  RunUpdating(info.Env(), [&](void* store) {
    return MXN_CALL(MXKVStorePushEx, store, values.size(), values.keys.data(),
                    values.handles.data(), priority);
  });
  return info.Env().Undefined();
}

// MXKVStorePullEx
// KVStore.pull(keys: string[], arrays: Arrays, priority: number): void
Napi::Value KVStore::Pull(const Napi::CallbackInfo& info) {
  KeyedArrays outputs = KeyedArrays::From(info[0], info[1]);
  const int priority = Int32Of(info[2], "priority");
  RunUpdating(info.Env(), [&](void* store) {
    return MXN_CALL(MXKVStorePullEx, store, outputs.size(), outputs.keys.data(),
                    outputs.handles.data(), priority);
  });
  return info.Env().Undefined();
}

// MXKVStorePushPullEx
// KVStore.pushPull(keys: string[], arrays: Arrays, outputKeys: string[], outputs: Arrays,
// priority: number): void
Napi::Value KVStore::PushPull(const Napi::CallbackInfo& info) {
  KeyedArrays values = KeyedArrays::From(info[0], info[1]);
  KeyedArrays outputs = KeyedArrays::From(info[2], info[3]);
  const int priority = Int32Of(info[4], "priority");
  RunUpdating(info.Env(), [&](void* store) {
    return MXN_CALL(MXKVStorePushPullEx, store, values.size(), values.keys.data(), outputs.size(),
                    outputs.keys.data(), values.handles.data(), outputs.handles.data(), priority);
  });
  return info.Env().Undefined();
}

// MXKVStoreBroadcastEx: in a distributed store a barrier of all workers
// KVStore.broadcast(keys: string[], arrays: NDArray[], outputKeys: string[], outputs: NDArray[],
// priority: number): Promise<void> [async]
Napi::Value KVStore::Broadcast(const Napi::CallbackInfo& info) {
  auto values = std::make_shared<KeyedArrays>(KeyedArrays::From(info[0], info[1]));
  auto outputs = std::make_shared<KeyedArrays>(KeyedArrays::From(info[2], info[3]));
  const int priority = Int32Of(info[4], "priority");
  return Change(info.Env(), [values, outputs, priority](void* store) {
    return MXN_CALL(MXKVStoreBroadcastEx, store, values->size(), values->keys.data(),
                    outputs->size(), outputs->keys.data(), values->handles.data(),
                    outputs->handles.data(), priority);
  });
}

}  // namespace mxn
