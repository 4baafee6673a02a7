/** Biases of an LSTM cell. */

import type { NDArray } from '../ndarray/ndarray.js';
import { numberOption } from '../text/check-option.js';
import { fill, NamedInitializer, type ParameterDesc } from './initializer.js';

/**
 * Sets the biases of an LSTM cell to 0, those of its forget gate, the second quarter, to another value (`mx.init.LSTMBias`). It
 * is meant for an `__init__` attribute, because it is the rule for weights that does so.
 */
export class LSTMBias extends NamedInitializer {
  readonly forgetBias: number;

  /** @param options.forgetBias - default 1 */
  constructor(options: { forgetBias?: number } = {}) {
    super();
    this.forgetBias = numberOption('forgetBias', options.forgetBias, 1);
  }

  initializeWeight(_parameter: ParameterDesc, array: NDArray): void {
    fill(array, 0);
    const hidden = Math.floor((array.shape[0] ?? 0) / 4);
    if (hidden === 0) return;
    using gate = array.slice(hidden, 2 * hidden);
    fill(gate, this.forgetBias);
  }
}
