/** Images whose end is missing: decoders fill them up with gray and say nothing. */

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_END = Buffer.from('IEND');

/** Markers of a JPEG file. */
const START_OF_IMAGE = 0xd8;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/** Whether the end of a PNG or JPEG file is missing. Of other files nothing is said. */
export function isCutOff(encoded: Uint8Array): boolean {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  if (bytes.subarray(0, PNG.length).equals(PNG)) return !bytes.includes(PNG_END, PNG.length);
  if (bytes[0] === 0xff && bytes[1] === START_OF_IMAGE) {
    const scan = startOfScan(bytes);
    return scan === undefined || !bytes.includes(END_OF_IMAGE, scan);
  }
  return false;
}

/** Goes over the segments before the picture; a preview among them has an end of its own. */
function startOfScan(bytes: Buffer): number | undefined {
  let position = 2;
  while (position + 4 <= bytes.length) {
    if (bytes[position] !== 0xff) return undefined;
    const marker = bytes[position + 1] as number;
    if (marker === START_OF_SCAN) return position;
    // Fill bytes, and markers without a length.
    if (marker === 0xff) position += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) position += 2;
    else position += 2 + bytes.readUInt16BE(position + 2);
  }
  return undefined;
}
