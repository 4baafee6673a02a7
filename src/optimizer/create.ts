/** Optimizers by their MXNet names. */

import { Adam } from './adam.js';
import { NAG } from './nag.js';
import type { Optimizer, OptimizerOptions } from './optimizer.js';
import { RMSProp } from './rmsprop.js';
import { SGD } from './sgd.js';

/** Options of any optimizer: those that all have, and its own, in camelCase. */
export type AnyOptimizerOptions = OptimizerOptions & Readonly<Record<string, unknown>>;

const OPTIMIZERS: Record<string, new (options: AnyOptimizerOptions) => Optimizer> = {
  sgd: SGD,
  nag: NAG,
  adam: Adam,
  rmsprop: RMSProp,
};

/** The names that {@link createOptimizer} knows. */
export const OPTIMIZER_NAMES: readonly string[] = Object.keys(OPTIMIZERS);

/**
 * Makes an optimizer by its name, whatever its case (`mx.optimizer.create`).
 *
 * @throws RangeError for an unknown name
 */
export function createOptimizer(name: string, options: AnyOptimizerOptions = {}): Optimizer {
  const Class = OPTIMIZERS[name.toLowerCase()];
  if (Class === undefined) {
    throw new RangeError(
      `\`optimizer\` must be one of ${OPTIMIZER_NAMES.join(', ')}, received ${name}`,
    );
  }
  return new Class(options);
}
