/** Weights that several machines train together. */

import type { KVStore } from '../kvstore/kvstore.js';
import { ArrayList } from '../ndarray/array-list.js';
import { NDArray } from '../ndarray/ndarray.js';
import type { ParameterUpdate } from '../optimizer/optimizer.js';
import { unchanging } from '../optimizer/unchanging.js';
import type { Updater } from '../optimizer/updater.js';
import { cpu } from '../runtime/device.js';
import type { ExecutorGroup, NamedArrays } from './executor-group.js';

/** One parameter: what the machines have in common. */
interface Weight {
  name: string;
  /** The name once for each device, and the gradients there. */
  keys: readonly string[];
  gradients: ArrayList;
  copies: readonly NDArray[];
  /** The sum of all machines' gradients. */
  sum: NDArray;
  /** Kept apart from the devices' copies, as a server keeps them: a graph may write into its own. */
  value: NDArray;
}

/**
 * The weights of one machine of several. Servers add the gradients up; each machine updates its weights with the sum, and comes
 * to what the others come to.
 */
export class MachineWeights {
  readonly #store: KVStore;
  readonly #weights: readonly Weight[];
  readonly #updates: readonly ParameterUpdate[];

  private constructor(store: KVStore, weights: readonly Weight[]) {
    this.#store = store;
    this.#weights = weights;
    this.#updates = unchanging(
      weights.map(({ name, sum, value }) => ({ key: name, weight: value, gradient: sum })),
    );
  }

  /**
   * All machines begin with the values of the first.
   *
   * @param trained - the parameters that have a gradient
   */
  static async open(
    group: ExecutorGroup,
    argParams: NamedArrays,
    trained: ReadonlySet<string>,
    store: KVStore,
  ): Promise<MachineWeights> {
    const names = [...argParams.keys()];
    const copies = names.map((name) => group.parameterCopies(name));
    const keys = names.flatMap((name, i) => (copies[i] ?? []).map(() => name));
    await store.broadcast(names, [...argParams.values()], keys, copies.flat());
    const weights = names.flatMap((name, i) => {
      const [first] = copies[i] ?? [];
      if (first === undefined || !trained.has(name)) return [];
      const value = first.copyToDevice(cpu());
      const sum = NDArray.empty(value.shape, cpu(), value.dtype);
      const gradients = group.gradientCopies(name);
      const keysOfDevices = gradients.map(() => name);
      return [
        {
          ...{ name, keys: keysOfDevices, gradients: new ArrayList(gradients) },
          ...{ copies: copies[i] ?? [], sum, value },
        },
      ];
    });
    return new MachineWeights(store, weights);
  }

  /** Queues one update; the traffic of the first layers, which are needed first, goes first. */
  update(updater: Updater): void {
    for (const [i, { name, keys, gradients, sum }] of this.#weights.entries()) {
      this.#store.push(keys, gradients, -i);
      this.#store.pull([name], [sum], -i);
    }
    updater.update(this.#updates);
    for (const { value, copies } of this.#weights) {
      for (const copy of copies) value.copyTo(copy);
    }
  }

  /** Goes on from other values; every machine must do so. */
  reset(argParams: NamedArrays): void {
    for (const { name, value } of this.#weights) argParams.get(name)?.copyTo(value);
  }

  dispose(): void {
    for (const { sum, value } of this.#weights) {
      sum.dispose();
      value.dispose();
    }
  }
}
