import { OPTIMIZER_NAMES } from '../../src/optimizer/create.js';
import type { ParityCase } from './cases.js';
import { sideBySide } from './side-by-side.js';

/** Rates at which twenty updates change much, and leave numbers. */
const RATES: Readonly<Record<string, number>> = {
  ...{ adam: 0.003, adamax: 0.003, nadam: 0.003, ftml: 0.003, rmsprop: 0.001, signum: 0.001 },
  ...{ lamb: 0.003, lars: 0.1, adagrad: 0.01, ftrl: 0.05, test: 1 },
};

const WITH_MOMENTUM: ReadonlySet<string> = new Set([
  ...['sgd', 'ccsgd', 'nag', 'signum', 'lbsgd', 'lars'],
]);

/** A net of convolutions and batch normalization, trained with 21 updates. */
const updates: ParityCase[] = OPTIMIZER_NAMES.flatMap((optimizer) =>
  ['local', 'device'].map((store) => ({
    title: `${optimizer} through a ${store} store`,
    flags: {
      optimizer,
      lr: RATES[optimizer] ?? 0.02,
      wd: 0.0005,
      mom: WITH_MOMENTUM.has(optimizer) ? 0.9 : 0,
      'kv-store': store,
      'num-epochs': 3,
      'save-period': 3,
      'rgb-std': '60,60,60',
    },
  })),
);

sideBySide('Every optimizer gives what it gives in Python', updates);

const warmUps: ParityCase[] = ['linear', 'power2', 'sqrt', 'lars'].flatMap((strategy) =>
  [
    { title: `${strategy} from the first epoch on`, begin: 0 },
    { title: `${strategy} from the second epoch on`, begin: 1 },
  ].map(({ title, begin }) => ({
    title,
    flags: {
      optimizer: 'lbsgd',
      mom: 0.9,
      'macrobatch-size': 32,
      'warmup-strategy': strategy,
      'warmup-epochs': 2,
      'begin-epoch': begin,
      'num-epochs': 3,
      'save-period': 3,
    },
  })),
);

sideBySide('Large batches warm up as in Python', warmUps);
