/** Device arrays on the JavaScript side, in memory that is used again. */

import type { HostArray } from '../metric/host-array.js';
import type { TypedArray } from '../native/contract.js';
import { typedArrayFor } from '../ndarray/dtype.js';
import type { NDArray } from '../ndarray/ndarray.js';

/** Buffers by place: copying into a new one costs several times the copy itself. */
export class HostCopies {
  readonly #buffers = new Map<string, TypedArray>();

  /** Copies arrays out, all in one turn of the lane. The result is valid until the next call. */
  async copy(place: string, arrays: readonly NDArray[]): Promise<HostArray[]> {
    return await Promise.all(
      arrays.map(async (array, i) => {
        const values = await array.data(this.#buffer(`${place} ${i}`, array));
        return { shape: array.shape, values };
      }),
    );
  }

  #buffer(place: string, array: NDArray): TypedArray {
    const key = `${place} ${array.dtype} ${array.size}`;
    let buffer = this.#buffers.get(key);
    if (buffer === undefined) {
      buffer = typedArrayFor(array.dtype, array.size);
      this.#buffers.set(key, buffer);
    }
    return buffer;
  }
}
