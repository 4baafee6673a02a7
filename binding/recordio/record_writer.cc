#include "recordio/record_writer.h"

namespace mxn {

// MXRecordIOWriterCreate
// RecordWriter.open(file: string): Promise<RecordWriter> [async]
Napi::Value RecordWriter::Open(const Napi::CallbackInfo& info) {
  const std::string file = TextOf(info[0], "file");
  auto writer = std::make_shared<Share>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [file, writer]() -> Status {
            CRecordIO out = nullptr;
            MXN_TRY(MXN_CALL(MXRecordIOWriterCreate, file.c_str(), &out));
            *writer = std::make_shared<NativeRecordWriter>(out);
            return {};
          },
          [writer](Napi::Env env) { return Wrap(env, *writer); });
}

// MXRecordIOWriterWriteRecord
// RecordWriter.write(bytes: Uint8Array): Promise<void> [async]
Napi::Value RecordWriter::Write(const Napi::CallbackInfo& info) {
  const Napi::Uint8Array bytes = BytesOf(info[0], "bytes");
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [writer = GetShare(), data = reinterpret_cast<const char*>(bytes.Data()),
           size = bytes.ElementLength()] {
            return MXN_CALL(MXRecordIOWriterWriteRecord, writer->get(), data, size);
          },
          [](Napi::Env env) { return env.Undefined(); }, info[0]);
}

// MXRecordIOWriterTell
// RecordWriter.tell(): Promise<number> [async]
Napi::Value RecordWriter::Tell(const Napi::CallbackInfo& info) {
  auto position = std::make_shared<size_t>(0);
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [writer = GetShare(), position] {
            return MXN_CALL(MXRecordIOWriterTell, writer->get(), position.get());
          },
          [position](Napi::Env env) {
            return Napi::Number::New(env, static_cast<double>(*position));
          });
}

void RecordWriter::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports,
         {
             Static<&RecordWriter::Open>("open"),
             Method<&RecordWriter::Write>("write"),
             Method<&RecordWriter::Tell>("tell"),
         });
}

}  // namespace mxn
