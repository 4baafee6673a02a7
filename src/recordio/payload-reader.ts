/** Whole payloads of records, from any place in a file. */

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { FRAME_BYTES, MAGIC_BYTES, parseFrame, partBytes } from './frame.js';
import type { ScannedRecord } from './scan.js';

/** Reads payloads of records that {@link scanAll} has found. */
export class PayloadReader {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(file: string): Promise<PayloadReader> {
    return new PayloadReader(await open(file));
  }

  async read({ offset, end }: Pick<ScannedRecord, 'offset' | 'end'>): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(end - offset);
    const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, offset);
    return joined(bytes.subarray(0, bytesRead));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

/** Where a payload was cut, the magic belongs to it. */
function joined(record: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < record.length; ) {
    const frame = parseFrame(record.subarray(at));
    if (frame === undefined) throw new Error(`the record has changed while it was read`);
    if (parts.length > 0) parts.push(MAGIC_BYTES);
    parts.push(record.subarray(at + FRAME_BYTES, at + FRAME_BYTES + frame.length));
    at += partBytes(frame);
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
