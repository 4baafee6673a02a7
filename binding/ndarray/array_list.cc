#include "ndarray/array_list.h"

namespace mxn {

std::vector<NDArrayShare> ArrayList::Shares() const {
  const Share listed = GetShare();
  std::vector<NDArrayShare> shares;
  shares.reserve(listed->arrays.size());
  for (const NDArray* array : listed->arrays) shares.push_back(array->GetShare());
  return shares;
}

std::vector<NDArrayShare> ArraysOf(const Napi::Value& value, const char* name) {
  if (value.IsObject() && !value.IsArray()) return ArrayList::From(value).Shares();
  return NDArray::SharesOf(value, name);
}

// (no C function)
// ArrayList.of(arrays: NDArray[]): ArrayList
Napi::Value ArrayList::Of(const Napi::CallbackInfo& info) {
  const Napi::Array arrays = ArrayOf(info[0], "arrays");
  const uint32_t size = arrays.Length();
  const Napi::Array objects = Napi::Array::New(info.Env(), size);
  auto listed = std::make_shared<ListedArrays>();
  listed->arrays.reserve(size);
  for (uint32_t i = 0; i < size; ++i) {
    const Napi::Value object = arrays.Get(i);
    NDArray& array = NDArray::From(object);
    array.GetShare();  // throws for one that is closed
    listed->arrays.push_back(&array);
    objects.Set(i, object);
  }
  listed->objects = Napi::Reference<Napi::Array>::New(objects, 1);
  return Wrap(info.Env(), std::move(listed));
}

// (no C function)
// ArrayList.length(): number
Napi::Value ArrayList::Length(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(GetShare()->arrays.size()));
}

void ArrayList::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports, {Static<&ArrayList::Of>("of"), Method<&ArrayList::Length>("length")});
}

}  // namespace mxn
