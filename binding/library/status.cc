#include "library/status.h"

namespace mxn {

Status Status::Failed(const char* call) {
  return {"ERR_MXNET_CALL", call, Library::Functions().MXGetLastError()};
}

Status Status::Missing(const char* call) {
  const bool opened = Library::IsOpen();
  return {opened ? "ERR_MXNET_SYMBOL_MISSING" : "ERR_MXNET_LIBRARY_NOT_OPEN", call,
          opened ? "the loaded libmxnet " + Library::VersionText() + " has no function " + call
                 : "libmxnet has not been opened yet"};
}

Status Status::ShutDown(const char* call) {
  return {"ERR_MXNET_SHUT_DOWN", call, "the process is ending: libmxnet has been shut down"};
}

}  // namespace mxn
