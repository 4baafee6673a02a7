// Functions about the library and the process as a whole.
#pragma once

#include <napi.h>

namespace mxn {

void InitRuntime(Napi::Env env, Napi::Object exports);

}  // namespace mxn
