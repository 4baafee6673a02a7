// Typed arrays as the host's side of an NDArray.
#pragma once

#include <napi.h>

namespace mxn {

// A typed array whose element type was checked against a dtype code.
struct HostMemory {
  void* data = nullptr;
  size_t length = 0;  // in elements
};

// Throws a TypeError unless the value is the typed array that belongs to the dtype: Float32Array,
// Float64Array, Uint16Array for float16, Uint8Array for uint8 and bool, Int32Array, Int8Array,
// BigInt64Array; and a RangeError unless it has exactly `length` elements.
HostMemory HostMemoryOf(const Napi::Value& value, int dtype, size_t length, const char* name);

}  // namespace mxn
