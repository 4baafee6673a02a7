#include "value/text_map.h"

#include "value/arguments.h"

namespace mxn {

TextMap TextMap::From(const Napi::Value& keys, const Napi::Value& values) {
  TextMap map{TextListOf(keys, "keys"), TextListOf(values, "values")};
  if (map.keys.size() != map.values.size()) {
    throw Napi::RangeError::New(keys.Env(), "`keys` and `values` must have the same length");
  }
  return map;
}

Napi::Array ToJs(Napi::Env env, const std::vector<std::string>& texts) {
  Napi::Array array = Napi::Array::New(env, texts.size());
  for (size_t i = 0; i < texts.size(); ++i) array.Set(i, Napi::String::New(env, texts[i]));
  return array;
}

}  // namespace mxn
