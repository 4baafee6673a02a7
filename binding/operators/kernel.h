// An operator that is called again and again with mostly the same attributes.
#pragma once

#include <string>
#include <vector>

#include "library/c_types.h"
#include "object/handle.h"

namespace mxn {

struct PreparedOperator {
  COperator op = nullptr;
  // Those that each call gives, then those that stay.
  TextList keys;
  TextList fixed_values;

  size_t changing() const { return keys.size() - fixed_values.size(); }
};

class Kernel : public Handle<Kernel, PreparedOperator> {
 public:
  static constexpr ClassId kId = ClassId::kKernel;
  static constexpr const char* kName = "Kernel";

  using Handle::Handle;

  static void Init(Napi::Env env, Napi::Object exports);

 private:
  static Napi::Value Create(const Napi::CallbackInfo& info);
  Napi::Value Run(const Napi::CallbackInfo& info);
};

}  // namespace mxn
