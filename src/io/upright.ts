/** Turns decoded pictures. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeAndWait, invokeOne } from '../operators/invoke.js';

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
export async function upright(image: NDArray, orientation: number): Promise<NDArray> {
  const turn = TURNS[orientation];
  const same = () => image.slice(0, image.shape[0] ?? 0);
  if (turn === undefined) return same();
  const turned = turn.transposed ? invokeOne('transpose', [image], { axes: [1, 0, 2] }) : same();
  if (turn.reversed.length === 0) return turned;
  try {
    // On the lane: it costs each thread that calls it 5 MB of random states, for ever.
    return await invokeAndWait('reverse', [turned], { axis: turn.reversed });
  } finally {
    turned.dispose();
  }
}
