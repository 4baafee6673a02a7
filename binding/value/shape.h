// Shapes: number[] in JavaScript, 32-bit unsigned dimensions in the C API.
#pragma once

#include <napi.h>

#include <vector>

namespace mxn {

using Shape = std::vector<uint32_t>;

Shape ShapeOf(const Napi::Value& value, const char* name);
Napi::Array ToJs(Napi::Env env, const Shape& shape);

// Several shapes in the compressed form of MXSymbolInferShape: all dimensions in one list, and for
// each shape where it begins.
struct ShapeTable {
  std::vector<uint32_t> data;
  std::vector<uint32_t> index{0};

  static ShapeTable From(const Napi::Array& shapes, const char* name);
};

}  // namespace mxn
