/** Images whose end is missing: decoders fill them up with gray and say nothing. */

import { isJpeg, jpegSegments, START_OF_SCAN } from './jpeg-segments.js';
import { isPng } from './png-chunks.js';

const PNG_END = Buffer.from('IEND');
const JPEG_END = Buffer.from([0xff, 0xd9]);

/** Whether the end of a PNG or JPEG file is missing. Of other files nothing is said. */
export function isCutOff(encoded: Uint8Array): boolean {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  if (isPng(bytes)) return !bytes.includes(PNG_END);
  if (!isJpeg(bytes)) return false;
  // A preview among the segments has an end of its own.
  const scan = jpegSegments(bytes).at(-1);
  return scan?.marker !== START_OF_SCAN || !bytes.includes(JPEG_END, scan.start);
}

/**
 * {@link isCutOff} by the last bytes alone.
 *
 * @returns `undefined` when they do not tell: something may follow behind the end
 */
export function endsWell(beginning: Buffer, tail: Buffer): true | undefined {
  if (isPng(beginning)) return tail.includes(PNG_END) || undefined;
  if (!isJpeg(beginning)) return true;
  return tail.subarray(-JPEG_END.length).equals(JPEG_END) || undefined;
}
