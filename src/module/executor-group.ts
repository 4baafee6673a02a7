/** One executor per device, each with its part of the batch. */

import { type Executor, type GradientRequest, simpleBind } from '../executor/executor.js';
import type { DataBatch } from '../io/data-batch.js';
import type { DataDesc } from '../io/data-desc.js';
import type { DType } from '../ndarray/dtype.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Device } from '../runtime/device.js';
import { declaredType } from '../symbol/declared-type.js';
import type { Symbol } from '../symbol/symbol.js';
import { averageInto } from './average.js';
import { type RowRange, splitBatch } from './slices.js';

/** What a group of executors is made for. */
export interface ExecutorGroupOptions {
  symbol: Symbol;
  devices: readonly Device[];
  workLoads: readonly number[];
  data: readonly DataDesc[];
  label: readonly DataDesc[];
  /** By argument; the others get none. */
  gradients: Readonly<Record<string, GradientRequest>>;
}

/** Arrays by name. */
export type NamedArrays = ReadonlyMap<string, NDArray>;

/** The executors for one shape of the batch. */
interface Binding {
  ranges: readonly RowRange[];
  executors: readonly Executor[];
  data: readonly DataDesc[];
  label: readonly DataDesc[];
}

/**
 * The executors of a module (`DataParallelExecutorGroup`). A batch of another shape gets executors of its own that share
 * the parameters; they are kept for the next batch of that shape.
 */
export class ExecutorGroup {
  readonly #options: ExecutorGroupOptions;
  readonly #bindings = new Map<string, Binding>();
  readonly #first: Binding;
  #current: Binding;

  private constructor(options: ExecutorGroupOptions, first: Binding) {
    this.#options = options;
    this.#first = first;
    this.#current = first;
    this.#bindings.set(shapeKey(options.data, options.label), first);
  }

  /** Binds the symbol on every device. */
  static async bind(options: ExecutorGroupOptions): Promise<ExecutorGroup> {
    const { symbol, devices, data, label, gradients } = options;
    const ranges = splitBatch(batchSizeOf(data), options.workLoads);
    const types = inputTypes(options);
    const executors: Executor[] = [];
    try {
      for (const [i, device] of devices.entries()) {
        const inputs = [...data, ...label];
        const shapes = partShapes(inputs, ranges[i] as RowRange);
        executors.push(await simpleBind(symbol, { device, shapes, types, gradients }));
      }
    } catch (error) {
      for (const executor of executors) executor.dispose();
      throw error;
    }
    return new ExecutorGroup(options, { ranges, executors, data, label });
  }

