/** Batches from arrays in memory. */

import type { TypedArray } from '../native/contract.js';
import { fromTypedArray } from '../ndarray/create.js';
import { type DType, dtypeOf, typedArrayFor } from '../ndarray/dtype.js';
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

/** Batches from typed arrays, in order (`mx.io.NDArrayIter`). */
export class NDArrayIter implements DataIter {
  readonly batchSize: number;
  readonly provideData: readonly DataDesc[];
  readonly provideLabel: readonly DataDesc[];
  readonly #data: readonly ArraySource[];
  readonly #label: readonly ArraySource[];
  readonly #samples: number;
  readonly #discard: boolean;
  #position = 0;

  constructor(options: NDArrayIterOptions) {
    const { data, label = {}, batchSize, lastBatchHandle = 'pad' } = options;
    this.#data = Object.values(data);
    this.#label = Object.values(label);
    this.#samples = countSamples([...Object.entries(data), ...Object.entries(label)]);
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`\`batchSize\` must be a positive integer, received ${batchSize}`);
    }
    this.batchSize = batchSize;
    this.#discard = lastBatchHandle === 'discard';
    this.provideData = describe(data, batchSize);
    this.provideLabel = describe(label, batchSize);
  }

  next(): Promise<DataBatch | undefined> {
    const left = this.#samples - this.#position;
    if (left <= 0 || (this.#discard && left < this.batchSize)) return Promise.resolve(undefined);
    const rows = (source: ArraySource) => this.#rows(source);
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
    this.#position = this.#samples;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.dispose();
    return Promise.resolve();
  }

  #rows({ values, shape, dtype = dtypeOf(values) }: ArraySource) {
    const width = values.length / this.#samples;
    const batch = typedArrayFor(dtypeOf(values), this.batchSize * width);
    for (let row = 0; row < this.batchSize; row++) {
      const source = (this.#position + row) % this.#samples;
      // Both arrays have the same class; TypeScript cannot see it through the union.
      batch.set(values.subarray(source * width, (source + 1) * width) as never, row * width);
    }
    const array = fromTypedArray(batch, [this.batchSize, ...shape.slice(1)]);
    if (dtype === array.dtype) return array;
    const cast = array.copyToDevice(array.device, dtype);
    array.dispose();
    return cast;
  }
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
