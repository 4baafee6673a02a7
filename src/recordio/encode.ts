/** Records as they lie in a file. */

import { FineTuneError } from '../errors.js';
import { FRAME_BYTES, MAGIC_BYTES, type PartKind, partKindCode } from './frame.js';
import { IMAGE_HEADER_BYTES } from './image-header.js';

/** Readers take no longer records. */
const MOST_BYTES = 2 ** 29 - 1;

const NOTHING: Buffer = Buffer.alloc(0);

/** What stands before an image, as `recordio.pack` writes it. */
export interface PackedHeader {
  id: number;
  /** One, or several. */
  labels: readonly number[];
  /** Write a single label as a list of one. @defaultValue false */
  asList?: boolean;
}

/** The header of an image record. */
export function imageHeader({ id, labels, asList = false }: PackedHeader): Buffer {
  const isList = asList || labels.length !== 1;
  const header = Buffer.alloc(IMAGE_HEADER_BYTES + (isList ? 4 * labels.length : 0));
  header.writeUInt32LE(isList ? labels.length : 0, 0);
  if (!isList) header.writeFloatLE(labels[0] as number, 4);
  header.writeBigUInt64LE(BigInt(id), 8);
  if (isList) {
    for (const [i, label] of labels.entries()) {
      header.writeFloatLE(label, IMAGE_HEADER_BYTES + 4 * i);
    }
  }
  return header;
}

/**
 * A payload with its frame: cut wherever a word of it is the magic by which readers find records.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it is too long
 */
export function framed(payload: Buffer): Buffer[] {
  if (payload.length > MOST_BYTES) {
    throw new FineTuneError(
      'ERR_DATA',
      `a record has at most ${MOST_BYTES} bytes, not ${payload.length}`,
    );
  }
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = payload.indexOf(MAGIC_BYTES); at >= 0; at = payload.indexOf(MAGIC_BYTES, at + 1)) {
    if (at % 4 !== 0 || at < start) continue;
    parts.push(payload.subarray(start, at));
    start = at + MAGIC_BYTES.length;
  }
  parts.push(payload.subarray(start));
  return parts.flatMap((part, i) => framedPart(part, kindOf(i, parts.length)));
}

function kindOf(part: number, parts: number): PartKind {
  if (parts === 1) return 'whole';
  if (part === 0) return 'first';
  return part === parts - 1 ? 'last' : 'middle';
}

function framedPart(bytes: Buffer, kind: PartKind): Buffer[] {
  const head = Buffer.alloc(FRAME_BYTES);
  MAGIC_BYTES.copy(head);
  head.writeUInt32LE(((partKindCode(kind) << 29) | bytes.length) >>> 0, 4);
  const padding = (4 - (bytes.length % 4)) % 4;
  return [head, bytes, padding === 0 ? NOTHING : Buffer.alloc(padding)];
}
