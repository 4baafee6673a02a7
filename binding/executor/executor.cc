#include "executor/executor.h"

#include <array>
#include <mutex>

#include "ndarray/ndarray.h"

namespace mxn {

// The monitor's arrays are ours to free.
void Executor::OnMonitor(const char* name, CNDArray array, void* callback) {
  auto owner = std::make_shared<NativeNDArray>(array);
  static_cast<Callback*>(callback)->Call([&](Napi::Env env) {
    return std::array<napi_value, 2>{Napi::String::New(env, name), NDArray::Wrap(env, owner)};
  });
}

template <typename Call>
void Executor::RunMonitored(Napi::Env env, Call call) {
  const Share bound = GetShare();
  const std::shared_ptr<Callback> monitor = monitor_;
  const std::lock_guard<std::recursive_mutex> use(bound->use);
  const Status status = call(bound->get());
  if (monitor) monitor->Rethrow();
  ThrowUnless(env, status);
}

// (no C function)
// Executor.arguments(): NDArray[]
Napi::Value Executor::Arguments(const Napi::CallbackInfo& info) {
  return NDArray::WrapAll(info.Env(), GetShare()->arguments);
}

// (no C function)
// Executor.gradients(): (NDArray | null)[]
Napi::Value Executor::Gradients(const Napi::CallbackInfo& info) {
  return NDArray::WrapAll(info.Env(), GetShare()->gradients);
}

// (no C function)
// Executor.auxiliaryStates(): NDArray[]
Napi::Value Executor::AuxiliaryStates(const Napi::CallbackInfo& info) {
  return NDArray::WrapAll(info.Env(), GetShare()->auxiliaries);
}

// MXExecutorOutputs
// Executor.outputs(): NDArray[]
Napi::Value Executor::Outputs(const Napi::CallbackInfo& info) {
  const Share bound = GetShare();
  const std::lock_guard<std::recursive_mutex> use(bound->use);
  uint32_t size = 0;
  CNDArray* outputs = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXExecutorOutputs, bound->get(), &size, &outputs));
  return NDArray::WrapAll(info.Env(), TakeHandles<NDArrayKind>(outputs, size));
}

// MXExecutorForward
// Executor.forward(isTrain: boolean): void
Napi::Value Executor::Forward(const Napi::CallbackInfo& info) {
  const bool is_train = BoolOf(info[0], "isTrain");
  RunMonitored(info.Env(), [is_train](void* executor) {
    return MXN_CALL(MXExecutorForward, executor, is_train ? 1 : 0);
  });
  return info.Env().Undefined();
}

// MXExecutorBackwardEx
// Executor.backward(headGradients: NDArray[], isTrain: boolean): void
Napi::Value Executor::Backward(const Napi::CallbackInfo& info) {
  const std::vector<NDArrayShare> gradients = NDArray::SharesOf(info[0], "headGradients");
  const bool is_train = BoolOf(info[1], "isTrain");
  std::vector<void*> handles = HandlesOf(gradients);
  RunMonitored(info.Env(), [&handles, is_train](void* executor) {
    return MXN_CALL(MXExecutorBackwardEx, executor, static_cast<uint32_t>(handles.size()),
                    handles.empty() ? nullptr : handles.data(), is_train ? 1 : 0);
  });
  return info.Env().Undefined();
}

// MXExecutorSetMonitorCallback MXExecutorSetMonitorCallbackEX
// Executor.setMonitor(callback: (name: string, array: NDArray) => void, monitorAll: boolean): void
Napi::Value Executor::SetMonitor(const Napi::CallbackInfo& info) {
  auto monitor = std::make_shared<Callback>(FunctionOf(info[0], "callback"));
  const bool monitor_all = BoolOf(info[1], "monitorAll");
  const Share bound = GetShare();
  const std::lock_guard<std::recursive_mutex> use(bound->use);
  const Status status =
      monitor_all
          ? MXN_CALL(MXExecutorSetMonitorCallbackEX, bound->get(), OnMonitor, monitor.get(), true)
          : MXN_CALL(MXExecutorSetMonitorCallback, bound->get(), OnMonitor, monitor.get());
  ThrowUnless(info.Env(), status);
  monitor_ = std::move(monitor);
  return info.Env().Undefined();
}

void Executor::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports,
         {
             Static<&Executor::SimpleBind>("simpleBind"),
             Static<&Executor::Bind>("bind"),
             Method<&Executor::Reshape>("reshape"),
             Method<&Executor::Arguments>("arguments"),
             Method<&Executor::Gradients>("gradients"),
             Method<&Executor::AuxiliaryStates>("auxiliaryStates"),
             Method<&Executor::Outputs>("outputs"),
             Method<&Executor::Forward>("forward"),
             Method<&Executor::Backward>("backward"),
             Method<&Executor::SetMonitor>("setMonitor"),
         });
}

}  // namespace mxn
