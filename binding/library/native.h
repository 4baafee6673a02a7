// Move-only owners of the library's handles. A handle has exactly one owner; owners are shared,
// through shared_ptr, by the JavaScript object and by the jobs that use it.
#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "library/status.h"

namespace mxn {

// How many handles of a kind the process holds. Counters are plain atomics: no destructor.
using LiveCount = std::atomic<int64_t>;

// The stores among them that other machines share: to free one means to wait for those.
inline LiveCount& LiveDistributedStores() {
  static LiveCount count{0};
  return count;
}

template <typename Kind>
class Native {
 public:
  explicit Native(void* handle) : handle_(handle) { Count().fetch_add(1); }
  Native(const Native&) = delete;
  Native& operator=(const Native&) = delete;
  ~Native() {
    Kind::Free(handle_);
    Count().fetch_sub(1);
  }

  void* get() const { return handle_; }

  static LiveCount& Count() {
    static LiveCount count{0};
    return count;
  }

 private:
  void* const handle_;
};

struct NDArrayKind {
  static constexpr const char* kName = "NDArray";
  static void Free(void* handle) { MXN_CALL(MXNDArrayFree, handle); }
};

struct SymbolKind {
  static constexpr const char* kName = "Symbol";
  static void Free(void* handle) { MXN_CALL(MXSymbolFree, handle); }
};

struct ExecutorKind {
  static constexpr const char* kName = "Executor";
  static void Free(void* handle) { MXN_CALL(MXExecutorFree, handle); }
};

struct KVStoreKind {
  static constexpr const char* kName = "KVStore";
  static void Free(void* handle) { MXN_CALL(MXKVStoreFree, handle); }
};

struct DataIterKind {
  static constexpr const char* kName = "DataIter";
  // Also after the shutdown: an iterator that is still reading when the process ends crashes it.
  static void Free(void* handle) {
    GatePass pass;
    Library::Functions().MXDataIterFree(handle);
  }
};

struct RecordReaderKind {
  static constexpr const char* kName = "RecordReader";
  static void Free(void* handle) { MXN_CALL(MXRecordIOReaderFree, handle); }
};

struct RecordWriterKind {
  static constexpr const char* kName = "RecordWriter";
  static void Free(void* handle) { MXN_CALL(MXRecordIOWriterFree, handle); }
};

using NativeNDArray = Native<NDArrayKind>;
using NativeSymbol = Native<SymbolKind>;
using NativeExecutor = Native<ExecutorKind>;
using NativeKVStore = Native<KVStoreKind>;
using NativeDataIter = Native<DataIterKind>;
using NativeRecordReader = Native<RecordReaderKind>;
using NativeRecordWriter = Native<RecordWriterKind>;

using NDArrayShare = std::shared_ptr<NativeNDArray>;
using SymbolShare = std::shared_ptr<NativeSymbol>;

static_assert(!std::is_copy_constructible_v<NativeNDArray>, "an owner must not be copied");

// The bare handles of a list, for the length of one call. A null share gives a null handle.
template <typename Kind>
std::vector<void*> HandlesOf(const std::vector<std::shared_ptr<Native<Kind>>>& owners) {
  std::vector<void*> handles;
  handles.reserve(owners.size());
  for (const auto& owner : owners) handles.push_back(owner ? owner->get() : nullptr);
  return handles;
}

// Takes over the handles of a list that the library keeps only until the next call.
template <typename Kind>
std::vector<std::shared_ptr<Native<Kind>>> TakeHandles(void** handles, size_t size) {
  std::vector<std::shared_ptr<Native<Kind>>> owners;
  owners.reserve(size);
  for (size_t i = 0; i < size; ++i) {
    owners.push_back(handles[i] ? std::make_shared<Native<Kind>>(handles[i]) : nullptr);
  }
  return owners;
}

}  // namespace mxn
