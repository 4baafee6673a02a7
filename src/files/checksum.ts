/** Checksums of files. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes that are read at once. */
const CHUNK = 1 << 20;

/**
 * The SHA-256 of a file's contents, in hexadecimal digits.
 *
 * @throws the signal's reason
 */
export async function checksumOf(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    signal?.throwIfAborted();
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** The SHA-256 of a text or bytes. */
export function checksumOfContent(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** How much of a file {@link sampledChecksum} reads. */
const SAMPLES = 256;
const SAMPLE = 4096;

/** What a large file can be known by. */
export interface SampledChecksum {
  bytes: number;
  /** Of the whole file when it is small, otherwise of pieces from its beginning to its end. */
  sha256: string;
}

/**
 * Tells files apart without reading all of a large one: its length, and the SHA-256 of 256 pieces of 4 KiB that are spread
 * evenly over it.
 */
export async function sampledChecksum(file: string): Promise<SampledChecksum> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  const hash = createHash('sha256');
  if (size <= SAMPLES * SAMPLE) {
    hash.update(await piece(handle, 0, size));
  } else {
    for (let i = 0; i < SAMPLES; i++) {
      const begin = Math.floor((i * (size - SAMPLE)) / (SAMPLES - 1));
      hash.update(await piece(handle, begin, SAMPLE));
    }
  }
  return { bytes: size, sha256: hash.digest('hex') };
}

async function piece(handle: FileHandle, begin: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(buffer, done, length - done, begin + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
