// Reads the records of a RecordIO file, one after another.
#pragma once

#include "library/native.h"
#include "object/handle.h"

namespace mxn {

class RecordReader : public Handle<RecordReader, NativeRecordReader> {
 public:
  static constexpr ClassId kId = ClassId::kRecordReader;
  static constexpr const char* kName = "RecordReader";

  using Handle::Handle;

  static void Init(Napi::Env env, Napi::Object exports);

 private:
  static Napi::Value Open(const Napi::CallbackInfo& info);
  Napi::Value Read(const Napi::CallbackInfo& info);
  Napi::Value Seek(const Napi::CallbackInfo& info);
  Napi::Value Tell(const Napi::CallbackInfo& info);
};

}  // namespace mxn
