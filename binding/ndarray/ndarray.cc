#include "ndarray/ndarray.h"

#include <cstring>
#include <limits>

#include "value/shape.h"
#include "value/typed_array.h"

namespace mxn {
namespace {

// A shape for an array to be made. The library multiplies without looking; a size that has wrapped
// around would pass for a small one.
Shape NewShapeOf(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  Shape shape = ShapeOf(value, "shape");
  if (shape.empty()) throw WrongType(env, "shape", "an array with at least one dimension");
  int64_t elements = 1;
  for (const uint32_t dimension : shape) {
    if (__builtin_mul_overflow(elements, dimension, &elements)) {
      throw Napi::RangeError::New(env, "`shape` has more elements than can be counted");
    }
  }
  return shape;
}

int NewDTypeOf(const Napi::Value& value) {
  const int dtype = Int32Of(value, "dtype");
  if (ElementSize(dtype) == 0) throw WrongType(value.Env(), "dtype", "a known dtype code");
  return dtype;
}

// The place of a row. The library counts rows with 32 bits and a sign: a larger number would pass
// for a negative one, and lead in front of the array's memory.
uint32_t RowOf(const Napi::Value& value, const char* name) {
  const uint32_t row = Uint32Of(value, name);
  if (row > static_cast<uint32_t>(std::numeric_limits<int32_t>::max())) {
    throw WrongType(value.Env(), name, "an integer from 0 to 2147483647");
  }
  return row;
}

}  // namespace

size_t NDArrayLayout::elements() const {
  if (shape.empty()) return 0;
  size_t product = 1;
  for (uint32_t dimension : shape) product *= dimension;
  return product;
}

int64_t NDArrayLayout::bytes() const {
  return static_cast<int64_t>(elements() * ElementSize(dtype));
}

Status NDArrayLayout::Of(void* array, NDArrayLayout& layout) {
  uint32_t ndim = 0;
  const uint32_t* dimensions = nullptr;
  MXN_TRY(MXN_CALL(MXNDArrayGetShape, array, &ndim, &dimensions));
  layout.shape.assign(dimensions, dimensions + ndim);
  // An array without a shape has no element type either.
  if (ndim == 0) return {};
  return MXN_CALL(MXNDArrayGetDType, array, &layout.dtype);
}

Napi::Object NDArray::WrapOwned(Napi::Env env, NDArrayShare array) {
  NDArrayLayout layout;
  ThrowUnless(env, NDArrayLayout::Of(array->get(), layout));
  return Wrap(env, std::move(array), layout.bytes());
}

Napi::Array NDArray::WrapAllOwned(Napi::Env env, const std::vector<NDArrayShare>& arrays) {
  Napi::Array result = Napi::Array::New(env, arrays.size());
  for (size_t i = 0; i < arrays.size(); ++i) result.Set(i, WrapOwned(env, arrays[i]));
  return result;
}

// MXNDArrayCreateEx
// NDArray.create(shape: number[], deviceType: number, deviceId: number, delayAlloc: boolean, dtype:
// number): NDArray
Napi::Value NDArray::Create(const Napi::CallbackInfo& info) {
  const mxn::Shape shape = NewShapeOf(info[0]);
  const int device_type = Int32Of(info[1], "deviceType");
  const int device_id = Int32Of(info[2], "deviceId");
  const bool delay_alloc = BoolOf(info[3], "delayAlloc");
  const int dtype = NewDTypeOf(info[4]);

  CNDArray handle = nullptr;
  ThrowUnless(info.Env(),
              MXN_CALL(MXNDArrayCreateEx, shape.data(), static_cast<uint32_t>(shape.size()),
                       device_type, device_id, delay_alloc ? 1 : 0, dtype, &handle));
  return WrapOwned(info.Env(), std::make_shared<NativeNDArray>(handle));
}

// MXNDArrayCreateEx MXNDArrayGetData: nothing is queued on a new array yet, so its memory can be
// written without waiting, while MXNDArraySyncCopyFromCPU waits until the engine is free
// NDArray.fromValues(values: TypedArray, shape: number[], deviceId: number, dtype: number): NDArray
Napi::Value NDArray::FromValues(const Napi::CallbackInfo& info) {
  const mxn::Shape shape = NewShapeOf(info[1]);
  const int device_id = Int32Of(info[2], "deviceId");
  const NDArrayLayout layout{shape, NewDTypeOf(info[3])};
  const HostMemory memory = HostMemoryOf(info[0], layout.dtype, layout.elements(), "values");

  CNDArray handle = nullptr;
  ThrowUnless(info.Env(),
              MXN_CALL(MXNDArrayCreateEx, shape.data(), static_cast<uint32_t>(shape.size()), kCpu,
                       device_id, 0, layout.dtype, &handle));
  const auto array = std::make_shared<NativeNDArray>(handle);
  void* data = nullptr;
  if (memory.length > 0) {
    ThrowUnless(info.Env(), MXN_CALL(MXNDArrayGetData, array->get(), &data));
    std::memcpy(data, memory.data, static_cast<size_t>(layout.bytes()));
  }
  return Wrap(info.Env(), array, layout.bytes());
}

// MXNDArrayGetShape
// NDArray.shape(): number[]
Napi::Value NDArray::Shape(const Napi::CallbackInfo& info) {
  NDArrayLayout layout;
  ThrowUnless(info.Env(), NDArrayLayout::Of(handle(), layout));
  return ToJs(info.Env(), layout.shape);
}

// MXNDArrayGetDType
// NDArray.dtype(): number
Napi::Value NDArray::DTypeCode(const Napi::CallbackInfo& info) {
  int dtype = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXNDArrayGetDType, handle(), &dtype));
  return Napi::Number::New(info.Env(), dtype);
}

