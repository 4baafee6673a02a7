/** Device arrays on the JavaScript side, in memory that is used again. */

import type { HostArray } from '../metric/host-array.js';
import { callAsync } from '../native/call.js';
import type { TypedArray } from '../native/contract.js';
import { typedArrayFor } from '../ndarray/dtype.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { mxnet } from '../runtime/library.js';

/** Buffers by place: copying into a new one costs several times the copy itself. */
export class HostCopies {
  /** For each place in the list, a buffer for each element type and size that was seen there. */
  readonly #buffers: Map<string, TypedArray>[] = [];

  /** Copies arrays out, all in one turn of the lane. The result is valid until the next call. */
  async copy(arrays: readonly NDArray[]): Promise<HostArray[]> {
    const copies = arrays.map((array, place) => ({
      shape: array.shape,
      values: this.#buffer(place, array),
    }));
    const natives = arrays.map((array) => array.native);
    const targets = copies.map(({ values }) => values);
    await callAsync(mxnet().NDArray.copyAllTo(natives, targets));
    return copies;
  }

  #buffer(place: number, array: NDArray): TypedArray {
    this.#buffers[place] ??= new Map();
    const buffers = this.#buffers[place];
    const key = `${array.dtype} ${array.size}`;
    let buffer = buffers.get(key);
    if (buffer === undefined) {
      buffer = typedArrayFor(array.dtype, array.size);
      buffers.set(key, buffer);
    }
    return buffer;
  }
}
