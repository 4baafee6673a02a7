#include "operators/kernel.h"

#include "ndarray/array_list.h"
#include "operators/operator_list.h"

namespace mxn {

// (no C function)
// Kernel.create(operator: number, keys: string[], fixedValues: string[]): Kernel
Napi::Value Kernel::Create(const Napi::CallbackInfo& info) {
  auto prepared = std::make_shared<PreparedOperator>();
  ThrowUnless(info.Env(), FindOperator(Uint32Of(info[0], "operator"), prepared->op));
  prepared->keys = TextListOf(info[1], "keys");
  prepared->fixed_values = TextListOf(info[2], "fixedValues");
  if (prepared->fixed_values.size() > prepared->keys.size()) {
    throw Napi::RangeError::New(info.Env(), "`fixedValues` must not be longer than `keys`");
  }
  return Wrap(info.Env(), std::move(prepared));
}

// MXImperativeInvokeEx: the results are written into `outputs`
// Kernel.run(inputs: Arrays, outputs: Arrays, values: string[]): void
Napi::Value Kernel::Run(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Share prepared = GetShare();
  const std::vector<NDArrayShare> inputs = ArraysOf(info[0], "inputs");
  const std::vector<NDArrayShare> outputs = ArraysOf(info[1], "outputs");
  // Without a list the library would allocate results, and nobody would own them.
  if (outputs.empty()) throw WrongType(env, "outputs", "a list of at least one NDArray");
  TextList changing = TextListOf(info[2], "values");
  if (changing.size() != prepared->changing()) {
    throw Napi::RangeError::New(env, "`values` must have one text for each changing attribute");
  }
  std::vector<const char*> values(changing.data(), changing.data() + changing.size());
  const char** fixed = prepared->fixed_values.data();
  values.insert(values.end(), fixed, fixed + prepared->fixed_values.size());

  std::vector<void*> input_handles = HandlesOf(inputs);
  std::vector<void*> output_handles = HandlesOf(outputs);
  CNDArray* out = output_handles.data();
  int output_size = static_cast<int>(output_handles.size());
  const int* storage_types = nullptr;
  ThrowUnless(env,
              MXN_CALL(MXImperativeInvokeEx, prepared->op, static_cast<int>(input_handles.size()),
                       input_handles.data(), &output_size, &out, static_cast<int>(values.size()),
                       prepared->keys.data(), values.data(), &storage_types));
  return env.Undefined();
}

void Kernel::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports, {Static<&Kernel::Create>("create"), Method<&Kernel::Run>("run")});
}

}  // namespace mxn
