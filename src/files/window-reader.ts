/** Reads small parts of a large file, mostly forwards. */

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { requireFile } from './readable.js';

/** Small enough that a far jump costs little. */
const SMALLEST_WINDOW = 32 * 1024;

/** Large enough that many records come in one read. */
const LARGEST_WINDOW = 1024 * 1024;

/** A file with one window of it in memory, which grows while it is read without gaps. */
export class WindowReader {
  /** Bytes in the file. */
  readonly size: number;
  readonly #handle: FileHandle;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;
  #windowBytes = SMALLEST_WINDOW;

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

  /** `length` bytes from `position` on, or fewer at the end of the file. */
  async read(position: number, length: number): Promise<Buffer> {
    return this.peek(position, length) ?? (await this.#refill(position, length));
  }

  /** {@link WindowReader.read} without waiting; `undefined` when the bytes are not in memory. */
  peek(position: number, length: number): Buffer | undefined {
    const end = Math.min(position + length, this.size);
    if (position >= end) return Buffer.alloc(0);
    if (position < this.#start || end > this.#start + this.#window.length) return undefined;
    return this.#window.subarray(position - this.#start, end - this.#start);
  }

  async #refill(position: number, length: number): Promise<Buffer> {
    const end = this.#start + this.#window.length;
    const isNear = position >= this.#start && position <= end + this.#window.length;
    this.#windowBytes = isNear
      ? Math.min(2 * this.#windowBytes, LARGEST_WINDOW)
      : Math.max(this.#windowBytes / 2, SMALLEST_WINDOW);
    const bytes = Math.min(Math.max(length, this.#windowBytes), this.size - position);
    // A new one each time: parts of the old one may still be looked at.
    const buffer = Buffer.allocUnsafeSlow(bytes);
    const { bytesRead } = await this.#handle.read(buffer, 0, bytes, position);
    this.#window = buffer.subarray(0, bytesRead);
    this.#start = position;
    return this.#window.subarray(0, length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
