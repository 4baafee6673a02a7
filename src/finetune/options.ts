/** Everything that a fine-tuning run can be told. */

import type { EpochName } from '../checkpoint/pointers.js';
import type { Device } from '../runtime/device.js';

/**
 * Options of a run. Those of MXNet's `fine-tune.py` have its names in camelCase, its types and, unless said otherwise, the
 * defaults of MXNet 1.9.1.
 */
export interface FineTuneOptions extends Partial<Omit<RunSettings, 'augmentation' | 'loadEpoch'>> {
  /** Prefix of a local checkpoint, or the name of a model of the zoo. A local checkpoint of that name goes first. */
  pretrainedModel: string;
  /** The record file to train on; a folder of images or a benchmark needs none. */
  dataTrain?: string;
  /** The number of classes of the new task; a folder of images tells it. */
  numClasses?: number;
  /**
   * The epoch of the checkpoint, also by its name; also the epoch to begin with, unless `beginEpoch` says otherwise.
   *
   * @defaultValue 0
   */
  loadEpoch?: number | EpochName | undefined;
  /** Random changes of the training images. @defaultValue none */
  augmentation?: Partial<AugmentationSettings>;
}

/** Options with every default filled in. */
export interface RunSettings {
  pretrainedModel: string;
  dataTrain: string;
  numClasses: number;
  /** The last layer to keep. @defaultValue found by walking the graph back from its output */
  layerBeforeFullc: string | undefined;
  /** The epoch of the checkpoint; also the epoch to begin with, unless `beginEpoch` says otherwise. */
  loadEpoch: number | undefined;
  /** The first epoch of this run. @defaultValue `loadEpoch`, or 0 */
  beginEpoch: number | undefined;
  /** The epoch before which to stop: an absolute number. @defaultValue 30 */
  numEpochs: number;
  /** Prefix of what is written. @defaultValue nothing is written */
  modelPrefix: string | undefined;
  /** Epochs between two checkpoints. @defaultValue 1 */
  savePeriod: number;
  /** How many of the newest checkpoints stay, besides the best one and that of the start. @defaultValue all */
  keep: number | undefined;
  /**
   * Goes on with a run: `auto` with the newest state under `modelPrefix`, and begins one when there is none; or with the state of
   * a file, of a prefix (its newest) or of an epoch's number. @defaultValue a new run
   */
  resume: string | undefined;
  /** Go on although settings that decide about the result have changed. @defaultValue false */
  resumeAnyway: boolean;
  /** Batches between two states that are saved inside an epoch; 0 saves them only on request and at an interruption. @defaultValue 0 */
  saveBatches: number;
  /**
   * Seed libmxnet and the training data anew for each epoch, from the seed and the epoch's number: to go on with a run then takes
   * no time. The bytes differ from those of MXNet. @defaultValue false
   */
  reseedEpochs: boolean;
  /** Seed the augmentation image by image, so that it does not depend on how many threads decode. @defaultValue false */
  deterministic: boolean;
  /** Allow the pretrained checkpoint to be overwritten. @defaultValue false */
  overwrite: boolean;
  /** Where models of the zoo are fetched from: an address of a folder. @defaultValue `MXNET_FINETUNE_MODELZOO` */
  modelzooUrl: string | undefined;
  /** A file of SHA-256 checksums that they must have. @defaultValue `SHA256SUMS` beside the models, if there is one */
  modelzooChecksums: string | undefined;
  /** Use only models that are in the cache. @defaultValue false */
  offline: boolean;

  /** The metric of the validation by which epochs are compared. @defaultValue the first one */
  monitorMetric: string | undefined;
  /** Stop after so many epochs in a row without a better validation. @defaultValue never */
  earlyStoppingPatience: number | undefined;
  /** By how much more than this a validation must be better. @defaultValue 0 */
  earlyStoppingMinDelta: number;
  /** Do not stop before so many epochs, counted from 0 as `numEpochs`. @defaultValue 0 */
  earlyStoppingMinEpochs: number;
  /** Stop when this time is up, such as `90m` or `2h`. @defaultValue never */
  maxTime: string | undefined;
  /**
   * What is done about a loss that is not finite: `stop`, `skip` or `halve-lr`. With `compat` nothing is, as upstream.
   *
   * @defaultValue `stop`
   */
  onDivergence: string;

