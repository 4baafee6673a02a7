// Arrays in files and in bytes.
#include "ndarray/ndarray.h"
#include "value/text_map.h"

namespace mxn {
namespace {

// What MXNDArrayLoad and MXNDArrayLoadFromBuffer hand out: arrays are ours, names are copied at
// once.
struct LoadedArrays {
  std::vector<NDArrayShare> arrays;
  std::vector<std::string> names;

  void Take(CNDArray* handles, uint32_t size, const char** texts, uint32_t text_size) {
    names = CopyTexts(texts, text_size);
    arrays = TakeHandles<NDArrayKind>(handles, size);
  }

  Napi::Value ToJs(Napi::Env env) const {
    Napi::Object result = Napi::Object::New(env);
    result.Set("arrays", NDArray::WrapAllOwned(env, arrays));
    result.Set("names", mxn::ToJs(env, names));
    return result;
  }
};

}  // namespace

// MXNDArraySave
// NDArray.save(file: string, arrays: NDArray[], names: string[]): Promise<void> [async]
Napi::Value NDArray::Save(const Napi::CallbackInfo& info) {
  const std::string file = TextOf(info[0], "file");
  std::vector<NDArrayShare> arrays = SharesOf(info[1], "arrays");
  auto names = std::make_shared<TextList>(TextListOf(info[2], "names"));
  if (names->size() != 0 && names->size() != arrays.size()) {
    throw Napi::RangeError::New(info.Env(), "`names` must be empty or as long as `arrays`");
  }
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [file, arrays = std::move(arrays), names] {
            std::vector<void*> handles = HandlesOf(arrays);
            return MXN_CALL(MXNDArraySave, file.c_str(), static_cast<uint32_t>(handles.size()),
                            handles.data(), names->size() == 0 ? nullptr : names->data());
          },
          [](Napi::Env env) { return env.Undefined(); });
}

// MXNDArrayLoad
// NDArray.load(file: string): Promise<LoadedArrays> [async]
Napi::Value NDArray::Load(const Napi::CallbackInfo& info) {
  const std::string file = TextOf(info[0], "file");
  auto loaded = std::make_shared<LoadedArrays>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [file, loaded] {
            uint32_t size = 0;
            uint32_t name_size = 0;
            CNDArray* arrays = nullptr;
            const char** names = nullptr;
            MXN_TRY(MXN_CALL(MXNDArrayLoad, file.c_str(), &size, &arrays, &name_size, &names));
            loaded->Take(arrays, size, names, name_size);
            return Status();
          },
          [loaded](Napi::Env env) { return loaded->ToJs(env); });
}

// MXNDArrayLoadFromBuffer
// NDArray.loadBuffer(bytes: Uint8Array): Promise<LoadedArrays> [async]
Napi::Value NDArray::LoadBuffer(const Napi::CallbackInfo& info) {
  const Napi::Uint8Array bytes = BytesOf(info[0], "bytes");
  auto loaded = std::make_shared<LoadedArrays>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [data = bytes.Data(), length = bytes.ElementLength(), loaded] {
            uint32_t size = 0;
            uint32_t name_size = 0;
            CNDArray* arrays = nullptr;
            const char** names = nullptr;
            MXN_TRY(MXN_CALL(MXNDArrayLoadFromBuffer, data, length, &size, &arrays, &name_size,
                             &names));
            loaded->Take(arrays, size, names, name_size);
            return Status();
          },
          [loaded](Napi::Env env) { return loaded->ToJs(env); }, info[0]);
}

// MXNDArrayLoadFromRawBytes
// NDArray.fromRawBytes(bytes: Uint8Array): NDArray
Napi::Value NDArray::FromRawBytes(const Napi::CallbackInfo& info) {
  const Napi::Uint8Array bytes = BytesOf(info[0], "bytes");
  CNDArray out = nullptr;
  ThrowUnless(info.Env(),
              MXN_CALL(MXNDArrayLoadFromRawBytes, bytes.Data(), bytes.ElementLength(), &out));
  return WrapOwned(info.Env(), std::make_shared<NativeNDArray>(out));
}

// MXNDArraySaveRawBytes
// NDArray.toRawBytes(): Promise<Uint8Array> [async]
Napi::Value NDArray::ToRawBytes(const Napi::CallbackInfo& info) {
  auto bytes = std::make_shared<std::string>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [array = GetShare(), bytes] {
            size_t size = 0;
            const char* data = nullptr;
            MXN_TRY(MXN_CALL(MXNDArraySaveRawBytes, array->get(), &size, &data));
            bytes->assign(data, size);
            return Status();
          },
          [bytes](Napi::Env env) {
            return Napi::Buffer<char>::Copy(env, bytes->data(), bytes->size());
          });
}

}  // namespace mxn
