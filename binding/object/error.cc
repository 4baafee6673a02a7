#include "object/error.h"

#include "addon.h"

namespace mxn {

Napi::Error ErrorFrom(Napi::Env env, const Status& status) {
  const Napi::FunctionReference& factory = Addon::Of(env).error_factory;
  if (factory.IsEmpty())
    return Napi::Error::New(env, std::string(status.call) + ": " + status.text);
  const Napi::Value error =
      factory.Call({Napi::String::New(env, status.code), Napi::String::New(env, status.call),
                    Napi::String::New(env, status.text)});
  return Napi::Error(env, error);
}

void ThrowUnless(Napi::Env env, const Status& status) {
  if (!status.ok()) throw ErrorFrom(env, status);
}

Napi::Error DisposedError(Napi::Env env, const char* kind) {
  return ErrorFrom(env, {"ERR_MXNET_DISPOSED", "", std::string("this ") + kind + " was disposed"});
}

}  // namespace mxn
