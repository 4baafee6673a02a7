// Two parallel lists of texts, as attributes travel to the C API.
#pragma once

#include <napi.h>

#include "library/text_list.h"

namespace mxn {

struct TextMap {
  TextList keys;
  TextList values;

  size_t size() const { return keys.size(); }

  // The two lists must have the same length.
  static TextMap From(const Napi::Value& keys, const Napi::Value& values);
};

Napi::Array ToJs(Napi::Env env, const std::vector<std::string>& texts);

}  // namespace mxn
