/** Numbers of a binary file, one after another, with errors that tell where it ends too early. */

import { FineTuneError } from '../errors.js';
import { decodeText } from '../files/readable.js';
import type { WindowReader } from '../files/window-reader.js';

/** Longer names are taken for damage. */
const LONGEST_TEXT = 1 << 16;

/** Reads little-endian numbers from a position on. */
export class StructureReader {
  /** Where the next read begins. */
  position = 0;
  /** What is being read, for messages. */
  subject = 'the header';
  /** The last number of axes, as it stood in the file. */
  lastAxes = 0;
  readonly #window: WindowReader;
  readonly #file: string;

  constructor(window: WindowReader, file: string) {
    this.#window = window;
    this.#file = file;
  }

  async uint32(what: string): Promise<number> {
    return (await this.#bytes(4, what)).readUInt32LE(0);
  }

  async int32(what: string): Promise<number> {
    return (await this.#bytes(4, what)).readInt32LE(0);
  }

  async int64(what: string): Promise<number> {
    return Number((await this.#bytes(8, what)).readBigInt64LE(0));
  }

  /** A number of things, each of which takes some bytes: more than fit into the file is damage. */
  async count(what: string, bytesEach: number): Promise<number> {
    const count = Number((await this.#bytes(8, what)).readBigUInt64LE(0));
    if (count * bytesEach > this.#window.size) throw this.cutOff(what);
    return count;
  }

  async text(what: string): Promise<string> {
    const length = await this.count(what, 1);
    if (length > LONGEST_TEXT) throw this.damaged(`a name of ${length} bytes`);
    const text = decodeText(await this.#bytes(length, what));
    if (text === undefined || text.includes('\0')) throw this.damaged('a name that is no text');
    return text;
  }

  /** Goes over bytes, which must be there. */
  async skip(bytes: number, what: string): Promise<void> {
    if (this.position + bytes > this.#window.size) throw this.cutOff(what, bytes);
    this.position += bytes;
  }

  damaged(what: string): FineTuneError {
    return new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${this.#file} is damaged: ${this.subject} has ${what} (before offset ${this.position}). Copy or download it again`,
    );
  }

  unsupported(what: string): FineTuneError {
    return new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${this.#file} cannot be used: ${this.subject} has ${what}, which this package does not know. Save it as float32`,
    );
  }

  cutOff(what: string, bytes = 0): FineTuneError {
    const end = this.position + bytes;
    const needed = bytes > 0 && Number.isSafeInteger(end) ? `at least ${end}` : 'more';
    return new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${this.#file} is cut off: it ends inside ${this.subject}, at ${what}; it has ${this.#window.size} bytes, ` +
        `${needed} are needed. Copy or download it again`,
    );
  }

  async #bytes(length: number, what: string): Promise<Buffer> {
    const bytes = await this.#window.read(this.position, length);
    if (bytes.length < length) throw this.cutOff(what, length);
    this.position += length;
    return bytes;
  }
}
