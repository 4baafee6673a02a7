/** What an image may be given as. */

import { stat } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { fileURLToPath } from 'node:url';
import { FineTuneError } from '../errors.js';
import { readWhole, whyUnreadable } from '../files/readable.js';

/** Pixels of 8 bits: rows from the top, in them columns from the left, in them channels, red first. */
export interface RawImage {
  data: Uint8Array;
  width: number;
  height: number;
  /** 1 is gray, 3 colour, 4 colour with an alpha channel, which is left out. */
  channels: 1 | 3 | 4;
}

/**
 * An image: the path or the `file:` URL of a file, its bytes, a stream of them, or pixels. What is handed over must not
 * be changed until the call has ended.
 */
export type ImageInput = string | URL | Uint8Array | RawImage | AsyncIterable<Uint8Array>;

/** How an input is read. */
export interface ReadLimits {
  /** Longer files and streams are refused. */
  mostBytes: number;
  signal: AbortSignal | undefined;
}

/**
 * The bytes of an image, or its pixels.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be read or is too long, `ERR_OPTION` for anything else
 */
export async function readInput(
  input: ImageInput,
  limits: ReadLimits,
): Promise<Uint8Array | RawImage> {
  if (typeof input === 'string') return await readImageFile(input, limits);
  if (input instanceof URL) return await readImageFile(pathOf(input), limits);
  if (input instanceof Uint8Array) return requireLength(input, limits.mostBytes);
  if (isAsyncIterable(input)) return await readStream(input, limits);
  if (isRawImage(input)) return input;
  throw new FineTuneError(
    'ERR_OPTION',
    `an image is a path, a file: URL, a Buffer or Uint8Array, a stream of them, or { data, width, height, channels }; received ${kindOf(input)}`,
  );
}

/** The name that errors about an input begin with; empty for one that has none. */
export function nameOf(input: ImageInput): string {
  if (typeof input === 'string') return input;
  return input instanceof URL ? input.href : '';
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new FineTuneError(
      'ERR_OPTION',
      `${url.href} is no file: URL of this machine. Fetch it and hand over its bytes`,
      { cause },
    );
  }
}

async function readImageFile(file: string, { mostBytes, signal }: ReadLimits): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw tooLong(size, mostBytes);
    const bytes = await readWhole(file);
    signal?.throwIfAborted();
    return bytes;
  } catch (cause) {
    if (cause instanceof FineTuneError || signal?.aborted) throw cause;
    throw new FineTuneError('ERR_DATA', `the image ${whyUnreadable(cause)}`, { cause });
  }
}

async function readStream(
  input: AsyncIterable<Uint8Array>,
  { mostBytes, signal }: ReadLimits,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const stream = readable(input);
    if (signal !== undefined) addAbortSignal(signal, stream);
    for await (const chunk of stream as AsyncIterable<unknown>) {
      if (!(chunk instanceof Uint8Array)) throw noBytes(chunk);
      chunks.push(chunk);
      length += chunk.length;
      if (length > mostBytes) throw tooLong(length, mostBytes);
    }
  } catch (cause) {
    if (cause instanceof FineTuneError || signal?.aborted) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FineTuneError('ERR_DATA', `the image cannot be read: ${reason}`, { cause });
  }
  return Buffer.concat(chunks, length);
}

function readable(input: AsyncIterable<Uint8Array>): Readable {
  if (input instanceof Readable) return input;
  if (input instanceof ReadableStream) return Readable.fromWeb(input);
  return Readable.from(input);
}

function requireLength(bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.length > most) throw tooLong(bytes.length, most);
  return bytes;
}

function tooLong(length: number, most: number): FineTuneError {
  return new FineTuneError(
    'ERR_DATA',
    `the image is too large: ${length} bytes. At most ${most} are read`,
  );
}

function noBytes(chunk: unknown): FineTuneError {
  return new FineTuneError(
    'ERR_OPTION',
    `the stream of an image must give Buffers or Uint8Arrays, received ${kindOf(chunk)}`,
  );
}

function isAsyncIterable(input: unknown): input is AsyncIterable<Uint8Array> {
  return typeof input === 'object' && input !== null && globalThis.Symbol.asyncIterator in input;
}

/** Its numbers are checked where the pixels are used. */
function isRawImage(input: unknown): input is RawImage {
  if (typeof input !== 'object' || input === null) return false;
  return 'data' in input && input.data instanceof Uint8Array;
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'a text';
  if (typeof value !== 'object' || value === null) return String(value);
  return `an object of ${value.constructor?.name ?? 'no class'}`;
}
