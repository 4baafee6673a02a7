/** Operators that are called again and again. */

import type { NDArray } from '../ndarray/ndarray.js';
import { operatorId } from '../operators/registry.js';
import { type Attributes, attributeLists } from '../operators/text.js';
import { mxnet } from '../runtime/library.js';

/**
 * An operator whose attributes are the same in every call but for a few. A net has hundreds of parameters, and each
 * is updated by a call of its own: only what changes is written anew.
 */
export class Kernel {
  readonly #operator: number;
  readonly #keys: string[];
  readonly #fixed: readonly string[];

  /**
   * @param operator - MXNet's name of the operator
   * @param changing - the attributes that each call gives
   * @param fixed - the others
   */
  constructor(operator: string, changing: readonly string[], fixed: Attributes) {
    const { keys, values } = attributeLists(fixed);
    this.#operator = operatorId(operator);
    this.#keys = [...changing, ...keys];
    this.#fixed = values;
  }

  /**
   * Queues the operator.
   *
   * @param values - texts of the changing attributes, in their order
   */
  run(inputs: readonly NDArray[], outputs: readonly NDArray[], values: readonly string[]): void {
    mxnet().invoke(
      this.#operator,
      inputs.map((input) => input.native),
      outputs.map((output) => output.native),
      this.#keys,
      [...values, ...this.#fixed],
    );
  }
}
