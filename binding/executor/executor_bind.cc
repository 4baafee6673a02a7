// Binding allocates and plans memory: slow, so on the lane, under the graph lock. But libmxnet's
// random states belong to threads, and a graph's random operators draw for ever from those of the
// thread that has bound it: for a graph that is to obey `randomSeed`, that must be the JavaScript
// thread.
#include "executor/bind_options.h"
#include "executor/executor.h"
#include "ndarray/ndarray.h"
#include "symbol/symbol.h"

namespace mxn {
namespace {

using Bound = std::shared_ptr<BoundExecutor>;

struct SimpleBindRequest {
  SymbolShare symbol;
  int device_type;
  int device_id;
  GroupDevices groups;
  TextList gradient_names;
  TextList gradient_types;
  NamedShapes shapes;
  TextList type_names;
  std::vector<int32_t> types;
  TextList shared_names;
  Bound shared;
};

std::shared_ptr<SimpleBindRequest> ReadSimpleBind(const Napi::CallbackInfo& info) {
  const Napi::Object options = ObjectOf(info[1], "options");
  auto request = std::make_shared<SimpleBindRequest>(SimpleBindRequest{
      Symbol::ShareOf(info[0]),
      Int32Of(options.Get("deviceType"), "deviceType"),
      Int32Of(options.Get("deviceId"), "deviceId"),
      GroupDevices::From(options),
      TextListOf(options.Get("gradientNames"), "gradientNames"),
      TextListOf(options.Get("gradientTypes"), "gradientTypes"),
      NamedShapes::From(options.Get("shapeNames"), options.Get("shapes")),
      TextListOf(options.Get("typeNames"), "typeNames"),
      Int32ListOf(options.Get("types"), "types"),
      TextListOf(options.Get("sharedArgumentNames"), "sharedArgumentNames"),
      IsAbsent(options.Get("shared")) ? nullptr : Executor::ShareOf(options.Get("shared")),
  });
  if (request->gradient_names.size() != request->gradient_types.size() ||
      request->type_names.size() != request->types.size()) {
    throw Napi::RangeError::New(info.Env(), "names and their types must have the same length");
  }
  return request;
}

// Owns what a binding call has handed out: handles in lists that only live until the next call.
void TakeArrays(BoundExecutor& bound, uint32_t argument_size, CNDArray* arguments,
                CNDArray* gradients, uint32_t auxiliary_size, CNDArray* auxiliaries,
                CExecutor executor) {
  bound.arguments = TakeHandles<NDArrayKind>(arguments, argument_size);
  bound.gradients = TakeHandles<NDArrayKind>(gradients, gradients ? argument_size : 0);
  bound.gradients.resize(argument_size);
  bound.auxiliaries = TakeHandles<NDArrayKind>(auxiliaries, auxiliary_size);
  bound.executor = std::make_unique<NativeExecutor>(executor);
}

// Holds the executor that another one is bound to share memory with, if there is one.
std::unique_lock<std::recursive_mutex> UseShared(const BoundExecutor& bound) {
  if (!bound.shared) return {};
  return std::unique_lock<std::recursive_mutex>(bound.shared->use);
}

// The memory behind arrays that binding has allocated.
Status AddBytes(const std::vector<NDArrayShare>& arrays, int64_t& bytes) {
  for (const NDArrayShare& array : arrays) {
    if (!array) continue;
    NDArrayLayout layout;
    MXN_TRY(NDArrayLayout::Of(array->get(), layout));
    bytes += layout.bytes();
  }
  return {};
}

Status RunSimpleBind(SimpleBindRequest& request, BoundExecutor& bound) {
  const auto use = UseShared(bound);
  const GraphLock lock;
  int no_buffer = -1;
  const char** new_buffer_names = nullptr;
  CNDArray* new_buffers = nullptr;
  uint32_t argument_size = 0;
  uint32_t auxiliary_size = 0;  // left untouched by the library when there are none
  CNDArray* arguments = nullptr;
  CNDArray* gradients = nullptr;
  CNDArray* auxiliaries = nullptr;
  CExecutor executor = nullptr;
  MXN_TRY(MXN_CALL(
      MXExecutorSimpleBind, request.symbol->get(), request.device_type, request.device_id,
      request.groups.size(), request.groups.names.data(), request.groups.types.data(),
      request.groups.ids.data(), static_cast<uint32_t>(request.gradient_names.size()),
      request.gradient_names.data(), request.gradient_types.data(), request.shapes.size(),
      request.shapes.names.data(), request.shapes.shapes.data.data(),
      request.shapes.shapes.index.data(), static_cast<uint32_t>(request.type_names.size()),
      request.type_names.data(), request.types.data(), 0u, nullptr, nullptr,
      static_cast<uint32_t>(request.shared_names.size()), request.shared_names.data(), &no_buffer,
      nullptr, nullptr, &new_buffer_names, &new_buffers, &argument_size, &arguments, &gradients,
      &auxiliary_size, &auxiliaries, request.shared ? request.shared->get() : nullptr, &executor));
  TakeArrays(bound, argument_size, arguments, gradients, auxiliary_size, auxiliaries, executor);
  MXN_TRY(AddBytes(bound.arguments, bound.bytes));
  MXN_TRY(AddBytes(bound.gradients, bound.bytes));
  return AddBytes(bound.auxiliaries, bound.bytes);
}

// Binds where the options want it. In both places the result is a promise.
Napi::Promise StartBind(const Napi::Object& options, Lane::Work work, Lane::Settle settle) {
  const Napi::Env env = options.Env();
  const Napi::Value here = options.Get("onThisThread");
  if (IsAbsent(here) || !BoolOf(here, "onThisThread")) {
    return Addon::Of(env).lane->Run(env, std::move(work), std::move(settle));
  }
  const auto deferred = Napi::Promise::Deferred::New(env);
  const Status status = work();
  if (status.ok()) {
    deferred.Resolve(settle(env));
  } else {
    deferred.Reject(ErrorFrom(env, status).Value());
  }
  return deferred.Promise();
}

}  // namespace

// MXExecutorSimpleBind
// Executor.simpleBind(symbol: Symbol, options: SimpleBindOptions): Promise<Executor> [async]
Napi::Value Executor::SimpleBind(const Napi::CallbackInfo& info) {
  std::shared_ptr<SimpleBindRequest> request = ReadSimpleBind(info);
  auto bound = std::make_shared<BoundExecutor>();
  bound->shared = request->shared;
  return StartBind(
      ObjectOf(info[1], "options"), [request, bound] { return RunSimpleBind(*request, *bound); },
      [bound](Napi::Env env) { return Wrap(env, bound, bound->bytes); });
}

// MXExecutorBindEX
// Executor.bind(symbol: Symbol, options: BindOptions): Promise<Executor> [async]
Napi::Value Executor::Bind(const Napi::CallbackInfo& info) {
  const Napi::Object options = ObjectOf(info[1], "options");
  const SymbolShare symbol = Symbol::ShareOf(info[0]);
  const int device_type = Int32Of(options.Get("deviceType"), "deviceType");
  const int device_id = Int32Of(options.Get("deviceId"), "deviceId");
  auto groups = std::make_shared<GroupDevices>(GroupDevices::From(options));
  auto bound = std::make_shared<BoundExecutor>();
  bound->arguments = NDArray::SharesOf(options.Get("arguments"), "arguments");
  bound->gradients = NDArray::SharesOrNullsOf(options.Get("gradients"), "gradients");
  bound->auxiliaries = NDArray::SharesOf(options.Get("auxiliaryStates"), "auxiliaryStates");
  std::vector<int32_t> types = Int32ListOf(options.Get("gradientTypes"), "gradientTypes");
  if (!IsAbsent(options.Get("shared"))) bound->shared = ShareOf(options.Get("shared"));
  if (bound->gradients.size() != bound->arguments.size() ||
      types.size() != bound->arguments.size()) {
    throw Napi::RangeError::New(
        info.Env(), "`arguments`, `gradients` and `gradientTypes` must have the same length");
  }
  return StartBind(
      options,
      [=]() -> Status {
        const auto use = UseShared(*bound);
        const GraphLock lock;
        std::vector<void*> arguments = HandlesOf(bound->arguments);
        std::vector<void*> gradients = HandlesOf(bound->gradients);
        std::vector<void*> auxiliaries = HandlesOf(bound->auxiliaries);
        std::vector<uint32_t> gradient_types(types.begin(), types.end());
        CExecutor executor = nullptr;
        MXN_TRY(MXN_CALL(MXExecutorBindEX, symbol->get(), device_type, device_id, groups->size(),
                         groups->names.data(), groups->types.data(), groups->ids.data(),
                         static_cast<uint32_t>(arguments.size()), arguments.data(),
                         gradients.data(), gradient_types.data(),
                         static_cast<uint32_t>(auxiliaries.size()), auxiliaries.data(),
                         bound->shared ? bound->shared->get() : nullptr, &executor));
        bound->executor = std::make_unique<NativeExecutor>(executor);
        return {};
      },
      [bound](Napi::Env env) { return Wrap(env, bound); });
}

// MXExecutorReshape
// Executor.reshape(options: ReshapeOptions): Promise<Executor> [async]
Napi::Value Executor::Reshape(const Napi::CallbackInfo& info) {
  const Napi::Object options = ObjectOf(info[0], "options");
  const bool partial = BoolOf(options.Get("partialShaping"), "partialShaping");
  const bool up_sizing = BoolOf(options.Get("allowUpSizing"), "allowUpSizing");
  const int device_type = Int32Of(options.Get("deviceType"), "deviceType");
  const int device_id = Int32Of(options.Get("deviceId"), "deviceId");
  auto groups = std::make_shared<GroupDevices>(GroupDevices::From(options));
  auto shapes = std::make_shared<NamedShapes>(
      NamedShapes::From(options.Get("shapeNames"), options.Get("shapes")));
  auto bound = std::make_shared<BoundExecutor>();
  bound->shared = GetShare();
  return StartBind(
      options,
      [=]() -> Status {
        const auto use = UseShared(*bound);
        const GraphLock lock;
        uint32_t argument_size = 0;
        uint32_t auxiliary_size = 0;
        CNDArray* arguments = nullptr;
        CNDArray* gradients = nullptr;
        CNDArray* auxiliaries = nullptr;
        CExecutor executor = nullptr;
        MXN_TRY(MXN_CALL(MXExecutorReshape, partial ? 1 : 0, up_sizing ? 1 : 0, device_type,
                         device_id, groups->size(), groups->names.data(), groups->types.data(),
                         groups->ids.data(), shapes->size(), shapes->names.data(),
                         shapes->shapes.data.data(), shapes->shapes.index.data(), &argument_size,
                         &arguments, &gradients, &auxiliary_size, &auxiliaries,
                         bound->shared->get(), &executor));
        TakeArrays(*bound, argument_size, arguments, gradients, auxiliary_size, auxiliaries,
                   executor);
        return {};
      },
      [bound](Napi::Env env) { return Wrap(env, bound); });
}

}  // namespace mxn
