/**
 * Fine-tune, evaluate and use MXNet image classifiers from Node.js, on the real libmxnet.
 *
 * @packageDocumentation
 */

export type { BatchEnd, BatchEndCallback } from './callback/batch-end.js';
export { Speedometer, type SpeedometerOptions, type SpeedWindow } from './callback/speedometer.js';
export { type Comparison, compare, type Misshaped } from './checkpoint/compare.js';
export { Checkpoint, loadCheckpoint, loadParams, type SplitParams } from './checkpoint/load.js';
export { loadSymbol } from './checkpoint/load-symbol.js';
export { listEpochs, paramsFile, symbolFile } from './checkpoint/names.js';
export {
  loadOptimizerStates,
  type SavedState,
  type SavedStates,
  saveOptimizerStates,
} from './checkpoint/optimizer-states.js';
export { type EpochName, readPointer } from './checkpoint/pointers.js';
export {
  type Interpolation,
  loadRecipe,
  type Recipe,
  recipeFile,
  saveRecipe,
} from './checkpoint/recipe.js';
export { type CheckpointContents, saveCheckpoint } from './checkpoint/save.js';
export type { Finding, Place, Severity } from './dataset/finding.js';
export type { PackProgress } from './dataset/pack-folder.js';
export { type DiagnoseOptions, diagnose } from './doctor/diagnose.js';
export type {
  CudaStatus,
  Diagnosis,
  ExaminedLibrary,
  MissingWithSource,
  NvidiaDevice,
  Problem,
} from './doctor/diagnosis.js';
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
export type {
  BestCheckpoint,
  EndReason,
  FineTuneEvent,
  FineTuneResult,
} from './finetune/events.js';
export { type FineTuneContext, fineTune } from './finetune/fine-tune.js';
export { fineTuneEvents } from './finetune/fine-tune-events.js';
export type { BestEpoch } from './finetune/guard/best-so-far.js';
export type { DivergenceAction } from './finetune/guard/divergence-action.js';
export type { AugmentationSettings, FineTuneOptions, RunSettings } from './finetune/options.js';
export { SaveRequest } from './finetune/resume/save-request.js';
export {
  type DataReport,
  type ValidateContext,
  type ValidatedSet,
  type ValidateOptions,
  validateData,
} from './finetune/validate-data.js';
export { Bilinear } from './initializer/bilinear.js';
export {
  Constant,
  type ConstantOptions,
  type NestedNumbers,
  One,
  Zero,
} from './initializer/constant.js';
export { createInitializer, INITIALIZER_NAMES } from './initializer/create.js';
export {
  type Initializer,
  NamedInitializer,
  type ParameterDesc,
} from './initializer/initializer.js';
export { Load, type LoadOptions } from './initializer/load.js';
export { LSTMBias } from './initializer/lstm-bias.js';
export { Mixed, type MixedRule } from './initializer/mixed.js';
export {
  Orthogonal,
  type OrthogonalOptions,
  type OrthogonalRandomType,
} from './initializer/orthogonal.js';
export { Normal, Uniform } from './initializer/random.js';
export {
  type FactorType,
  MSRAPrelu,
  type MSRAPreluOptions,
  type RandomType,
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
export { serveKVStore } from './kvstore/serve.js';
export { CosineScheduler, type CosineSchedulerOptions } from './lr-scheduler/cosine.js';
export { type DecayOptions, DecayScheduler } from './lr-scheduler/decay.js';
export { FactorScheduler, type FactorSchedulerOptions } from './lr-scheduler/factor.js';
export type { LRScheduler, SchedulerState } from './lr-scheduler/lr-scheduler.js';
export {
  MultiFactorScheduler,
  type MultiFactorSchedulerOptions,
} from './lr-scheduler/multi-factor.js';
export { PolyScheduler, type PolySchedulerOptions } from './lr-scheduler/poly.js';
export type { WarmupMode, WarmupOptions } from './lr-scheduler/warmup.js';
export { Accuracy, type AccuracyOptions } from './metric/accuracy.js';
export type { BinaryCounts } from './metric/binary-counts.js';
export { type Average, BinaryMetric, type BinaryMetricOptions } from './metric/binary-metric.js';
export { CompositeMetric } from './metric/composite.js';
export {
  createMetric,
  METRIC_NAMES,
  type MetricLike,
  type MetricOptions,
} from './metric/create.js';
export {
  CrossEntropy,
  type CrossEntropyOptions,
  NegativeLogLikelihood,
} from './metric/cross-entropy.js';
export { CustomMetric, type CustomMetricOptions, type MetricFunction } from './metric/custom.js';
export { type ErrorMetricOptions, MAE, MSE, RMSE } from './metric/errors.js';
export { F1, type F1Options } from './metric/f1.js';
export type { HostArray } from './metric/host-array.js';
export { Loss, type LossOptions } from './metric/loss.js';
export { MCC, type MCCOptions } from './metric/mcc.js';
export {
  AverageMetric,
  type Metric,
  type MetricState,
  type NamedMetricOptions,
  type NamedValue,
} from './metric/metric.js';
export { PCC, type PCCOptions } from './metric/pcc.js';
export { PearsonCorrelation, type PearsonCorrelationOptions } from './metric/pearson.js';
export { Perplexity, type PerplexityOptions } from './metric/perplexity.js';
export { TopKAccuracy, type TopKAccuracyOptions } from './metric/top-k-accuracy.js';
export { findInCatalogue, type KnownCheckpoint } from './modelzoo/catalogue.js';
export type { KnownRecipe } from './modelzoo/catalogue-file.js';
export { fetchModel } from './modelzoo/fetch-model.js';
export {
  type FindOptions,
  type FoundCheckpoint,
  findCheckpoint,
} from './modelzoo/find-checkpoint.js';
export {
  type AddedCheckpoint,
  addModel,
  type ListedModel,
  listModels,
  removeModel,
} from './modelzoo/local-models.js';
export type { ModelState } from './modelzoo/model-folder.js';
export type { CachedModel, DownloadProgress, ModelZooOptions } from './modelzoo/options.js';
export { BoundModule } from './module/bound-module.js';
export type { NamedArrays } from './module/executor-group.js';
export {
  type EpochEnd,
  type EpochEndCallback,
  type FitOptions,
  fit,
  type ValidationEnd,
} from './module/fit.js';
export type { ScoreOptions } from './module/measure.js';
export { Module, type Params } from './module/module.js';
export { Monitor, type MonitoredValue, type MonitorOptions } from './module/monitor.js';
export type {
  BindOptions,
  InitOptimizerOptions,
  InitParamsOptions,
  ModuleOptions,
} from './module/options.js';
export { iteratePredictions, type PredictOptions, predict } from './module/predict.js';
export type {
  EpochPhase,
  FitPosition,
  FitResumption,
  SafePoint,
  SafePointCallback,
} from './module/safe-point.js';
export { score } from './module/score.js';
export type { TypedArray } from './native/contract.js';
export { packageVersion } from './native/package-root.js';
export { ArrayList } from './ndarray/array-list.js';
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
export type { ArrayOperators } from './ops/generated/arrays.js';
export type { ContribOperators } from './ops/generated/contrib.js';
export type { DistributionOperators } from './ops/generated/distributions.js';
export type { ElementwiseOperators } from './ops/generated/elementwise.js';
export type { ImageOperators } from './ops/generated/image.js';
export type { InternalOperators } from './ops/generated/internal.js';
export type { LayerOperators } from './ops/generated/layers.js';
export type { LinalgOperators } from './ops/generated/linalg.js';
export type { MatrixOperators } from './ops/generated/matrices.js';
export type { Operators } from './ops/generated/operators.js';
export type { OptimizerOperators } from './ops/generated/optimizers.js';
export type { RandomOperators } from './ops/generated/random.js';
export type {
  AnyOperator,
  ArrayOptions,
  CallOptions,
  Operand,
  Real,
  Shape,
  SymbolOptions,
} from './ops/operand.js';
export { findOperator, ops } from './ops/ops.js';
export { AdaDelta, type AdaDeltaOptions } from './optimizer/adadelta.js';
export { AdaGrad, type AdaGradOptions } from './optimizer/adagrad.js';
export { Adam, type AdamOptions } from './optimizer/adam.js';
export { Adamax, type AdamaxOptions } from './optimizer/adamax.js';
export {
  type AnyOptimizerOptions,
  createOptimizer,
  OPTIMIZER_NAMES,
  optimizerOptionNames,
} from './optimizer/create.js';
export { DCASGD, type DCASGDOptions } from './optimizer/dcasgd.js';
export { FTML, type FTMLOptions } from './optimizer/ftml.js';
export { Ftrl, type FtrlOptions } from './optimizer/ftrl.js';
export { LAMB, type LAMBOptions } from './optimizer/lamb.js';
export { LARS, type LARSOptions } from './optimizer/lars.js';
export {
  LBSGD,
  type LBSGDOptions,
  WARMUP_STRATEGIES,
  type WarmupStrategy,
} from './optimizer/lbsgd.js';
export { MomentumOptimizer, type MomentumOptions } from './optimizer/momentum-optimizer.js';
export { Nadam, type NadamOptions } from './optimizer/nadam.js';
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
export { SGLD, type SGLDOptions } from './optimizer/sgld.js';
export { Signum, type SignumOptions } from './optimizer/signum.js';
export type { OptimizerState } from './optimizer/state.js';
export { TestOptimizer } from './optimizer/test-optimizer.js';
export { Updater, type UpdaterOptions } from './optimizer/updater.js';
export type {
  BatchItem,
  BatchPredictorOptions,
  ChosenCheckpoint,
} from './predictor/batch-predictor.js';
export { Classifier, type Features } from './predictor/classifier.js';
export type {
  CallOptions as ClassifierCallOptions,
  ClassifierOptions,
  ClassifyOptions,
  FeatureOptions,
} from './predictor/classifier-options.js';
export type {
  CallCounts,
  ClassifierStats,
  Latencies,
  QueueState,
} from './predictor/classifier-stats.js';
export type { ImageInput, RawImage } from './predictor/image-input.js';
export type { Prediction } from './predictor/predictions.js';
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
export type { Scores } from './report/evaluation/accumulator.js';
export { type CompareOptions, compareCheckpoints } from './report/evaluation/compare.js';
export type {
  ComparedClass,
  ComparedModel,
  ModelComparison,
} from './report/evaluation/comparison.js';
export {
  type EnsembleAnswer,
  type EnsembleEvaluation,
  evaluateTogether,
  predictTogether,
  type TogetherContext,
  type TogetherOptions,
} from './report/evaluation/ensemble.js';
export {
  type EvaluateContext,
  type EvaluateOptions,
  evaluate,
  type LabelledOptions,
} from './report/evaluation/evaluate.js';
export {
  type Calibration,
  type CalibrationBin,
  type ClassScores,
  type Confusion,
  type EvaluatedData,
  type EvaluatedModel,
  type Evaluation,
  type ImagePlace,
  type Mistake,
  MOST_CONFUSION_CLASSES,
} from './report/evaluation/evaluation.js';
export {
  evaluationFile,
  loadEvaluation,
  saveEvaluation,
} from './report/evaluation/evaluation-file.js';
export type { EvaluationContext, OnBadImage } from './report/evaluation/labelled-run.js';
export type { ScoreOptions as EvaluationScoreOptions } from './report/evaluation/score-run.js';
export type { WrittenFeatures } from './report/features/feature-files.js';
export {
  type SavedFeatures,
  type SaveFeaturesContext,
  type SaveFeaturesOptions,
  saveFeatures,
} from './report/features/save-features.js';
export { type NamedImage, namedImage } from './report/named-image.js';
export { type ReportOptions, type WrittenReport, writeReport } from './report/write-report.js';
export { cpu, Device, type DeviceType, gpu } from './runtime/device.js';
export type { MissingLibrary } from './runtime/elf/missing-libraries.js';
export type { LibraryOrigin, LibrarySource } from './runtime/elf/packages.js';
export { features } from './runtime/features.js';
export { gpuCount, gpuMemory } from './runtime/gpu.js';
export type { BuildChoice } from './runtime/install/choose-build.js';
export {
  type InstalledLibrary,
  type InstallOptions,
  installLibrary,
} from './runtime/install/install-library.js';
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
export { nameScope } from './symbol/name-manager.js';
export { type NodeAttributes, Symbol } from './symbol/symbol.js';
