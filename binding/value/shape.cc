#include "value/shape.h"

#include <cmath>

#include "value/arguments.h"

namespace mxn {

Shape ShapeOf(const Napi::Value& value, const char* name) {
  constexpr const char* kExpected = "an array of integers from 0 to 4294967295";
  if (!value.IsArray()) throw WrongType(value.Env(), name, kExpected);
  const Napi::Array array = value.As<Napi::Array>();
  Shape shape;
  shape.reserve(array.Length());
  for (uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::Value item = array.Get(i);
    const double number = item.IsNumber() ? item.As<Napi::Number>().DoubleValue() : -1;
    if (!(number >= 0) || number > 4294967295.0 || number != std::floor(number)) {
      throw WrongType(value.Env(), name, kExpected);
    }
    shape.push_back(static_cast<uint32_t>(number));
  }
  return shape;
}

Napi::Array ToJs(Napi::Env env, const Shape& shape) {
  Napi::Array array = Napi::Array::New(env, shape.size());
  for (size_t i = 0; i < shape.size(); ++i) array.Set(i, Napi::Number::New(env, shape[i]));
  return array;
}

ShapeTable ShapeTable::From(const Napi::Array& shapes, const char* name) {
  ShapeTable table;
  for (uint32_t i = 0; i < shapes.Length(); ++i) {
    const Shape shape = ShapeOf(shapes.Get(i), name);
    table.data.insert(table.data.end(), shape.begin(), shape.end());
    table.index.push_back(static_cast<uint32_t>(table.data.size()));
  }
  return table;
}

}  // namespace mxn
