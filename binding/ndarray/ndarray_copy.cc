// Values between an NDArray and a typed array. The C functions count elements, not bytes.
#include "ndarray/ndarray.h"
#include "value/typed_array.h"

namespace mxn {
namespace {

HostMemory MatchingMemory(const Napi::CallbackInfo& info, void* array, const char* name) {
  NDArrayLayout layout;
  ThrowUnless(info.Env(), NDArrayLayout::Of(array, layout));
  return HostMemoryOf(info[0], layout.dtype, layout.elements(), name);
}

Napi::Value Undefined(Napi::Env env) { return env.Undefined(); }

}  // namespace

// MXNDArraySyncCopyFromCPU
// NDArray.copyFrom(source: TypedArray): Promise<void> [async]
Napi::Value NDArray::CopyFrom(const Napi::CallbackInfo& info) {
  const HostMemory memory = MatchingMemory(info, handle(), "source");
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [array = GetShare(), memory] {
            return MXN_CALL(MXNDArraySyncCopyFromCPU, array->get(), memory.data, memory.length);
          },
          Undefined, info[0]);
}

// MXNDArraySyncCopyFromCPU
// NDArray.copyFromSync(source: TypedArray): void
Napi::Value NDArray::CopyFromSync(const Napi::CallbackInfo& info) {
  const HostMemory memory = MatchingMemory(info, handle(), "source");
  ThrowUnless(info.Env(), MXN_CALL(MXNDArraySyncCopyFromCPU, handle(), memory.data, memory.length));
  return info.Env().Undefined();
}

// MXNDArraySyncCopyToCPU
// NDArray.copyTo(target: TypedArray): Promise<void> [async]
Napi::Value NDArray::CopyTo(const Napi::CallbackInfo& info) {
  const HostMemory memory = MatchingMemory(info, handle(), "target");
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [array = GetShare(), memory] {
            return MXN_CALL(MXNDArraySyncCopyToCPU, array->get(), memory.data, memory.length);
          },
          Undefined, info[0]);
}

// MXNDArraySyncCopyToCPU
// NDArray.copyToSync(target: TypedArray): void
Napi::Value NDArray::CopyToSync(const Napi::CallbackInfo& info) {
  const HostMemory memory = MatchingMemory(info, handle(), "target");
  ThrowUnless(info.Env(), MXN_CALL(MXNDArraySyncCopyToCPU, handle(), memory.data, memory.length));
  return info.Env().Undefined();
}

// MXNDArrayWaitToRead
// NDArray.waitToRead(): Promise<void> [async]
Napi::Value NDArray::WaitToRead(const Napi::CallbackInfo& info) {
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(), [array = GetShare()] { return MXN_CALL(MXNDArrayWaitToRead, array->get()); },
          Undefined);
}

}  // namespace mxn
