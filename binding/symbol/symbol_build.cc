// Making symbols. All of it changes graphs, so all of it holds the graph lock.
#include "operators/operator_list.h"
#include "symbol/symbol.h"
#include "value/text_map.h"

namespace mxn {

// MXSymbolCreateVariable
// Symbol.variable(name: string): Symbol
Napi::Value Symbol::Variable(const Napi::CallbackInfo& info) {
  const std::string name = TextOf(info[0], "name");
  const GraphLock lock;
  CSymbol out = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolCreateVariable, name.c_str(), &out));
  return Wrap(info.Env(), std::make_shared<NativeSymbol>(out));
}

// MXSymbolCreateAtomicSymbol
// Symbol.atomic(operator: number, keys: string[], values: string[]): Symbol
Napi::Value Symbol::Atomic(const Napi::CallbackInfo& info) {
  COperator op = nullptr;
  ThrowUnless(info.Env(), FindOperator(Uint32Of(info[0], "operator"), op));
  TextMap attributes = TextMap::From(info[1], info[2]);
  const GraphLock lock;
  CSymbol out = nullptr;
  ThrowUnless(info.Env(),
              MXN_CALL(MXSymbolCreateAtomicSymbol, op, static_cast<uint32_t>(attributes.size()),
                       attributes.keys.data(), attributes.values.data(), &out));
  return Wrap(info.Env(), std::make_shared<NativeSymbol>(out));
}

// MXSymbolCreateGroup
// Symbol.group(symbols: Symbol[]): Symbol
Napi::Value Symbol::Group(const Napi::CallbackInfo& info) {
  const std::vector<SymbolShare> symbols = SharesOf(info[0], "symbols");
  std::vector<void*> handles = HandlesOf(symbols);
  const GraphLock lock;
  CSymbol out = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolCreateGroup, static_cast<uint32_t>(handles.size()),
                                   handles.data(), &out));
  return Wrap(info.Env(), std::make_shared<NativeSymbol>(out));
}

// MXSymbolCompose
// Symbol.compose(name: string, keys: string[] | null, arguments: Symbol[]): void
Napi::Value Symbol::Compose(const Napi::CallbackInfo& info) {
  const std::string name = TextOf(info[0], "name");
  const bool by_keyword = !IsAbsent(info[1]);
  TextList keys;
  if (by_keyword) keys = TextListOf(info[1], "keys");
  const std::vector<SymbolShare> arguments = SharesOf(info[2], "arguments");
  if (by_keyword && keys.size() != arguments.size()) {
    throw Napi::RangeError::New(info.Env(), "`keys` and `arguments` must have the same length");
  }
  std::vector<void*> handles = HandlesOf(arguments);
  const GraphLock lock;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolCompose, handle(), name.c_str(),
                                   static_cast<uint32_t>(handles.size()),
                                   by_keyword ? keys.data() : nullptr, handles.data()));
  return info.Env().Undefined();
}

// MXSymbolCopy
// Symbol.copy(): Symbol
Napi::Value Symbol::Copy(const Napi::CallbackInfo& info) {
  const GraphLock lock;
  CSymbol out = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXSymbolCopy, handle(), &out));
  return Wrap(info.Env(), std::make_shared<NativeSymbol>(out));
}

void Symbol::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports,
         {
             Static<&Symbol::Variable>("variable"),
             Static<&Symbol::Atomic>("atomic"),
             Static<&Symbol::Group>("group"),
             Static<&Symbol::FromJson>("fromJson"),
             Method<&Symbol::Compose>("compose"),
             Method<&Symbol::Copy>("copy"),
             Method<&Symbol::ToJson>("toJson"),
             Method<&Symbol::Name>("name"),
             Method<&Symbol::Attribute>("attribute"),
             Method<&Symbol::SetAttribute>("setAttribute"),
             Method<&Symbol::ListAttributes>("listAttributes"),
             Method<&Symbol::ListArguments>("listArguments"),
             Method<&Symbol::ListOutputs>("listOutputs"),
             Method<&Symbol::ListAuxiliaryStates>("listAuxiliaryStates"),
             Method<&Symbol::Internals>("internals"),
             Method<&Symbol::Children>("children"),
             Method<&Symbol::Output>("output"),
             Method<&Symbol::InferShape>("inferShape"),
             Method<&Symbol::InferType>("inferType"),
         });
}

}  // namespace mxn
