import { type ParityCase, VALIDATED, VALIDATED_COMPAT } from './cases.js';
import { sideBySide } from './side-by-side.js';

const MOMENTUM = { mom: 0.9, wd: 0.0005 };

const schedules: ParityCase[] = [
  {
    title: 'steps inside the run change the rate in the middle of the log',
    flags: { 'lr-step-epochs': '1,2,3', 'num-epochs': 4, 'lr-factor': 0.3 },
  },
  {
    title: 'a step behind the end never comes',
    flags: { 'lr-step-epochs': '1,9', 'lr-factor': 0.7, optimizer: 'adam', lr: 0.003 },
  },
  { title: 'a factor of 1 switches the schedule off', flags: { 'lr-factor': 1 } },
  { title: 'a factor of 0 stops learning', flags: { 'lr-factor': 0, 'lr-step-epochs': '1' } },
  ...['pow2', 'pow0.5', 'pow 1', 'pow-1.5', 'pow0'].map((steps) => ({
    title: `a polynomial: ${steps}`,
    flags: { 'lr-step-epochs': steps, 'num-epochs': 3, ...MOMENTUM },
  })),
  {
    title: 'the rest of a polynomial',
    flags: { 'lr-step-epochs': 'pow2', 'begin-epoch': 1, 'num-epochs': 3, ...MOMENTUM },
  },
  {
    title: 'with --compat a polynomial that begins anew',
    flags: { 'lr-step-epochs': 'pow2', 'begin-epoch': 1, 'num-epochs': 3, compat: true },
  },
  {
    title: 'epochs that begin with another number than that of the checkpoint',
    flags: { 'load-epoch': 2, 'begin-epoch': 1, 'lr-step-epochs': '1,2', 'num-epochs': 3 },
  },
  {
    title: 'the number of images is counted',
    flags: { 'lr-step-epochs': '1' },
    untold: ['num-examples'],
  },
  {
    title: 'with --compat the wrong number of images is believed',
    flags: { 'lr-step-epochs': '1', 'num-examples': 50, compat: true },
  },
];

sideBySide('Schedules change the rate when they do in Python', schedules);

const resumed: ParityCase[] = [
  ...['resnet20', 'vgg', 'lenet', 'depthwise'].map((network) => ({
    title: `${network} from epoch 2 on with --compat`,
    network,
    flags: {
      ...MOMENTUM,
      ...VALIDATED_COMPAT,
      'load-epoch': 2,
      'num-epochs': 4,
      'lr-step-epochs': '1,3',
    },
  })),
  {
    title: 'an epoch in the form of a file name',
    flags: { ...MOMENTUM, 'load-epoch': '0002', 'num-epochs': 3 },
  },
  {
    title: 'every step lies behind',
    flags: { 'load-epoch': 2, 'num-epochs': 3, 'lr-step-epochs': '1,2', compat: true },
  },
];

sideBySide('A start in the middle goes on as in Python', resumed);

const numbers: ParityCase[] = [
  ...[1 / 3, 3e-5, 1e-7, 0.07, 1.5e-4, 0.00123456789012345].map((lr) => ({
    title: `a rate of ${lr}`,
    flags: { ...MOMENTUM, lr },
  })),
  ...[0.1, 0.123456, 0.99999].map((mom) => ({
    title: `a momentum of ${mom}`,
    flags: { mom, wd: 0.00037 },
  })),
  {
    title: 'a rate at which everything diverges',
    network: 'lenet',
    flags: { ...VALIDATED_COMPAT, lr: 1e10, 'disp-batches': 1 },
  },
];

sideBySide('Numbers with awkward digits mean what they mean in Python', numbers);

const choices: ParityCase[] = [
  ...[1, 42, -1, 2147483647].map((seed) => ({
    title: `the seed ${seed}`,
    network: 'vgg',
    flags: { seed, 'random-crop': 1, 'random-mirror': 1, 'rgb-std': '60,60,60' },
  })),
  ...['xavier', 'msra', 'normal', 'uniform', 'one', 'zero'].map((initializer) => ({
    title: `the initializer ${initializer}`,
    network: 'vgg',
    flags: { ...VALIDATED_COMPAT, initializer, 'rgb-std': '60,60,60' },
  })),
  ...['vgg', 'alexnet', 'resnet'].map((network) => ({
    title: `the initializer of --network ${network}`,
    network: 'vgg',
    flags: { network, compat: true },
  })),
  { title: 'SGD in capitals has a momentum', flags: { optimizer: 'SGD', ...MOMENTUM } },
  {
    title: 'SGD in capitals has none with --compat',
    flags: { optimizer: 'SGD', ...MOMENTUM, compat: true },
  },
  {
    title: 'LBSGD in capitals does not warm up with --compat',
    flags: { optimizer: 'LBSGD', 'macrobatch-size': 40, compat: true },
  },
  { title: 'statistics of all arrays', flags: { monitor: 3 } },
  {
    title: 'statistics of layers whose names have letters of all kinds',
    network: 'grouped',
    flags: { monitor: 3 },
  },
  {
    title: 'crop, mirror, colours and shapes as one level',
    ours: { 'aug-level': 3 },
    python: {
      ...{ 'random-crop': 1, 'random-mirror': 1, 'max-random-rotate-angle': 10 },
      ...{ 'max-random-h': 36, 'max-random-s': 50, 'max-random-l': 50 },
      ...{ 'max-random-shear-ratio': 0.1, 'max-random-aspect-ratio': 0.25 },
    },
  },
  {
    title: 'the defaults of MXNet 0.11, which cropped and mirrored',
    ours: { defaults: '0.11' },
    python: { 'random-crop': 1, 'random-mirror': 1 },
  },
  {
    title: 'the defaults of MXNet 1.3, which resized the images to validate on',
    flags: VALIDATED,
    ours: { defaults: '1.3' },
    python: { 'val-resize': 256 },
  },
  {
    title: 'what fine-tune.py reads and does not use here',
    ours: {
      'num-layers': 50,
      'use-imagenet-data-augmentation': 1,
    },
  },
  {
    title: 'with --compat every second epoch is saved',
    flags: { 'save-period': 2, 'num-epochs': 3, compat: true },
  },
  {
    title: 'more classes than there are images of',
    network: 'resnet20',
    flags: { ...VALIDATED, 'num-classes': 12, 'top-k': 5, initializer: 'zero' },
  },
  {
    title: 'a prefix with blanks and letters of many languages',
    flags: { 'model-prefix': 'mon réseau 网络' },
  },
  {
    title: 'warming up large batches',
    flags: { optimizer: 'lbsgd', 'macrobatch-size': 40, 'warmup-epochs': 2, ...MOMENTUM },
  },
];

sideBySide('Options choose what they choose in Python', choices);
