/** Turns decoded pictures. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { scope } from '../runtime/scope.js';

/** What brings a picture upright, by its EXIF orientation: first rows and columns change places, then axes are reversed. */
const TURNS: Readonly<Record<number, { transposed: boolean; reversed: readonly number[] }>> = {
  2: { transposed: false, reversed: [1] },
  3: { transposed: false, reversed: [0, 1] },
  4: { transposed: false, reversed: [0] },
  5: { transposed: true, reversed: [] },
  6: { transposed: true, reversed: [1] },
  7: { transposed: true, reversed: [0, 1] },
  8: { transposed: true, reversed: [0] },
};

/**
 * A picture as its orientation says.
 *
 * @param image - rows, columns, channels
 * @returns a new array
 */
export function upright(image: NDArray, orientation: number): NDArray {
  const turn = TURNS[orientation];
  if (turn === undefined) return image.slice(0, image.shape[0] ?? 0);
  return scope(() => {
    const turned = turn.transposed ? invokeOne('transpose', [image], { axes: [1, 0, 2] }) : image;
    if (turn.reversed.length === 0) return turned;
    return invokeOne('reverse', [turned], { axis: turn.reversed });
  });
}
