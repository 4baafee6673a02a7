#include "operators/operator_list.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "library/text_list.h"
#include "object/function.h"
#include "operators/invoke.h"
#include "value/text_map.h"

namespace mxn {
namespace {

struct OperatorTable {
  // Filled once, under the graph lock; read without a lock afterwards.
  std::atomic<bool> filled{false};
  std::vector<std::string> names;
  std::unique_ptr<std::atomic<COperator>[]> handles;  // null until first used
};

// One per process, like the operators themselves; never destroyed.
OperatorTable& Table() {
  static OperatorTable& table = *new OperatorTable;
  return table;
}

// The first listing also registers the operators of the old interface, so nothing is looked up
// before.
Status FillTable(OperatorTable& table) {
  if (table.filled) return {};
  const GraphLock lock;
  if (table.filled) return {};
  uint32_t size = 0;
  const char** names = nullptr;
  MXN_TRY(MXN_CALL(MXListAllOpNames, &size, &names));
  table.names = CopyTexts(names, size);
  table.handles = std::make_unique<std::atomic<COperator>[]>(size);
  table.filled = true;
  return {};
}

// MXListAllOpNames
// listOperators(): string[]
Napi::Value ListOperators(const Napi::CallbackInfo& info) {
  OperatorTable& table = Table();
  ThrowUnless(info.Env(), FillTable(table));
  return ToJs(info.Env(), table.names);
}

// MXSymbolGetAtomicSymbolInfo
// describeOperator(operator: number): OperatorDescription
Napi::Value DescribeOperator(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  COperator op = nullptr;
  ThrowUnless(env, FindOperator(Uint32Of(info[0], "operator"), op));

  const char* name = nullptr;
  const char* description = nullptr;
  uint32_t size = 0;
  const char** names = nullptr;
  const char** types = nullptr;
  const char** descriptions = nullptr;
  const char* count_argument = nullptr;
  const char* return_type = nullptr;
  ThrowUnless(env, MXN_CALL(MXSymbolGetAtomicSymbolInfo, op, &name, &description, &size, &names,
                            &types, &descriptions, &count_argument, &return_type));
  Napi::Object result = Napi::Object::New(env);
  result.Set("name", name);
  result.Set("description", description);
  result.Set("argumentNames", ToJs(env, CopyTexts(names, size)));
  result.Set("argumentTypes", ToJs(env, CopyTexts(types, size)));
  result.Set("argumentDescriptions", ToJs(env, CopyTexts(descriptions, size)));
  result.Set("countArgument", count_argument);
  return result;
}

}  // namespace

Status FindOperator(uint32_t number, COperator& out) {
  OperatorTable& table = Table();
  MXN_TRY(FillTable(table));
  if (number >= table.names.size()) {
    return {"ERR_MXNET_CALL", "NNGetOpHandle",
            "no operator has the number " + std::to_string(number)};
  }
  std::atomic<COperator>& handle = table.handles[number];
  out = handle;
  if (out != nullptr) return {};
  MXN_TRY(MXN_CALL(NNGetOpHandle, table.names[number].c_str(), &out));
  handle = out;
  return {};
}

void InitOperators(Napi::Env, Napi::Object exports) {
  Export<&ListOperators>(exports, "listOperators");
  Export<&DescribeOperator>(exports, "describeOperator");
  Export<&Invoke>(exports, "invoke");
  Export<&InvokeAndWait>(exports, "invokeAndWait");
}

}  // namespace mxn
