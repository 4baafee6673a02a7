/** Batches from arrays in memory. */

import type { TypedArray } from '../native/contract.js';
import { fromTypedArray } from '../ndarray/create.js';
import { type DType, dtypeOf } from '../ndarray/dtype.js';
import { NDArray } from '../ndarray/ndarray.js';
import { untrack } from '../runtime/scope.js';
import { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';
import type { DataIter } from './data-iter.js';

/** One input: all its samples, in row-major order. */
export interface ArraySource {
  values: TypedArray;
  /** The shape of all samples together; the first axis counts them. */
  shape: readonly number[];
  /** @defaultValue that of `values` */
  dtype?: DType;
}

/** Options of {@link NDArrayIter}. */
export interface NDArrayIterOptions {
  /** By input name. */
  data: Readonly<Record<string, ArraySource>>;
  /** By input name. @defaultValue none */
  label?: Readonly<Record<string, ArraySource>>;
  batchSize: number;
  /**
   * What happens to samples that do not fill a batch: `pad` fills it up with the first samples and says how
   * many rows those are, `discard` leaves them out.
   *
   * @defaultValue `pad`
   */
  lastBatchHandle?: 'pad' | 'discard';
}

/**
 * Batches from typed arrays, in order (`mx.io.NDArrayIter`). The values are copied when the iterator is made; a batch
 * shares that copy's memory, but for one that is filled up.
 */
export class NDArrayIter implements DataIter {
  readonly batchSize: number;
  readonly provideData: readonly DataDesc[];
  readonly provideLabel: readonly DataDesc[];
  readonly #data: readonly NDArray[];
  readonly #label: readonly NDArray[];
  readonly #samples: number;
  readonly #discard: boolean;
  #position = 0;

  constructor(options: NDArrayIterOptions) {
    const { data, label = {}, batchSize, lastBatchHandle = 'pad' } = options;
    this.#samples = countSamples([...Object.entries(data), ...Object.entries(label)]);
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`\`batchSize\` must be a positive integer, received ${batchSize}`);
    }
    this.batchSize = batchSize;
    this.#discard = lastBatchHandle === 'discard';
    this.provideData = describe(data, batchSize);
    this.provideLabel = describe(label, batchSize);
    this.#data = Object.values(data).map(copyOf);
    this.#label = Object.values(label).map(copyOf);
  }

  next(): Promise<DataBatch | undefined> {
    const left = this.#samples - this.#position;
    if (left <= 0 || (this.#discard && left < this.batchSize)) return Promise.resolve(undefined);
    const rows = (all: NDArray) => this.#rows(all);
    const batch = new DataBatch(this.#data.map(rows), this.#label.map(rows), {
      pad: Math.max(0, this.batchSize - left),
    });
    this.#position += this.batchSize;
    return Promise.resolve(batch);
  }

  reset(): Promise<void> {
    this.#position = 0;
    return Promise.resolve();
  }

  dispose(): void {
    for (const array of [...this.#data, ...this.#label]) array.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.dispose();
    return Promise.resolve();
  }

  #rows(all: NDArray): NDArray {
    const begin = this.#position;
    if (begin + this.batchSize <= this.#samples) return all.slice(begin, begin + this.batchSize);
    const batch = NDArray.empty([this.batchSize, ...all.shape.slice(1)], all.device, all.dtype);
    for (let row = 0; row < this.batchSize; ) {
      const source = (begin + row) % this.#samples;
      const count = Math.min(this.#samples - source, this.batchSize - row);
      const [from, to] = [all.slice(source, source + count), batch.slice(row, row + count)];
      from.copyTo(to);
      from.dispose();
      to.dispose();
      row += count;
    }
    return batch;
  }
}

/** All samples as an array, which outlives the scope in which the iterator is made. */
function copyOf({ values, shape, dtype }: ArraySource): NDArray {
  const array = untrack(fromTypedArray(values, shape));
  if (dtype === undefined || dtype === array.dtype) return array;
  const cast = untrack(array.copyToDevice(array.device, dtype));
  array.dispose();
  return cast;
}

function countSamples(sources: readonly (readonly [name: string, source: ArraySource])[]): number {
  const [first] = sources;
  const samples = first?.[1].shape[0] ?? 0;
  for (const [name, { values, shape }] of sources) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (size !== values.length) {
      throw new RangeError(`\`${name}\` has ${values.length} values, but its shape needs ${size}`);
    }
    if (shape[0] !== samples) {
      throw new RangeError(`\`${name}\` has ${shape[0]} samples, \`${first?.[0]}\` has ${samples}`);
    }
  }
  if (samples === 0) throw new RangeError('`data` must have at least one sample');
  return samples;
}

function describe(sources: Readonly<Record<string, ArraySource>>, batchSize: number): DataDesc[] {
  return Object.entries(sources).map(([name, { values, shape, dtype }]) => ({
    name,
    shape: [batchSize, ...shape.slice(1)],
    dtype: dtype ?? dtypeOf(values),
  }));
}
