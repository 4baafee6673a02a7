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

  // Opens the library or says why not. A second call with the same path does nothing.
  static Status Open(const OpenRequest& request);

  static bool IsOpen();
  static std::string Path();
  static int Version();  // major * 10000 + minor * 100 + patch, 0 when closed
  static std::string VersionText();
  static const CFunctions& Functions();

  // Tells the engine that the process ends. Later calls are refused; frees become no-ops.
  static Status NotifyShutdown();
  static bool IsShutDown();
};

}  // namespace mxn
