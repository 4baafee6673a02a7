#include "operators/invoke.h"

#include "ndarray/ndarray.h"
#include "operators/operator_list.h"
#include "value/text_map.h"

namespace mxn {
namespace {

Status WaitForAll(const std::vector<NDArrayShare>& arrays) {
  for (const NDArrayShare& array : arrays) {
    MXN_TRY(MXN_CALL(MXNDArrayWaitToRead, array->get()));
  }
  return {};
}

}  // namespace

// With `outputs` the results are written into them and an empty list is returned; without, the
// library allocates them. The call only queues the work.
Napi::Value Invoke(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  COperator op = nullptr;
  ThrowUnless(env, FindOperator(Uint32Of(info[0], "operator"), op));
  const std::vector<NDArrayShare> inputs = NDArray::SharesOf(info[1], "inputs");
  const bool in_place = !IsAbsent(info[2]);
  std::vector<NDArrayShare> given;
  if (in_place) given = NDArray::SharesOf(info[2], "outputs");
  // Without a list the library would allocate results, and nobody would own them.
  if (in_place && given.empty()) throw WrongType(env, "outputs", "null or an array of NDArrays");
  TextMap attributes = TextMap::From(info[3], info[4]);

  std::vector<void*> input_handles = HandlesOf(inputs);
  std::vector<void*> output_handles = HandlesOf(given);
  CNDArray* outputs = in_place ? output_handles.data() : nullptr;
  int output_size = static_cast<int>(output_handles.size());
  const int* storage_types = nullptr;
  ThrowUnless(env, MXN_CALL(MXImperativeInvokeEx, op, static_cast<int>(input_handles.size()),
                            input_handles.data(), &output_size, &outputs,
                            static_cast<int>(attributes.size()), attributes.keys.data(),
                            attributes.values.data(), &storage_types));
  if (in_place) return Napi::Array::New(env, 0);
  return NDArray::WrapAllOwned(env, TakeHandles<NDArrayKind>(outputs, output_size));
}

// For operators that compute within the call, instead of queueing their work: the whole call is the
// lane's.
Napi::Value InvokeAndWait(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  COperator op = nullptr;
  ThrowUnless(env, FindOperator(Uint32Of(info[0], "operator"), op));
  auto attributes = std::make_shared<TextMap>(TextMap::From(info[2], info[3]));
  auto results = std::make_shared<std::vector<NDArrayShare>>();
  return Addon::Of(env).lane->Run(
      env,
      [op, inputs = NDArray::SharesOf(info[1], "inputs"), attributes, results] {
        std::vector<void*> handles = HandlesOf(inputs);
        CNDArray* outputs = nullptr;
        int size = 0;
        const int* storage_types = nullptr;
        MXN_TRY(MXN_CALL(MXImperativeInvokeEx, op, static_cast<int>(handles.size()), handles.data(),
                         &size, &outputs, static_cast<int>(attributes->size()),
                         attributes->keys.data(), attributes->values.data(), &storage_types));
        *results = TakeHandles<NDArrayKind>(outputs, size);
        return WaitForAll(*results);
      },
      [results](Napi::Env env) { return NDArray::WrapAllOwned(env, *results); });
}

}  // namespace mxn
