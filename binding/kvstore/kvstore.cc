#include "kvstore/kvstore.h"

#include "value/text_map.h"

namespace mxn {

// MXKVStoreCreate: a distributed store waits until every node has registered
// KVStore.create(type: string): Promise<KVStore> [async]
Napi::Value KVStore::Create(const Napi::CallbackInfo& info) {
  const std::string type = TextOf(info[0], "type");
  auto store = std::make_shared<Share>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [type, store]() -> Status {
            CKVStore out = nullptr;
            MXN_TRY(MXN_CALL(MXKVStoreCreate, type.c_str(), &out));
            *store = std::make_shared<NativeKVStore>(out);
            return {};
          },
          [store](Napi::Env env) { return Wrap(env, *store); });
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

// MXKVStoreSetGradientCompression
// KVStore.setGradientCompression(keys: string[], values: string[]): void
Napi::Value KVStore::SetGradientCompression(const Napi::CallbackInfo& info) {
  TextMap options = TextMap::From(info[0], info[1]);
  ThrowUnless(info.Env(), MXN_CALL(MXKVStoreSetGradientCompression, handle(),
                                   static_cast<uint32_t>(options.size()), options.keys.data(),
                                   options.values.data()));
  return info.Env().Undefined();
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
