/** Optimizers by their MXNet names. */

import { camelCaseOptions } from '../text/camel-case.js';
import { AdaDelta } from './adadelta.js';
import { AdaGrad } from './adagrad.js';
import { Adam } from './adam.js';
import { Adamax } from './adamax.js';
import { DCASGD } from './dcasgd.js';
import { FTML } from './ftml.js';
import { Ftrl } from './ftrl.js';
import { LAMB } from './lamb.js';
import { LARS } from './lars.js';
import { LBSGD } from './lbsgd.js';
import { Nadam } from './nadam.js';
import { NAG } from './nag.js';
import type { Optimizer, OptimizerOptions } from './optimizer.js';
import { RMSProp } from './rmsprop.js';
import { SGD } from './sgd.js';
import { SGLD } from './sgld.js';
import { Signum } from './signum.js';
import { TestOptimizer } from './test-optimizer.js';

/** Options of any optimizer: those that all have, and its own, in camelCase. */
export type AnyOptimizerOptions = OptimizerOptions & Readonly<Record<string, unknown>>;

interface Registered {
  create: (options: AnyOptimizerOptions) => Optimizer;
  /** Options that not all optimizers have. */
  options: readonly string[];
}

const COMMON_OPTIONS: readonly (keyof OptimizerOptions)[] = [
  'learningRate',
  'lrScheduler',
  'wd',
  'rescaleGrad',
  'clipGradient',
  'multiPrecision',
  'beginNumUpdate',
  'parameterNames',
  'attributes',
  'logger',
];

// `lazyUpdate` concerns sparse arrays, of which there are none here: it is taken and has no effect.
const REGISTRY: Readonly<Record<string, Registered>> = {
  sgd: entry(SGD, ['momentum', 'lazyUpdate']),
  ccsgd: entry(SGD, ['momentum', 'lazyUpdate']),
  nag: entry(NAG, ['momentum']),
  dcasgd: entry(DCASGD, ['momentum', 'lamda']),
  sgld: entry(SGLD, []),
  adam: entry(Adam, ['beta1', 'beta2', 'epsilon', 'lazyUpdate']),
  adagrad: entry(AdaGrad, ['eps']),
  rmsprop: entry(RMSProp, ['gamma1', 'gamma2', 'epsilon', 'centered', 'clipWeights']),
  adadelta: entry(AdaDelta, ['rho', 'epsilon']),
  ftrl: entry(Ftrl, ['lamda1', 'beta']),
  adamax: entry(Adamax, ['beta1', 'beta2']),
  nadam: entry(Nadam, ['beta1', 'beta2', 'epsilon', 'scheduleDecay']),
  signum: entry(Signum, ['momentum', 'wdLh']),
  ftml: entry(FTML, ['beta1', 'beta2', 'epsilon']),
  lbsgd: entry(LBSGD, [
    'momentum',
    'warmupStrategy',
    'warmupEpochs',
    'batchScale',
    'updatesPerEpoch',
    'beginEpoch',
    'numEpochs',
  ]),
  lars: entry(LARS, ['momentum', 'lazyUpdate', 'eta', 'eps', 'momentumCorrection']),
  lamb: entry(LAMB, ['beta1', 'beta2', 'epsilon', 'lowerBound', 'upperBound', 'biasCorrection']),
  test: entry(TestOptimizer, []),
};

/** The names that {@link createOptimizer} knows. */
export const OPTIMIZER_NAMES: readonly string[] = Object.keys(REGISTRY);

/**
 * The names of the options that an optimizer has, those that all have first.
 *
 * @throws RangeError for an unknown name
 */
export function optimizerOptionNames(name: string): readonly string[] {
  return [...COMMON_OPTIONS, ...find(name).options];
}

/**
 * Makes an optimizer by its name, whatever its case (`mx.optimizer.create`).
 *
 * @param options - in camelCase or by MXNet's names (`learning_rate`); `undefined` stands for the default
 * @throws RangeError for an unknown name, or an option that this optimizer does not have
 */
export function createOptimizer(name: string, options: AnyOptimizerOptions = {}): Optimizer {
  const { create } = find(name);
  const given = camelCaseOptions(options);
  const known = optimizerOptionNames(name);
  const unknown = Object.keys(given).find((option) => !known.includes(option));
  if (unknown !== undefined) {
    throw new RangeError(
      `the optimizer ${name} has no option \`${unknown}\`; it has ${known.join(', ')}`,
    );
  }
  return create(given);
}

function find(name: string): Registered {
  const key = name.toLowerCase();
  const registered = Object.hasOwn(REGISTRY, key) ? REGISTRY[key] : undefined;
  if (registered !== undefined) return registered;
  throw new RangeError(
    `\`optimizer\` must be one of ${OPTIMIZER_NAMES.join(', ')}, received ${name}`,
  );
}

function entry(
  Class: new (options: AnyOptimizerOptions) => Optimizer,
  options: readonly string[],
): Registered {
  return { create: (given) => new Class(given), options };
}
