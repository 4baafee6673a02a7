#include "runtime/profiler.h"

#include "object/function.h"
#include "value/text_map.h"

namespace mxn {
namespace {

// The process that is profiled is this one; the other choice is the servers of a distributed job.
constexpr int kWorker = 0;

// MXSetProcessProfilerConfig
// setProfilerConfig(keys: string[], values: string[]): void
Napi::Value SetProfilerConfig(const Napi::CallbackInfo& info) {
  TextMap options = TextMap::From(info[0], info[1]);
  ThrowUnless(info.Env(), MXN_CALL(MXSetProcessProfilerConfig, static_cast<int>(options.size()),
                                   options.keys.data(), options.values.data(), nullptr));
  return info.Env().Undefined();
}

// MXNDArrayWaitAll MXSetProcessProfilerState: what was queued before belongs to the state before
// setProfilerState(running: boolean): Promise<void> [async]
Napi::Value SetProfilerState(const Napi::CallbackInfo& info) {
  const bool running = BoolOf(info[0], "running");
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [running]() -> Status {
            MXN_TRY(MXN_CALL(MXNDArrayWaitAll));
            return MXN_CALL(MXSetProcessProfilerState, running ? 1 : 0, kWorker, nullptr);
          },
          [](Napi::Env env) { return env.Undefined(); });
}

// MXDumpProcessProfile
// dumpProfile(): Promise<void> [async]
Napi::Value DumpProfile(const Napi::CallbackInfo& info) {
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(), [] { return MXN_CALL(MXDumpProcessProfile, 1, kWorker, nullptr); },
          [](Napi::Env env) { return env.Undefined(); });
}

}  // namespace

void InitProfiler(Napi::Env, Napi::Object exports) {
  Export<&SetProfilerConfig>(exports, "setProfilerConfig");
  Export<&SetProfilerState>(exports, "setProfilerState");
  Export<&DumpProfile>(exports, "dumpProfile");
}

}  // namespace mxn