  /** Rows in the batches that the executors are bound for now. */
  get batchSize(): number {
    return batchSizeOf(this.#current.data);
  }

  /** One for each device. */
  get executors(): readonly Executor[] {
    return this.#current.executors;
  }

  /** Which rows each device computes. */
  get ranges(): readonly RowRange[] {
    return this.#current.ranges;
  }

  /** Each device's copy of a parameter. */
  parameterCopies(name: string): NDArray[] {
    return copiesOf(this.#first.executors.map((executor) => executor.arguments.get(name)));
  }

  /** Each device's gradient of a parameter; empty for one that has none. */
  gradientCopies(name: string): NDArray[] {
    return copiesOf(this.#first.executors.map((executor) => executor.gradients.get(name)));
  }

  /** Each device's copy of an auxiliary state. */
  auxiliaryCopies(name: string): NDArray[] {
    return copiesOf(this.#first.executors.map((executor) => executor.auxiliaryStates.get(name)));
  }

  /** Makes the group fit for a batch of other shapes, if it is not already. */
  async reshape(data: readonly DataDesc[], label: readonly DataDesc[]): Promise<void> {
    const key = shapeKey(data, label);
    let binding = this.#bindings.get(key);
    if (binding === undefined) {
      const ranges = splitBatch(batchSizeOf(data), this.#options.workLoads);
      const executors: Executor[] = [];
      for (const [i, executor] of this.#first.executors.entries()) {
        const shapes = partShapes([...data, ...label], ranges[i] as RowRange);
        executors.push(await executor.reshape(shapes));
      }
      binding = { ranges, executors, data, label };
      this.#bindings.set(key, binding);
    }
    this.#current = binding;
  }

  /** Whether a batch has the shapes that the group is bound for. */
  fits(batch: DataBatch): boolean {
    const { data, label } = this.#current;
    const same = (descs: readonly DataDesc[], arrays: readonly NDArray[]) =>
      descs.every(({ shape }, i) => shape.join() === arrays[i]?.shape.join());
    return same(data, batch.data) && (batch.label.length === 0 || same(label, batch.label));
  }

  /** Queues the copies of a batch to the devices, and the forward computation. */
  forward(batch: DataBatch, isTrain: boolean): void {
    this.#load(this.#current.data, batch.data);
    if (batch.label.length > 0) this.#load(this.#current.label, batch.label);
    for (const executor of this.#current.executors) executor.forward(isTrain);
  }

  /** Queues the gradients of the last forward. */
  backward(): void {
    for (const executor of this.#current.executors) executor.backward();
  }

  /** Queues copies of parameters and auxiliary states to every device. */
  setParams(argParams: NamedArrays, auxParams: NamedArrays): void {
    for (const [name, array] of argParams) {
      for (const copy of this.parameterCopies(name)) array.copyTo(copy);
    }
    for (const [name, array] of auxParams) {
      for (const copy of this.auxiliaryCopies(name)) array.copyTo(copy);
    }
  }

  /** Queues the devices' mean of every parameter and auxiliary state into CPU arrays. */
  getParams(argParams: NamedArrays, auxParams: NamedArrays): void {
    for (const [name, array] of argParams) averageInto(this.parameterCopies(name), array);
    for (const [name, array] of auxParams) averageInto(this.auxiliaryCopies(name), array);
  }

  dispose(): void {
    for (const { executors } of this.#bindings.values()) {
      for (const executor of executors) executor.dispose();
    }
    this.#bindings.clear();
  }

  #load(descs: readonly DataDesc[], arrays: readonly NDArray[]): void {
    for (const [i, { name, shape }] of descs.entries()) {
      const source = arrays[i];
      if (source === undefined) throw new RangeError(`the batch has no array for ${name}`);
      for (const [k, executor] of this.#current.executors.entries()) {
        const target = executor.arguments.get(name);
        // A label that the network does not use.
        if (target === undefined) continue;
        const { begin, end } = this.#current.ranges[k] as RowRange;
        if (begin === 0 && end === shape[0]) {
          source.copyTo(target);
        } else {
          using part = source.slice(begin, end);
          part.copyTo(target);
        }
      }
    }
  }
}

/** What the data is, unless its variable in the network says what it wants. */
function inputTypes({ symbol, data, label }: ExecutorGroupOptions): Record<string, DType> {
  const attributes = symbol.attributes();
  const types: Record<string, DType> = {};
  for (const { name, dtype } of data) types[name] = declaredType(attributes, name) ?? dtype;
  for (const { name, dtype } of label) types[name] = dtype;
  return types;
}

function batchSizeOf(data: readonly DataDesc[]): number {
  return data[0]?.shape[0] ?? 0;
}

function partShapes(
  inputs: readonly DataDesc[],
  { begin, end }: RowRange,
): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = {};
  for (const { name, shape } of inputs) shapes[name] = [end - begin, ...shape.slice(1)];
  return shapes;
}

function shapeKey(data: readonly DataDesc[], label: readonly DataDesc[]): string {
  return [...data, ...label].map(({ name, shape }) => `${name}:${shape.join()}`).join(' ');
}

function copiesOf(arrays: readonly (NDArray | undefined)[]): NDArray[] {
  return arrays.filter((array) => array !== undefined);
}
