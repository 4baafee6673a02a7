/** How records lie in a RecordIO file. */

/** The four bytes that every part begins with, as a little-endian number. */
export const MAGIC = 0xced7230a;

/** {@link MAGIC} as it lies in a file. */
export const MAGIC_BYTES: Buffer = Buffer.from('0a23d7ce', 'hex');

/** Bytes of the magic and of the word after it. */
export const FRAME_BYTES = 8;

/** Which part of a record follows: a payload that contains the magic is cut there. */
export type PartKind = 'whole' | 'first' | 'middle' | 'last';

const KINDS: readonly PartKind[] = ['whole', 'first', 'middle', 'last'];

/** How a file says it. */
export function partKindCode(kind: PartKind): number {
  return KINDS.indexOf(kind);
}

/** The head of one part. */
export interface Frame {
  kind: PartKind;
  /** Bytes of payload. */
  length: number;
}

/** Reads the head of a part; `undefined` when the bytes are none. */
export function parseFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < FRAME_BYTES || bytes.readUInt32LE(0) !== MAGIC) return undefined;
  const word = bytes.readUInt32LE(4);
  const kind = KINDS[word >>> 29];
  return kind === undefined ? undefined : { kind, length: word & 0x1fffffff };
}

/** Bytes from the start of a part to the start of the next one: payloads are padded to whole words. */
export function partBytes({ length }: Frame): number {
  return FRAME_BYTES + Math.ceil(length / 4) * 4;
}
