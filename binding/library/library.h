// libmxnet itself: opened once per process, checked, kept open for ever.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "library/c_functions.h"

namespace mxn {

struct Status;

struct OpenRequest {
  std::string path;
  // Libraries to open first, so that libmxnet finds what it needs without LD_LIBRARY_PATH.
  std::vector<std::string> preload;
  // Environment variables to set before the opening, unless the process has them already.
  std::vector<std::pair<std::string, std::string>> environment;
};

class Library {
 public:
  // The supported range: 1.1 up to, but not including, 2.0.
  static constexpr int kOldest = 10100;
  static constexpr int kFirstUnsupported = 20000;

  // Sets the environment variables of a request. On the JavaScript thread: nothing else of Node
  // reads the environment meanwhile.
  static void SetEnvironment(const OpenRequest& request);

  // Opens the library or says why not. A second call with the same path does nothing.
  static Status Open(const OpenRequest& request);

  static bool IsOpen();
  static std::string Path();
  static int Version();  // major * 10000 + minor * 100 + patch, 0 when closed
  static std::string VersionText();
  static const CFunctions& Functions();  // all null when closed

  // Counts the environments that use the library. The last one waits for what is queued: the engine
  // must be idle when the process ends, which the main thread may not notice before it is too late
  // when only workers have loaded the addon.
  static void Retain();
  static void Release();

  // The process ends: what is queued is given up. Later calls are refused, frees become no-ops.
  static void Shutdown();

  // A thread of ours is inside the library and cannot be waited for. The library's static objects
  // would not survive that: the process will end before their destructors run.
  static void LeaveThreadBehind();
  static bool IsShutDown();
};

}  // namespace mxn
