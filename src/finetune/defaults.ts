/** The defaults of a run: those of MXNet 1.9.1's fine-tune.py. */

import { resolveEpoch } from '../checkpoint/resolve-epoch.js';
import { cpu } from '../runtime/device.js';
import type { AugmentationSettings, FineTuneOptions, RunSettings } from './options.js';

/** No augmentation, as since MXNet 1.3. */
export const DEFAULT_AUGMENTATION: AugmentationSettings = {
  randomCrop: 0,
  randomMirror: 0,
  padSize: 0,
  fillValue: 127,
  maxRandomH: 0,
  maxRandomS: 0,
  maxRandomL: 0,
  maxRandomAspectRatio: 0,
  minRandomAspectRatio: undefined,
  maxRandomRotateAngle: 0,
  maxRandomShearRatio: 0,
  maxRandomScale: 1,
  minRandomScale: 1,
  maxRandomArea: 1,
  minRandomArea: 1,
  maxCropSize: -1,
  minCropSize: -1,
  brightness: 0,
  contrast: 0,
  saturation: 0,
  pcaNoise: 0,
  randomResizedCrop: 0,
};

/** Everything that does not have to be given. */
export const DEFAULTS: Omit<RunSettings, 'pretrainedModel' | 'dataTrain' | 'numClasses'> = {
  layerBeforeFullc: undefined,
  loadEpoch: undefined,
  beginEpoch: undefined,
  numEpochs: 30,
  modelPrefix: undefined,
  savePeriod: 1,
  keep: undefined,
  resume: undefined,
  resumeAnyway: false,
  saveBatches: 0,
  reseedEpochs: false,
  deterministic: false,
  overwrite: false,
  modelzooUrl: undefined,
  modelzooChecksums: undefined,
  offline: false,
  monitorMetric: undefined,
  earlyStoppingPatience: undefined,
  earlyStoppingMinDelta: 0,
  earlyStoppingMinEpochs: 0,
  maxTime: undefined,
  onDivergence: 'stop',
  network: undefined,
  dtype: 'float32',
  initializer: 'default',
  optimizer: 'sgd',
  lr: 0.01,
  lrFactor: 0.1,
  lrStepEpochs: '20',
  mom: 0,
  wd: 0,
  fixedParams: undefined,
  freeze: 'none',
  freezeBn: false,
  lrMult: undefined,
  wdMult: undefined,
  macrobatchSize: 0,
  warmupEpochs: 5,
  warmupStrategy: 'linear',
  batchSize: 128,
  kvStore: 'device',
  gcType: 'none',
  gcThreshold: 0.5,
  topK: 0,
  loss: '',
  dispBatches: 20,
  monitor: 0,
  profileWorkerSuffix: '',
  profileServerSuffix: '',
  testIo: 0,
  benchmark: 0,
  data: undefined,
  valSplit: undefined,
  resize: undefined,
  quality: undefined,
  dataTrainIdx: '',
  dataVal: undefined,
  dataValIdx: '',
  valResize: undefined,
  imageShape: '3,224,224',
  rgbMean: '123.68,116.779,103.939',
  rgbStd: '1,1,1',
  onBadImage: 'error',
  numExamples: undefined,
  dataNthreads: 4,
  classNames: undefined,
  augmentation: DEFAULT_AUGMENTATION,
  devices: [cpu()],
  seed: 0,
  compat: false,
};

/** Options in which the epoch is a number. */
export type NumberedOptions = FineTuneOptions & { loadEpoch?: number | undefined };

/** Finds the number of an epoch that is called by its name. */
export async function withEpochNumber(options: FineTuneOptions): Promise<NumberedOptions> {
  const { pretrainedModel, loadEpoch = 0 } = options;
  if (typeof loadEpoch === 'number') return options as NumberedOptions;
  return { ...options, loadEpoch: await resolveEpoch(pretrainedModel, loadEpoch) };
}

/** Fills in what was not given. */
export function withDefaults(options: NumberedOptions): RunSettings {
  return {
    ...DEFAULTS,
    dataTrain: '',
    // Until the folder of images tells it.
    numClasses: 0,
    ...options,
    augmentation: { ...DEFAULT_AUGMENTATION, ...options.augmentation },
  };
}
