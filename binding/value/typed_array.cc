#include "value/typed_array.h"

#include <string>

#include "library/c_types.h"
#include "value/arguments.h"

namespace mxn {
namespace {

struct TypedArrayKind {
  napi_typedarray_type type;
  const char* name;
};

TypedArrayKind KindOf(int dtype) {
  switch (static_cast<DType>(dtype)) {
    case DType::kFloat64:
      return {napi_float64_array, "a Float64Array"};
    case DType::kFloat16:
      return {napi_uint16_array, "a Uint16Array"};
    case DType::kUint8:
    case DType::kBool:
      return {napi_uint8_array, "a Uint8Array"};
    case DType::kInt32:
      return {napi_int32_array, "an Int32Array"};
    case DType::kInt8:
      return {napi_int8_array, "an Int8Array"};
    case DType::kInt64:
      return {napi_bigint64_array, "a BigInt64Array"};
    case DType::kFloat32:
      break;
  }
  return {napi_float32_array, "a Float32Array"};
}

}  // namespace

HostMemory HostMemoryOf(const Napi::Value& value, int dtype, size_t length, const char* name) {
  const Napi::Env env = value.Env();
  if (ElementSize(dtype) == 0) {
    throw Napi::TypeError::New(env, "no typed array for dtype code " + std::to_string(dtype));
  }
  const TypedArrayKind kind = KindOf(dtype);
  if (!value.IsTypedArray()) throw WrongType(env, name, kind.name);

  napi_typedarray_type type;
  HostMemory memory;
  napi_value buffer;
  size_t offset;
  const napi_status status =
      napi_get_typedarray_info(env, value, &type, &memory.length, &memory.data, &buffer, &offset);
  if (status != napi_ok || type != kind.type) throw WrongType(env, name, kind.name);
  if (memory.length != length) {
    throw Napi::RangeError::New(env, std::string("`") + name + "` must have " +
                                         std::to_string(length) + " elements, received " +
                                         std::to_string(memory.length));
  }
  return memory;
}

}  // namespace mxn
