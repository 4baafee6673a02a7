/** Which images of a record file cannot be decoded. */

import { availableParallelism } from 'node:os';
import { pMapIterable } from 'p-map';
import { FineTuneError } from '../errors.js';
import { decodeFault } from '../packing/decoding.js';
import { parseImageHeader } from '../recordio/image-header.js';
import { PayloadReader } from '../recordio/payload-reader.js';
import { type ScannedRecord, scanAll } from '../recordio/scan.js';

/** Why images cannot be decoded, by the offsets of their records. */
export type Faults = ReadonlyMap<number, string>;

/**
 * Decodes every image of a record file.
 *
 * @returns nothing for a file that cannot be read at all: looking at it will tell why
 * @throws the signal's reason
 */
export async function findFaults(
  file: string,
  {
    signal,
    onImage = () => {},
  }: { signal?: AbortSignal | undefined; onImage?: (() => void) | undefined } = {},
): Promise<Faults> {
  const faults = new Map<number, string>();
  try {
    await using payloads = await PayloadReader.open(file);
    const decode = async ({ offset }: ScannedRecord): Promise<void> => {
      const payload = await payloads.read(offset);
      const { imageOffset = payload.length } = parseImageHeader(payload) ?? {};
      const image = payload.subarray(imageOffset);
      const fault = image.length === 0 ? undefined : await decodeFault(image);
      if (fault !== undefined) faults.set(offset, fault);
    };
    const concurrency = availableParallelism();
    for await (const _ of pMapIterable(wholeRecords(file), decode, { concurrency })) {
      signal?.throwIfAborted();
      onImage();
    }
  } catch (error) {
    const isUnreadable = error instanceof Error && 'syscall' in error;
    if (!isUnreadable && !(error instanceof FineTuneError)) throw error;
  }
  return faults;
}

async function* wholeRecords(file: string): AsyncGenerator<ScannedRecord> {
  for await (const found of scanAll(file)) if (!('reason' in found)) yield found;
}
