/** Bytes in memory, one value after another. */

/** Reads little-endian values; whatever is not there ends the reading with an error. */
export class ByteReader {
  /** Where the next read begins. */
  position = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  int32(): number {
    return this.#bytes.readInt32LE(this.#advance(4));
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  int64(): number {
    return Number(this.#bytes.readBigInt64LE(this.#advance(8)));
  }

  /** So many bytes, sharing the memory. */
  take(length: number): Buffer {
    const begin = this.#advance(length);
    return this.#bytes.subarray(begin, begin + length);
  }

  /** The bytes up to the next line break, which is left out. */
  line(): Buffer {
    const end = this.#bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new RangeError(`it ends inside a line that begins at ${this.position}`);
    const line = this.#bytes.subarray(this.position, end);
    this.position = end + 1;
    return line;
  }

  #advance(length: number): number {
    const begin = this.position;
    if (!(length >= 0) || begin + length > this.#bytes.length) {
      throw new RangeError(
        `it is cut off: ${length} bytes are needed at ${begin}, it has ${this.#bytes.length}`,
      );
    }
    this.position += length;
    return begin;
  }
}
