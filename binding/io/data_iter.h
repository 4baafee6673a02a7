// A data iterator of the library. It reads on threads of its own; its calls wait, so they all run
// on the lane, and so does its end: freeing it joins those threads.
#pragma once

#include "library/native.h"
#include "object/handle.h"

namespace mxn {

class DataIter : public Handle<DataIter, NativeDataIter> {
 public:
  static constexpr ClassId kId = ClassId::kDataIter;
  static constexpr const char* kName = "DataIter";

  using Handle::Handle;
  ~DataIter() { DataIter::Close(); }

  static void Init(Napi::Env env, Napi::Object exports);

  void Close() override;

 private:
  static Napi::Value List(const Napi::CallbackInfo& info);
  static Napi::Value Describe(const Napi::CallbackInfo& info);
  static Napi::Value Create(const Napi::CallbackInfo& info);
  Napi::Value Next(const Napi::CallbackInfo& info);
  Napi::Value Reset(const Napi::CallbackInfo& info);
};

}  // namespace mxn
