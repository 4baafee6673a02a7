#include "library/library.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <mutex>

#include "library/gate.h"
#include "library/status.h"

namespace mxn {
namespace {

struct LibraryState {
  std::mutex mutex;
  std::atomic<bool> open{false};
  std::atomic<bool> shut_down{false};
  std::atomic<bool> left_behind{false};
  std::atomic<int> environments{0};
  std::string path;
  int version = 0;
  CFunctions functions;
};

// Never destroyed: libmxnet's threads outlive every static object.
LibraryState& State() {
  static LibraryState& state = *new LibraryState;
  return state;
}

std::string FormatVersion(int version) {
  return std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100) + "." +
         std::to_string(version % 100);
}

// Opens a file and leaves the process's SIGSEGV handler as it was: libmxnet 1.1 to 1.4 replace
// V8's, after which a WebAssembly trap ends the process.
void* OpenShared(const std::string& path) {
  struct sigaction before;
  sigaction(SIGSEGV, nullptr, &before);
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  sigaction(SIGSEGV, &before, nullptr);
  return handle;
}

template <typename Function>
void Resolve(void* handle, const char* name, Function*& out) {
  out = reinterpret_cast<Function*>(dlsym(handle, name));
}

Status FillTable(void* handle, int version, CFunctions& functions) {
  Resolve(handle, "MXGetLastError", functions.MXGetLastError);
  if (functions.MXGetLastError == nullptr) {
    return {"ERR_MXNET_SYMBOL_MISSING", "MXGetLastError", "the library has no MXGetLastError"};
  }
#define MXN_RESOLVE(name, since, parameters)                                                       \
  if (version >= since) {                                                                          \
    Resolve(handle, #name, functions.name);                                                        \
    if (functions.name == nullptr) {                                                               \
      return {                                                                                     \
          "ERR_MXNET_SYMBOL_MISSING", #name,                                                       \
          "the library says that it is MXNet " + FormatVersion(version) + " but has no " + #name}; \
    }                                                                                              \
  }
  MXN_C_FUNCTIONS(MXN_RESOLVE)
#undef MXN_RESOLVE
  return {};
}

// Only after the version is known to be one of ours may anything else be called: other generations
// have other parameters under the same names.
Status CheckVersion(void* handle, int& version) {
  int (*get_version)(int*) = nullptr;
  Resolve(handle, "MXGetVersion", get_version);
  if (get_version == nullptr) {
    const bool is_mxnet = dlsym(handle, "MXNDArrayFree") != nullptr;
    return {"ERR_MXNET_LIBRARY_VERSION", "MXGetVersion",
            is_mxnet ? "found MXNet older than 0.12, wanted >= 1.1 and < 2"
                     : "the file is a shared library, but not libmxnet: it has no MXGetVersion"};
  }
  get_version(&version);
  if (version < Library::kOldest || version >= Library::kFirstUnsupported) {
    return {"ERR_MXNET_LIBRARY_VERSION", "MXGetVersion",
            "found MXNet " + FormatVersion(version) + ", wanted >= 1.1 and < 2"};
  }
  return {};
}

// Registered last, so that it runs first of all that happens at the end.
#ifdef __GLIBC__
void EndBeforeDestructors() {
  on_exit(
      [](int exit_code, void*) {
        fflush(nullptr);
        _exit(exit_code);
      },
      nullptr);
}
#else
void EndBeforeDestructors() {
  atexit([] {
    fflush(nullptr);
    _exit(EXIT_FAILURE);
  });
}
#endif

// A thread of the engine lets go of an operator's arrays after those who wait for it have gone on.
// An array owns the engine too: were it the last owner, because the static one is gone by then, the
// engine would be destroyed by one of its own threads, which aborts the process. An array that
// nobody frees is an owner until the very end.
void KeepEngine(const CFunctions& functions) {
  const uint32_t shape[] = {1};
  CNDArray array = nullptr;
  // Allocates nothing. If it fails there is no engine to keep.
  static_cast<void>(functions.MXNDArrayCreateEx(shape, 1, kCpu, 0, 1, 0, &array));
}

Status OpenFailed() {
  const char* reason = dlerror();
  return {"ERR_MXNET_LIBRARY_OPEN", "dlopen", reason == nullptr ? "unknown reason" : reason};
}

}  // namespace

void Library::SetEnvironment(const OpenRequest& request) {
  for (const auto& [name, value] : request.environment) setenv(name.c_str(), value.c_str(), 0);
}

Status Library::Open(const OpenRequest& request) {
  LibraryState& state = State();
  std::lock_guard<std::mutex> lock(state.mutex);
  if (state.open) {
    if (state.path == request.path) return {};
    return {"ERR_MXNET_LIBRARY_OPEN", "dlopen",
            "this process has already opened " + state.path + "; a process has one libmxnet"};
  }
  for (const std::string& path : request.preload) {
    if (OpenShared(path) == nullptr) return OpenFailed();
  }
  void* handle = OpenShared(request.path);
  if (handle == nullptr) return OpenFailed();

  int version = 0;
  CFunctions functions;
  MXN_TRY(CheckVersion(handle, version));
  MXN_TRY(FillTable(handle, version, functions));
  GuardForks();
  state.path = request.path;
  state.version = version;
  state.functions = functions;
  state.open = true;
  return {};
}

bool Library::IsOpen() { return State().open; }

std::string Library::Path() { return IsOpen() ? State().path : ""; }

int Library::Version() { return IsOpen() ? State().version : 0; }

std::string Library::VersionText() { return FormatVersion(Version()); }

const CFunctions& Library::Functions() {
  static const CFunctions closed{};
  return IsOpen() ? State().functions : closed;
}

void Library::Shutdown() {
  LibraryState& state = State();
  if (state.shut_down.exchange(true) || !state.open || state.left_behind) return;
  // From now on the engine skips what is queued, also what would wake up a waiting thread: there
  // must be none.
  const GateClosure closure;
  KeepEngine(Functions());
  // An operator that failed is reported here once more; nobody is left to be told.
  Functions().MXNotifyShutdown();
}

void Library::Retain() { ++State().environments; }

void Library::Release() {
  LibraryState& state = State();
  if (--state.environments > 0 || state.left_behind) return;
  MXN_CALL(MXNDArrayWaitAll);
}

void Library::LeaveThreadBehind() {
  if (!State().left_behind.exchange(true)) EndBeforeDestructors();
}

bool Library::IsShutDown() { return State().shut_down; }

}  // namespace mxn
