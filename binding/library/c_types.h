// Opaque handles, codes and callback types of MXNet's C API, as our own declarations.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mxn {

using COperator = void*;
using CNDArray = void*;
using CSymbol = void*;
using CExecutor = void*;
using CKVStore = void*;
using CDataIter = void*;
using CDataIterCreator = void*;
using CRecordIO = void*;

// One entry of MXLibInfoFeatures (1.5 and later).
struct CFeature {
  const char* name;
  bool enabled;
};

using CMonitor = void (*)(const char* name, CNDArray array, void* self);
using CUpdater = void (*)(int key, CNDArray received, CNDArray stored, void* self);
using CTextUpdater = void (*)(const char* key, CNDArray received, CNDArray stored, void* self);
using CServerController = void (*)(int head, const char* body, void* self);

// The device type of processors.
inline constexpr int kCpu = 1;

// Element types, numbered as in the .params format.
enum class DType : int {
  kFloat32 = 0,
  kFloat64 = 1,
  kFloat16 = 2,
  kUint8 = 3,
  kInt32 = 4,
  kInt8 = 5,
  kInt64 = 6,
  kBool = 7,
};

// Bytes of one element, 0 for a code that this library does not know.
constexpr size_t ElementSize(int dtype) {
  switch (static_cast<DType>(dtype)) {
    case DType::kFloat64:
    case DType::kInt64:
      return 8;
    case DType::kFloat32:
    case DType::kInt32:
      return 4;
    case DType::kFloat16:
      return 2;
    case DType::kUint8:
    case DType::kInt8:
    case DType::kBool:
      return 1;
  }
  return 0;
}

}  // namespace mxn
