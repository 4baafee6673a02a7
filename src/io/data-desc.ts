/** What an iterator delivers. */

import type { DType } from '../ndarray/dtype.js';

/** Name, shape and element type of one input, with the whole batch in the first axis. */
export interface DataDesc {
  name: string;
  shape: readonly number[];
  dtype: DType;
}
