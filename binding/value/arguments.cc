#include "value/arguments.h"

#include <cmath>
#include <limits>

namespace mxn {
namespace {

template <typename Integer>
Integer IntegerOf(const Napi::Value& value, const char* name, const char* expected) {
  if (!value.IsNumber()) throw WrongType(value.Env(), name, expected);
  const double number = value.As<Napi::Number>().DoubleValue();
  if (!(number >= std::numeric_limits<Integer>::min()) ||
      !(number <= std::numeric_limits<Integer>::max()) || number != std::floor(number)) {
    throw WrongType(value.Env(), name, expected);
  }
  return static_cast<Integer>(number);
}

}  // namespace

Napi::TypeError WrongType(Napi::Env env, const char* name, const char* expected) {
  return Napi::TypeError::New(env, std::string("`") + name + "` must be " + expected);
}

bool IsAbsent(const Napi::Value& value) { return value.IsUndefined() || value.IsNull(); }

std::string TextOf(const Napi::Value& value, const char* name) {
  // The C API would see such a text only up to its first null character.
  constexpr const char* kExpected = "a string without null characters";
  // Most texts are short names: one call with a buffer on the stack instead of two.
  char buffer[256];
  size_t length = 0;
  if (napi_get_value_string_utf8(value.Env(), value, buffer, sizeof(buffer), &length) != napi_ok) {
    throw WrongType(value.Env(), name, kExpected);
  }
  const bool whole = length < sizeof(buffer) - 4;
  std::string text = whole ? std::string(buffer, length) : value.As<Napi::String>().Utf8Value();
  if (text.find('\0') != std::string::npos) throw WrongType(value.Env(), name, kExpected);
  return text;
}

bool BoolOf(const Napi::Value& value, const char* name) {
  if (!value.IsBoolean()) throw WrongType(value.Env(), name, "a boolean");
  return value.As<Napi::Boolean>().Value();
}

int32_t Int32Of(const Napi::Value& value, const char* name) {
  return IntegerOf<int32_t>(value, name, "a 32-bit integer");
}

uint32_t Uint32Of(const Napi::Value& value, const char* name) {
  return IntegerOf<uint32_t>(value, name, "an integer from 0 to 4294967295");
}

size_t PositionOf(const Napi::Value& value, const char* name) {
  constexpr const char* kExpected = "an integer from 0 to 2 ** 53 - 1";
  if (!value.IsNumber()) throw WrongType(value.Env(), name, kExpected);
  const double number = value.As<Napi::Number>().DoubleValue();
  if (!(number >= 0) || number > 9007199254740991.0 || number != std::floor(number)) {
    throw WrongType(value.Env(), name, kExpected);
  }
  return static_cast<size_t>(number);
}

Napi::Array ArrayOf(const Napi::Value& value, const char* name) {
  if (!value.IsArray()) throw WrongType(value.Env(), name, "an array");
  return value.As<Napi::Array>();
}

Napi::Object ObjectOf(const Napi::Value& value, const char* name) {
  if (!value.IsObject()) throw WrongType(value.Env(), name, "an object");
  return value.As<Napi::Object>();
}

Napi::Function FunctionOf(const Napi::Value& value, const char* name) {
  if (!value.IsFunction()) throw WrongType(value.Env(), name, "a function");
  return value.As<Napi::Function>();
}

Napi::Uint8Array BytesOf(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    throw WrongType(value.Env(), name, "a Uint8Array");
  }
  return value.As<Napi::Uint8Array>();
}

TextList TextListOf(const Napi::Value& value, const char* name) {
  const Napi::Array array = ArrayOf(value, name);
  const uint32_t size = array.Length();
  std::vector<std::string> texts;
  texts.reserve(size);
  for (uint32_t i = 0; i < size; ++i) texts.push_back(TextOf(array.Get(i), name));
  return TextList(std::move(texts));
}

std::vector<int32_t> Int32ListOf(const Napi::Value& value, const char* name) {
  const Napi::Array array = ArrayOf(value, name);
  const uint32_t size = array.Length();
  std::vector<int32_t> numbers;
  numbers.reserve(size);
  for (uint32_t i = 0; i < size; ++i) {
    numbers.push_back(IntegerOf<int32_t>(array.Get(i), name, "an array of 32-bit integers"));
  }
  return numbers;
}

}  // namespace mxn
