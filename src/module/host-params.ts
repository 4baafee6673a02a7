/** The CPU's copies of the parameters, which the devices' values are gathered in. */

import { zeros } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { waitAll } from '../runtime/wait-all.js';
import type { ExecutorGroup, NamedArrays } from './executor-group.js';
import { type InitSettings, initParams } from './init-params.js';

/** The values of a module outside of its executors. */
export class HostParams implements Disposable {
  readonly argParams: ReadonlyMap<string, NDArray>;
  readonly auxParams: ReadonlyMap<string, NDArray>;
  readonly #group: ExecutorGroup;
  /** Whether the devices have newer values. */
  #outdated = false;

  constructor(group: ExecutorGroup, paramNames: readonly string[], auxNames: readonly string[]) {
    this.#group = group;
    this.argParams = likeFirst(paramNames, (name) => group.parameterCopies(name));
    this.auxParams = likeFirst(auxNames, (name) => group.auxiliaryCopies(name));
  }

  /** Gives every parameter its first value, here and on the devices. */
  init(
    argParams: NamedArrays | undefined,
    auxParams: NamedArrays | undefined,
    settings: InitSettings,
  ): void {
    initParams(this.argParams, argParams, settings);
    initParams(this.auxParams, auxParams, settings);
    this.#outdated = false;
    this.#group.setParams(this.argParams, this.auxParams);
  }

  /** Says that the devices get newer values. */
  expire(): void {
    this.#outdated = true;
  }

  /**
   * Gathers the devices' values, if they are newer. Waits for everything that is queued: batch normalisation writes its
   * moving averages behind the engine's back.
   *
   * @param fixed - parameters that are not trained: every device has the same value
   */
  async refresh(fixed: ReadonlySet<string>): Promise<void> {
    if (!this.#outdated) return;
    await waitAll();
    const trained = [...this.argParams].filter(([name]) => !fixed.has(name));
    this.#group.getParams(new Map(trained), this.auxParams);
    // No update changes them, but normalization with a fixed gamma does.
    for (const name of fixed) {
      const [copy] = this.#group.parameterCopies(name);
      const own = this.argParams.get(name);
      if (copy && own) copy.copyTo(own);
    }
    await waitAll();
    this.#outdated = false;
  }

  dispose(): void {
    for (const array of [...this.argParams.values(), ...this.auxParams.values()]) array.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function likeFirst(
  names: readonly string[],
  copies: (name: string) => NDArray[],
): ReadonlyMap<string, NDArray> {
  return new Map(
    names.map((name) => {
      const [first] = copies(name);
      if (first === undefined) throw new TypeError(`the executor has no array for ${name}`);
      return [name, zeros(first.shape, { dtype: first.dtype })];
    }),
  );
}
