/** The parts of a JPEG file. */

const START_OF_IMAGE = 0xffd8;

/** The marker of the segment behind which the compressed picture lies. */
export const START_OF_SCAN = 0xda;

/** One segment before the picture. */
export interface JpegSegment {
  marker: number;
  /** Where its contents begin, behind marker and length. */
  start: number;
  /** Where the next segment begins; it may lie beyond the bytes that are there. */
  end: number;
}

/** Whether a file begins as a JPEG file does. */
export function isJpeg(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.readUInt16BE(0) === START_OF_IMAGE;
}

/** The segments up to the picture, as far as their beginnings are there. */
export function jpegSegments(bytes: Buffer): JpegSegment[] {
  const segments: JpegSegment[] = [];
  for (let position = 2; position + 4 <= bytes.length; ) {
    if (bytes[position] !== 0xff) break;
    const marker = bytes[position + 1] as number;
    // Fill bytes, and markers without a length.
    if (marker === 0xff) position += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) position += 2;
    else {
      const end = position + 2 + bytes.readUInt16BE(position + 2);
      segments.push({ marker, start: position + 4, end });
      if (marker === START_OF_SCAN) break;
      position = end;
    }
  }
  return segments;
}

/** Whether a segment begins a picture (`SOF0` to `SOF15`), and so tells its size. */
export function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
