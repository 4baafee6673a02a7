/** Batches that cost nothing to make. */

import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';
import type { DataIter } from './data-iter.js';

/** What a {@link SyntheticIter} delivers. */
export interface SyntheticIterOptions {
  /** Rows, channels, height, width. */
  shape: readonly [rows: number, ...image: number[]];
  numClasses: number;
  /** Batches in a pass. */
  batches: number;
  /** @defaultValue 0 */
  seed?: number;
}

/**
 * The same batch again and again, of random values in [-1, 1] and random labels: to measure training without reading. It
 * leaves libmxnet's random generators alone.
 */
export class SyntheticIter implements DataIter {
  readonly batchSize: number;
  readonly provideData: readonly DataDesc[];
  readonly provideLabel: readonly DataDesc[];
  readonly #data: NDArray;
  readonly #label: NDArray;
  readonly #batches: number;
  #position = 0;

  constructor({ shape, numClasses, batches, seed = 0 }: SyntheticIterOptions) {
    const [rows] = shape;
    const random = generator(seed);
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: size }, () => 2 * random() - 1);
    const labels = Float32Array.from({ length: rows }, () => Math.floor(random() * numClasses));
    this.batchSize = rows;
    this.#batches = batches;
    this.#data = fromTypedArray(values, shape);
    this.#label = fromTypedArray(labels, [rows]);
    this.provideData = [{ name: 'data', shape, dtype: 'float32' }];
    this.provideLabel = [{ name: 'softmax_label', shape: [rows], dtype: 'float32' }];
  }

  next(): Promise<DataBatch | undefined> {
    if (this.#position >= this.#batches) return Promise.resolve(undefined);
    this.#position++;
    return Promise.resolve(new DataBatch([this.#data], [this.#label], { owned: [] }));
  }

  reset(): Promise<void> {
    this.#position = 0;
    return Promise.resolve();
  }

  dispose(): void {
    this.#data.dispose();
    this.#label.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.dispose();
    return Promise.resolve();
  }
}

/** A small generator of numbers from 0 up to, but not including, 1 (mulberry32). */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
