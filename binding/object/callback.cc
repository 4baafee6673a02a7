#include "object/callback.h"

#include <utility>

namespace mxn {

Callback::Callback(const Napi::Function& function)
    : function_(Napi::Persistent(function)), thread_(std::this_thread::get_id()) {}

bool Callback::CanCall() noexcept {
  if (std::this_thread::get_id() != thread_) {
    wrong_thread_ = true;
    return false;
  }
  return thrown_.IsEmpty();
}

void Callback::KeepPending(Napi::Env env) noexcept {
  napi_value value = nullptr;
  napi_value holder = nullptr;
  if (napi_get_and_clear_last_exception(env, &value) != napi_ok) return;
  if (napi_create_object(env, &holder) != napi_ok) return;
  if (napi_set_named_property(env, holder, "value", value) != napi_ok) return;
  thrown_ = Napi::Persistent(Napi::Object(env, holder));
}

void Callback::Rethrow() {
  const Napi::Env env = function_.Env();
  if (std::exchange(wrong_thread_, false)) {
    throw Napi::Error::New(env, "libmxnet called back on a thread that is not JavaScript's");
  }
  if (thrown_.IsEmpty()) return;
  const Napi::Value value = thrown_.Value().Get("value");
  thrown_.Reset();
  throw Napi::Error(env, value);
}

}  // namespace mxn
