// Exports plain functions with the same guard around them as the methods of classes.
#pragma once

#include <napi.h>

#include "object/handle.h"

namespace mxn {

template <auto Function>
napi_value CallFunction(napi_env env, napi_callback_info raw) {
  return Guarded(env, [&]() -> napi_value { return Function(Napi::CallbackInfo(env, raw)); });
}

template <auto Function>
void Export(Napi::Object exports, const char* name) {
  napi_value function;
  const napi_status status = napi_create_function(exports.Env(), name, NAPI_AUTO_LENGTH,
                                                  &CallFunction<Function>, nullptr, &function);
  if (status != napi_ok) throw Napi::Error::New(exports.Env(), "cannot create a function");
  exports.Set(name, Napi::Value(exports.Env(), function));
}

}  // namespace mxn
