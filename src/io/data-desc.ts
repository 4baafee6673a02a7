/** What an iterator delivers. */

import type { DType } from '../ndarray/dtype.js';

/** Name, shape and element type of one input, with the whole batch in the first axis. */
export interface DataDesc {
  name: string;
  shape: readonly number[];
  dtype: DType;
}

/** Whether two inputs have the same names, shapes and element types. */
export function sameDescs(left: readonly DataDesc[], right: readonly DataDesc[]): boolean {
  return (
    left.length === right.length &&
    left.every((desc, i) => {
      const other = right[i];
      return (
        other !== undefined &&
        desc.name === other.name &&
        desc.dtype === other.dtype &&
        desc.shape.length === other.shape.length &&
        desc.shape.every((length, axis) => length === other.shape[axis])
      );
    })
  );
}
