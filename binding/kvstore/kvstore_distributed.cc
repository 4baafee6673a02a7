// Calls that only mean something when several machines share a store.
#include <array>

#include "kvstore/kvstore.h"

namespace mxn {
namespace {

void OnCommand(int head, const char* body, void* callback) {
  static_cast<Callback*>(callback)->Call([&](Napi::Env env) {
    return std::array<napi_value, 2>{Napi::Number::New(env, head), Napi::String::New(env, body)};
  });
}

}  // namespace

// MXKVStoreIsWorkerNode MXKVStoreIsServerNode MXKVStoreIsSchedulerNode
// KVStore.role(): 'worker' | 'server' | 'scheduler'
Napi::Value KVStore::Role(const Napi::CallbackInfo& info) {
  int is_server = 0;
  int is_scheduler = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXKVStoreIsServerNode, &is_server));
  ThrowUnless(info.Env(), MXN_CALL(MXKVStoreIsSchedulerNode, &is_scheduler));
  const char* role = is_server ? "server" : is_scheduler ? "scheduler" : "worker";
  return Napi::String::New(info.Env(), role);
}

// MXKVStoreBarrier
// KVStore.barrier(): Promise<void> [async]
Napi::Value KVStore::Barrier(const Napi::CallbackInfo& info) {
  return addon().lane->RunWithOthers(
      info.Env(),
      [store = GetShare()] { return MXN_CALL_OUTSIDE_GATE(MXKVStoreBarrier, store->get()); },
      [](Napi::Env env) { return env.Undefined(); });
}

// MXKVStoreRunServer: returns when the workers have stopped the servers. It blocks the JavaScript
// thread on purpose: a server process does nothing else, and its controller and updater are
// JavaScript. KVStore.runServer(controller: (head: number, body: string) => void): void
Napi::Value KVStore::RunServer(const Napi::CallbackInfo& info) {
  Callback controller(FunctionOf(info[0], "controller"));
  const Share store = GetShare();
  const Status status = MXN_CALL(MXKVStoreRunServer, store->get(), OnCommand, &controller);
  controller.Rethrow();
  // It was set by the controller, during the call.
  if (updater_) updater_->Rethrow();
  ThrowUnless(info.Env(), status);
  return info.Env().Undefined();
}

// MXKVStoreSendCommmandToServers
// KVStore.sendCommand(head: number, body: string): Promise<void> [async]
Napi::Value KVStore::SendCommand(const Napi::CallbackInfo& info) {
  const int head = Int32Of(info[0], "head");
  const std::string body = TextOf(info[1], "body");
  return addon().lane->RunWithOthers(
      info.Env(),
      [store = GetShare(), head, body] {
        return MXN_CALL_OUTSIDE_GATE(MXKVStoreSendCommmandToServers, store->get(), head,
                                     body.c_str());
      },
      [](Napi::Env env) { return env.Undefined(); });
}

// MXKVStoreGetNumDeadNode
// KVStore.deadNodes(node: number, timeoutSeconds: number): number
Napi::Value KVStore::DeadNodes(const Napi::CallbackInfo& info) {
  int number = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXKVStoreGetNumDeadNode, handle(), Int32Of(info[0], "node"),
                                   &number, Int32Of(info[1], "timeoutSeconds")));
  return Napi::Number::New(info.Env(), number);
}

}  // namespace mxn
