/** Arrays with contents. */

import type { TypedArray } from '../native/contract.js';
import { operatorId } from '../operators/registry.js';
import { Device } from '../runtime/device.js';
import { mxnet } from '../runtime/library.js';
import { pythonFloat } from '../text/python-float.js';
import { type DType, dtypeCode, dtypeOf } from './dtype.js';
import { NDArray } from './ndarray.js';

/** Where and as what an array is made. */
export interface CreateOptions {
  /** @defaultValue `cpu(0)` */
  device?: Device;
  /** @defaultValue `float32` */
  dtype?: DType;
}

/** An array of zeros (operator `_zeros`). */
export function zeros(shape: readonly number[], options: CreateOptions = {}): NDArray {
  return constant('_zeros', shape, options);
}

/** An array of ones (operator `_ones`). */
export function ones(shape: readonly number[], options: CreateOptions = {}): NDArray {
  return constant('_ones', shape, options);
}

/** An array with one value everywhere (operator `_full`). */
export function full(
  shape: readonly number[],
  value: number,
  options: CreateOptions = {},
): NDArray {
  // The text of anything else would become a number, but not the one that is meant.
  if (typeof value !== 'number') throw new TypeError('`value` must be a number');
  return constant('_full', shape, options, value);
}

/**
 * An array with the values of a typed array, in row-major order. Does not wait, also while the engine is busy.
 *
 * @param shape - its product must be the length of `values`
 */
export function fromTypedArray(
  values: TypedArray,
  shape: readonly number[],
  options: CreateOptions = {},
): NDArray {
  const { device = new Device('cpu'), dtype = dtypeOf(values) } = options;
  const onCpu = device.type === 'cpu';
  const id = onCpu ? device.id : 0;
  const native = mxnet().NDArray.fromValues(values, [...shape], id, dtypeCode(dtype));
  const array = new NDArray(native);
  if (onCpu) return array;
  // Queued: writing straight to another device would wait for it.
  const copy = array.copyToDevice(device);
  array.dispose();
  return copy;
}

function constant(
  operator: string,
  shape: readonly number[],
  { device = new Device('cpu'), dtype = 'float32' }: CreateOptions,
  value?: number,
): NDArray {
  const keys = ['shape', 'ctx', 'dtype'];
  const values = [`(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`, String(device), dtype];
  if (value !== undefined) {
    keys.push('value');
    values.push(pythonFloat(value));
  }
  const [native] = mxnet().invoke(operatorId(operator), [], null, keys, values);
  if (native === undefined) throw new TypeError(`operator ${operator} made no array`);
  return new NDArray(native);
}
