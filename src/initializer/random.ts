/** Weights drawn at random, all from one distribution. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto } from '../operators/invoke.js';
import { numberOption } from '../text/check-option.js';
import { pythonFloat } from '../text/python-float.js';
import { NamedInitializer, type ParameterDesc } from './initializer.js';

/** Draws from the interval [-scale, scale] (operator `_random_uniform`). */
export function drawUniform(array: NDArray, scale: number): void {
  invokeInto('_random_uniform', [], [array], {
    low: pythonFloat(-scale),
    high: pythonFloat(scale),
    ...target(array),
  });
}

/** Draws from the normal distribution around 0 (operator `_random_normal`). */
export function drawNormal(array: NDArray, sigma: number): void {
  invokeInto('_random_normal', [], [array], {
    loc: '0',
    scale: pythonFloat(sigma),
    ...target(array),
  });
}

function target(array: NDArray): { shape: readonly number[]; ctx: string; dtype: string } {
  return { shape: array.shape, ctx: String(array.device), dtype: array.dtype };
}

/** Draws weights from [-scale, scale] (`mx.init.Uniform`). */
export class Uniform extends NamedInitializer {
  readonly scale: number;

  /** @param options.scale - default 0.07 */
  constructor(options: { scale?: number } = {}) {
    super();
    this.scale = numberOption('scale', options.scale, 0.07);
  }

  initializeWeight(_parameter: ParameterDesc, array: NDArray): void {
    drawUniform(array, this.scale);
  }
}

/** Draws weights from a normal distribution around 0 (`mx.init.Normal`). */
export class Normal extends NamedInitializer {
  readonly sigma: number;

  /** @param options.sigma - the standard deviation, default 0.01 */
  constructor(options: { sigma?: number } = {}) {
    super();
    this.sigma = numberOption('sigma', options.sigma, 0.01);
  }

  initializeWeight(_parameter: ParameterDesc, array: NDArray): void {
    drawNormal(array, this.sigma);
  }
}
