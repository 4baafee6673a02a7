// The result of one call of the library: fine, or which call failed and why.
#pragma once

#include <string>
#include <utility>

#include "library/gate.h"
#include "library/library.h"

namespace mxn {

struct Status {
  const char* code = nullptr;  // null when all went well, else the `code` of the JavaScript error
  const char* call = "";
  std::string text;

  bool ok() const { return code == nullptr; }

  // libmxnet answered -1; its error text belongs to this thread and to this moment.
  static Status Failed(const char* call);
  // The loaded version has no such function.
  static Status Missing(const char* call);
  static Status ShutDown(const char* call);
};

// For the few calls that only wait for other machines: a fork does not disturb them, and must not
// have to wait for them.
struct NoGate {
  NoGate() {}
};

// Runs one C function inside the process's gate and reads the error text at once, on this thread.
template <typename Gate = GatePass, typename... Parameters, typename... Arguments>
Status CallLibrary(const char* name, int (*function)(Parameters...), Arguments&&... arguments) {
  if (function == nullptr) return Status::Missing(name);
  const Gate pass;
  if (Library::IsShutDown()) return Status::ShutDown(name);
  if (function(std::forward<Arguments>(arguments)...) != 0) return Status::Failed(name);
  return {};
}

}  // namespace mxn

// The only way to call libmxnet: Status status = MXN_CALL(MXNDArrayWaitToRead, handle);
#define MXN_CALL(name, ...) \
  ::mxn::CallLibrary(#name, ::mxn::Library::Functions().name, ##__VA_ARGS__)

#define MXN_CALL_OUTSIDE_GATE(name, ...) \
  ::mxn::CallLibrary<::mxn::NoGate>(#name, ::mxn::Library::Functions().name, ##__VA_ARGS__)

// Leaves a function that returns a Status when the call fails.
#define MXN_TRY(...)                          \
  do {                                        \
    ::mxn::Status mxn_status = (__VA_ARGS__); \
    if (!mxn_status.ok()) return mxn_status;  \
  } while (false)
