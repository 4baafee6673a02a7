#include "runtime/runtime.h"

#include <string>

#include "library/native.h"
#include "object/function.h"
#include "value/text_map.h"

namespace mxn {
namespace {

OpenRequest ReadOpenRequest(const Napi::CallbackInfo& info) {
  OpenRequest request;
  request.path = TextOf(info[0], "path");
  request.preload = TextListOf(info[1], "preload").texts();
  const TextMap environment = TextMap::From(info[2], info[3]);
  for (size_t i = 0; i < environment.size(); ++i) {
    request.environment.emplace_back(environment.keys.texts()[i], environment.values.texts()[i]);
  }
  return request;
}

// dlopen
// openLibrary(path: string, preload: string[], keys: string[], values: string[]): Promise<void>
// [async]
Napi::Value OpenLibrary(const Napi::CallbackInfo& info) {
  OpenRequest request = ReadOpenRequest(info);
  Library::SetEnvironment(request);
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(), [request = std::move(request)] { return Library::Open(request); },
          [](Napi::Env env) { return env.Undefined(); });
}

// dlopen
// openLibrarySync(path: string, preload: string[], keys: string[], values: string[]): void
Napi::Value OpenLibrarySync(const Napi::CallbackInfo& info) {
  const OpenRequest request = ReadOpenRequest(info);
  Library::SetEnvironment(request);
  ThrowUnless(info.Env(), Library::Open(request));
  return info.Env().Undefined();
}

// MXGetVersion
// library(): { path: string; version: number } | null
Napi::Value GetLibrary(const Napi::CallbackInfo& info) {
  if (!Library::IsOpen()) return info.Env().Null();
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("path", Library::Path());
  result.Set("version", Library::Version());
  return result;
}

// dlsym
// hasFunction(name: string): boolean
Napi::Value HasFunction(const Napi::CallbackInfo& info) {
  const std::string wanted = TextOf(info[0], "name");
  bool found = false;
#define MXN_COMPARE(name, since, parameters) \
  if (wanted == #name) found = Library::Functions().name != nullptr;
  MXN_C_FUNCTIONS(MXN_COMPARE)
#undef MXN_COMPARE
  return Napi::Boolean::New(info.Env(), found);
}

// MXLibInfoFeatures
// features(): Record<string, boolean>
Napi::Value Features(const Napi::CallbackInfo& info) {
  const CFeature* features = nullptr;
  size_t size = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXLibInfoFeatures, &features, &size));
  Napi::Object result = Napi::Object::New(info.Env());
  for (size_t i = 0; i < size; ++i) {
    result.Set(features[i].name, Napi::Boolean::New(info.Env(), features[i].enabled));
  }
  return result;
}

// MXGetGPUCount
// gpuCount(): number
Napi::Value GpuCount(const Napi::CallbackInfo& info) {
  int count = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXGetGPUCount, &count));
  return Napi::Number::New(info.Env(), count);
}

// MXGetGPUMemoryInformation64
// gpuMemory(device: number): [free: number, total: number]
Napi::Value GpuMemory(const Napi::CallbackInfo& info) {
  uint64_t free = 0;
  uint64_t total = 0;
  ThrowUnless(info.Env(),
              MXN_CALL(MXGetGPUMemoryInformation64, Int32Of(info[0], "device"), &free, &total));
  Napi::Array result = Napi::Array::New(info.Env(), 2);
  result.Set(0u, Napi::Number::New(info.Env(), static_cast<double>(free)));
  result.Set(1u, Napi::Number::New(info.Env(), static_cast<double>(total)));
  return result;
}

// MXStorageEmptyCache
// emptyCache(deviceType: number, deviceId: number): void
Napi::Value EmptyCache(const Napi::CallbackInfo& info) {
  ThrowUnless(info.Env(), MXN_CALL(MXStorageEmptyCache, Int32Of(info[0], "deviceType"),
                                   Int32Of(info[1], "deviceId")));
  return info.Env().Undefined();
}

