/** Finds the next record behind a damaged place. */

import type { WindowReader } from '../files/window-reader.js';
import { FRAME_BYTES, MAGIC_BYTES, parseFrame, partBytes } from './frame.js';

/** Bytes that are searched at once. */
const STEP = 256 * 1024;

/** Records and their parts begin at multiples of it. */
const ALIGNMENT = 4;

/**
 * Where, from `position` on, the next record begins: no payload has the magic at the beginning of a word, because the writer
 * cuts it out.
 *
 * @param limit - where the search may end
 * @returns the end of the file when there is none
 */
export async function findRecord(
  reader: WindowReader,
  position: number,
  limit: number = reader.size,
): Promise<number> {
  const first = Math.ceil(position / ALIGNMENT) * ALIGNMENT;
  for (let start = first; start < limit; start += STEP) {
    const bytes = await reader.read(start, STEP + FRAME_BYTES);
    for (let at = bytes.indexOf(MAGIC_BYTES); at >= 0; at = bytes.indexOf(MAGIC_BYTES, at + 1)) {
      if (at % ALIGNMENT !== 0 || at >= STEP) continue;
      const frame = parseFrame(bytes.subarray(at, at + FRAME_BYTES));
      if (frame === undefined || frame.kind === 'middle' || frame.kind === 'last') continue;
      if (start + at + partBytes(frame) <= reader.size) return start + at;
    }
  }
  return reader.size;
}