// MXNDArrayGetStorageType
// NDArray.storageType(): number
Napi::Value NDArray::StorageType(const Napi::CallbackInfo& info) {
  int storage_type = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXNDArrayGetStorageType, handle(), &storage_type));
  return Napi::Number::New(info.Env(), storage_type);
}

// MXNDArrayGetContext
// NDArray.context(): [deviceType: number, deviceId: number]
Napi::Value NDArray::Context(const Napi::CallbackInfo& info) {
  int device_type = 0;
  int device_id = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXNDArrayGetContext, handle(), &device_type, &device_id));
  Napi::Array result = Napi::Array::New(info.Env(), 2);
  result.Set(0u, Napi::Number::New(info.Env(), device_type));
  result.Set(1u, Napi::Number::New(info.Env(), device_id));
  return result;
}

// MXNDArraySlice
// NDArray.slice(begin: number, end: number): NDArray
Napi::Value NDArray::Slice(const Napi::CallbackInfo& info) {
  const uint32_t begin = RowOf(info[0], "begin");
  const uint32_t end = RowOf(info[1], "end");
  CNDArray out = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXNDArraySlice, handle(), begin, end, &out));
  return Wrap(info.Env(), std::make_shared<NativeNDArray>(out));
}

// MXNDArrayAt
// NDArray.at(index: number): NDArray
Napi::Value NDArray::At(const Napi::CallbackInfo& info) {
  const uint32_t index = RowOf(info[0], "index");
  CNDArray out = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXNDArrayAt, handle(), index, &out));
  return Wrap(info.Env(), std::make_shared<NativeNDArray>(out));
}

// MXNDArrayReshape
// NDArray.reshape(shape: number[]): NDArray
Napi::Value NDArray::Reshape(const Napi::CallbackInfo& info) {
  std::vector<int32_t> shape = Int32ListOf(info[0], "shape");
  CNDArray out = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXNDArrayReshape, handle(), static_cast<int>(shape.size()),
                                   shape.data(), &out));
  return Wrap(info.Env(), std::make_shared<NativeNDArray>(out));
}

void NDArray::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports,
         {
             Static<&NDArray::Create>("create"),
             Static<&NDArray::FromValues>("fromValues"),
             Method<&NDArray::Shape>("shape"),
             Method<&NDArray::DTypeCode>("dtype"),
             Method<&NDArray::StorageType>("storageType"),
             Method<&NDArray::Context>("context"),
             Method<&NDArray::Slice>("slice"),
             Method<&NDArray::At>("at"),
             Method<&NDArray::Reshape>("reshape"),
             Static<&NDArray::CopyAllTo>("copyAllTo"),
             Method<&NDArray::CopyFrom>("copyFrom"),
             Method<&NDArray::CopyFromSync>("copyFromSync"),
             Method<&NDArray::CopyTo>("copyTo"),
             Method<&NDArray::CopyToSync>("copyToSync"),
             Method<&NDArray::WaitToRead>("waitToRead"),
             Method<&NDArray::SetPixels>("setPixels"),
             Static<&NDArray::Save>("save"),
             Static<&NDArray::Load>("load"),
             Static<&NDArray::LoadBuffer>("loadBuffer"),
             Static<&NDArray::FromRawBytes>("fromRawBytes"),
             Method<&NDArray::ToRawBytes>("toRawBytes"),
         });
}

}  // namespace mxn
