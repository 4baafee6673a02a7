/** Statistics of everything that flows through a network. */

import type { Executor } from '../executor/executor.js';
import type { DType } from '../ndarray/dtype.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import { scope } from '../runtime/scope.js';
import { byCodePoints } from '../text/code-points.js';
import { pythonFloat, pythonFloat32 } from '../text/python-float.js';

/** One value. */
export interface MonitoredValue {
  /** The batch, counted from 1. */
  step: number;
  /** A node's output, an argument or an auxiliary state. */
  name: string;
  value: number;
  /** Its element type: some nodes have outputs of whole numbers. */
  dtype: DType;
}

/** Options of {@link Monitor}. */
export interface MonitorOptions {
  /** Batches between two reports. */
  interval: number;
  /** Which names are reported; matched at the beginning of a name. @defaultValue all */
  pattern?: RegExp;
  /** A statistic of an array, as an array with one value. @defaultValue L2 norm / √size */
  statistic?: (array: NDArray) => NDArray;
  /** Report in the order of the names. @defaultValue false */
  sort?: boolean;
  /** The nodes' inputs as well (MXNet 1.5 and later). @defaultValue false */
  monitorAll?: boolean;
  logger?: Logger;
}

/**
 * Reports a statistic of every output, argument and auxiliary state, every so many batches (`mx.mon.Monitor`).
 *
 * Arguments are seen after the update. Executors run slower once a monitor is installed.
 */
export class Monitor {
  readonly #options: Required<MonitorOptions>;
  readonly #executors: Executor[] = [];
  #queue: { step: number; name: string; statistic: NDArray }[] = [];
  #step = 0;
  #active = false;

  /** @throws RangeError for an interval that is no positive integer */
  constructor(options: MonitorOptions) {
    if (!Number.isInteger(options.interval) || options.interval < 1) {
      throw new RangeError(`\`interval\` must be a positive integer, received ${options.interval}`);
    }
    this.#options = {
      pattern: /.*/,
      statistic: rootMeanSquare,
      sort: false,
      monitorAll: false,
      logger: SILENT,
      ...options,
    };
  }

  /** Watches an executor. */
  install(executor: Executor): void {
    executor.setMonitor((name, array) => {
      if (this.#active) this.#watch(name, array);
      array.dispose();
    }, this.#options.monitorAll);
    this.#executors.push(executor);
  }

  /** To be called before the forward computation of a batch. */
  async tic(): Promise<void> {
    if (this.#step % this.#options.interval === 0) {
      await this.#wait();
      this.#active = true;
    }
    this.#step++;
  }

  /** To be called after the update of a batch: what was seen, if this batch is one to report. */
  async toc(): Promise<MonitoredValue[]> {
    if (!this.#active) return [];
    await this.#wait();
    for (const executor of this.#executors) {
      for (const [name, array] of executor.arguments) this.#watch(name, array);
      for (const [name, array] of executor.auxiliaryStates) this.#watch(name, array);
    }
    this.#active = false;
    const queue = this.#queue;
    this.#queue = [];
    if (this.#options.sort) queue.sort((a, b) => byCodePoints(a.name, b.name));
    const values: MonitoredValue[] = [];
    for (const { step, name, statistic } of queue) {
      const [value = Number.NaN] = await statistic.data();
      values.push({ step, name, value: Number(value), dtype: statistic.dtype });
      statistic.dispose();
    }
    return values;
  }

  /** {@link Monitor.toc}, logged in MXNet's form. */
  async tocPrint(): Promise<void> {
    for (const { step, name, value, dtype } of await this.toc()) {
      const number = String(step).padStart(7);
      const text = valueText(value, dtype);
      this.#options.logger.info(`Batch: ${number} ${padded(name, 30)} ${text}\t`);
    }
  }

  #watch(name: string, array: NDArray): void {
    const { pattern, statistic } = this.#options;
    if (name.search(pattern) !== 0) return;
    this.#queue.push({ step: this.#step, name, statistic: scope(() => statistic(array)) });
  }

  async #wait(): Promise<void> {
    for (const executor of this.#executors) {
      const arrays = [...executor.arguments.values(), ...executor.auxiliaryStates.values()];
      await Promise.all(arrays.map((array) => array.waitToRead()));
    }
  }
}

function valueText(value: number, dtype: DType): string {
  if (dtype === 'float64') return pythonFloat(value);
  return dtype.startsWith('float') ? pythonFloat32(value) : String(value);
}

function rootMeanSquare(array: NDArray): NDArray {
  const norm = invokeOne('norm', [array]);
  return invokeOne('_div_scalar', [norm], { scalar: pythonFloat(Math.sqrt(array.size)) });
}

/** Filled up to a width in code points, as Python counts. */
function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}
