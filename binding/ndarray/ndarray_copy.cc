// Values between an NDArray and a typed array. The C functions count elements, not bytes.
#include "ndarray/ndarray.h"
#include "value/typed_array.h"

namespace mxn {
namespace {

HostMemory MatchingMemory(const Napi::Value& value, void* array, const char* name) {
  NDArrayLayout layout;
  ThrowUnless(value.Env(), NDArrayLayout::Of(array, layout));
  return HostMemoryOf(value, layout.dtype, layout.elements(), name);
}

Napi::Value Undefined(Napi::Env env) { return env.Undefined(); }

}  // namespace

// MXNDArraySyncCopyFromCPU
// NDArray.copyFrom(source: TypedArray): Promise<void> [async]
Napi::Value NDArray::CopyFrom(const Napi::CallbackInfo& info) {
  const HostMemory memory = MatchingMemory(info[0], handle(), "source");
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
  const HostMemory memory = MatchingMemory(info[0], handle(), "source");
  ThrowUnless(info.Env(), MXN_CALL(MXNDArraySyncCopyFromCPU, handle(), memory.data, memory.length));
  return info.Env().Undefined();
}

// MXNDArraySyncCopyToCPU
// NDArray.copyTo(target: TypedArray): Promise<void> [async]
Napi::Value NDArray::CopyTo(const Napi::CallbackInfo& info) {
  const HostMemory memory = MatchingMemory(info[0], handle(), "target");
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [array = GetShare(), memory] {
            return MXN_CALL(MXNDArraySyncCopyToCPU, array->get(), memory.data, memory.length);
          },
          Undefined, info[0]);
}

// MXNDArraySyncCopyToCPU
// NDArray.copyAllTo(arrays: NDArray[], targets: TypedArray[]): Promise<void> [async]
Napi::Value NDArray::CopyAllTo(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::vector<NDArrayShare> arrays = SharesOf(info[0], "arrays");
  const Napi::Array targets = ArrayOf(info[1], "targets");
  if (targets.Length() != arrays.size()) {
    throw Napi::RangeError::New(env, "`arrays` and `targets` must have the same length");
  }
  std::vector<HostMemory> memories;
  // A list of our own: the caller's may change while the job runs.
  const Napi::Array kept = Napi::Array::New(env, arrays.size());
  for (uint32_t i = 0; i < arrays.size(); ++i) {
    const Napi::Value target = targets.Get(i);
    memories.push_back(MatchingMemory(target, arrays[i]->get(), "targets"));
    kept.Set(i, target);
  }
  return Addon::Of(env).lane->Run(
      env,
      [arrays = std::move(arrays), memories = std::move(memories)]() -> Status {
        for (size_t i = 0; i < arrays.size(); ++i) {
          MXN_TRY(MXN_CALL(MXNDArraySyncCopyToCPU, arrays[i]->get(), memories[i].data,
                           memories[i].length));
        }
        return {};
      },
      Undefined, kept);
}

// MXNDArraySyncCopyToCPU
// NDArray.copyToSync(target: TypedArray): void
Napi::Value NDArray::CopyToSync(const Napi::CallbackInfo& info) {
  const HostMemory memory = MatchingMemory(info[0], handle(), "target");
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
