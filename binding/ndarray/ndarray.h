// An n-dimensional array of the library.
#pragma once

#include "library/native.h"
#include "object/handle.h"

namespace mxn {

class NDArray : public Handle<NDArray, NativeNDArray> {
 public:
  static constexpr ClassId kId = ClassId::kNDArray;
  static constexpr const char* kName = "NDArray";

  using Handle::Handle;

  static void Init(Napi::Env env, Napi::Object exports);

  // Wraps an array that owns its memory, and reports that memory to the garbage collector.
  static Napi::Object WrapOwned(Napi::Env env, NDArrayShare array);
  static Napi::Array WrapAllOwned(Napi::Env env, const std::vector<NDArrayShare>& arrays);

 private:
  // ndarray.cc
  static Napi::Value Create(const Napi::CallbackInfo& info);
  static Napi::Value FromValues(const Napi::CallbackInfo& info);
  Napi::Value Shape(const Napi::CallbackInfo& info);
  Napi::Value DTypeCode(const Napi::CallbackInfo& info);
  Napi::Value StorageType(const Napi::CallbackInfo& info);
  Napi::Value Context(const Napi::CallbackInfo& info);
  Napi::Value Slice(const Napi::CallbackInfo& info);
  Napi::Value At(const Napi::CallbackInfo& info);
  Napi::Value Reshape(const Napi::CallbackInfo& info);
  // ndarray_copy.cc
  static Napi::Value CopyAllTo(const Napi::CallbackInfo& info);
  Napi::Value CopyFrom(const Napi::CallbackInfo& info);
  Napi::Value CopyFromSync(const Napi::CallbackInfo& info);
  Napi::Value CopyTo(const Napi::CallbackInfo& info);
  Napi::Value CopyToSync(const Napi::CallbackInfo& info);
  Napi::Value WaitToRead(const Napi::CallbackInfo& info);
  // ndarray_pixels.cc
  Napi::Value SetPixels(const Napi::CallbackInfo& info);
  // ndarray_file.cc
  static Napi::Value Save(const Napi::CallbackInfo& info);
  static Napi::Value Load(const Napi::CallbackInfo& info);
  static Napi::Value LoadBuffer(const Napi::CallbackInfo& info);
  static Napi::Value FromRawBytes(const Napi::CallbackInfo& info);
  Napi::Value ToRawBytes(const Napi::CallbackInfo& info);
};

// What the library says of an array: asked in one go, before any other call on this thread.
struct NDArrayLayout {
  std::vector<uint32_t> shape;
  int dtype = 0;

  size_t elements() const;
  int64_t bytes() const;
  static Status Of(void* array, NDArrayLayout& layout);
};

}  // namespace mxn
