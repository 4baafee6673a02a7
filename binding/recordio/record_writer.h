// Appends records to a RecordIO file. Closing it writes what is still buffered.
#pragma once

#include "library/native.h"
#include "object/handle.h"

namespace mxn {

class RecordWriter : public Handle<RecordWriter, NativeRecordWriter> {
 public:
  static constexpr ClassId kId = ClassId::kRecordWriter;
  static constexpr const char* kName = "RecordWriter";

  using Handle::Handle;

  static void Init(Napi::Env env, Napi::Object exports);

 private:
  static Napi::Value Open(const Napi::CallbackInfo& info);
  Napi::Value Write(const Napi::CallbackInfo& info);
  Napi::Value Tell(const Napi::CallbackInfo& info);
};

}  // namespace mxn
