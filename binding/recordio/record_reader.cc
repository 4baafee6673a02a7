#include "recordio/record_reader.h"

namespace mxn {

// MXRecordIOReaderCreate
// RecordReader.open(file: string): Promise<RecordReader> [async]
Napi::Value RecordReader::Open(const Napi::CallbackInfo& info) {
  const std::string file = TextOf(info[0], "file");
  auto reader = std::make_shared<Share>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [file, reader]() -> Status {
            CRecordIO out = nullptr;
            MXN_TRY(MXN_CALL(MXRecordIOReaderCreate, file.c_str(), &out));
            *reader = std::make_shared<NativeRecordReader>(out);
            return {};
          },
          [reader](Napi::Env env) { return Wrap(env, *reader); });
}

// MXRecordIOReaderReadRecord
// RecordReader.read(): Promise<Uint8Array | null> [async]
Napi::Value RecordReader::Read(const Napi::CallbackInfo& info) {
  struct Record {
    bool found = false;
    std::string bytes;
  };
  auto record = std::make_shared<Record>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [reader = GetShare(), record]() -> Status {
            const char* bytes = nullptr;
            size_t size = 0;
            MXN_TRY(MXN_CALL(MXRecordIOReaderReadRecord, reader->get(), &bytes, &size));
            // Null marks the end; an empty record has a pointer.
            record->found = bytes != nullptr;
            if (record->found) record->bytes.assign(bytes, size);
            return {};
          },
          [record](Napi::Env env) -> Napi::Value {
            if (!record->found) return env.Null();
            return Napi::Buffer<char>::Copy(env, record->bytes.data(), record->bytes.size());
          });
}

// MXRecordIOReaderSeek
// RecordReader.seek(position: number): Promise<void> [async]
Napi::Value RecordReader::Seek(const Napi::CallbackInfo& info) {
  const size_t position = PositionOf(info[0], "position");
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [reader = GetShare(), position] {
            return MXN_CALL(MXRecordIOReaderSeek, reader->get(), position);
          },
          [](Napi::Env env) { return env.Undefined(); });
}

// MXRecordIOReaderTell
// RecordReader.tell(): Promise<number> [async]
Napi::Value RecordReader::Tell(const Napi::CallbackInfo& info) {
  auto position = std::make_shared<size_t>(0);
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [reader = GetShare(), position] {
            return MXN_CALL(MXRecordIOReaderTell, reader->get(), position.get());
          },
          [position](Napi::Env env) {
            return Napi::Number::New(env, static_cast<double>(*position));
          });
}

void RecordReader::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports,
         {
             Static<&RecordReader::Open>("open"),
             Method<&RecordReader::Read>("read"),
             Method<&RecordReader::Seek>("seek"),
             Method<&RecordReader::Tell>("tell"),
         });
}

}  // namespace mxn
