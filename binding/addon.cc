// Module entry: the environment's state, the classes, the functions.
#include "addon.h"

#include "executor/executor.h"
#include "io/data_iter.h"
#include "kvstore/kvstore.h"
#include "ndarray/array_list.h"
#include "operators/kernel.h"
#include "operators/operator_list.h"
#include "recordio/record_reader.h"
#include "recordio/record_writer.h"
#include "runtime/profiler.h"
#include "runtime/runtime.h"
#include "symbol/symbol.h"

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto* addon = new mxn::Addon(env);
  env.SetInstanceData(addon);
  // Runs before the handles' destructors; on the main thread only when it runs out of work, which
  // is why TypeScript also calls shutdown() from process.on('exit').
  env.AddCleanupHook([](mxn::Addon* closing) { closing->Close(); }, addon);

  mxn::InitRuntime(env, exports);
  mxn::InitProfiler(env, exports);
  mxn::InitOperators(env, exports);
  mxn::NDArray::Init(env, exports);
  mxn::ArrayList::Init(env, exports);
  mxn::Kernel::Init(env, exports);
  mxn::Symbol::Init(env, exports);
  mxn::Executor::Init(env, exports);
  mxn::KVStore::Init(env, exports);
  mxn::DataIter::Init(env, exports);
  mxn::RecordReader::Init(env, exports);
  mxn::RecordWriter::Init(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(mxnet_finetune, Init)
