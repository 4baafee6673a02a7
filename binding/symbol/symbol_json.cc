// Symbols as JSON: slow for large graphs, so on the lane.
#include "symbol/symbol.h"

namespace mxn {

// MXListAllOpNames MXSymbolCreateFromJSON
// Symbol.fromJson(json: string): Promise<Symbol> [async]
Napi::Value Symbol::FromJson(const Napi::CallbackInfo& info) {
  const std::string json = TextOf(info[0], "json");
  auto symbol = std::make_shared<SymbolShare>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [json, symbol] {
            const GraphLock lock;
            // Registers the operators of the old interface, which a graph may contain.
            uint32_t size = 0;
            const char** names = nullptr;
            MXN_TRY(MXN_CALL(MXListAllOpNames, &size, &names));
            CSymbol out = nullptr;
            MXN_TRY(MXN_CALL(MXSymbolCreateFromJSON, json.c_str(), &out));
            *symbol = std::make_shared<NativeSymbol>(out);
            return Status();
          },
          [symbol](Napi::Env env) { return Wrap(env, *symbol); });
}

// MXSymbolRemoveAmpCast MXSymbolSaveToJSON
// Symbol.toJson(removeAmpCast: boolean): Promise<string> [async]
Napi::Value Symbol::ToJson(const Napi::CallbackInfo& info) {
  const bool remove_amp_cast = BoolOf(info[0], "removeAmpCast");
  auto json = std::make_shared<std::string>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [symbol = GetShare(), remove_amp_cast, json]() -> Status {
            const GraphLock lock;
            SymbolShare saved = symbol;
            if (remove_amp_cast) {
              CSymbol out = nullptr;
              MXN_TRY(MXN_CALL(MXSymbolRemoveAmpCast, symbol->get(), &out));
              saved = std::make_shared<NativeSymbol>(out);
            }
            const char* text = nullptr;
            MXN_TRY(MXN_CALL(MXSymbolSaveToJSON, saved->get(), &text));
            *json = text;
            return {};
          },
          [json](Napi::Env env) { return Napi::String::New(env, *json); });
}

}  // namespace mxn
