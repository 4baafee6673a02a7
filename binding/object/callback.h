// A JavaScript function that the library calls while one of our calls runs, on the JavaScript
// thread.
//
// Neither a C++ nor a JavaScript exception may travel through the library's frames: the first one
// is kept, later calls are skipped, and Rethrow() throws it when the library has returned.
#pragma once

#include <napi.h>

#include <exception>
#include <thread>

#include "library/gate.h"

namespace mxn {

class Callback {
 public:
  explicit Callback(const Napi::Function& function);

  // `arguments` makes the call's arguments; it runs only when the function will really be called.
  template <typename MakeArguments>
  void Call(MakeArguments make_arguments) noexcept {
    if (!CanCall()) return;
    const GateExit exit;
    const Napi::Env env = function_.Env();
    Napi::HandleScope scope(env);
    try {
      const auto arguments = make_arguments(env);
      napi_value result;
      const napi_status status = napi_call_function(env, env.Undefined(), function_.Value(),
                                                    arguments.size(), arguments.data(), &result);
      if (status != napi_ok) KeepPending(env);
    } catch (const Napi::Error& error) {
      error.ThrowAsJavaScriptException();
      KeepPending(env);
    } catch (const std::exception& error) {
      Napi::Error::New(env, error.what()).ThrowAsJavaScriptException();
      KeepPending(env);
    }
  }

  // Throws what the calls since the last Rethrow() have left behind.
  void Rethrow();

 private:
  bool CanCall() noexcept;
  void KeepPending(Napi::Env env) noexcept;

  Napi::FunctionReference function_;
  // { value }, because a thrown value may be anything, null included.
  Napi::ObjectReference thrown_;
  std::thread::id thread_;
  bool wrong_thread_ = false;
};

}  // namespace mxn