  /** A network family, which chooses the initializer. */
  network: string | undefined;
  /** `float32`, or `float16` on CUDA devices: casts are put around the network. @defaultValue `float32` */
  dtype: string;
  /** @defaultValue `default`: Xavier, gaussian, in, 2 */
  initializer: string;
  /** @defaultValue `sgd` */
  optimizer: string;
  /** @defaultValue 0.01 */
  lr: number;
  /** @defaultValue 0.1 */
  lrFactor: number;
  /** Epochs at which the rate is multiplied with `lrFactor`, separated by commas; or `pow` and an exponent. @defaultValue `20` */
  lrStepEpochs: string;
  /** Momentum. @defaultValue 0 */
  mom: number;
  /** Weight decay. @defaultValue 0 */
  wd: number;
  /** Patterns of parameters that stay as they are, separated by commas. */
  fixedParams: string | undefined;
  /** `none`, `backbone`, or how many layers stay as they are, statistics included. @defaultValue `none` */
  freeze: string;
  /** Keep all batch normalisation as it is, statistics included. @defaultValue false */
  freezeBn: boolean;
  /** Factors of the learning rate, such as `conv0=0.1,head=10`. */
  lrMult: string | undefined;
  /** Factors of the weight decay, in the same form. */
  wdMult: string | undefined;
  /** Effective batch of `lbsgd`; smaller than the batch means the batch. @defaultValue 0 */
  macrobatchSize: number;
  /** Epochs of warm-up of `lbsgd`. @defaultValue 5 */
  warmupEpochs: number;
  /** `linear`, `power2`, `sqrt` or `lars`, of `lbsgd`. @defaultValue `linear` */
  warmupStrategy: string;
  /** Over all devices together. @defaultValue 128 */
  batchSize: number;
  /** With `dist_sync` and the like this is one of several machines. @defaultValue `device` */
  kvStore: string;
  /** @defaultValue `none` */
  gcType: string;
  /** @defaultValue 0.5 */
  gcThreshold: number;
  /** Report top-k accuracy too; 0 does not. @defaultValue 0 */
  topK: number;
  /** `ce`, `nll_loss` or both, separated by commas. @defaultValue none */
  loss: string;
  /** Batches between two lines of the log. @defaultValue 20 */
  dispBatches: number;
  /** Report statistics of all arrays every so many batches; 0 does not. @defaultValue 0 */
  monitor: number;
  /** File for a trace of the whole training; its name begins with `rankN_` on several machines. @defaultValue none */
  profileWorkerSuffix: string;
  /** The same of the servers of a distributed store. @defaultValue none */
  profileServerSuffix: string;
  /** Only measure how fast the training data can be read. @defaultValue 0 */
  testIo: number;
  /** Train on one batch of random values, to measure training without reading. @defaultValue 0 */
  benchmark: number;

  /**
   * A folder of images with one folder for each class, or with `train` and `val` (or `valid`, `validation`), which hold them:
   * instead of record files. It is packed once, into the cache.
   */
  data: string | undefined;
  /** Share of each class of `data` that is set apart for validation, at random by `seed`. @defaultValue none */
  valSplit: number | undefined;
  /** Length of the shorter side of the images of `data`; 0 leaves them. @defaultValue 8/7 of the network's input */
  resize: number | undefined;
  /** JPEG quality of the images of `data`. @defaultValue 95 */
  quality: number | undefined;
  /** Index file of `dataTrain`. */
  dataTrainIdx: string;
  /** The record file to validate on. @defaultValue no validation */
  dataVal: string | undefined;
  dataValIdx: string;
  /** The length to which the shorter side of validation images is brought. @defaultValue they stay as they are */
  valResize: number | undefined;
  /** Channels, height, width. @defaultValue `3,224,224` */
  imageShape: string;
  /** @defaultValue `123.68,116.779,103.939` */
  rgbMean: string;
  /** @defaultValue `1,1,1` */
  rgbStd: string;
  /**
   * `error`, or `skip`: every image is decoded before training, and what cannot be is left out of everything.
   *
   * @defaultValue `error`
   */
  onBadImage: string;
  /** Images per epoch. @defaultValue counted in the record file */
  numExamples: number | undefined;
  /** Decoding threads. @defaultValue 4 */
  dataNthreads: number;
  /** A file with one class name per line. @defaultValue the folders in the `.lst` file beside the record file */
  classNames: string | undefined;
  augmentation: AugmentationSettings;

  /** Where to compute. @defaultValue `[cpu()]` */
  devices: readonly Device[];
  /** Seeds libmxnet's generators and the iterators' shuffling. @defaultValue 0, as MXNet starts */
  seed: number;
  /** Do what upstream does, also where it is wrong. @defaultValue false */
  compat: boolean;
}

/** Random changes of the training images; parameters of libmxnet's ImageRecordIter. */
export interface AugmentationSettings {
  randomCrop: number;
  randomMirror: number;
  padSize: number;
  fillValue: number;
  maxRandomH: number;
  maxRandomS: number;
  maxRandomL: number;
  maxRandomAspectRatio: number;
  minRandomAspectRatio: number | undefined;
  maxRandomRotateAngle: number;
  maxRandomShearRatio: number;
  maxRandomScale: number;
  minRandomScale: number;
  maxRandomArea: number;
  minRandomArea: number;
  maxCropSize: number;
  minCropSize: number;
  brightness: number;
  contrast: number;
  saturation: number;
  pcaNoise: number;
  randomResizedCrop: number;
}
