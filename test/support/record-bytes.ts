/** Record files, byte by byte, without the code under test. */

import { deflateSync } from 'node:zlib';

const MAGIC = 0xced7230a;

/** An image record before it is framed. */
export interface ImageRecord {
  image: Uint8Array;
  label?: number;
  /** Packed labels, instead of `label`. */
  labels?: readonly number[];
  id?: number;
}

/** Header and image, as im2rec packs them. */
export function imagePayload({ image, label = 0, labels = [], id = 0 }: ImageRecord): Buffer {
  const header = Buffer.alloc(24 + 4 * labels.length);
  header.writeUInt32LE(labels.length, 0);
  header.writeFloatLE(labels.length === 0 ? label : 0, 4);
  header.writeBigUInt64LE(BigInt(id), 8);
  for (const [i, value] of labels.entries()) header.writeFloatLE(value, 24 + 4 * i);
  return Buffer.concat([header, image]);
}

/** A payload as it lies in a file: cut where it contains the magic at a whole word. */
export function frame(payload: Uint8Array): Buffer {
  const bytes = Buffer.from(payload);
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    if (bytes.readUInt32LE(at) !== MAGIC) continue;
    parts.push(bytes.subarray(start, at));
    start = at + 4;
  }
  parts.push(bytes.subarray(start));
  return Buffer.concat(
    parts.map((part, i) => {
      const isLast = i === parts.length - 1;
      return framePart(part, parts.length === 1 ? 0 : i === 0 ? 1 : isLast ? 3 : 2);
    }),
  );
}

/** One part: 0 whole, 1 first, 2 middle, 3 last. */
export function framePart(bytes: Uint8Array, kind: number, length: number = bytes.length): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(((kind << 29) | length) >>> 0, 4);
  return Buffer.concat([head, bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/** A record file of images. */
export function recordFile(records: readonly ImageRecord[]): Buffer {
  return Buffer.concat(records.map((record) => frame(imagePayload(record))));
}

/** The images of a record file whose records are all whole. */
export function imagesOf(file: Buffer): Buffer[] {
  const images: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4) & 0x1fffffff;
    images.push(Buffer.from(file.subarray(at + 8 + 24, at + 8 + length)));
    at += 8 + Math.ceil(length / 4) * 4;
  }
  return images;
}

/** A PNG file: the colour of each pixel as red, green, blue, or as one gray value. */
export function png(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly number[],
): Buffer {
  const rows: number[] = [];
  for (let y = 0; y < height; y++) {
    rows.push(0);
    for (let x = 0; x < width; x++) rows.push(...colour(x, y));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = colour(0, 0).length === 1 ? 0 : 2;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An image of one colour. */
export function plainPng(side: number, ...colour: number[]): Buffer {
  return png(side, side, () => colour);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
