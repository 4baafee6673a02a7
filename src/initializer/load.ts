/** First values from a file. */

import { loadArrays } from '../ndarray/named-arrays.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import type { Initializer, ParameterDesc } from './initializer.js';

/** Options of {@link Load}. */
export interface LoadOptions {
  /** For parameters that are not among the given values. @defaultValue none: they are an error */
  defaultInit?: Initializer;
  /** Told where each parameter comes from. @defaultValue silence */
  logger?: Logger;
}

/**
 * Copies values by the parameter's name (`mx.init.Load`). A name may begin with `arg:` or `aux:`, as in a checkpoint.
 *
 * @example
 * ```ts
 * using initializer = await Load.fromFile('net-0010.params', { defaultInit: new Xavier() });
 * module.initParams({ initializer });
 * ```
 */
export class Load implements Initializer, Disposable {
  readonly #arrays: ReadonlyMap<string, NDArray>;
  readonly #defaultInit: Initializer | undefined;
  readonly #logger: Logger;
  #owned = false;

  /** @param arrays - stay the caller's, and must live as long as this object is used */
  constructor(arrays: ReadonlyMap<string, NDArray>, options: LoadOptions = {}) {
    this.#arrays = new Map(
      [...arrays].map(([name, array]) => [name.replace(/^(arg|aux):/, ''), array]),
    );
    this.#defaultInit = options.defaultInit;
    this.#logger = options.logger ?? SILENT;
  }

  /**
   * Reads the values from a `.params` file. They are disposed with the result.
   *
   * @throws {@link MXNetError} when the file cannot be read
   */
  static async fromFile(file: string, options: LoadOptions = {}): Promise<Load> {
    const load = new Load(await loadArrays(file), options);
    load.#owned = true;
    return load;
  }

  /** @throws RangeError for a value of another shape, or none where there is no default */
  initialize(parameter: ParameterDesc, array: NDArray): void {
    const { name } = parameter;
    const value = this.#arrays.get(name);
    if (value !== undefined) {
      checkShape(name, value, array);
      value.copyTo(array);
      this.#logger.info(`Initialized ${name} by loading`);
      return;
    }
    if (this.#defaultInit === undefined) {
      throw new RangeError(
        `there is no value for ${name} among those that were loaded, and no \`defaultInit\``,
      );
    }
    this.#defaultInit.initialize(parameter, array);
    this.#logger.info(`Initialized ${name} by default`);
  }

  /** Disposes values that were read from a file. */
  dispose(): void {
    if (!this.#owned) return;
    for (const array of this.#arrays.values()) array.dispose();
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }
}

function checkShape(name: string, value: NDArray, target: NDArray): void {
  if (value.shape.join() === target.shape.join()) return;
  throw new RangeError(
    `the loaded ${name} has the shape (${value.shape.join(', ')}), the network needs (${target.shape.join(', ')})`,
  );
}
