/** The parts of a PNG file. */

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Bytes around the contents of a chunk: length, name and checksum. */
const CHUNK_BYTES = 12;

/** One chunk before the picture. */
export interface PngChunk {
  name: string;
  /** Where its contents begin. */
  start: number;
  /** Where they end; it may lie beyond the bytes that are there. */
  end: number;
}

/** Whether a file begins as a PNG file does. */
export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/** The chunks up to the picture, as far as their beginnings are there. */
export function pngChunks(bytes: Buffer): PngChunk[] {
  const chunks: PngChunk[] = [];
  for (let position = SIGNATURE.length; position + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(position);
    const name = bytes.toString('latin1', position + 4, position + 8);
    if (name === 'IDAT' || name === 'IEND') break;
    chunks.push({ name, start: position + 8, end: position + 8 + length });
    position += CHUNK_BYTES + length;
  }
  return chunks;
}
