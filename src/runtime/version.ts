/** The version of the opened library. */

import { mxnet } from './library.js';

/**
 * Whether the library is of the given version or a later one; opens it if nobody has.
 *
 * @example
 * ```ts
 * if (libraryIsAtLeast(1, 5)) console.log('has the multi_ operators');
 * ```
 */
export function libraryIsAtLeast(major: number, minor: number): boolean {
  return (mxnet().library()?.version ?? 0) >= major * 10000 + minor * 100;
}
