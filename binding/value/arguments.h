// Reads one value that JavaScript handed over, or throws a TypeError that names it.
#pragma once

#include <napi.h>

#include <string>
#include <vector>

#include "library/text_list.h"

namespace mxn {

std::string TextOf(const Napi::Value& value, const char* name);
bool BoolOf(const Napi::Value& value, const char* name);
int32_t Int32Of(const Napi::Value& value, const char* name);
uint32_t Uint32Of(const Napi::Value& value, const char* name);
size_t PositionOf(const Napi::Value& value, const char* name);
Napi::Array ArrayOf(const Napi::Value& value, const char* name);
Napi::Object ObjectOf(const Napi::Value& value, const char* name);
Napi::Function FunctionOf(const Napi::Value& value, const char* name);
Napi::Uint8Array BytesOf(const Napi::Value& value, const char* name);
TextList TextListOf(const Napi::Value& value, const char* name);
std::vector<int32_t> Int32ListOf(const Napi::Value& value, const char* name);

// True for undefined and null.
bool IsAbsent(const Napi::Value& value);

Napi::TypeError WrongType(Napi::Env env, const char* name, const char* expected);

}  // namespace mxn
