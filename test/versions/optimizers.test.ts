import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Case } from '../optimizer/parity.js';
import { versionNode } from './run-version.js';
import { SUPPORTED, type Version } from './wheels.js';

/** Each optimizer with options of its own, and the first version whose Python has it. */
const OPTIMIZERS: readonly (readonly [
  name: string,
  own: Record<string, unknown>,
  since?: readonly Version[],
])[] = [
  ['sgd', { momentum: 0.9 }],
  ['nag', { momentum: 0.9 }],
  ['dcasgd', { lamda: 0.1 }],
  ['adam', { beta1: 0.8, beta2: 0.99, epsilon: 1e-6 }],
  ['adagrad', { eps: 1e-5 }],
  ['rmsprop', { gamma1: 0.85, epsilon: 1e-6 }],
  ['rmsprop', { centered: true, gamma2: 0.8 }],
  ['adadelta', { rho: 0.95, epsilon: 1e-4 }],
  ['ftrl', { lamda1: 0.02, beta: 2 }],
  ['adamax', { beta1: 0.8, beta2: 0.99 }],
  ['nadam', { beta1: 0.8, beta2: 0.99, schedule_decay: 0.01 }],
  ['signum', { momentum: 0.8, wd_lh: 0.02 }],
  ['ftml', { beta1: 0.7, beta2: 0.99, epsilon: 1e-6 }],
  // The class of 1.1 fails in Python: it takes the device for an element type.
  ['sgld', {}, ['1.3.1', '1.5.1.post0', '1.7.0.post2']],
  ['lbsgd', { momentum: 0.9, updates_per_epoch: 4 }, ['1.3.1', '1.5.1.post0', '1.7.0.post2']],
  ['lars', { momentum: 0.9, eta: 0.1 }, ['1.7.0.post2']],
  ['lamb', { beta1: 0.8, beta2: 0.99 }, ['1.7.0.post2']],
];

const SCHEDULE: NonNullable<Case['schedule']> = [
  'MultiFactorScheduler',
  { step: [5, 6, 13], factor: 0.3, base_lr: 0.07 },
];

/**
 * Up to 1.5 Python's optimizers overwrite the rate of a schedule also when they are given none, and Ftrl always; here the
 * schedule keeps its rate with every version, as since 1.6. So the cases with a schedule give a rate, and Ftrl has none.
 */
function casesOf(version: Version): Case[] {
  return OPTIMIZERS.filter(([, , since]) => since?.includes(version) ?? true).flatMap(
    ([optimizer, own]): Case[] => {
      const settings = { learning_rate: 0.07, wd: 0.013, ...own };
      const plain: Case[] = [
        { optimizer, arguments: settings },
        { optimizer, arguments: { ...settings, clip_gradient: 0.11 }, separately: true },
        { optimizer, dtype: 'float16', arguments: { ...settings, multi_precision: true } },
      ];
      return optimizer === 'ftrl'
        ? plain
        : [...plain, { optimizer, arguments: settings, schedule: SCHEDULE }];
    },
  );
}

// The newest version is compared in test/optimizer.
for (const version of SUPPORTED.filter((one) => one !== '1.9.1')) {
  test(`on MXNet ${version} every optimizer that its Python has gives the bytes of that Python`, async () => {
    const failures = await versionNode(version, 'optimizers', casesOf(version));
    assert.deepEqual(failures, []);
  });
}
