// A failed Status becomes the JavaScript error that TypeScript registered a factory for.
#pragma once

#include <napi.h>

#include "library/status.h"

namespace mxn {

Napi::Error ErrorFrom(Napi::Env env, const Status& status);

// For calls on the JavaScript thread: throws when the call failed.
void ThrowUnless(Napi::Env env, const Status& status);

// The object was closed and can no longer be used.
Napi::Error DisposedError(Napi::Env env, const char* kind);

}  // namespace mxn
