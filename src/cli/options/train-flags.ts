/** The options of `train`: those of MXNet 1.9.1's fine-tune.py, and our own. */

import { DEFAULT_AUGMENTATION, DEFAULTS } from '../../finetune/defaults.js';
import type { Flag, FlagType } from './flag.js';

function flag(
  group: string,
  type: FlagType,
  describe: string,
  shownDefault?: string | number,
): Flag {
  return { group, type, describe, ...(shownDefault !== undefined && { shownDefault }) };
}

const D = DEFAULTS;
const A = DEFAULT_AUGMENTATION;
const MODEL = 'Model:';
const TRAINING = 'Training:';
const DATA = 'Data:';
const AUGMENTATION = 'Image augmentations:';

/** Which network is trained, and where it is saved. */
export const MODEL_FLAGS: Readonly<Record<string, Flag>> = {
  'pretrained-model': flag(
    MODEL,
    'text',
    'prefix of the checkpoint to start from, or the name of a model of the zoo',
  ),
  'modelzoo-url': flag(
    MODEL,
    'text',
    'where models of the zoo are fetched from',
    'MXNET_FINETUNE_MODELZOO',
  ),
  'modelzoo-checksums': flag(
    MODEL,
    'text',
    'file of SHA-256 checksums that they must have',
    'SHA256SUMS beside them, if there is one',
  ),
  'layer-before-fullc': flag(MODEL, 'text', 'the last layer to keep', 'found in the graph'),
  'load-epoch': flag(
    MODEL,
    'epoch',
    'epoch of the checkpoint, also best or last; also the first epoch',
    0,
  ),
  'begin-epoch': flag(MODEL, 'int', 'the first epoch of this run', '--load-epoch'),
  'model-prefix': flag(MODEL, 'text', 'prefix of the checkpoints to write', 'none are written'),
  'save-period': flag(MODEL, 'int', 'epochs between two checkpoints', D.savePeriod),
  resume: flag(MODEL, 'text', 'go on with a run: auto, a file, a prefix or an epoch', 'a new run'),
  'save-batches': flag(
    MODEL,
    'int',
    'batches between two states that are saved inside an epoch; 0 for none',
    D.saveBatches,
  ),
  keep: flag(MODEL, 'int', 'newest checkpoints to keep, besides the best one', 'all'),
  'num-classes': flag(MODEL, 'int', 'number of classes of the new task'),
  'class-names': flag(MODEL, 'text', 'file with one class name a line', 'from the .lst file'),
};

