#include "kvstore/kvstore.h"

#include "value/text_map.h"

namespace mxn {

Store::Store(void* handle, bool distributed) : native(handle), distributed(distributed) {
  if (distributed) LiveDistributedStores().fetch_add(1);
}

Store::~Store() {
  if (distributed) LiveDistributedStores().fetch_sub(1);
}

void KVStore::Close() {
  Share store = Release();
  if (!store || !store->distributed) return;
  addon().lane->Post(
      [store = std::move(store)]() mutable {
        store.reset();
        return Status();
      },
      Lane::Waits::kForOthers);
}

// MXKVStoreCreate: a distributed store waits until every node has registered
// KVStore.create(type: string): Promise<KVStore> [async]
Napi::Value KVStore::Create(const Napi::CallbackInfo& info) {
  const std::string type = TextOf(info[0], "type");
  const bool distributed = type.find("dist") != std::string::npos;
  auto store = std::make_shared<Share>();
  auto work = [type, distributed, store]() -> Status {
    CKVStore out = nullptr;
    if (distributed) {
      MXN_TRY(MXN_CALL_OUTSIDE_GATE(MXKVStoreCreate, type.c_str(), &out));
    } else {
      MXN_TRY(MXN_CALL(MXKVStoreCreate, type.c_str(), &out));
    }
    *store = std::make_shared<Store>(out, distributed);
    return {};
  };
  auto settle = [store](Napi::Env env) { return Wrap(env, *store); };
  Lane& lane = *Addon::Of(info.Env()).lane;
  return distributed ? lane.RunWithOthers(info.Env(), work, settle)
                     : lane.Run(info.Env(), work, settle);
}

Napi::Promise KVStore::Change(Napi::Env env, std::function<Status(void*)> call) {
  const Share store = GetShare();
  auto work = [store, call = std::move(call)] {
    const std::lock_guard<std::recursive_mutex> use(store->use);
    return call(store->get());
  };
  auto settle = [](Napi::Env settled) { return settled.Undefined(); };
  return store->distributed ? addon().lane->RunWithOthers(env, work, settle)
                            : addon().lane->Run(env, work, settle);
}

// MXKVStoreGetType
// KVStore.type(): string
Napi::Value KVStore::Type(const Napi::CallbackInfo& info) {
  const char* type = nullptr;
  ThrowUnless(info.Env(), MXN_CALL(MXKVStoreGetType, handle(), &type));
  return Napi::String::New(info.Env(), type);
}

// MXKVStoreGetRank
// KVStore.rank(): number
Napi::Value KVStore::Rank(const Napi::CallbackInfo& info) {
  int rank = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXKVStoreGetRank, handle(), &rank));
  return Napi::Number::New(info.Env(), rank);
}

// MXKVStoreGetGroupSize
// KVStore.groupSize(): number
Napi::Value KVStore::GroupSize(const Napi::CallbackInfo& info) {
  int size = 0;
  ThrowUnless(info.Env(), MXN_CALL(MXKVStoreGetGroupSize, handle(), &size));
  return Napi::Number::New(info.Env(), size);
}

// MXKVStoreSetGradientCompression: in a distributed store the servers are told
// KVStore.setGradientCompression(keys: string[], values: string[]): Promise<void> [async]
Napi::Value KVStore::SetGradientCompression(const Napi::CallbackInfo& info) {
  auto options = std::make_shared<TextMap>(TextMap::From(info[0], info[1]));
  return Change(info.Env(), [options](void* store) {
    return MXN_CALL(MXKVStoreSetGradientCompression, store, static_cast<uint32_t>(options->size()),
                    options->keys.data(), options->values.data());
  });
}

void KVStore::Init(Napi::Env env, Napi::Object exports) {
  Define(env, exports,
         {
             Static<&KVStore::Create>("create"),
             Static<&KVStore::Role>("role"),
             Method<&KVStore::Type>("type"),
             Method<&KVStore::Rank>("rank"),
             Method<&KVStore::GroupSize>("groupSize"),
             Method<&KVStore::SetGradientCompression>("setGradientCompression"),
             Method<&KVStore::InitValues>("init"),
             Method<&KVStore::Push>("push"),
             Method<&KVStore::Pull>("pull"),
             Method<&KVStore::PushPull>("pushPull"),
             Method<&KVStore::Broadcast>("broadcast"),
             Method<&KVStore::SetUpdater>("setUpdater"),
             Method<&KVStore::Barrier>("barrier"),
             Method<&KVStore::RunServer>("runServer"),
             Method<&KVStore::SendCommand>("sendCommand"),
             Method<&KVStore::DeadNodes>("deadNodes"),
         });
}

}  // namespace mxn
