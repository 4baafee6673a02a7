/** Iterators that libmxnet itself provides. */

import { callAsync } from '../native/call.js';
import type { NativeDataIter } from '../native/contract.js';
import { NDArray } from '../ndarray/ndarray.js';
import { type Attributes, attributeLists } from '../operators/text.js';
import { mxnet } from '../runtime/library.js';
import { waitAll } from '../runtime/wait-all.js';
import { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';
import type { DataIter } from './data-iter.js';
import type { ReadingOrder } from './reading-order.js';

/** How the iterator's arrays are called in the network. */
export interface InputNames {
  /** @defaultValue `data` */
  dataName?: string;
  /** @defaultValue `softmax_label` */
  labelName?: string;
  /** As {@link ReadingOrder}. @internal */
  firstRead?: ReadingOrder['firstRead'];
}

/** The kinds of iterators of the loaded library, for example `ImageRecordIter` or `CSVIter`. */
export function listDataIters(): string[] {
  return mxnet().DataIter.list();
}

/** The parameters that a kind of iterator has in the loaded library. */
export function dataIterParameters(kind: string): ReadonlySet<string> {
  return new Set(mxnet().DataIter.describe(kind).argumentNames);
}

/**
 * A wrapper around an iterator of the library (`MXDataIter` in Python). Decoding runs on threads of the library.
 *
 * A batch shares the iterator's buffers, which are overwritten some batches later: copy what you keep.
 */
export class NativeIter implements DataIter {
  readonly batchSize: number;
  readonly provideData: readonly DataDesc[];
  readonly provideLabel: readonly DataDesc[];
  readonly #native: NativeDataIter;
  /** Fetched to learn the shapes; also the first batch that {@link NativeIter.next} delivers. */
  #first: DataBatch | undefined;

  private constructor(native: NativeDataIter, first: DataBatch, names: InputNames) {
    this.#native = native;
    this.#first = first;
    this.provideData = describe(first.data, names.dataName ?? 'data');
    this.provideLabel = describe(first.label, names.labelName ?? 'softmax_label');
    this.batchSize = first.data[0]?.shape[0] ?? 0;
  }

  /**
   * Creates an iterator and reads its first batch.
   *
   * @param kind - for example `ImageRecordIter`
   * @param parameters - by MXNet's names. libmxnet would silently ignore one that it does not know. The files of a `CSVIter` are best
   * given with their delimiter (`rows.csv?delimiter=,`): libmxnet 1.9.1 is not safe without.
   * @throws TypeError for a parameter that this kind of iterator does not have
   * @throws {@link MXNetError} when a file cannot be read, or when there is no batch at all
   */
  static async create(
    kind: string,
    parameters: Attributes,
    names: InputNames = {},
  ): Promise<NativeIter> {
    const { keys, values } = attributeLists(parameters);
    const known = dataIterParameters(kind);
    const unknown = keys.find((key) => !known.has(key));
    if (unknown !== undefined) throw new TypeError(`${kind} has no parameter ${unknown}`);
    const native = await callAsync(mxnet().DataIter.create(kind, keys, values));
    try {
      await names.firstRead;
      const first = await read(native);
      if (first === undefined) throw new RangeError(`${kind} found no batch in its source`);
      return new NativeIter(native, first, names);
    } catch (error) {
      native.close();
      throw error;
    }
  }

  async next(): Promise<DataBatch | undefined> {
    const first = this.#first;
    this.#first = undefined;
    return first ?? (await read(this.#native));
  }

  async reset(): Promise<void> {
    this.#dropFirst();
    await callAsync(this.#native.reset());
  }

  dispose(): void {
    this.#dropFirst();
    this.#native.close();
  }

  /**
   * Waits until nothing reads the iterator's buffers any more, lets go of it, and waits until its threads have ended: its
   * file may be changed or removed then.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await waitAll();
    this.dispose();
    // It is freed where this waits, before it.
    await waitAll();
  }

  #dropFirst(): void {
    this.#first?.dispose();
    this.#first = undefined;
  }
}

async function read(native: NativeDataIter): Promise<DataBatch | undefined> {
  const batch = await callAsync(native.next());
  if (batch === null) return undefined;
  return new DataBatch([new NDArray(batch.data)], [new NDArray(batch.label)], { pad: batch.pad });
}

function describe(arrays: readonly NDArray[], name: string): DataDesc[] {
  return arrays.map(({ shape, dtype }) => ({ name, shape, dtype }));
}
