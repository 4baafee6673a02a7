// The library's own profiler, which writes a trace file.
#pragma once

#include <napi.h>

namespace mxn {

void InitProfiler(Napi::Env env, Napi::Object exports);

}  // namespace mxn
