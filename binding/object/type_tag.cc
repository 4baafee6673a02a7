#include <random>

#include "object/handle.h"

namespace mxn {
namespace {

uint64_t RandomBase() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

}  // namespace

napi_type_tag TagOf(ClassId id) {
  static const uint64_t base = RandomBase();
  return {base, static_cast<uint64_t>(id) + 1};
}

}  // namespace mxn
