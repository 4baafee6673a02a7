// Reads the records of a RecordIO file, one after another.
#pragma once

#include <memory>
#include <string>

#include "library/native.h"
#include "object/handle.h"

namespace mxn {

// The library's reader and the file that it reads. Touched on the lane only.
struct RecordSource {
  std::string file;
  std::unique_ptr<NativeRecordReader> reader;
  // Once the library's reader has met the end it stays there, whatever it is told.
  bool ended = false;

  Status Open();
  void* get() const { return reader->get(); }
};

class RecordReader : public Handle<RecordReader, RecordSource> {
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
