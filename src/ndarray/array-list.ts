/** Arrays that are given to many calls. */

import type { NativeArrayList, NativeArrays } from '../native/contract.js';
import { mxnet } from '../runtime/library.js';
import type { NDArray } from './ndarray.js';

/** A list of arrays that the addon reads once, not anew in each call. The arrays stay their owner's. */
export class ArrayList {
  /** @internal */
  readonly native: NativeArrayList;

  constructor(arrays: readonly NDArray[]) {
    this.native = mxnet().ArrayList.of(nativesOf(arrays));
  }
}

/** Arrays as the addon wants them. @internal */
export function nativeArrays(arrays: readonly NDArray[] | ArrayList): NativeArrays {
  return arrays instanceof ArrayList ? arrays.native : nativesOf(arrays);
}

function nativesOf(arrays: readonly NDArray[]): NDArray['native'][] {
  return arrays.map((array) => array.native);
}
