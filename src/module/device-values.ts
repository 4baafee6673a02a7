/** The values of a network as they are on the devices, in the middle of a training. */

import type { NDArray } from '../ndarray/ndarray.js';
import { cpu } from '../runtime/device.js';
import { untrack } from '../runtime/scope.js';
import { waitAll } from '../runtime/wait-all.js';
import type { ExecutorGroup, NamedArrays } from './executor-group.js';

/** Copies on the CPU, bit by bit what the devices have. They belong to the caller. */
export class DeviceValues implements Disposable {
  /** Parameters are the same on all devices. */
  readonly argParams: ReadonlyMap<string, NDArray>;
  /** Auxiliary states, which each device has for itself until the end of an epoch. */
  readonly auxParams: readonly ReadonlyMap<string, NDArray>[];

  constructor(argParams: NamedArrays, auxParams: readonly NamedArrays[]) {
    this.argParams = argParams;
    this.auxParams = auxParams;
  }

  /** Waits for everything that is queued: batch normalisation writes its moving averages behind the engine's back. */
  static async read(
    group: ExecutorGroup,
    argNames: Iterable<string>,
    auxNames: readonly string[],
  ): Promise<DeviceValues> {
    await waitAll();
    const first = (name: string) => copyOf(group.parameterCopies(name)[0] as NDArray);
    const args = new Map([...argNames].map((name) => [name, first(name)]));
    const auxiliary = group.executors.map(
      (_, k) =>
        new Map(
          auxNames.map(
            (name) => [name, copyOf(group.auxiliaryCopies(name)[k] as NDArray)] as const,
          ),
        ),
    );
    await waitAll();
    return new DeviceValues(args, auxiliary);
  }

  /** Queues copies to every device. With more devices than there were, the others get the last one's states. */
  write(group: ExecutorGroup): void {
    for (const [name, array] of this.argParams) {
      for (const copy of group.parameterCopies(name)) array.copyTo(copy);
    }
    for (const k of group.executors.keys()) {
      const states = this.auxParams[Math.min(k, this.auxParams.length - 1)] ?? new Map();
      for (const [name, array] of states) {
        const copy = group.auxiliaryCopies(name)[k];
        if (copy !== undefined) array.copyTo(copy);
      }
    }
  }

  dispose(): void {
    for (const arrays of [this.argParams, ...this.auxParams]) {
      for (const array of arrays.values()) array.dispose();
    }
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }
}

function copyOf(array: NDArray): NDArray {
  return untrack(array.copyToDevice(cpu()));
}
