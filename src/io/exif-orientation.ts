/**
 * Which way up a picture is. The rule, everywhere in this package: a picture is shown as its orientation says, and
 * what is packed is upright and says nothing.
 */

import { isJpeg, type JpegSegment, jpegSegments } from './jpeg-segments.js';
import { isPng, pngChunks } from './png-chunks.js';

const APP1 = 0xe1;
const EXIF = Buffer.from('Exif\0\0', 'latin1');

/** Tag of the orientation, and of the type of its value: a whole number of 16 bits. */
const ORIENTATION = 0x0112;
const SHORT = 3;

const ENTRY_BYTES = 12;

/** An orientation, and where it is written. */
export interface Orientation {
  /** 2 to 8: mirrored, turned or both. */
  value: number;
  /** Where its two bytes lie. */
  position: number;
  littleEndian: boolean;
}

/**
 * The orientation of a JPEG or PNG file; `undefined` when it is upright or says nothing.
 *
 * @param segments - those of a JPEG file, where they are known
 */
export function exifOrientation(
  bytes: Buffer,
  segments?: readonly JpegSegment[],
): Orientation | undefined {
  const start = exifStart(bytes, segments);
  if (start === undefined || start + 8 > bytes.length) return undefined;
  const littleEndian = bytes.toString('latin1', start, start + 2) === 'II';
  const at16 = (at: number) => (littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const at32 = (at: number) => (littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const directory = start + at32(start + 4);
  if (directory + 2 > bytes.length) return undefined;
  const entries = at16(directory);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > bytes.length) return undefined;
    if (at16(entry) !== ORIENTATION || at16(entry + 2) !== SHORT) continue;
    const value = at16(entry + 8);
    return value >= 2 && value <= 8 ? { value, position: entry + 8, littleEndian } : undefined;
  }
  return undefined;
}

function exifStart(bytes: Buffer, segments?: readonly JpegSegment[]): number | undefined {
  if (isPng(bytes)) return pngChunks(bytes).find(({ name }) => name === 'eXIf')?.start;
  if (!isJpeg(bytes)) return undefined;
  const segment = (segments ?? jpegSegments(bytes)).find(
    ({ marker, start }) =>
      marker === APP1 && bytes.subarray(start, start + EXIF.length).equals(EXIF),
  );
  return segment === undefined ? undefined : segment.start + EXIF.length;
}

/** A copy of a file that says that it is upright; the file itself when it says nothing. */
export function withoutOrientation(
  bytes: Buffer,
  orientation: Orientation | undefined = exifOrientation(bytes),
): Buffer {
  if (orientation === undefined) return bytes;
  const copy = Buffer.from(bytes);
  if (orientation.littleEndian) copy.writeUInt16LE(1, orientation.position);
  else copy.writeUInt16BE(1, orientation.position);
  return copy;
}
