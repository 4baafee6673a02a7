#include "recordio/record_reader.h"

namespace mxn {

Status RecordSource::Open() {
  CRecordIO out = nullptr;
  MXN_TRY(MXN_CALL(MXRecordIOReaderCreate, file.c_str(), &out));
  reader = std::make_unique<NativeRecordReader>(out);
  ended = false;
  return {};
}

// MXRecordIOReaderCreate
// RecordReader.open(file: string): Promise<RecordReader> [async]
Napi::Value RecordReader::Open(const Napi::CallbackInfo& info) {
  auto source = std::make_shared<RecordSource>();
  source->file = TextOf(info[0], "file");
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(), [source] { return source->Open(); },
          [source](Napi::Env env) { return Wrap(env, source); });
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
          [source = GetShare(), record]() -> Status {
            const char* bytes = nullptr;
            size_t size = 0;
            MXN_TRY(MXN_CALL(MXRecordIOReaderReadRecord, source->get(), &bytes, &size));
            // Null marks the end; an empty record has a pointer.
            record->found = bytes != nullptr;
            source->ended = !record->found;
            if (record->found) record->bytes.assign(bytes, size);
            return {};
          },
          [record](Napi::Env env) -> Napi::Value {
            if (!record->found) return env.Null();
            return Napi::Buffer<char>::Copy(env, record->bytes.data(), record->bytes.size());
          });
}

// MXRecordIOReaderSeek MXRecordIOReaderCreate
// RecordReader.seek(position: number): Promise<void> [async]
Napi::Value RecordReader::Seek(const Napi::CallbackInfo& info) {
  const size_t position = PositionOf(info[0], "position");
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [source = GetShare(), position]() -> Status {
            if (source->ended) MXN_TRY(source->Open());
            return MXN_CALL(MXRecordIOReaderSeek, source->get(), position);
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
          [source = GetShare(), position] {
            return MXN_CALL(MXRecordIOReaderTell, source->get(), position.get());
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
