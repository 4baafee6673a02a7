/** Whole payloads of records, from any place in a file. */

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { FRAME_BYTES, type Frame, MAGIC_BYTES, parseFrame, partBytes } from './frame.js';

/** Reads payloads of records whose places are known. */
export class PayloadReader {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(file: string): Promise<PayloadReader> {
    return new PayloadReader(await open(file));
  }

  /** The payload of the record at an offset, put together where it was cut. */
  async read(offset: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let position = offset; ; ) {
      const frame = await this.#frame(position);
      // Where a payload was cut, the magic belongs to it.
      if (parts.length > 0) parts.push(MAGIC_BYTES);
      const part = await this.#bytes(position + FRAME_BYTES, frame.length);
      parts.push(part);
      if (frame.kind === 'whole') return part;
      if (frame.kind === 'last') return Buffer.concat(parts);
      position += partBytes(frame);
    }
  }

  async #frame(position: number): Promise<Frame> {
    const frame = parseFrame(await this.#bytes(position, FRAME_BYTES));
    if (frame !== undefined) return frame;
    throw new Error(`there is no record at offset ${position} any more`);
  }

  async #bytes(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await this.#handle.read(bytes, 0, length, position);
    return bytes.subarray(0, bytesRead);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
