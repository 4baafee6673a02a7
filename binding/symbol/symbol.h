// A graph of operators, not yet bound to arrays.
#pragma once

#include "library/native.h"
#include "object/handle.h"

namespace mxn {

class Symbol : public Handle<Symbol, NativeSymbol> {
 public:
  static constexpr ClassId kId = ClassId::kSymbol;
  static constexpr const char* kName = "Symbol";

  using Handle::Handle;

  static void Init(Napi::Env env, Napi::Object exports);

 private:
  // symbol_build.cc
  static Napi::Value Variable(const Napi::CallbackInfo& info);
  static Napi::Value Atomic(const Napi::CallbackInfo& info);
  static Napi::Value Group(const Napi::CallbackInfo& info);
  Napi::Value Compose(const Napi::CallbackInfo& info);
  Napi::Value Copy(const Napi::CallbackInfo& info);
  // symbol_json.cc
  static Napi::Value FromJson(const Napi::CallbackInfo& info);
  Napi::Value ToJson(const Napi::CallbackInfo& info);
  // symbol_query.cc
  Napi::Value Name(const Napi::CallbackInfo& info);
  Napi::Value Attribute(const Napi::CallbackInfo& info);
  Napi::Value SetAttribute(const Napi::CallbackInfo& info);
  Napi::Value ListAttributes(const Napi::CallbackInfo& info);
  Napi::Value ListArguments(const Napi::CallbackInfo& info);
  Napi::Value ListOutputs(const Napi::CallbackInfo& info);
  Napi::Value ListAuxiliaryStates(const Napi::CallbackInfo& info);
  Napi::Value Internals(const Napi::CallbackInfo& info);
  Napi::Value Children(const Napi::CallbackInfo& info);
  Napi::Value Output(const Napi::CallbackInfo& info);
  // symbol_infer.cc
  Napi::Value InferShape(const Napi::CallbackInfo& info);
  Napi::Value InferType(const Napi::CallbackInfo& info);
};

}  // namespace mxn