/** How it is trained. */
export const TRAINING_FLAGS: Readonly<Record<string, Flag>> = {
  network: flag(TRAINING, 'text', 'family of the network: chooses the initializer'),
  dtype: flag(TRAINING, 'text', 'float32, or float16 on CUDA devices', D.dtype),
  'fixed-params': flag(TRAINING, 'text', 'patterns of parameters that stay as they are'),
  freeze: flag(
    TRAINING,
    'text',
    'none, backbone or a number of layers to keep as they are',
    D.freeze,
  ),
  'lr-mult': flag(TRAINING, 'text', 'factors of the rate, for example conv0=0.1,head=10'),
  'wd-mult': flag(TRAINING, 'text', 'factors of the weight decay'),
  gpus: flag(TRAINING, 'text', 'CUDA devices, for example 0,1', 'the CPU'),
  cpus: flag(TRAINING, 'int', 'split batches over several CPU contexts', 1),
  'kv-store': flag(
    TRAINING,
    'text',
    'where gradients are added up; dist_sync: on several machines',
    D.kvStore,
  ),
  'num-epochs': flag(TRAINING, 'int', 'the epoch before which to stop', D.numEpochs),
  lr: flag(TRAINING, 'float', 'initial learning rate', D.lr),
  'lr-factor': flag(TRAINING, 'float', 'what the rate is multiplied with at a step', D.lrFactor),
  'lr-step-epochs': flag(
    TRAINING,
    'text',
    'epochs of the steps, for example 30,60',
    D.lrStepEpochs,
  ),
  initializer: flag(TRAINING, 'text', 'how new layers get their first values', D.initializer),
  optimizer: flag(TRAINING, 'text', 'optimizer', D.optimizer),
  mom: flag(TRAINING, 'float', 'momentum', D.mom),
  wd: flag(TRAINING, 'float', 'weight decay', D.wd),
  'batch-size': flag(TRAINING, 'int', 'images in a batch, over all devices', D.batchSize),
  'disp-batches': flag(TRAINING, 'int', 'batches between two lines of the log', D.dispBatches),
  'top-k': flag(TRAINING, 'int', 'also report top-k accuracy', D.topK),
  loss: flag(TRAINING, 'text', 'also report ce, nll_loss or both'),
  monitor: flag(TRAINING, 'int', 'report all arrays every so many batches', D.monitor),
  'profile-worker-suffix': flag(TRAINING, 'text', 'file for a trace of the training', 'none'),
  'profile-server-suffix': flag(
    TRAINING,
    'text',
    'the same of servers of several machines',
    'none',
  ),
  'macrobatch-size': flag(TRAINING, 'int', 'effective batch of lbsgd', D.macrobatchSize),
  'warmup-epochs': flag(TRAINING, 'int', 'epochs of warm-up of lbsgd', D.warmupEpochs),
  'warmup-strategy': flag(TRAINING, 'text', 'linear, power2, sqrt or lars', D.warmupStrategy),
  'monitor-metric': flag(TRAINING, 'text', 'by which epochs are compared', 'the first metric'),
  'early-stopping-patience': flag(
    TRAINING,
    'int',
    'stop after so many epochs without a better validation',
    'never',
  ),
  'early-stopping-min-delta': flag(
    TRAINING,
    'float',
    'by how much more than this it must be better',
    D.earlyStoppingMinDelta,
  ),
  'early-stopping-min-epochs': flag(
    TRAINING,
    'int',
    'do not stop before so many epochs',
    D.earlyStoppingMinEpochs,
  ),
  'max-time': flag(TRAINING, 'text', 'stop when it is up, for example 90m or 2h', 'none'),
  'on-divergence': flag(
    TRAINING,
    'text',
    'stop, skip or halve-lr when a loss is not finite',
    D.onDivergence,
  ),
  'gc-type': flag(TRAINING, 'text', 'gradient compression: none or 2bit', D.gcType),
  'gc-threshold': flag(TRAINING, 'float', 'threshold of the compression', D.gcThreshold),
  seed: flag(TRAINING, 'int', 'seed of libmxnet and of the shuffling', D.seed),
};

/** What it is trained on. */
export const DATA_FLAGS: Readonly<Record<string, Flag>> = {
  data: flag(DATA, 'text', 'folder of images, with one folder for each class'),
  'val-split': flag(DATA, 'float', 'share of --data to validate on', 'none'),
  resize: flag(DATA, 'int', 'shorter side of the images of --data', '8/7 of the input'),
  quality: flag(DATA, 'int', 'JPEG quality of the images of --data', 95),
  'data-train': flag(DATA, 'text', 'record file of the training images'),
  'data-train-idx': flag(DATA, 'text', 'its index file'),
  'data-val': flag(DATA, 'text', 'record file of the validation images'),
  'data-val-idx': flag(DATA, 'text', 'its index file'),
  'image-shape': flag(DATA, 'text', 'channels, height, width', D.imageShape),
  'rgb-mean': flag(DATA, 'text', 'means of red, green, blue', D.rgbMean),
  'rgb-std': flag(DATA, 'text', 'deviations of red, green, blue', D.rgbStd),
  'on-bad-image': flag(
    DATA,
    'text',
    'error, or skip: leave out what cannot be decoded',
    D.onBadImage,
  ),
  'num-examples': flag(DATA, 'int', 'number of training images', 'counted'),
  'test-io': flag(DATA, 'int', '1 only measures how fast the data can be read', D.testIo),
  benchmark: flag(DATA, 'int', '1 trains on random values', D.benchmark),
  'data-nthreads': flag(DATA, 'int', 'decoding threads', D.dataNthreads),
};

