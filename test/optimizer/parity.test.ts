import { test } from 'node:test';
import { type Case, sameAsPython } from './parity.js';

/** Each optimizer with options of its own that are not the defaults. */
const OWN: Record<string, Record<string, unknown>> = {
  sgd: { momentum: 0.9 },
  ccsgd: { momentum: 0.8 },
  nag: { momentum: 0.9 },
  dcasgd: { lamda: 0.1 },
  sgld: {},
  adam: { beta1: 0.8, beta2: 0.99, epsilon: 1e-6 },
  adagrad: { eps: 1e-5 },
  rmsprop: { gamma1: 0.85, epsilon: 1e-6, clip_weights: 0.7 },
  adadelta: { rho: 0.95, epsilon: 1e-4 },
  ftrl: { lamda1: 0.02, beta: 2 },
  adamax: { beta1: 0.8, beta2: 0.99 },
  nadam: { beta1: 0.8, beta2: 0.99, epsilon: 1e-6, schedule_decay: 0.01 },
  signum: { momentum: 0.8, wd_lh: 0.02 },
  ftml: { beta1: 0.7, beta2: 0.99, epsilon: 1e-6 },
  lbsgd: { momentum: 0.9, warmup_epochs: 2, updates_per_epoch: 4, batch_scale: 2 },
  lars: { momentum: 0.9, eta: 0.1, eps: 1e-4 },
  lamb: { beta1: 0.8, beta2: 0.99, epsilon: 1e-5 },
  test: {},
};

/** These fail in Python for float16 weights without float32 copies. */
const NO_PLAIN_FLOAT16 = ['adagrad', 'rmsprop', 'adadelta', 'ftrl'];

const COMMON = { learning_rate: 0.07, wd: 0.013 };

const SCHEDULE: NonNullable<Case['schedule']> = [
  'MultiFactorScheduler',
  { step: [5, 6, 13], factor: 0.3, base_lr: 0.07 },
];

function plain(optimizer: string, own: Record<string, unknown>): Case[] {
  const settings = { ...COMMON, ...own };
  return [
    { optimizer },
    { optimizer, arguments: settings },
    { optimizer, arguments: { ...settings, clip_gradient: 0.11 } },
    { optimizer, arguments: settings, schedule: SCHEDULE },
    { optimizer, arguments: { ...settings, begin_num_update: 4 }, schedule: SCHEDULE },
    {
      optimizer,
      arguments: settings,
      lr_mult: { fc1_weight: 0.1, conv_weight: 0.5 },
      wd_mult: { fc1_bias: 2, fc2_weight: 0.5 },
    },
    { optimizer, arguments: settings, separately: true, schedule: SCHEDULE },
  ];
}

function withCopies(optimizer: string, own: Record<string, unknown>): Case[] {
  const settings = { ...COMMON, multi_precision: true };
  return [
    { optimizer, dtype: 'float16', arguments: settings },
    { optimizer, dtype: 'float16', arguments: { ...settings, ...own, clip_gradient: 0.11 } },
    { optimizer, dtype: 'mixed', arguments: { ...settings, ...own } },
  ];
}

function withoutCopies(optimizer: string, own: Record<string, unknown>): Case[] {
  return [
    { optimizer, dtype: 'float16', arguments: { ...COMMON, ...own } },
    { optimizer, dtype: 'mixed', arguments: COMMON },
  ];
}

for (const [name, own] of Object.entries(OWN)) {
  test(`twenty updates of ${name} have the bytes of Python`, sameAsPython(plain(name, own)));
  test(
    `${name} keeps float32 copies of float16 weights as Python does`,
    sameAsPython(withCopies(name, own)),
  );
  if (NO_PLAIN_FLOAT16.includes(name)) continue;
  test(
    `${name} updates float16 weights without copies as Python does`,
    sameAsPython(withoutCopies(name, own)),
  );
}

const NO_MOMENTUM = { ...COMMON, momentum: 0 };

test(
  'optimizers without momentum have the bytes of Python',
  sameAsPython([
    { optimizer: 'nag', arguments: NO_MOMENTUM },
    { optimizer: 'nag', dtype: 'float16', arguments: { ...NO_MOMENTUM, multi_precision: true } },
    { optimizer: 'signum', arguments: NO_MOMENTUM },
    { optimizer: 'lars', arguments: NO_MOMENTUM },
    { optimizer: 'lars', dtype: 'float16', arguments: { ...NO_MOMENTUM, multi_precision: true } },
    { optimizer: 'lbsgd', arguments: { ...NO_MOMENTUM, batch_scale: 3 } },
    { optimizer: 'sgd', arguments: { ...NO_MOMENTUM, momentum: -0.5 } },
  ]),
);

const CENTERED = { centered: true, gamma2: 0.8, wd: 0.01 };

test(
  'the centered form of RMSProp has the bytes of Python',
  sameAsPython([
    { optimizer: 'rmsprop', arguments: CENTERED },
    { optimizer: 'rmsprop', arguments: { ...CENTERED, clip_gradient: 0.1, clip_weights: 0.5 } },
    { optimizer: 'rmsprop', dtype: 'float16', arguments: { ...CENTERED, multi_precision: true } },
  ]),
);

const WARMUP = { momentum: 0.9, wd: 0.01, updates_per_epoch: 3, warmup_epochs: 4, begin_epoch: 1 };

test(
  'every warm-up of LBSGD has the bytes of Python',
  sameAsPython(
    ['linear', 'power2', 'sqrt', 'lars'].flatMap((warmup_strategy) =>
      [1, 3].map((batch_scale) => ({
        optimizer: 'lbsgd',
        arguments: { ...WARMUP, warmup_strategy, batch_scale },
      })),
    ),
  ),
);

test(
  'LAMB keeps norms between bounds as Python does',
  sameAsPython([
    { optimizer: 'lamb', arguments: { lower_bound: 0.5, upper_bound: 1.5, wd: 0.1 } },
    { optimizer: 'lamb', arguments: { bias_correction: false, wd: 0.1 } },
  ]),
);

test(
  'LARS without momentum correction has the bytes of Python',
  sameAsPython([
    {
      optimizer: 'lars',
      arguments: { momentum: 0.9, momentum_correction: false, wd: 0.1 },
      schedule: SCHEDULE,
    },
  ]),
);

test(
  'a schedule keeps its own rate when the optimizer is given none',
  sameAsPython([
    { optimizer: 'sgd', schedule: SCHEDULE },
    { optimizer: 'ftrl', schedule: SCHEDULE },
    { optimizer: 'ftrl', arguments: { learning_rate: 0.5 }, schedule: SCHEDULE },
    { optimizer: 'adam', schedule: SCHEDULE },
  ]),
);

test(
  'two thousand updates of Adam have the bytes of Python',
  sameAsPython([{ optimizer: 'adam', steps: 2000, arguments: { wd: 0.01, learning_rate: 0.003 } }]),
);
