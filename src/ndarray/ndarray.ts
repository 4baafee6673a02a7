/** The n-dimensional array. */

import { callAsync } from '../native/call.js';
import type { NativeNDArray, TypedArray } from '../native/contract.js';
import { NativeOwner } from '../native/owner.js';
import { operatorId } from '../operators/registry.js';
import { Device } from '../runtime/device.js';
import { mxnet } from '../runtime/library.js';
import { track } from '../runtime/scope.js';
import { type DType, dtypeCode, dtypeFromCode, typedArrayFor } from './dtype.js';

/** How an array's values are stored. */
export type StorageType = 'default' | 'row_sparse' | 'csr' | 'undefined';

const STORAGE_TYPES: Record<number, StorageType> = { 0: 'default', 1: 'row_sparse', 2: 'csr' };

/**
 * An n-dimensional array of libmxnet, on a CPU or a GPU.
 *
 * Operations on it are queued and return at once; reading its values waits, and may report the error of an
 * operation queued earlier. Dispose arrays that a loop creates, or create them in a `scope`.
 *
 * @example
 * ```ts
 * using ones = full([2, 3], 1);
 * console.log(await ones.data()); // Float32Array(6) [ 1, 1, 1, 1, 1, 1 ]
 * ```
 */
export class NDArray extends NativeOwner<NativeNDArray> {
  #shape: readonly number[] | undefined;
  #dtype: DType | undefined;
  #device: Device | undefined;

  /** @internal */
  constructor(native: NativeNDArray) {
    super(native);
    track(this);
  }

  /**
   * An array whose contents are undefined until something writes them.
   *
   * @param shape - one dimension at least
   */
  static empty(
    shape: readonly number[],
    device: Device = new Device('cpu'),
    dtype: DType = 'float32',
  ): NDArray {
    const native = mxnet().NDArray.create(
      [...shape],
      device.code,
      device.id,
      false,
      dtypeCode(dtype),
    );
    return new NDArray(native);
  }

  /** Forgets what the native object has said of itself: it has become another array. @internal */
  forget(): void {
    this.#shape = undefined;
    this.#dtype = undefined;
    this.#device = undefined;
  }

  /** The dimensions; empty for an array that has none yet. */
  get shape(): readonly number[] {
    this.#shape ??= this.native.shape();
    return this.#shape;
  }

  /** The number of elements. */
  get size(): number {
    return this.shape.length === 0
      ? 0
      : this.shape.reduce((product, length) => product * length, 1);
  }

  get dtype(): DType {
    this.#dtype ??= dtypeFromCode(this.native.dtype());
    return this.#dtype;
  }

  /** Where the values lie; `context` in Python. */
  get device(): Device {
    if (this.#device === undefined) {
      const [type, id] = this.native.context();
      this.#device = Device.fromCode(type, id);
    }
    return this.#device;
  }

  get storageType(): StorageType {
    return STORAGE_TYPES[this.native.storageType()] ?? 'undefined';
  }

  /** The rows from `begin` up to, but not including, `end`, sharing this array's memory. */
  slice(begin: number, end: number): NDArray {
    return new NDArray(this.native.slice(begin, end));
  }

  /** One row, without its first axis, sharing this array's memory. */
  at(index: number): NDArray {
    return new NDArray(this.native.at(index));
  }

  /** The same values under other dimensions, sharing this array's memory; one dimension may be -1. */
  reshape(shape: readonly number[]): NDArray {
    return new NDArray(this.native.reshape([...shape]));
  }

  /** Queues a copy into `target`, across devices and element types (operator `_copyto`). */
  copyTo(target: NDArray): NDArray {
    mxnet().invoke(operatorId('_copyto'), [this.native], [target.native], [], []);
    return target;
  }

  /** A copy on `device`, with the same element type unless another one is given. */
  copyToDevice(device: Device, dtype: DType = this.dtype): NDArray {
    return this.copyTo(NDArray.empty(this.shape, device, dtype));
  }

  /**
   * The values, in row-major order, once every queued operation that writes them is done.
   *
   * @param target - an array to reuse; a new one costs several times the copy itself
   * @throws {@link MXNetError} also with the error of an operator that was queued earlier
   */
  async data<Target extends TypedArray = TypedArray>(target?: Target): Promise<Target> {
    const memory = target ?? typedArrayFor(this.dtype, this.size);
    await callAsync(this.native.copyTo(memory));
    return memory as Target;
  }

  /** {@link NDArray.data}, blocking the event loop until the values are there. */
  dataSync<Target extends TypedArray = TypedArray>(target?: Target): Target {
    const memory = target ?? typedArrayFor(this.dtype, this.size);
    this.native.copyToSync(memory);
    return memory as Target;
  }

  /** Overwrites the values. `source` must not change before the promise is settled. */
  async set(source: TypedArray): Promise<void> {
    await callAsync(this.native.copyFrom(source));
  }

  /** {@link NDArray.set}, blocking the event loop. */
  setSync(source: TypedArray): void {
    this.native.copyFromSync(source);
  }

  /**
   * Writes one image of a batch, without waiting for what is queued: nothing may be that uses the array.
   *
   * @param row - of an array of images, channels, rows, columns: float32, on a CPU
   * @param pixels - rows, columns, channels
   * @param numbers - what stands for each of the 256 values of a pixel, channel by channel
   *
   * @internal
   */
  setPixels(row: number, pixels: Uint8Array, numbers: Float32Array): void {
    this.native.setPixels(row, pixels, numbers);
  }

  /** Resolves when every queued operation that writes this array is done. */
  async waitToRead(): Promise<void> {
    await callAsync(this.native.waitToRead());
  }
}
