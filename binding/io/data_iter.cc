#include "io/data_iter.h"

#include "ndarray/ndarray.h"
#include "value/text_map.h"

namespace mxn {
namespace {

// The library's own, eternal object for a kind of iterator.
Status FindCreator(const std::string& wanted, CDataIterCreator& out) {
  uint32_t size = 0;
  CDataIterCreator* creators = nullptr;
  MXN_TRY(MXN_CALL(MXListDataIters, &size, &creators));
  const std::vector<CDataIterCreator> all(creators, creators + size);
  for (CDataIterCreator creator : all) {
    const char* name = nullptr;
    const char* description = nullptr;
    uint32_t arguments = 0;
    const char** texts[3] = {};
    MXN_TRY(MXN_CALL(MXDataIterGetIterInfo, creator, &name, &description, &arguments, &texts[0],
                     &texts[1], &texts[2]));
    if (wanted == name) {
      out = creator;
      return {};
    }
  }
  return {"ERR_MXNET_CALL", "MXListDataIters", "this libmxnet has no iterator " + wanted};
}

// One batch: the arrays share the iterator's own buffers.
struct Batch {
  bool found = false;
  NDArrayShare data;
  NDArrayShare label;
  int pad = 0;
  std::vector<uint64_t> index;

  Napi::Value ToJs(Napi::Env env) const {
    if (!found) return env.Null();
    Napi::Object result = Napi::Object::New(env);
    result.Set("data", NDArray::Wrap(env, data));
    result.Set("label", NDArray::Wrap(env, label));
    result.Set("pad", pad);
    Napi::BigUint64Array numbers = Napi::BigUint64Array::New(env, index.size());
    std::copy(index.begin(), index.end(), numbers.Data());
    result.Set("index", numbers);
    return result;
  }
};

Status ReadBatch(void* iterator, Batch& batch) {
  int found = 0;
  MXN_TRY(MXN_CALL(MXDataIterNext, iterator, &found));
  if (!found) return {};
  CNDArray array = nullptr;
  MXN_TRY(MXN_CALL(MXDataIterGetData, iterator, &array));
  batch.data = std::make_shared<NativeNDArray>(array);
  MXN_TRY(MXN_CALL(MXDataIterGetLabel, iterator, &array));
  batch.label = std::make_shared<NativeNDArray>(array);
  MXN_TRY(MXN_CALL(MXDataIterGetPadNum, iterator, &batch.pad));
  uint64_t* index = nullptr;
  uint64_t size = 0;
  MXN_TRY(MXN_CALL(MXDataIterGetIndex, iterator, &index, &size));
  if (index) batch.index.assign(index, index + size);
  batch.found = true;
  return {};
}

}  // namespace

void DataIter::Close() {
  Share owner = Release();
  if (!owner) return;
  // The lane drops the last share, unless a running job still holds one, which is then dropped
  // there.
  Addon::Of(Env()).lane->Post([owner = std::move(owner)]() mutable {
    owner.reset();
    return Status();
  });
}

// MXListDataIters MXDataIterGetIterInfo
// DataIter.list(): string[]
Napi::Value DataIter::List(const Napi::CallbackInfo& info) {
  uint32_t size = 0;
  CDataIterCreator* creators = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXListDataIters, &size, &creators));
  const std::vector<CDataIterCreator> all(creators, creators + size);
  std::vector<std::string> names;
  for (CDataIterCreator creator : all) {
    const char* name = nullptr;
    const char* description = nullptr;
    uint32_t arguments = 0;
    const char** texts[3] = {};
    ThrowUnless(info.Env(), MXN_CALL(MXDataIterGetIterInfo, creator, &name, &description,
                                     &arguments, &texts[0], &texts[1], &texts[2]));
    names.emplace_back(name);
  }
  return ToJs(info.Env(), names);
}

// MXDataIterGetIterInfo
// DataIter.describe(name: string): DataIterDescription
Napi::Value DataIter::Describe(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  CDataIterCreator creator = nullptr;
  ThrowUnless(env, FindCreator(TextOf(info[0], "name"), creator));
  const char* name = nullptr;
  const char* description = nullptr;
  uint32_t size = 0;
  const char** texts[3] = {};
  ThrowUnless(env, MXN_CALL(MXDataIterGetIterInfo, creator, &name, &description, &size, &texts[0],
                            &texts[1], &texts[2]));
  Napi::Object result = Napi::Object::New(env);
  result.Set("name", name);
  result.Set("description", description);
  result.Set("argumentNames", ToJs(env, CopyTexts(texts[0], size)));
  result.Set("argumentTypes", ToJs(env, CopyTexts(texts[1], size)));
  result.Set("argumentDescriptions", ToJs(env, CopyTexts(texts[2], size)));
  return result;
}

// MXDataIterCreateIter
// DataIter.create(name: string, keys: string[], values: string[]): Promise<DataIter> [async]
Napi::Value DataIter::Create(const Napi::CallbackInfo& info) {
  const std::string name = TextOf(info[0], "name");
  auto options = std::make_shared<TextMap>(TextMap::From(info[1], info[2]));
  auto iterator = std::make_shared<Share>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [name, options, iterator]() -> Status {
            CDataIterCreator creator = nullptr;
            MXN_TRY(FindCreator(name, creator));
            CDataIter out = nullptr;
            MXN_TRY(MXN_CALL(MXDataIterCreateIter, creator, static_cast<uint32_t>(options->size()),
                             options->keys.data(), options->values.data(), &out));
            *iterator = std::make_shared<NativeDataIter>(out);
            return {};
          },
          [iterator](Napi::Env env) { return Wrap(env, *iterator); });
}

// MXDataIterNext MXDataIterGetData MXDataIterGetLabel MXDataIterGetPadNum MXDataIterGetIndex
// DataIter.next(): Promise<NativeBatch | null> [async]
Napi::Value DataIter::Next(const Napi::CallbackInfo& info) {
  auto batch = std::make_shared<Batch>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(), [iterator = GetShare(), batch] { return ReadBatch(iterator->get(), *batch); },
          [batch](Napi::Env env) { return batch->ToJs(env); });
}

// MXDataIterBeforeFirst
// DataIter.reset(): Promise<void> [async]
Napi::Value DataIter::Reset(const Napi::CallbackInfo& info) {
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [iterator = GetShare()] { return MXN_CALL(MXDataIterBeforeFirst, iterator->get()); },
          [](Napi::Env env) { return env.Undefined(); });
}

void DataIter::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports,
         {
             Static<&DataIter::List>("list"),
             Static<&DataIter::Describe>("describe"),
             Static<&DataIter::Create>("create"),
             Method<&DataIter::Next>("next"),
             Method<&DataIter::Reset>("reset"),
         });
}

}  // namespace mxn
