/** Operators that are called again and again. */

import type { NativeKernel } from '../native/contract.js';
import { ArrayList, nativeArrays } from '../ndarray/array-list.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { operatorId } from '../operators/registry.js';
import { type Attributes, attributeLists } from '../operators/text.js';
import { mxnet } from '../runtime/library.js';
import { isUnchanging } from './unchanging.js';
import type { StatefulUpdate } from './update.js';

interface KernelArrays {
  inputs: ArrayList;
  outputs: ArrayList;
}

/**
 * An operator whose attributes are the same in every call but for a few. A net has hundreds of parameters, and each
 * is updated by a call of its own: only what changes is written anew.
 */
export class Kernel {
  readonly #native: NativeKernel;
  readonly #lists = new WeakMap<readonly StatefulUpdate[], KernelArrays>();

  /**
   * @param operator - MXNet's name of the operator
   * @param changing - the attributes that each call gives
   * @param fixed - the others
   */
  constructor(operator: string, changing: readonly string[], fixed: Attributes) {
    const { keys, values } = attributeLists(fixed);
    const id = operatorId(operator);
    this.#native = mxnet().Kernel.create(id, [...changing, ...keys], values);
  }

  /**
   * Queues the operator.
   *
   * @param values - texts of the changing attributes, in their order
   */
  run(inputs: readonly NDArray[], outputs: readonly NDArray[], values: string[]): void {
    this.#native.run(nativeArrays(inputs), nativeArrays(outputs), values);
  }

  /**
   * {@link Kernel.run} for the weights of a list of updates.
   *
   * @param inputs - what the operator takes of each update
   */
  runAll(
    updates: readonly StatefulUpdate[],
    inputs: (update: StatefulUpdate) => readonly NDArray[],
    values: string[],
  ): void {
    const known = this.#lists.get(updates);
    if (known !== undefined) {
      this.#native.run(known.inputs.native, known.outputs.native, values);
      return;
    }
    const [all, weights] = [updates.flatMap(inputs), updates.map(({ weight }) => weight)];
    if (isUnchanging(updates)) {
      this.#lists.set(updates, { inputs: new ArrayList(all), outputs: new ArrayList(weights) });
    }
    this.run(all, weights, values);
  }
}
