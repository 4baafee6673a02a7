/** Reads small parts of a large file, mostly forwards. */

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { requireFile } from './readable.js';

/** Small enough that a far jump costs little, large enough that many small records come in one read. */
const WINDOW_BYTES = 32 * 1024;

/** A file with one window of it in memory. */
export class WindowReader {
  /** Bytes in the file. */
  readonly size: number;
  readonly #handle: FileHandle;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** Opens a file; {@link whyUnreadable} explains the error of one that cannot be. */
  static async open(file: string): Promise<WindowReader> {
    await requireFile(file);
    const handle = await open(file);
    const { size } = await handle.stat();
    return new WindowReader(handle, size);
  }

  /**
   * `length` bytes from `position` on, or fewer at the end of the file. The memory is valid until the next read.
   */
  async read(position: number, length: number): Promise<Buffer> {
    const end = Math.min(position + length, this.size);
    if (position >= end) return Buffer.alloc(0);
    if (position < this.#start || end > this.#start + this.#window.length) {
      const bytes = Math.min(Math.max(length, WINDOW_BYTES), this.size - position);
      const buffer = Buffer.allocUnsafe(bytes);
      const { bytesRead } = await this.#handle.read(buffer, 0, bytes, position);
      this.#window = buffer.subarray(0, bytesRead);
      this.#start = position;
    }
    return this.#window.subarray(position - this.#start, end - this.#start);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
