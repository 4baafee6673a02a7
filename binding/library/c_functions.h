// Every C function that this addon calls, one line each: F(name, since, parameters).
//
// `since` is the first MXNet version (major * 10000 + minor * 100 + patch) that has the function.
// It must be present in any library of that version or later; in an older one its pointer stays
// null. Only the 32-bit forms are used: their parameters are the same from 1.1 to 1.9.1.
#pragma once

#include "library/c_types.h"

#define MXN_C_FUNCTIONS(F)                                                                         \
  /* library */                                                                                    \
  F(MXGetVersion, 0, (int* out))                                                                   \
  F(MXLibInfoFeatures, 10500, (const CFeature** features, size_t* size))                           \
  F(MXNotifyShutdown, 0, ())                                                                       \
  F(MXGetGPUCount, 10300, (int* out))                                                              \
  F(MXGetGPUMemoryInformation64, 10400, (int device, uint64_t* free, uint64_t* total))             \
  F(MXStorageEmptyCache, 10500, (int device_type, int device_id))                                  \
  F(MXRandomSeed, 0, (int seed))                                                                   \
  F(MXSetNumOMPThreads, 0, (int threads))                                                          \
  F(MXInitPSEnv, 0, (uint32_t size, const char** keys, const char** values))                       \
  F(MXSetProcessProfilerConfig, 10300,                                                             \
    (int size, const char* const* keys, const char* const* values, CKVStore store))                \
  F(MXSetProcessProfilerState, 10300, (int state, int process, CKVStore store))                    \
  F(MXDumpProcessProfile, 10300, (int finished, int process, CKVStore store))                      \
  /* ndarray */                                                                                    \
  F(MXNDArrayCreateEx, 0,                                                                          \
    (const uint32_t* shape, uint32_t ndim, int device_type, int device_id, int delay_alloc,        \
     int dtype, CNDArray* out))                                                                    \
  F(MXNDArrayFree, 0, (CNDArray array))                                                            \
  F(MXNDArrayGetData, 0, (CNDArray array, void** out))                                             \
  F(MXNDArraySyncCopyFromCPU, 0, (CNDArray array, const void* data, size_t size))                  \
  F(MXNDArraySyncCopyToCPU, 0, (CNDArray array, void* data, size_t size))                          \
  F(MXNDArrayWaitToRead, 0, (CNDArray array))                                                      \
  F(MXNDArrayWaitAll, 0, ())                                                                       \
  F(MXNDArraySlice, 0, (CNDArray array, uint32_t begin, uint32_t end, CNDArray * out))             \
  F(MXNDArrayAt, 0, (CNDArray array, uint32_t index, CNDArray * out))                              \
  F(MXNDArrayReshape, 0, (CNDArray array, int ndim, int* shape, CNDArray* out))                    \
  F(MXNDArrayGetShape, 0, (CNDArray array, uint32_t * ndim, const uint32_t** shape))               \
  F(MXNDArrayGetDType, 0, (CNDArray array, int* out))                                              \
  F(MXNDArrayGetContext, 0, (CNDArray array, int* device_type, int* device_id))                    \
  F(MXNDArrayGetStorageType, 0, (CNDArray array, int* out))                                        \
  F(MXNDArraySave, 0, (const char* file, uint32_t size, CNDArray* arrays, const char** names))     \
  F(MXNDArrayLoad, 0,                                                                              \
    (const char* file, uint32_t* size, CNDArray** arrays, uint32_t* name_size,                     \
     const char*** names))                                                                         \
  F(MXNDArrayLoadFromBuffer, 10200,                                                                \
    (const void* buffer, size_t bytes, uint32_t* size, CNDArray** arrays, uint32_t* name_size,     \
     const char*** names))                                                                         \
  F(MXNDArraySaveRawBytes, 0, (CNDArray array, size_t * size, const char** bytes))                 \
  F(MXNDArrayLoadFromRawBytes, 0, (const void* bytes, size_t size, CNDArray* out))                 \
  /* operators */                                                                                  \
  F(MXListAllOpNames, 0, (uint32_t * size, const char*** names))                                   \
  F(NNGetOpHandle, 0, (const char* name, COperator* out))                                          \
  F(MXSymbolGetAtomicSymbolInfo, 0,                                                                \
    (COperator op, const char** name, const char** description, uint32_t* size,                    \
     const char*** argument_names, const char*** argument_types,                                   \
     const char*** argument_descriptions, const char** count_argument, const char** return_type))  \
  F(MXImperativeInvokeEx, 0,                                                                       \
    (COperator op, int input_size, CNDArray* inputs, int* output_size, CNDArray** outputs,         \
     int attribute_size, const char** keys, const char** values, const int** storage_types))       \
  /* symbol */                                                                                     \
  F(MXSymbolCreateAtomicSymbol, 0,                                                                 \
    (COperator op, uint32_t size, const char** keys, const char** values, CSymbol* out))           \
  F(MXSymbolCreateVariable, 0, (const char* name, CSymbol* out))                                   \
  F(MXSymbolCreateGroup, 0, (uint32_t size, CSymbol * symbols, CSymbol * out))                     \
  F(MXSymbolCompose, 0,                                                                            \
    (CSymbol symbol, const char* name, uint32_t size, const char** keys, CSymbol* arguments))      \
  F(MXSymbolCreateFromJSON, 0, (const char* json, CSymbol* out))                                   \
  F(MXSymbolSaveToJSON, 0, (CSymbol symbol, const char** out))                                     \
  F(MXSymbolRemoveAmpCast, 10500, (CSymbol symbol, CSymbol * out))                                 \
  F(MXSymbolFree, 0, (CSymbol symbol))                                                             \
  F(MXSymbolCopy, 0, (CSymbol symbol, CSymbol * out))                                              \
  F(MXSymbolGetName, 0, (CSymbol symbol, const char** out, int* success))                          \
  F(MXSymbolGetAttr, 0, (CSymbol symbol, const char* key, const char** out, int* success))         \
  F(MXSymbolSetAttr, 0, (CSymbol symbol, const char* key, const char* value))                      \
  F(MXSymbolListAttr, 0, (CSymbol symbol, uint32_t * size, const char*** out))                     \
  F(MXSymbolListArguments, 0, (CSymbol symbol, uint32_t * size, const char*** out))                \
  F(MXSymbolListOutputs, 0, (CSymbol symbol, uint32_t * size, const char*** out))                  \
  F(MXSymbolListAuxiliaryStates, 0, (CSymbol symbol, uint32_t * size, const char*** out))          \
  F(MXSymbolGetInternals, 0, (CSymbol symbol, CSymbol * out))                                      \
  F(MXSymbolGetChildren, 0, (CSymbol symbol, CSymbol * out))                                       \
  F(MXSymbolGetOutput, 0, (CSymbol symbol, uint32_t index, CSymbol * out))                         \
  F(MXSymbolInferShape, 0, MXN_INFER_SHAPE_PARAMETERS)                                             \
  F(MXSymbolInferShapePartial, 0, MXN_INFER_SHAPE_PARAMETERS)                                      \
  F(MXSymbolInferType, 0,                                                                          \
    (CSymbol symbol, uint32_t size, const char** names, const int* types, uint32_t* argument_size, \
     const int** argument_types, uint32_t* output_size, const int** output_types,                  \
     uint32_t* auxiliary_size, const int** auxiliary_types, int* complete))                        \
  /* executor */                                                                                   \
  F(MXExecutorSimpleBind, 0,                                                                       \
    (CSymbol symbol, int device_type, int device_id, uint32_t group_size,                          \
     const char** group_names, const int* group_device_types, const int* group_device_ids,         \
     uint32_t gradient_size, const char** gradient_names, const char** gradient_types,             \
     uint32_t shape_size, const char** shape_names, const uint32_t* shape_data,                    \
     const uint32_t* shape_index, uint32_t type_size, const char** type_names, const int* types,   \
     uint32_t storage_size, const char** storage_names, const int* storage_types,                  \
     uint32_t shared_size, const char** shared_names, int* buffer_size, const char** buffer_names, \
     CNDArray* buffer_arrays, const char*** new_buffer_names, CNDArray** new_buffer_arrays,        \
     uint32_t* argument_size, CNDArray** arguments, CNDArray** gradients,                          \
     uint32_t* auxiliary_size, CNDArray** auxiliaries, CExecutor shared, CExecutor* out))          \
  F(MXExecutorBindEX, 0,                                                                           \
    (CSymbol symbol, int device_type, int device_id, uint32_t group_size,                          \
     const char** group_names, const int* group_device_types, const int* group_device_ids,         \
     uint32_t argument_size, CNDArray* arguments, CNDArray* gradients, uint32_t* gradient_types,   \
     uint32_t auxiliary_size, CNDArray* auxiliaries, CExecutor shared, CExecutor* out))            \
  F(MXExecutorReshape, 10300,                                                                      \
    (int partial_shaping, int allow_up_sizing, int device_type, int device_id,                     \
     uint32_t group_size, const char** group_names, const int* group_device_types,                 \
     const int* group_device_ids, uint32_t shape_size, const char** shape_names,                   \
     const uint32_t* shape_data, const uint32_t* shape_index, uint32_t* argument_size,             \
     CNDArray** arguments, CNDArray** gradients, uint32_t* auxiliary_size, CNDArray** auxiliaries, \
     CExecutor shared, CExecutor* out))                                                            \
  F(MXExecutorFree, 0, (CExecutor executor))                                                       \
  F(MXExecutorForward, 0, (CExecutor executor, int is_train))                                      \
  F(MXExecutorBackwardEx, 0,                                                                       \
    (CExecutor executor, uint32_t size, CNDArray * head_gradients, int is_train))                  \
  F(MXExecutorOutputs, 0, (CExecutor executor, uint32_t * size, CNDArray * *out))                  \
  F(MXExecutorSetMonitorCallback, 0, (CExecutor executor, CMonitor callback, void* self))          \
  F(MXExecutorSetMonitorCallbackEX, 10500,                                                         \
    (CExecutor executor, CMonitor callback, void* self, bool monitor_all))                         \
  /* kvstore */                                                                                    \
  F(MXKVStoreCreate, 0, (const char* type, CKVStore* out))                                         \
  F(MXKVStoreFree, 0, (CKVStore store))                                                            \
  F(MXKVStoreInitEx, 0, (CKVStore store, uint32_t size, const char** keys, CNDArray* values))      \
  F(MXKVStorePushEx, 0,                                                                            \
    (CKVStore store, uint32_t size, const char** keys, CNDArray* values, int priority))            \
  F(MXKVStorePullEx, 0,                                                                            \
    (CKVStore store, uint32_t size, const char** keys, CNDArray* values, int priority))            \
  F(MXKVStorePushPullEx, 10600,                                                                    \
    (CKVStore store, uint32_t push_size, const char** push_keys, uint32_t pull_size,               \
     const char** pull_keys, CNDArray* values, CNDArray* outputs, int priority))                   \
  F(MXKVStoreBroadcastEx, 10700,                                                                   \
    (CKVStore store, uint32_t init_size, const char** init_keys, uint32_t pull_size,               \
     const char** pull_keys, CNDArray* values, CNDArray* outputs, int priority))                   \
  F(MXKVStoreSetUpdaterEx, 0,                                                                      \
    (CKVStore store, CUpdater updater, CTextUpdater text_updater, void* self))                     \
  F(MXKVStoreSetGradientCompression, 0,                                                            \
    (CKVStore store, uint32_t size, const char** keys, const char** values))                       \
  F(MXKVStoreGetType, 0, (CKVStore store, const char** out))                                       \
  F(MXKVStoreGetRank, 0, (CKVStore store, int* out))                                               \
  F(MXKVStoreGetGroupSize, 0, (CKVStore store, int* out))                                          \
  F(MXKVStoreIsWorkerNode, 0, (int* out))                                                          \
  F(MXKVStoreIsServerNode, 0, (int* out))                                                          \
  F(MXKVStoreIsSchedulerNode, 0, (int* out))                                                       \
  F(MXKVStoreBarrier, 0, (CKVStore store))                                                         \
  F(MXKVStoreRunServer, 0, (CKVStore store, CServerController controller, void* self))             \
  F(MXKVStoreSendCommmandToServers, 0, (CKVStore store, int command, const char* body))            \
  F(MXKVStoreGetNumDeadNode, 0, (CKVStore store, int node, int* out, int timeout_seconds))         \
  /* data iterators */                                                                             \
  F(MXListDataIters, 0, (uint32_t * size, CDataIterCreator * *out))                                \
  F(MXDataIterGetIterInfo, 0,                                                                      \
    (CDataIterCreator creator, const char** name, const char** description, uint32_t* size,        \
     const char*** argument_names, const char*** argument_types,                                   \
     const char*** argument_descriptions))                                                         \
  F(MXDataIterCreateIter, 0,                                                                       \
    (CDataIterCreator creator, uint32_t size, const char** keys, const char** values,              \
     CDataIter* out))                                                                              \
  F(MXDataIterFree, 0, (CDataIter iterator))                                                       \
  F(MXDataIterNext, 0, (CDataIter iterator, int* out))                                             \
  F(MXDataIterBeforeFirst, 0, (CDataIter iterator))                                                \
  F(MXDataIterGetData, 0, (CDataIter iterator, CNDArray * out))                                    \
  F(MXDataIterGetLabel, 0, (CDataIter iterator, CNDArray * out))                                   \
  F(MXDataIterGetIndex, 0, (CDataIter iterator, uint64_t * *out, uint64_t * size))                 \
  F(MXDataIterGetPadNum, 0, (CDataIter iterator, int* out))                                        \
  /* recordio */                                                                                   \
  F(MXRecordIOWriterCreate, 0, (const char* file, CRecordIO* out))                                 \
  F(MXRecordIOWriterFree, 0, (CRecordIO writer))                                                   \
  F(MXRecordIOWriterWriteRecord, 0, (CRecordIO writer, const char* bytes, size_t size))            \
  F(MXRecordIOWriterTell, 0, (CRecordIO writer, size_t * out))                                     \
  F(MXRecordIOReaderCreate, 0, (const char* file, CRecordIO* out))                                 \
  F(MXRecordIOReaderFree, 0, (CRecordIO reader))                                                   \
  F(MXRecordIOReaderReadRecord, 0, (CRecordIO reader, const char** bytes, size_t* size))           \
  F(MXRecordIOReaderSeek, 0, (CRecordIO reader, size_t position))                                  \
  F(MXRecordIOReaderTell, 0, (CRecordIO reader, size_t * out))

#define MXN_INFER_SHAPE_PARAMETERS                                                                 \
  (CSymbol symbol, uint32_t size, const char** names, const uint32_t* index, const uint32_t* data, \
   uint32_t* argument_size, const uint32_t** argument_ndim, const uint32_t*** argument_shapes,     \
   uint32_t* output_size, const uint32_t** output_ndim, const uint32_t*** output_shapes,           \
   uint32_t* auxiliary_size, const uint32_t** auxiliary_ndim, const uint32_t*** auxiliary_shapes,  \
   int* complete)

namespace mxn {

// The table of pointers, filled by Library::Open.
struct CFunctions {
#define MXN_DECLARE(name, since, parameters) int(*name) parameters = nullptr;
  MXN_C_FUNCTIONS(MXN_DECLARE)
#undef MXN_DECLARE
  const char* (*MXGetLastError)() = nullptr;
};

}  // namespace mxn