// MXRandomSeed
// randomSeed(seed: number): void
Napi::Value RandomSeed(const Napi::CallbackInfo& info) {
  ThrowUnless(info.Env(), MXN_CALL(MXRandomSeed, Int32Of(info[0], "seed")));
  return info.Env().Undefined();
}

// MXSetNumOMPThreads
// setOmpThreads(threads: number): void
Napi::Value SetOmpThreads(const Napi::CallbackInfo& info) {
  ThrowUnless(info.Env(), MXN_CALL(MXSetNumOMPThreads, Int32Of(info[0], "threads")));
  return info.Env().Undefined();
}

// MXInitPSEnv
// initPSEnv(keys: string[], values: string[]): void
Napi::Value InitPSEnv(const Napi::CallbackInfo& info) {
  TextMap variables = TextMap::From(info[0], info[1]);
  ThrowUnless(info.Env(), MXN_CALL(MXInitPSEnv, static_cast<uint32_t>(variables.size()),
                                   variables.keys.data(), variables.values.data()));
  return info.Env().Undefined();
}

// MXNDArrayWaitAll
// waitAll(): Promise<void> [async]
Napi::Value WaitAll(const Napi::CallbackInfo& info) {
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(), [] { return MXN_CALL(MXNDArrayWaitAll); },
          [](Napi::Env env) { return env.Undefined(); });
}

// MXNotifyShutdown: closes everything, then waits for what is queued. A process that has failed
// waits for no other machine.
// shutdown(failed: boolean): void
Napi::Value Shutdown(const Napi::CallbackInfo& info) {
  const bool leave = BoolOf(info[0], "failed") && LiveDistributedStores() > 0;
  Addon::Of(info.Env()).Close(leave);
  Library::Shutdown();
  return info.Env().Undefined();
}

template <typename... Owners>
void AddCounts(Napi::Object& result, const char* const (&names)[sizeof...(Owners)]) {
  size_t i = 0;
  (result.Set(names[i++], static_cast<double>(Owners::Count().load())), ...);
}

// (no C function)
// liveCounts(): Record<string, number>
Napi::Value LiveCounts(const Napi::CallbackInfo& info) {
  Napi::Object result = Napi::Object::New(info.Env());
  AddCounts<NativeNDArray, NativeSymbol, NativeExecutor, NativeKVStore, NativeDataIter,
            NativeRecordReader, NativeRecordWriter>(
      result, {NDArrayKind::kName, SymbolKind::kName, ExecutorKind::kName, KVStoreKind::kName,
               DataIterKind::kName, RecordReaderKind::kName, RecordWriterKind::kName});
  return result;
}

// (no C function)
// setErrorFactory(factory: (code: string, call: string, text: string) => Error): void
Napi::Value SetErrorFactory(const Napi::CallbackInfo& info) {
  Addon::Of(info.Env()).error_factory = Napi::Persistent(FunctionOf(info[0], "factory"));
  return info.Env().Undefined();
}

}  // namespace

void InitRuntime(Napi::Env, Napi::Object exports) {
  Export<&OpenLibrary>(exports, "openLibrary");
  Export<&OpenLibrarySync>(exports, "openLibrarySync");
  Export<&GetLibrary>(exports, "library");
  Export<&HasFunction>(exports, "hasFunction");
  Export<&Features>(exports, "features");
  Export<&GpuCount>(exports, "gpuCount");
  Export<&GpuMemory>(exports, "gpuMemory");
  Export<&EmptyCache>(exports, "emptyCache");
  Export<&RandomSeed>(exports, "randomSeed");
  Export<&SetOmpThreads>(exports, "setOmpThreads");
  Export<&InitPSEnv>(exports, "initPSEnv");
  Export<&WaitAll>(exports, "waitAll");
  Export<&Shutdown>(exports, "shutdown");
  Export<&LiveCounts>(exports, "liveCounts");
  Export<&SetErrorFactory>(exports, "setErrorFactory");
}

}  // namespace mxn