/** How the images are varied. */
export const AUGMENTATION_FLAGS: Readonly<Record<string, Flag>> = {
  'random-crop': flag(AUGMENTATION, 'int', 'crop at random, not the centre', A.randomCrop),
  'random-mirror': flag(AUGMENTATION, 'int', 'mirror at random', A.randomMirror),
  'pad-size': flag(AUGMENTATION, 'int', 'border around the image', A.padSize),
  'fill-value': flag(AUGMENTATION, 'int', 'value of borders', A.fillValue),
  'max-random-h': flag(AUGMENTATION, 'int', 'change of the hue', A.maxRandomH),
  'max-random-s': flag(AUGMENTATION, 'int', 'change of the saturation', A.maxRandomS),
  'max-random-l': flag(AUGMENTATION, 'int', 'change of the lightness', A.maxRandomL),
  'max-random-aspect-ratio': flag(
    AUGMENTATION,
    'float',
    'largest aspect ratio',
    A.maxRandomAspectRatio,
  ),
  'min-random-aspect-ratio': flag(AUGMENTATION, 'float', 'smallest aspect ratio', 'none'),
  'max-random-rotate-angle': flag(
    AUGMENTATION,
    'int',
    'rotation in degrees',
    A.maxRandomRotateAngle,
  ),
  'max-random-shear-ratio': flag(AUGMENTATION, 'float', 'shear', A.maxRandomShearRatio),
  'max-random-scale': flag(AUGMENTATION, 'float', 'largest scale', A.maxRandomScale),
  'min-random-scale': flag(AUGMENTATION, 'float', 'smallest scale', A.minRandomScale),
  'max-random-area': flag(AUGMENTATION, 'float', 'largest share of the area', A.maxRandomArea),
  'min-random-area': flag(AUGMENTATION, 'float', 'smallest share of the area', A.minRandomArea),
  'max-crop-size': flag(AUGMENTATION, 'int', 'largest side of the crop', A.maxCropSize),
  'min-crop-size': flag(AUGMENTATION, 'int', 'smallest side of the crop', A.minCropSize),
  brightness: flag(AUGMENTATION, 'float', 'change of the brightness', A.brightness),
  contrast: flag(AUGMENTATION, 'float', 'change of the contrast', A.contrast),
  saturation: flag(AUGMENTATION, 'float', 'change of the saturation', A.saturation),
  'pca-noise': flag(AUGMENTATION, 'float', 'noise along the principal colours', A.pcaNoise),
  'random-resized-crop': flag(AUGMENTATION, 'int', 'crop of random size', A.randomResizedCrop),
};

/** Whole sets of defaults. */
export const PRESET_FLAGS: Readonly<Record<string, Flag>> = {
  'aug-level': flag(
    AUGMENTATION,
    'int',
    '0 none, 1 crop and mirror, 2 also colours, 3 also shapes',
    0,
  ),
  log: flag(MODEL, 'text', 'also write csv, tensorboard or both, separated by commas', 'none'),
  config: flag(MODEL, 'text', 'YAML or JSON file with options; single options go before it'),
  defaults: flag(MODEL, 'text', 'defaults of MXNet 0.11, 1.3 or 1.9.1', '1.9.1'),
};

/** Options of fine-tune.py that upstream reads and does not use here either; their use is said. */
export const IDLE_FLAGS: Readonly<Record<string, Flag>> = {
  'num-layers': flag(TRAINING, 'int', 'no effect: the network is taken from the checkpoint'),
  'use-imagenet-data-augmentation': flag(TRAINING, 'int', 'no effect, as upstream', 0),
};
