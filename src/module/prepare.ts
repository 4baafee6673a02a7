/** What a module needs before its first batch. */

import type { FitOptions } from './fit-options.js';
import type { Module } from './module.js';
import type { BindOptions } from './options.js';

/** What of a training a module is prepared from. */
export type PrepareOptions = Pick<
  FitOptions,
  | 'allowMissing'
  | 'argParams'
  | 'auxParams'
  | 'initializer'
  | 'kvstore'
  | 'optimizer'
  | 'optimizerOptions'
>;

/** Binds a module, gives it its first values and its optimizer, as far as it has none of them yet. */
export async function prepare(
  module: Module,
  inputs: Required<Pick<BindOptions, 'data' | 'label'>>,
  options: PrepareOptions,
): Promise<void> {
  await module.bind(inputs);
  if (!module.paramsInitialized) {
    const { initializer, argParams, auxParams, allowMissing } = options;
    module.initParams({ initializer, argParams, auxParams, allowMissing });
  }
  const { kvstore, optimizer, optimizerOptions } = options;
  await module.initOptimizer({ kvstore, optimizer, optimizerOptions });
}
