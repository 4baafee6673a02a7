/**
 * Fine-tune, evaluate and use MXNet image classifiers from Node.js, on the real libmxnet.
 *
 * @packageDocumentation
 */

export type { BatchEnd, BatchEndCallback } from './callback/batch-end.js';
export { Speedometer, type SpeedometerOptions } from './callback/speedometer.js';
export { type Comparison, compare, type Misshaped } from './checkpoint/compare.js';
export {
  Checkpoint,
  loadCheckpoint,
  loadParams,
  loadSymbol,
  type SplitParams,
} from './checkpoint/load.js';
export { listEpochs, paramsFile, symbolFile } from './checkpoint/names.js';
export { loadRecipe, type Recipe, recipeFile, saveRecipe } from './checkpoint/recipe.js';
export { type CheckpointContents, saveCheckpoint } from './checkpoint/save.js';
export {
  FineTuneError,
  type FineTuneErrorCode,
  MXNetError,
  type MXNetErrorCode,
} from './errors.js';
export {
  type BindSettings,
  bind,
  Executor,
  type GradientRequest,
  type SimpleBindSettings,
  simpleBind,
} from './executor/executor.js';
export type { FineTuneEvent, FineTuneResult } from './finetune/events.js';
export { type FineTuneContext, fineTune } from './finetune/fine-tune.js';
export type { AugmentationSettings, FineTuneOptions, RunSettings } from './finetune/options.js';
export { Constant, One, Zero } from './initializer/constant.js';
export { createInitializer, INITIALIZER_NAMES } from './initializer/create.js';
export {
  type Initializer,
  NamedInitializer,
  type ParameterDesc,
} from './initializer/initializer.js';
export { Normal, Uniform } from './initializer/random.js';
export {
  type FactorType,
  MSRAPrelu,
  type MSRAPreluOptions,
  Xavier,
  type XavierOptions,
} from './initializer/xavier.js';
export { CountedIter } from './io/counted-iter.js';
export { DataBatch } from './io/data-batch.js';
export type { DataDesc } from './io/data-desc.js';
export { batchesOf, type DataIter } from './io/data-iter.js';
export { type ImageRecordIterOptions, imageRecordIter } from './io/image-record-iter.js';
export { type InputNames, listDataIters, NativeIter } from './io/native-iter.js';
export { type ArraySource, NDArrayIter, type NDArrayIterOptions } from './io/ndarray-iter.js';
export { ResizeIter } from './io/resize-iter.js';
export { KVSTORE_TYPES, KVStore, type PushedUpdate, type StoreUpdater } from './kvstore/kvstore.js';
export { FactorScheduler, type FactorSchedulerOptions } from './lr-scheduler/factor.js';
export type { LRScheduler, SchedulerState } from './lr-scheduler/lr-scheduler.js';
export {
  MultiFactorScheduler,
  type MultiFactorSchedulerOptions,
} from './lr-scheduler/multi-factor.js';
export { Accuracy } from './metric/accuracy.js';
export { CompositeMetric } from './metric/composite.js';
export { createMetric, METRIC_NAMES, type MetricOptions } from './metric/create.js';
export { CrossEntropy, NegativeLogLikelihood } from './metric/cross-entropy.js';
export type { HostArray } from './metric/host-array.js';
export { AverageMetric, type Metric, type MetricState, type NamedValue } from './metric/metric.js';
export { TopKAccuracy } from './metric/top-k-accuracy.js';
export type { NamedArrays } from './module/executor-group.js';
export {
  type EpochEnd,
  type EpochEndCallback,
  type FitOptions,
  fit,
  type ValidationEnd,
} from './module/fit.js';
export {
  type BindOptions,
  type InitOptimizerOptions,
  type InitParamsOptions,
  Module,
  type ModuleOptions,
  type Params,
} from './module/module.js';
export { iteratePredictions, type PredictOptions, predict } from './module/predict.js';
export { type ScoreOptions, score } from './module/score.js';
export type { TypedArray } from './native/contract.js';
export { packageVersion } from './native/package-root.js';
export { type CreateOptions, fromTypedArray, full, ones, zeros } from './ndarray/create.js';
export { bytesPerElement, type DType, typedArrayFor } from './ndarray/dtype.js';
export { loadArrays, loadArraysFromBuffer, saveArrays } from './ndarray/named-arrays.js';
export { NDArray, type StorageType } from './ndarray/ndarray.js';
export { invoke, invokeInto, invokeOne } from './operators/invoke.js';
export {
  describeOperator,
  hasOperator,
  listOperators,
  type Operator,
  type OperatorArgument,
} from './operators/registry.js';
export type { Attributes, AttributeValue } from './operators/text.js';
export { Adam, type AdamOptions } from './optimizer/adam.js';
export { type AnyOptimizerOptions, createOptimizer, OPTIMIZER_NAMES } from './optimizer/create.js';
export { NAG, type NAGOptions } from './optimizer/nag.js';
export {
  Optimizer,
  type OptimizerOptions,
  type OptimizerProgress,
  type ParameterKey,
  type ParameterUpdate,
  type StatefulUpdate,
} from './optimizer/optimizer.js';
export { RMSProp, type RMSPropOptions } from './optimizer/rmsprop.js';
export { SGD, type SGDOptions } from './optimizer/sgd.js';
export type { OptimizerState } from './optimizer/state.js';
export { Updater } from './optimizer/updater.js';
export { type Prediction, Predictor, type PredictorOptions } from './predictor/predictor.js';
export type { Preprocessing } from './predictor/preprocess.js';
export type { RecipeOptions, ResolvedRecipe } from './predictor/resolve.js';
export { RecordReader } from './recordio/reader.js';
export { type ScannedRecord, scanRecords } from './recordio/scan.js';
export { RecordWriter } from './recordio/writer.js';
export {
  type CheckpointDescription,
  describeCheckpoint,
  type HeadDescription,
  type LayerArray,
  type LayerDescription,
} from './report/describe-checkpoint.js';
export { cpu, Device, type DeviceType, gpu } from './runtime/device.js';
export { features } from './runtime/features.js';
export { gpuCount, gpuMemory } from './runtime/gpu.js';
export {
  type LibraryInfo,
  libraryInfo,
  type OpenLibraryOptions,
  openLibrary,
} from './runtime/library.js';
export { liveCounts } from './runtime/live-counts.js';
export { type Logger, SILENT } from './runtime/logger.js';
export { seed } from './runtime/random.js';
export { scope } from './runtime/scope.js';
export { type SearchedPlace, type SearchResult, searchLibrary } from './runtime/search.js';
export { waitAll } from './runtime/wait-all.js';
export {
  inferShape,
  inferType,
  type NamedShapes,
  type SymbolShapes,
  type SymbolTypes,
} from './symbol/infer.js';
export { type NodeAttributes, Symbol } from './symbol/symbol.js';
