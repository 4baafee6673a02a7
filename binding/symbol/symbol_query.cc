// Asking a symbol about itself.
#include "symbol/symbol.h"
#include "value/text_map.h"

namespace mxn {
namespace {

using ListFunction = int (*)(CSymbol, uint32_t*, const char***);
using PartFunction = int (*)(CSymbol, CSymbol*);

Napi::Value List(Napi::Env env, const char* call, ListFunction function, void* symbol) {
  uint32_t size = 0;
  const char** texts = nullptr;
  ThrowUnless(env, CallLibrary(call, function, symbol, &size, &texts));
  return ToJs(env, CopyTexts(texts, size));
}

SymbolShare Part(Napi::Env env, const char* call, PartFunction function, void* symbol) {
  const GraphLock lock;
  CSymbol out = nullptr;
  ThrowUnless(env, CallLibrary(call, function, symbol, &out));
  return out ? std::make_shared<NativeSymbol>(out) : nullptr;
}

}  // namespace

// MXSymbolGetName
// Symbol.name(): string | null
Napi::Value Symbol::Name(const Napi::CallbackInfo& info) {
  const char* name = nullptr;
  int success = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolGetName, handle(), &name, &success));
  return success ? Napi::Value(Napi::String::New(info.Env(), name)) : info.Env().Null();
}

// MXSymbolGetAttr
// Symbol.attribute(key: string): string | null
Napi::Value Symbol::Attribute(const Napi::CallbackInfo& info) {
  const std::string key = TextOf(info[0], "key");
  const char* value = nullptr;
  int success = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolGetAttr, handle(), key.c_str(), &value, &success));
  return success ? Napi::Value(Napi::String::New(info.Env(), value)) : info.Env().Null();
}

// MXSymbolSetAttr
// Symbol.setAttribute(key: string, value: string): void
Napi::Value Symbol::SetAttribute(const Napi::CallbackInfo& info) {
  const std::string key = TextOf(info[0], "key");
  const std::string value = TextOf(info[1], "value");
  const GraphLock lock;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolSetAttr, handle(), key.c_str(), value.c_str()));
  return info.Env().Undefined();
}

// MXSymbolListAttr: `node$key` and value, in turn
// Symbol.listAttributes(): string[]
Napi::Value Symbol::ListAttributes(const Napi::CallbackInfo& info) {
  uint32_t pairs = 0;
  const char** texts = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolListAttr, handle(), &pairs, &texts));
  return ToJs(info.Env(), CopyTexts(texts, 2 * static_cast<size_t>(pairs)));
}

// MXSymbolListArguments
// Symbol.listArguments(): string[]
Napi::Value Symbol::ListArguments(const Napi::CallbackInfo& info) {
  return List(info.Env(), "MXSymbolListArguments", Library::Functions().MXSymbolListArguments,
              handle());
}

// MXSymbolListOutputs
// Symbol.listOutputs(): string[]
Napi::Value Symbol::ListOutputs(const Napi::CallbackInfo& info) {
  return List(info.Env(), "MXSymbolListOutputs", Library::Functions().MXSymbolListOutputs,
              handle());
}

// MXSymbolListAuxiliaryStates
// Symbol.listAuxiliaryStates(): string[]
Napi::Value Symbol::ListAuxiliaryStates(const Napi::CallbackInfo& info) {
  return List(info.Env(), "MXSymbolListAuxiliaryStates",
              Library::Functions().MXSymbolListAuxiliaryStates, handle());
}

// MXSymbolGetInternals
// Symbol.internals(): Symbol
Napi::Value Symbol::Internals(const Napi::CallbackInfo& info) {
  return Wrap(info.Env(), Part(info.Env(), "MXSymbolGetInternals",
                               Library::Functions().MXSymbolGetInternals, handle()));
}

// MXSymbolGetChildren MXSymbolListOutputs: for a variable the library makes a symbol of nothing
// Symbol.children(): Symbol | null
Napi::Value Symbol::Children(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  SymbolShare children =
      Part(env, "MXSymbolGetChildren", Library::Functions().MXSymbolGetChildren, handle());
  uint32_t outputs = 0;
  const char** names = nullptr;
  if (children) ThrowUnless(env, MXN_CALL(MXSymbolListOutputs, children->get(), &outputs, &names));
  return outputs > 0 ? Wrap(env, std::move(children)) : env.Null();
}

// MXSymbolGetOutput
// Symbol.output(index: number): Symbol
Napi::Value Symbol::Output(const Napi::CallbackInfo& info) {
  const uint32_t index = Uint32Of(info[0], "index");
  const GraphLock lock;
  CSymbol out = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolGetOutput, handle(), index, &out));
  return Wrap(info.Env(), std::make_shared<NativeSymbol>(out));
}

}  // namespace mxn
