/** What `mxnet-finetune/predictor` exports: as `mxnet-finetune` does, without what is not needed to predict. */

export { FineTuneError, MXNetError } from '../errors.js';
export { cpu, type Device, gpu } from '../runtime/device.js';
export { type LibraryInfo, type OpenLibraryOptions, openLibrary } from '../runtime/library.js';
export { Classifier, type Features } from './classifier.js';
export type {
  CallOptions as ClassifierCallOptions,
  ClassifierOptions,
  ClassifyOptions,
  FeatureOptions,
} from './classifier-options.js';
export type {
  CallCounts,
  ClassifierStats,
  Latencies,
  QueueState,
} from './classifier-stats.js';
export type { ImageInput, RawImage } from './image-input.js';
export type { Prediction } from './predictions.js';
export type { Preprocessing } from './preprocess.js';
export type { RecipeOptions, ResolvedRecipe } from './resolve.js';
