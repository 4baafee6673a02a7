#include "io/data_iter.h"

#include "ndarray/ndarray.h"
#include "value/text_map.h"

namespace mxn {
namespace {

// What the library says of a kind of iterator. Its texts live as long as the library.
struct IterInfo {
  CDataIterCreator creator = nullptr;
  const char* name = nullptr;
  const char* description = nullptr;
  uint32_t size = 0;
  const char** argument_names = nullptr;
  const char** argument_types = nullptr;
  const char** argument_descriptions = nullptr;
};

Status ListInfos(std::vector<IterInfo>& infos) {
  uint32_t size = 0;
  CDataIterCreator* creators = nullptr;
  MXN_TRY(MXN_CALL(MXListDataIters, &size, &creators));
  infos.resize(size);
  for (uint32_t i = 0; i < size; ++i) infos[i].creator = creators[i];
  for (IterInfo& info : infos) {
    MXN_TRY(MXN_CALL(MXDataIterGetIterInfo, info.creator, &info.name, &info.description, &info.size,
                     &info.argument_names, &info.argument_types, &info.argument_descriptions));
  }
  return {};
}

Status FindInfo(const std::string& wanted, IterInfo& found) {
  std::vector<IterInfo> infos;
  MXN_TRY(ListInfos(infos));
  for (const IterInfo& info : infos) {
    if (wanted != info.name) continue;
    // The lists of the arguments are the thread's own and were overwritten by the next kind's.
    found = info;
    return MXN_CALL(MXDataIterGetIterInfo, found.creator, &found.name, &found.description,
                    &found.size, &found.argument_names, &found.argument_types,
                    &found.argument_descriptions);
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
  std::vector<IterInfo> infos;
  ThrowUnless(info.Env(), ListInfos(infos));
  std::vector<std::string> names;
  for (const IterInfo& each : infos) names.emplace_back(each.name);
  return ToJs(info.Env(), names);
}

// MXListDataIters MXDataIterGetIterInfo
// DataIter.describe(name: string): DataIterDescription
Napi::Value DataIter::Describe(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  IterInfo found;
  ThrowUnless(env, FindInfo(TextOf(info[0], "name"), found));
  Napi::Object result = Napi::Object::New(env);
  result.Set("name", found.name);
  result.Set("description", found.description);
  result.Set("argumentNames", ToJs(env, CopyTexts(found.argument_names, found.size)));
  result.Set("argumentTypes", ToJs(env, CopyTexts(found.argument_types, found.size)));
  result.Set("argumentDescriptions", ToJs(env, CopyTexts(found.argument_descriptions, found.size)));
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
            IterInfo found;
            MXN_TRY(FindInfo(name, found));
            CDataIter out = nullptr;
            MXN_TRY(MXN_CALL(MXDataIterCreateIter, found.creator,
                             static_cast<uint32_t>(options->size()), options->keys.data(),
                             options->values.data(), &out));
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
